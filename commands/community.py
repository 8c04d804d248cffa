"""`community`: finding, making and caring for communities.

What somebody may not see does not exist for them: to an outsider, a private
community's name is as unknown as one that nobody has taken, and asking to join
either is answered with the same words.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from bot.declare import Group, Param
from bot.errors import Conflict, NotAllowed, NotFound, NotUnderstood
from bot.grammar import line
from bot.incoming import Place
from bot.permissions import ADMINISTRATOR, ANYONE, FACILITATOR, Role
from bot.replies import (
    Block,
    Bold,
    Button,
    Buttons,
    Card,
    ChannelName,
    Code,
    Entry,
    Field,
    Fields,
    Inline,
    Listing,
    Note,
    Paragraph,
    Reply,
    text,
)
from bot.request import Request
from bot.services import communities as service
from bot.services import membership, people
from bot.services.communities import ChannelAddress, Community, Listed
from bot.services.membership import Joined
from bot.services.people import Person
from bot.services.text import fold, shortened
from bot.times import zone_meant
from bot.values import exact_number
from bot.words import _, language_named, plural

communities = Group("community", _("Find, make and care for communities"), default="show")

PAGE = 8

TheCommunity = Annotated[Community, Param(_("Which community"))]
Feature = Literal["polls", "wiki", "documents", "questions", "topics", "posts"]


@communities.command("new", needs=ANYONE, example='"Data Standards" purpose: "Share what works" private: no')
async def new(
    request: Request,
    name: Annotated[str, Param(_("What it is called"), max_length=80)],
    purpose: Annotated[str, Param(_("What it is for"), long=True, max_length=1000)] = "",
    audience: Annotated[str, Param(_("Whom it is for"), max_length=500)] = "",
    topics: Annotated[str, Param(_("The first three things to talk about"), long=True, max_length=1000)] = "",
    private: Annotated[bool, Param(_("Only members know of it; facilitators let people in"))] = False,
) -> Reply:
    """Start a community."""
    made = await service.create(
        request.tx,
        request.now,
        request.person.id,
        name=name,
        purpose=purpose,
        audience=audience,
        topics=topics,
        private=private,
        time_zone=request.zone.key,
        language=request.language,
    )
    await _tell_administrators(request, made)
    said: list[Inline] = [_("{name} is there, and you are its facilitator.", name=Bold(made.name))]
    if request.target and request.here is None and await _takes(request, made):
        said += [" ", _("This channel belongs to it now.")]
    else:
        said += [" ", _("Next, go to its channel and write {line} there.", line=Code("/community map"))]
    steps = (
        # Without the "?": the command itself asks, and its form starts with what is there.
        Button(_("Fill in the rest"), line("community settings", f"={made.id}")),
        Button(_("Ask a first question"), f"?{line('poll new', community=f'={made.id}')}"),
    )
    return text(*said, buttons=steps)


async def _takes(request: Request, made: Community) -> bool:
    """Give the new community the channel that it was made in, unless that is somebody else's."""
    try:
        return await service.map_channel(
            request.tx, request.now, request.person.id, made, _address(request.where)
        )
    except Conflict:
        return False


async def _tell_administrators(request: Request, made: Community) -> None:
    """Administrators see each creation, and can suspend it."""
    kind = _("private") if made.private else _("open")
    card = text(
        _(
            "{who} has started the community {name} ({kind}). {purpose}",
            who=request.person.name,
            name=Bold(made.name),
            kind=kind,
            purpose=made.purpose,
        ),
        buttons=(Button(_("Suspend it"), line("community suspend", f"={made.id}"), "danger"),),
    )
    for person_id in await people.administrators(request.tx, request.settings.administrators):
        if person_id != request.person.id:
            await request.tell(person_id, card)


@communities.command("list", needs=ANYONE, example="")
async def list_(
    request: Request,
    mine: Annotated[bool, Param(_("Only those that you are in"))] = False,
    page: Annotated[int, Param(_("Which page of the list"))] = 1,
) -> Reply:
    """List the communities that you can join, and your own."""
    page = max(page, 1)
    found = await service.visible(
        request.tx,
        request.person.id,
        administrator=request.administrator,
        mine=mine,
        limit=PAGE + 1,
        offset=(page - 1) * PAGE,
    )
    if not found and page > 1:
        return text(_("There are no more."))
    if not found:
        return text(
            _("There is no community yet that you can see."),
            buttons=(Button(_("Start one"), "?community new", "primary"),),
        )
    blocks: list[Block] = [Listing(tuple(_listed(one) for one in found[:PAGE]))]
    buttons = [
        Button(_("All of them") if mine else _("Only mine"), line("community list", mine=_yes(not mine)))
    ]
    if len(found) > PAGE:
        buttons.append(Button(_("More"), line("community list", mine=_yes(mine), page=page + 1)))
    blocks.append(Buttons(tuple(buttons)))
    return Card(tuple(blocks), title=_("Communities"), replaces=page > 1)


