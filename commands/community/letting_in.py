"""What facilitators do about requests to join."""

from __future__ import annotations

from typing import Annotated

from bot.declare import Param
from bot.errors import NotFound
from bot.grammar import line
from bot.permissions import ANYONE, FACILITATOR, Role
from bot.replies import (
    Bold,
    Button,
    Card,
    Entry,
    Inline,
    Listing,
    Reply,
    text,
)
from bot.request import Request
from bot.services.communities import membership
from bot.services.communities.communities import Community
from bot.words import _
from commands.community.group import TheCommunity, communities


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


@communities.command(
    "decline", needs=ANYONE, example='12 reason: "We are full until May"', submit=_("Decline")
)
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


@communities.command("requests", needs=FACILITATOR, example='"Data Standards"', submit=_("Show"))
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
