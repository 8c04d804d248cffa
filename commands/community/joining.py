"""Coming into a community, leaving it, and seeing who is in it.

Asking to join a private community is answered with the words that somebody hears who asks for one that
is not there.
"""

from __future__ import annotations

from typing import Annotated

from bot.declare import Param
from bot.errors import NotAllowed, NotUnderstood
from bot.grammar import line
from bot.lookups import exact_number
from bot.permissions import ANYONE, Role
from bot.replies import (
    Block,
    Bold,
    Button,
    Buttons,
    Card,
    Entry,
    Inline,
    Listing,
    Paragraph,
    Reply,
    text,
)
from bot.request import Request
from bot.services.communities import communities as service
from bot.services.communities import membership
from bot.services.communities.communities import Community
from bot.services.communities.membership import Joined
from bot.services.text import fold, shortened
from bot.words import _
from commands.community.group import PAGE, TheCommunity, communities
from commands.event.answers import give_up_places


@communities.command("join", needs=ANYONE, example='"Data Standards"', submit=_("Join"))
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


@communities.command("leave", needs=ANYONE, example='"Data Standards"', submit=_("Leave"))
async def leave(request: Request, community: TheCommunity) -> Reply:
    """Leave a community."""
    await give_up_places(request, community.id)
    await membership.leave(request.tx, community, request.person.id)
    said: list[Inline] = [_("You have left {name}.", name=Bold(community.name))]
    if not community.private:
        said += [" ", _("A command in one of its channels makes you a member again.")]
    return text(*said)


@communities.command("members", needs=ANYONE, example='"Data Standards"', submit=_("Show"))
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
