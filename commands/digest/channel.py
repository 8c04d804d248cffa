"""A community's digest: seeing it beforehand, saying when and where it comes, and posting it."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from bot import forms, outbox
from bot.adapter import Target
from bot.declare import Param
from bot.errors import Conflict
from bot.grammar import line
from bot.incoming import Place
from bot.permissions import FACILITATOR, MEMBER
from bot.replies import Bold, Button, Card, ChannelName, Inline, Note, Reply, text
from bot.request import Request, Work
from bot.services.communities import channels, communities
from bot.services.communities.channels import ChannelAddress
from bot.services.communities.communities import Community
from bot.services.digests import digests as service
from bot.services.digests.digests import Plan
from bot.services.digests.times import SETTLED
from bot.services.schedules import schedules
from bot.services.schedules.rhythms import WEEKDAYS, Every, Weekday, read_hour, read_weekday
from bot.words import Message, _
from commands.digest.cards import channel_card
from commands.digest.group import digests

ON_DAYS: tuple[Message, ...] = (
    _("on Mondays"),
    _("on Tuesdays"),
    _("on Wednesdays"),
    _("on Thursdays"),
    _("on Fridays"),
    _("on Saturdays"),
    _("on Sundays"),
)


@digests.command("preview", needs=MEMBER)
async def preview(request: Request) -> Reply:
    """See what the community's digest would tell now; nobody else sees it."""
    community = request.community
    plan = await service.plan_for(request.tx, request.now, community)
    found = await service.digest(request.tx, request.now, request.now, community, plan)
    comes = await schedules.next_of(request.tx, service.JOB, community.id)
    when: tuple[Inline, ...] = (_("The next one comes {when}.", when=request.when(comes)),) if comes else ()
    if not found.has_news:
        nothing = _("There is nothing new in {name}, so nothing would be posted.", name=Bold(community.name))
        return text(nothing, " ", *when)
    card = await channel_card(request, community, found)
    return Card((*card.blocks, Note((_("Only you see this."), " ", *when))), title=card.title)


@digests.command(
    "schedule", needs=FACILITATOR, example="weekly day: Monday at: 9:00", prefilled=True, submit=_("Save")
)
async def schedule(
    request: Request,
    how: Annotated[Every | None, Param(_("How often it comes"), label=_("How often"))] = None,
    day: Annotated[Weekday | None, Param(_("On which day, where it comes weekly"))] = None,
    at: Annotated[str | None, Param(_("At what time of the day, such as 9:00"), max_length=10)] = None,
    channel: Annotated[Place | None, Param(_("In which of the community's channels"))] = None,
) -> Reply:
    """Say when and where the community's digest is posted."""
    community = request.community
    if not (how or day or at or channel):
        now = await service.plan_for(request.tx, request.now, community)
        rhythm = now.rhythm
        return await forms.ask(
            request, how=rhythm.every, day=WEEKDAYS[rhythm.weekday], at=f"{rhythm.at:%H:%M}", channel=None
        )
    plan = await service.change(
        request.tx,
        request.now,
        request.person.id,
        community,
        every=how or ("weekly" if day else None),
        weekday=read_weekday(day) if day else None,
        at=read_hour(at) if at else None,
        channel=await _channel(request, channel) if channel else None,
    )
    return text(
        *await _planned(request, community, plan),
        buttons=(Button(_("Preview"), line("digest preview", community=f"={community.id}")),),
    )


async def _channel(request: Request, place: Place) -> ChannelAddress:
    """The community's channel that is meant; raises `Conflict` for any other."""
    for one in await channels.of_community(request.tx, request.community.id):
        if (one.platform, one.workspace, one.channel) == (place.platform, place.workspace, place.channel):
            return one
    raise Conflict(
        _("That channel does not belong to {name}. Map it there first.", name=request.community.name),
        example="community map",
    )


async def _planned(request: Request, community: Community, plan: Plan) -> list[Inline]:
    """When the digest comes, and where."""
    rhythm = plan.rhythm
    if rhythm.every == "never":
        return [_("{name} gets no digest any more.", name=Bold(community.name))]
    often: dict[str, Message] = {
        "daily": _("every day"),
        "weekdays": _("from Monday to Friday"),
        "weekly": ON_DAYS[rhythm.weekday],
    }
    said: list[Inline] = [
        _(
            "The digest of {name} comes {often} at {at} ({zone}).",
            name=Bold(community.name),
            often=often[rhythm.every],
            at=f"{rhythm.at:%H:%M}",
            zone=plan.zone,
        )
    ]
    comes = await schedules.next_of(request.tx, service.JOB, community.id)
    if comes:
        said += [" ", _("The next one comes {when}.", when=request.when(comes))]
    where = await service.channel_of(request.tx, plan)
    if where is None:
        said += [" ", _("It has no channel yet, so nothing can be posted.")]
    elif where.workspace == request.where.workspace:
        shown = ChannelName(where.platform, where.workspace, where.channel, where.name or where.channel)
        said += [" ", _("It is posted in {channel}.", channel=shown)]
    return said


@digests.round("digest.plans", due=service.unplanned)
async def plan(work: Work, community_id: int) -> None:
    """Plan the digest of a community that has no plan yet, or whose zone has changed."""
    community = await communities.get(work.tx, community_id)
    if community:
        await service.plan_for(work.tx, work.now, community)


@digests.job(service.JOB)
async def post_due(work: Work, community_id: int) -> None:
    """Post a community's digest where there is something new, and a channel to post it in."""
    community = await communities.get(work.tx, community_id)
    if community is None or community.suspended:
        return
    plan = await service.plan_for(work.tx, work.now, community)
    where = await service.channel_of(work.tx, plan)
    if where is None:
        return
    found = await service.digest(work.tx, work.now, work.now - SETTLED, community, plan)
    if found.has_news:
        card = await channel_card(replace(work, in_community=community), community, found)
        target = Target(where.platform, where.workspace, where.channel)
        await outbox.post(work.tx, work.now, target, card, language=community.language)
    await service.told(work.tx, community_id, found.until)
