"""Who cares for a community, and whether it is in use at all."""

from __future__ import annotations

from typing import Annotated

from bot.declare import Param
from bot.grammar import line
from bot.permissions import ADMINISTRATOR, FACILITATOR
from bot.replies import (
    Bold,
    Button,
    Reply,
    text,
)
from bot.request import Request
from bot.services.communities import communities as service
from bot.services.communities import membership
from bot.services.people.people import Person
from bot.words import _
from commands.community.group import TheCommunity, communities


@communities.command("appoint", needs=FACILITATOR, example="@amina", submit=_("Appoint"))
async def appoint(
    request: Request,
    person: Annotated[Person, Param(_("Who is to be a facilitator"))],
) -> Reply:
    """Make a member a facilitator."""
    return await _appointed(request, person, facilitates=True)


@communities.command("dismiss", needs=FACILITATOR, example="@amina", submit=_("Dismiss"))
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


@communities.command("suspend", needs=ADMINISTRATOR, example='"Data Standards"', submit=_("Suspend"))
async def suspend(request: Request, community: TheCommunity) -> Reply:
    """Take a community out of use; nothing in it is lost."""
    await service.suspend(request.tx, request.now, request.person.id, community, suspended=True)
    return text(
        _("{name} is suspended. Nobody but administrators sees it.", name=Bold(community.name)),
        buttons=(Button(_("Resume it"), line("community resume", f"={community.id}")),),
    )


@communities.command("resume", needs=ADMINISTRATOR, example='"Data Standards"', submit=_("Resume"))
async def resume(request: Request, community: TheCommunity) -> Reply:
    """Bring a suspended community back."""
    await service.suspend(request.tx, request.now, request.person.id, community, suspended=False)
    return text(_("{name} is back.", name=Bold(community.name)))