def _yes(on: bool) -> str:
    return "yes" if on else "no"


def _listed(one: Listed) -> Entry:
    community = one.community
    detail: list[Inline] = [plural("{n} member", "{n} members", one.members)]
    if community.private:
        detail += [", ", _("private")]
    if community.suspended:
        detail += [", ", _("suspended")]
    if community.purpose:
        detail += [" · ", shortened(community.purpose, 120)]
    button = (
        Button(_("Show"), line("community show", f"={community.id}"))
        if one.role
        else Button(_("Join"), line("community join", f"={community.id}"))
    )
    return Entry((Bold(community.name),), tuple(detail), button)


@communities.command("show", needs=ANYONE, example='"Data Standards"')
async def show(request: Request, community: TheCommunity) -> Reply:
    """Show what a community is for, who cares for it, and where it is."""
    blocks: list[Block] = []
    if community.purpose:
        blocks.append(Paragraph((community.purpose,)))
    blocks.append(Fields(tuple(await _facts(request, community))))
    if community.suspended:
        blocks.append(Note((_("This community is suspended."),)))
    blocks.append(Buttons(tuple(_doors(request, community))))
    return Card(tuple(blocks), title=community.name)


async def _facts(request: Request, community: Community) -> list[Field]:
    """What the reader may know of the community beside its purpose."""
    caring = await membership.facilitators(request.tx, community.id)
    names = [await request.mention(member.id, member.name) for member in caring]
    facts = [
        Field(_("Members"), (str(await membership.count(request.tx, community.id)),)),
        Field(_("Facilitators"), _joined(names)),
        Field(_("Open to"), (_("those whom a facilitator lets in") if community.private else _("everyone"),)),
    ]
    if community.audience:
        facts.append(Field(_("For"), (community.audience,)))
    if community.topics:
        facts.append(Field(_("First topics"), (community.topics,)))
    if request.role:
        mapped = await service.channels(request.tx, community.id)
        # A channel's name is told only inside its own workspace: others could not open it anyway.
        near = [one for one in mapped if one.workspace == request.where.workspace]
        if near:
            facts.append(Field(_("Channels"), _joined([_channel_name(one) for one in near])))
    return facts


def _joined(parts: Sequence[Inline]) -> tuple[Inline, ...]:
    joined: list[Inline] = []
    for part in parts:
        joined += [", ", part] if joined else [part]
    return tuple(joined) or ("–",)


def _channel_name(one: ChannelAddress) -> ChannelName:
    return ChannelName(one.platform, one.workspace, one.channel, one.name or one.channel)


def _doors(request: Request, community: Community) -> list[Button]:
    this = f"={community.id}"
    if not request.role:
        doors = [Button(_("Join"), line("community join", this), "primary")]
    else:
        doors = [
            Button(_("Members"), line("community members", this)),
            Button(_("Polls"), line("poll list", community=this)),
            Button(
                _("Leave"), line("community leave", this), confirm=_("Leave {name}?", name=community.name)
            ),
        ]
    if request.role >= Role.FACILITATOR or request.administrator:
        doors.append(Button(_("Settings"), line("community settings", this)))
    return doors


@communities.command("join", needs=ANYONE, example='"Data Standards"')
async def join(
    request: Request,
    name: Annotated[str, Param(_("The community's name"), max_length=80)],
    words: Annotated[str, Param(_("A few words to the facilitators"), max_length=500)] = "",
) -> Reply:
    """Join a community."""
    found = await _one_named(request, name)
    if found is None:
        return await _ask_unseen(request, name, words)
    came, number = await membership.join(request.tx, request.now, found, request.person.id, words)
    if came is Joined.ALREADY:
        return text(_("You are a member of {name} already.", name=Bold(found.name)))
    if number is not None:
        await _ask_facilitators(request, found, number, words, first=came is Joined.ASKED)
        return text(_ASKED)
    return _welcome(found)


