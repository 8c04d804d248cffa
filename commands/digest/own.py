"""One's own digest: seeing it now, and saying when it comes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal

from bot import forms
from bot.declare import Param
from bot.grammar import line
from bot.permissions import ANYONE
from bot.replies import Bold, Button, Card, Inline, Reply, text
from bot.request import Request
from bot.services.alerts import preferences
from bot.services.digests import reader, rhythms, turns
from bot.services.digests.rhythms import Rhythm
from bot.services.digests.turns import LONGEST_LOOK
from bot.services.schedules.rhythms import WEEKDAYS, Weekday, read_hour, read_weekday
from bot.times.hours import show_minute
from bot.words import _
from commands.digest.channel import ON_DAYS
from commands.digest.group import digests
from commands.digest.page import more_card, page_card
from commands.shared.zone import zone_question

PAGE = 12
MOST = 200
"""How much of one kind in one community can be paged through."""
HowOften = Literal["daily", "weekly", "never"]


@digests.command("me", needs=ANYONE, example="")
async def me(request: Request) -> Reply:
    """See now what your own digest would tell; the next one comes as planned."""
    due = await turns.as_of_now(request.tx, request.now, request.person.id, request.settings.time_zone)
    (page,) = await reader.pages(request.tx, request.now, request.now, [due], request.secret)
    if page.empty:
        week = int((request.now - timedelta(days=7)).timestamp()), int(request.now.timestamp())
        return text(
            _("There is nothing new for you since {when}.", when=request.when(due.daily_since)),
            buttons=(
                Button(_("The last seven days"), line("digest more", *week)),
                Button(_("When it comes"), "digest less"),
            ),
        )
    return page_card(request, due, page)


@digests.command("more", needs=ANYONE, hidden=True, form=False, example="1763971200 1764576000")
async def more(
    request: Request,
    since: Annotated[int, Param(_("Since when, in seconds of the epoch"))],
    until: Annotated[int, Param(_("Until when, in seconds of the epoch"))],
    page: Annotated[int, Param(_("Which page of the list"))] = 1,
) -> Reply:
    """Show everything that was new for you in a time."""
    first = (request.now - LONGEST_LOOK).timestamp()
    begins, ends = (min(max(moment, first), request.now.timestamp()) for moment in (since, until))
    due = await turns.as_of_now(request.tx, request.now, request.person.id, request.settings.time_zone)
    opened = datetime.fromtimestamp(begins, UTC)
    whole = replace(due, daily_since=opened, weekly_since=opened)
    (found,) = await reader.pages(
        request.tx, request.now, datetime.fromtimestamp(ends, UTC), [whole], request.secret, most=MOST
    )
    page = max(page, 1)
    new = found.new[(page - 1) * PAGE : page * PAGE]
    if not new:
        return text(_("There is nothing more."))
    buttons = []
    if len(found.new) > page * PAGE:
        buttons.append(Button(_("More"), line("digest more", since, until, page=page + 1)))
    return more_card(request, new, found.communities, buttons=buttons)


@digests.command(
    "mine", needs=ANYONE, example="weekly day: Monday at: 8:00", prefilled=True, submit=_("Save")
)
async def mine(
    request: Request,
    how: Annotated[HowOften | None, Param(_("How often it comes"), label=_("How often"))] = None,
    day: Annotated[Weekday | None, Param(_("On which day, where it comes weekly"))] = None,
    at: Annotated[str | None, Param(_("At what time of your day, such as 8:00"), max_length=10)] = None,
) -> Reply:
    """Say when your own digest comes, or that none comes."""
    if not (how or day or at):
        rhythm = (await _planned(request))[0]
        settings = rhythm.settings
        return await forms.ask(
            request,
            how=_how(rhythm),
            day=WEEKDAYS[settings.digest_weekday],
            at=show_minute(settings.digest_minute),
        )
    before = (await _planned(request))[0]
    how = how or ("weekly" if day and not before.on else None)
    values: dict[str, object] = {"digest_weekday": read_weekday(day)} if day else {}
    if at:
        hour = read_hour(at)
        values["digest_minute"] = hour.hour * 60 + hour.minute
    if how:
        values["digest_on"] = how != "never"
    if values:
        await preferences.change(request.tx, request.person.id, **values)
    if how == "weekly" and before.daily:
        await rhythms.make_weekly(request.tx, request.person.id)
    elif how == "daily" and not before.daily:
        await preferences.set_frequency(request.tx, request.person.id, "daily")
    said, rhythm = await _said(request)
    card = text(
        *said, buttons=(Button(_("See it now"), "digest me"), Button(_("All settings"), "alerts show"))
    )
    question = await zone_question(request) if rhythm.on else ()
    return Card((*card.blocks, *question), replaces=True)


@digests.command("off", needs=ANYONE, form=False)
async def off(request: Request) -> Reply:
    """Get no digest of your own any more."""
    await preferences.change(request.tx, request.person.id, digest_on=False)
    said, rhythm = await _said(request)
    before: HowOften = "daily" if rhythm.daily else "weekly"
    return text(*said, buttons=(Button(_("Turn it on again"), line("digest mine", before)),))


@digests.command("less", needs=ANYONE, hidden=True, form=False)
async def less(request: Request) -> Reply:
    """Choose how often your own digest comes."""
    said, rhythm = await _said(request)
    labels = {"daily": _("Daily"), "weekly": _("Weekly"), "never": _("Never")}
    buttons = [
        Button(label, line("digest mine", how)) for how, label in labels.items() if how != _how(rhythm)
    ]
    buttons += [Button(_("Another time…"), "?digest mine"), Button(_("By kind…"), "alerts show")]
    return text(*said, buttons=tuple(buttons))


def _how(rhythm: Rhythm) -> HowOften:
    if not rhythm.on:
        return "never"
    return "daily" if rhythm.daily else "weekly"


async def _planned(request: Request) -> tuple[Rhythm, datetime]:
    """When the person's digests come, reckoned anew; and when the next is due."""
    found = await rhythms.plan(request.tx, request.now, [request.person.id], request.settings.time_zone)
    rhythm = found[request.person.id]
    return rhythm, rhythm.next(request.now)


async def _said(request: Request) -> tuple[list[Inline], Rhythm]:
    """When the person's digests come, in words."""
    rhythm, next_at = await _planned(request)
    if not rhythm.on:
        return [_("No digest of your own comes.")], rhythm
    settings = rhythm.settings
    how = _("every day") if rhythm.daily else ON_DAYS[settings.digest_weekday]
    told = _(
        "Your own digest comes {how} from {at} on, in {zone}.",
        how=Bold(how),
        at=show_minute(settings.digest_minute),
        zone=rhythm.zone,
    )
    comes = rhythm.after_quiet(next_at)
    when = request.when(comes)
    if comes > next_at:
        return [told, " ", _("As you want quiet until then, the next one comes {when}.", when=when)], rhythm
    return [told, " ", _("The next one comes {when}.", when=when)], rhythm
