"""What somebody makes is put up: with its tags, in the channels where it is shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from bot.adapter import Target
from bot.declare import Param
from bot.errors import Conflict
from bot.request import Request
from bot.services.communities import channels
from bot.services.items import tags
from bot.words import _

TheTags = Annotated[list[str] | None, Param(_("Words to find it by"), label=_("Tags"))]


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


async def put_up(
    request: Request, number: int, kind: str, places: Sequence[Target], tagged: Sequence[str] | None
) -> None:
    """Tag an item that was just made, and show it in those channels."""
    if tagged:
        await tags.add(request.tx, request.now, request.person.id, number, tagged)
    for place in places:
        await request.show(number, kind, place, asked_by=request.person.id)
