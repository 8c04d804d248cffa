"""The playground's clock: what it shows, and moving it forward (see `bot.forward`)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from aiohttp import web

from adapters.playground import bodies, cards
from adapters.playground.guard import Guard, Problem, body
from adapters.playground.world import World
from bot.adapter import Core

_SPANS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(weeks=1)}


class ClockApi:
    """`GET clock` tells the time and when something is due next; `POST clock` moves there."""

    def __init__(self, core: Core, world: Callable[[], World]) -> None:
        self._core = core
        self._world = world

    def routes(self, guard: Guard) -> list[web.RouteDef]:
        """Both routes, behind the guard."""
        path = f"{cards.API}/clock"
        return [web.get(path, guard(self.show)), web.post(path, guard(self.move))]

    async def show(self, _request: web.Request) -> web.Response:
        """What the clock says."""
        return web.json_response(await self._told())

    async def move(self, request: web.Request) -> web.Response:
        """Move forward; answers when all that was due on the way is done."""
        asked = await body(request, bodies.Move)
        if self._world().person(asked.person) is None:
            raise Problem(404, "There is nobody of that name: say who you are with `as`.")
        journey = self._core.journey
        if journey is None:
            raise Problem(409, "The clock stays where it is: real people are told things by this bot.")
        if asked.to == "next":
            if not await journey.to_next():
                raise Problem(409, "Nothing comes within the next month.")
        else:
            await journey.by(_SPANS[asked.to])
        return web.json_response(await self._told())

    async def _told(self) -> dict[str, Any]:
        journey = self._core.journey
        following: datetime | None = await journey.following() if journey else None
        return {
            "now": self._core.now().isoformat(),
            "movable": journey is not None,
            "ahead": round(journey.ahead.total_seconds()) if journey else 0,
            "next": following.isoformat() if following else None,
        }