_ASKED = _(
    "If there is a private community of that name, its facilitators have been asked to let you in, "
    "and you will hear from me."
)


async def _one_named(request: Request, name: str) -> Community | None:
    """The community that somebody means, among those that they may know of."""
    viewer, may_all = request.person.id, request.administrator
    if number := exact_number(name):
        return await service.by_number(request.tx, viewer, number, administrator=may_all)
    # Only a whole name will do: were a part of one enough where no private community has that name, one
    # could tell from the answer whether there is one.
    found = await service.named(request.tx, viewer, name, administrator=may_all)
    same = [one for one in found if fold(one.name) == fold(name)]
    if len(same) > 1:
        raise NotUnderstood(
            _("There are several communities called “{name}”; use the button in the list.", name=name),
            example="community list",
        )
    return same[0] if same else None


async def _ask_unseen(request: Request, name: str, words: str) -> Reply:
    """No open community has that name. Whether a private one has must not show."""
    for hidden in await membership.private_named(request.tx, name):
        came, number = await membership.join(request.tx, request.now, hidden, request.person.id, words)
        if number is not None:
            await _ask_facilitators(request, hidden, number, words, first=came is Joined.ASKED)
    similar = await service.similar(request.tx, request.person.id, name)
    said: list[Inline] = [_("I know no open community “{name}”.", name=shortened(name, 60)), " ", _ASKED]
    if similar:
        names = ", ".join(one.name for one in similar)
        said += [" ", _("Or did you mean {names}?", names=names)]
    return text(*said, buttons=(Button(_("List of communities"), "community list"),))


async def _ask_facilitators(
    request: Request, community: Community, number: int, words: str, *, first: bool
) -> None:
    if not first:
        return
    card = text(
        _("{who} would like to join {name}.", who=Bold(request.person.name), name=Bold(community.name)),
        *((" ", _("They write: “{words}”", words=words)) if words else ()),
        buttons=(
            Button(_("Approve"), line("community approve", number), "primary"),
            Button(_("Decline…"), f"?{line('community decline', number)}"),
        ),
    )
    for member in await membership.facilitators(request.tx, community.id):
        await request.tell(member.id, card)


def _welcome(community: Community) -> Card:
    return text(
        _("Welcome to {name}!", name=Bold(community.name)),
        " ",
        community.purpose,
        buttons=(
            Button(_("What it is"), line("community show", f"={community.id}"), "primary"),
            Button(_("Open polls"), line("poll list", community=f"={community.id}")),
            Button(_("My profile"), "profile edit"),
        ),
    )


@communities.command("leave", needs=ANYONE, example='"Data Standards"')
async def leave(request: Request, community: TheCommunity) -> Reply:
    """Leave a community."""
    await membership.leave(request.tx, community, request.person.id)
    said: list[Inline] = [_("You have left {name}.", name=Bold(community.name))]
    if not community.private:
        said += [" ", _("A command in one of its channels makes you a member again.")]
    return text(*said)


@communities.command("members", needs=ANYONE, example='"Data Standards"')
async def members(
    request: Request,
    community: TheCommunity,
    page: Annotated[int, Param(_("Which page of the list"))] = 1,
) -> Reply:
    """List the members of a community."""
    if community.private and not request.role:
        raise NotAllowed(_("Only members of {name} see who is in it.", name=community.name))
    page = max(page, 1)
    found = await membership.members(
        request.tx, community.id, limit=2 * PAGE + 1, offset=2 * PAGE * (page - 1)
    )
    entries = tuple(
        Entry(
            (Bold(member.name),),
            (_("facilitator"),) if member.role >= Role.FACILITATOR else (),
            Button(_("Profile"), line("profile show", f"={member.id}")),
        )
        for member in found[: 2 * PAGE]
    )
    blocks: list[Block] = [Listing(entries)] if entries else [Paragraph((_("There are no more."),))]
    if len(found) > 2 * PAGE:
        more = line("community members", f"={community.id}", page=page + 1)
        blocks.append(Buttons((Button(_("More"), more),)))
    return Card(tuple(blocks), title=_("Members of {name}", name=community.name), replaces=page > 1)


