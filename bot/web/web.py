"""The one web server: what adapters serve, and how the product is.

`/healthz` answers 200 as long as the process lives; `/readyz` says of each part
whether it works, and answers 503 when one does not; `/metrics` is for Prometheus.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime, timedelta

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy.exc import SQLAlchemyError

from bot.adapter import Adapter, Health
from bot.clock import Clock
from bot.deliver import Deliverer
from storage.engine import Database

READY_SECONDS = 3.0
LATE = timedelta(seconds=15)
OVERDUE = timedelta(minutes=5)

Probe = Callable[[], Awaitable[Health]]


class Readiness:
    """Asks each part how it is. `clock` and `deliverer` are None in a process that does not run them."""

    def __init__(
        self,
        database: Database,
        adapters: Iterable[Adapter],
        clock: Clock | None,
        deliverer: Deliverer | None,
        now: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._adapters = list(adapters)
        self._clock = clock
        self._deliverer = deliverer
        self._now = now

    async def ask(self) -> dict[str, Health]:
        """How each part is, by name; a part that does not answer in 3 s is not well."""
        probes: dict[str, Probe] = {"database": self._ask_database}
        if self._clock:
            probes["clock"] = self._ask_clock
        if self._deliverer:
            probes["outbox"] = self._ask_outbox
        names = list(probes)
        found = await asyncio.gather(*(_bounded(probes[name]) for name in names))
        return {
            **dict(zip(names, found, strict=True)),
            **{adapter.name: adapter.health() for adapter in self._adapters},
        }

    async def _ask_database(self) -> Health:
        await self._database.ping()
        return Health(True, "answers")

    async def _ask_clock(self) -> Health:
        assert self._clock
        return self._recent(self._clock.last_tick, "ticked")

    async def _ask_outbox(self) -> Health:
        assert self._deliverer
        last = self._deliverer.last_look
        if last is not None and not (looked := self._recent(last, "looked")).ok:
            return looked
        count, since = await self._deliverer.waiting()
        late = since is not None and self._now() - since > OVERDUE
        who = "" if last else "; this process stands by"
        return Health(not late, f"{count} waiting" + (", the oldest overdue" if late else "") + who)

    def _recent(self, last: datetime | None, word: str) -> Health:
        if last is None:
            return Health(False, f"has not {word} yet")
        age = self._now() - last
        return Health(age < LATE, f"{word} {age.total_seconds():.0f} s ago")


async def _bounded(probe: Probe) -> Health:
    try:
        async with asyncio.timeout(READY_SECONDS):
            return await probe()
    except TimeoutError:
        return Health(False, f"no answer in {READY_SECONDS:g} s")
    except (OSError, SQLAlchemyError) as error:
        return Health(False, type(error).__name__)


def application(
    readiness: Readiness, adapters: Iterable[Adapter], outward: Iterable[web.RouteDef] = ()
) -> web.Application:
    """The web application: health, metrics, the adapters' own routes, and what is given `outward`."""

    async def healthz(_request: web.Request) -> web.Response:
        return web.json_response({"ok": True})

    async def readyz(_request: web.Request) -> web.Response:
        parts = await readiness.ask()
        ok = all(part.ok for part in parts.values())
        told = {name: {"ok": part.ok, "detail": part.detail} for name, part in parts.items()}
        return web.json_response({"ok": ok, "parts": told}, status=200 if ok else 503)

    async def metrics(_request: web.Request) -> web.Response:
        return web.Response(body=generate_latest(), headers={"Content-Type": CONTENT_TYPE_LATEST})

    app = web.Application(client_max_size=1 << 20)
    app.router.add_get("/healthz", healthz)
    app.router.add_get("/readyz", readyz)
    app.router.add_get("/metrics", metrics)
    for adapter in adapters:
        app.router.add_routes(adapter.routes())
    app.router.add_routes(outward)
    return app
