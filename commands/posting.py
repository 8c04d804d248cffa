"""Where what somebody makes is shown."""

from __future__ import annotations

from bot.adapter import Target
from bot.errors import Conflict
from bot.request import Request
from bot.services.communities import channels
from bot.words import _


async def places_for(request: Request, *, everywhere: bool = False) -> list[Target]:
    """The channel in which it is asked, if it is the community's; else every channel of the community.

    Raises `Conflict` for a community that has no channel.
    """
    here = request.here is not None and request.here.id == request.community.id
    if here and not everywhere and request.target:
        return [request.target]
    mapped = await channels.of_community(request.tx, request.community.id)
    if not mapped:
        raise Conflict(
            _(
                "{name} has no channel yet, so nobody would see it. Map one first, in that channel.",
                name=request.community.name,
            ),
            example="community map",
        )
    return [Target(one.platform, one.workspace, one.channel) for one in mapped]