@communities.command("settings", needs=FACILITATOR, example='"Data Standards" private: yes')
async def settings(
    request: Request,
    community: TheCommunity,
    name: Annotated[str | None, Param(_("What it is called"), max_length=80)] = None,
    purpose: Annotated[str | None, Param(_("What it is for"), long=True, max_length=1000)] = None,
    audience: Annotated[str | None, Param(_("Whom it is for"), max_length=500)] = None,
    topics: Annotated[
        str | None, Param(_("The first three things to talk about"), long=True, max_length=1000)
    ] = None,
    private: Annotated[bool | None, Param(_("Only members know of it; facilitators let people in"))] = None,
    time_zone: Annotated[str | None, Param(_("Its time zone, such as Europe/London"), max_length=64)] = None,
    language: Annotated[str | None, Param(_("Its language, such as en"), max_length=35)] = None,
    switched_off: Annotated[list[Feature] | None, Param(_("Features that are not used here"))] = None,
    ask_authors: Annotated[
        bool | None, Param(_("Somebody else's message is kept here only with its author's leave"))
    ] = None,
) -> Reply:
    """Change the settings."""
    given = {
        "name": name or None,
        "purpose": purpose,
        "audience": audience,
        "topics": topics,
        "private": private,
        "time_zone": zone_meant(time_zone) if time_zone else None,
        "language": _language(language),
        "features_off": switched_off,
        "ask_authors": ask_authors,
    }
    changed = {key: value for key, value in given.items() if value is not None}
    if not changed:
        return await request.ask(
            name=community.name,
            purpose=community.purpose,
            audience=community.audience,
            topics=community.topics,
            private=_yes(community.private),
            time_zone=community.time_zone,
            language=community.language,
            switched_off=list(community.features_off),
            ask_authors=_yes(community.ask_authors),
            community=f"={community.id}",
        )
    saved = await service.change(request.tx, request.now, request.person.id, community, **changed)
    return text(
        _("The settings of {name} are saved.", name=Bold(saved.name)),
        buttons=(Button(_("Show it"), line("community show", f"={saved.id}")),),
    )


def _language(name: str | None) -> str | None:
    if not name:
        return None
    found = language_named(name)
    if found is None:
        raise NotUnderstood(
            _(
                "I know no language “{name}”. Write its short name, such as {example}.",
                name=name,
                example="en",
            ),
            field="language",
        )
    return found


@communities.command("map", needs=FACILITATOR, example='"Data Standards"', form=True)
async def map_(
    request: Request,
    community: TheCommunity,
    channel: Annotated[Place | None, Param(_("The channel; this one if you leave it out"))] = None,
) -> Reply:
    """Make this channel one of the community's."""
    place = _channel(request, channel)
    added = await service.map_channel(request.tx, request.now, request.person.id, community, _address(place))
    shown = _channel_name(_address(place))
    if not added:
        return text(_("{channel} belongs to {name} already.", channel=shown, name=community.name))
    told = (
        _(
            "{channel} belongs to {name} now. Its members can use every command here.",
            channel=shown,
            name=community.name,
        )
        if community.private
        else _(
            "{channel} belongs to {name} now. Whoever writes a command here becomes a member.",
            channel=shown,
            name=community.name,
        )
    )
    return text(told)


@communities.command("unmap", needs=FACILITATOR, example='"Data Standards"')
async def unmap(
    request: Request,
    community: TheCommunity,
    channel: Annotated[Place | None, Param(_("The channel; this one if you leave it out"))] = None,
) -> Reply:
    """Take this channel from the community."""
    place = _channel(request, channel)
    shown = _channel_name(_address(place))
    gone = await service.unmap_channel(request.tx, request.now, request.person.id, community, _address(place))
    if not gone:
        raise Conflict(_("{channel} does not belong to {name}.", channel=shown, name=community.name))
    return text(_("{channel} no longer belongs to {name}.", channel=shown, name=community.name))


def _channel(request: Request, channel: Place | None) -> Place:
    place = channel or request.where
    if place.direct:
        raise Conflict(_("A direct conversation belongs to no community. Write this in a channel."))
    return place


def _address(place: Place) -> ChannelAddress:
    return ChannelAddress(place.platform, place.workspace, place.channel, place.name)


@communities.command("approve", needs=ANYONE, example="12", form=False)
async def approve(
    request: Request, number: Annotated[int, Param(_("The number of the request to join"), carried=True)]
) -> Reply:
    """As a facilitator, let somebody into a private community."""
    asked = await _request_to_join(request, number)
    await membership.decide(request.tx, request.now, request.person.id, asked, approve=True)
    await request.tell(asked.person_id, _let_in(asked.community))
    return text(_("{who} is a member of {name} now.", who=Bold(asked.person_name), name=asked.community.name))


def _let_in(community: Community) -> Card:
    return text(
        _("You are a member of {name} now. Welcome!", name=Bold(community.name)),
        buttons=(Button(_("What it is"), line("community show", f"={community.id}"), "primary"),),
    )


@communities.command("decline", needs=ANYONE, example='12 reason: "We are full until May"')
async def decline(
    request: Request,
    number: Annotated[int, Param(_("The number of the request to join"), carried=True)],
    reason: Annotated[str, Param(_("Why; the person is told"), long=True, max_length=500)] = "",
) -> Reply:
    """As a facilitator, turn down somebody's request to join a private community."""
    asked = await _request_to_join(request, number)
    await membership.decide(request.tx, request.now, request.person.id, asked, approve=False, reason=reason)
    told: list[Inline] = [_("Your request to join {name} was declined.", name=Bold(asked.community.name))]
    if reason:
        told += [" ", _("The reason: {reason}", reason=reason)]
    await request.tell(asked.person_id, text(*told))
    return text(_("{who} is told.", who=Bold(asked.person_name)))


async def _request_to_join(request: Request, number: int) -> membership.Asked:
    """A request that the person may decide; any other, and one's own, does not exist for them."""
    asked = await membership.request(request.tx, number)
    if asked is not None and not asked.community.suspended and asked.person_id != request.person.id:
        role = await membership.role_of(request.tx, asked.community.id, request.person.id)
        if role >= Role.FACILITATOR or request.administrator:
            return asked
    raise NotFound(_("There is no request to join #{number} that you can decide.", number=number))


@communities.command("requests", needs=FACILITATOR, example='"Data Standards"')
async def requests(request: Request, community: TheCommunity) -> Reply:
    """List the requests to join that nobody has decided yet."""
    found = await membership.pending(request.tx, community.id)
    if not found:
        return text(_("Nobody is waiting to join {name}.", name=community.name))
    entries = tuple(
        Entry((Bold(name), f" #{number}"), (words,), Button(_("Approve"), line("community approve", number)))
        for number, name, words in found
    )
    return Card((Listing(entries),), title=_("Waiting to join {name}", name=community.name))


@communities.command("appoint", needs=FACILITATOR, example="@amina")
async def appoint(
    request: Request,
    person: Annotated[Person, Param(_("Who is to be a facilitator"))],
) -> Reply:
    """Make a member a facilitator."""
    return await _appointed(request, person, facilitates=True)


@communities.command("dismiss", needs=FACILITATOR, example="@amina")
async def dismiss(
    request: Request,
    person: Annotated[Person, Param(_("Who is to be a facilitator no longer"))],
) -> Reply:
    """Make a facilitator a member like others."""
    return await _appointed(request, person, facilitates=False)


async def _appointed(request: Request, person: Person, *, facilitates: bool) -> Reply:
    community = request.community
    changed = await membership.appoint(
        request.tx, request.now, request.person.id, community, person.id, facilitates=facilitates
    )
    if not changed:
        return text(_("Nothing is changed: {who} is that already.", who=Bold(person.name)))
    if facilitates:
        if person.id != request.person.id:
            await request.tell(
                person.id, text(_("You are a facilitator of {name} now.", name=Bold(community.name)))
            )
        return text(_("{who} is a facilitator of {name} now.", who=Bold(person.name), name=community.name))
    return text(_("{who} is a member of {name} like others now.", who=Bold(person.name), name=community.name))


@communities.command("suspend", needs=ADMINISTRATOR, example='"Data Standards"')
async def suspend(request: Request, community: TheCommunity) -> Reply:
    """Take a community out of use; nothing in it is lost."""
    await service.suspend(request.tx, request.now, request.person.id, community, suspended=True)
    return text(
        _("{name} is suspended. Nobody but administrators sees it.", name=Bold(community.name)),
        buttons=(Button(_("Resume it"), line("community resume", f"={community.id}")),),
    )


@communities.command("resume", needs=ADMINISTRATOR, example='"Data Standards"')
async def resume(request: Request, community: TheCommunity) -> Reply:
    """Bring a suspended community back."""
    await service.suspend(request.tx, request.now, request.person.id, community, suspended=False)
    return text(_("{name} is back.", name=Bold(community.name)))
