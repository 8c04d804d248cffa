"""The server as a whole: all areas on one loopback port."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from types import TracebackType

import discord
from aiohttp import web
from discord.gateway import DiscordWebSocket
from discord.http import Route
from yarl import URL

from tests.servers.discord.channels import Channels
from tests.servers.discord.commands import Commands
from tests.servers.discord.core import Core
from tests.servers.discord.directory import Directory
from tests.servers.discord.failures import Failures
from tests.servers.discord.gateway import Gateway
from tests.servers.discord.people import People
from tests.servers.discord.postbox import Postbox
from tests.servers.discord.responses import Responses
from tests.servers.discord.scheduled_events import ScheduledEvents
from tests.servers.discord.schema import load_schema
from tests.servers.discord.web import MAX_BODY, PREFIX, Front

HOST = "127.0.0.1"
PlainHandler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class DiscordServer:
    """A strict Discord on a loopback port; an asynchronous context manager.

    What a test uses: `world` (arrange it), `people` (act in it), `faults`,
    `failures`, `gateway`, `rules`, `commands`, and `front.requests`.
    """

    def __init__(self, port: int = 0) -> None:
        self._port = port
        self._runner: web.AppRunner | None = None
        core = Core()
        self.world, self.faults, self.rules = core.world, core.faults, core.rules
        self.failures = Failures()
        self.gateway = Gateway(core)
        self.commands = Commands(core)
        self.front = Front(lambda: core.world.token, core.faults, self.failures, load_schema())
        self.extra_routes: list[tuple[str, str, PlainHandler]] = []
        postbox = Postbox(core)
        self._responses = Responses(core, postbox)
        self._areas = (
            Directory(core, lambda: self.gateway_url),
            Channels(core, postbox),
            self.commands,
            self._responses,
            ScheduledEvents(core),
        )
        self.people = People(core, self.gateway, self.commands, self._responses, postbox)

    @property
    def api_url(self) -> str:
        """What `discord.http.Route.BASE` is to be."""
        return f"http://{HOST}:{self._port}{PREFIX}"

    @property
    def gateway_url(self) -> str:
        """What `DiscordWebSocket.DEFAULT_GATEWAY` is to be."""
        return f"ws://{HOST}:{self._port}/gateway"

    async def start(self) -> None:
        """Listen; with port 0 on one that is free, which is kept if it is stopped and started again."""
        app = web.Application(middlewares=[self.front.refuse_unknown], client_max_size=MAX_BODY)
        for area in self._areas:
            self.front.mount(app, area.routes())
        for method, path, handler in self.extra_routes:
            app.router.add_route(method, path, handler)
        app.router.add_get("/gateway", self.gateway.serve)
        app.router.add_get("/attachments/{id}/{filename:.+}", self._attachment)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, HOST, self._port)
        await site.start()
        self._port = site.port
        self.gateway.url = self.gateway_url
        self.world.cdn = f"http://{HOST}:{self._port}"

    async def stop(self) -> None:
        """Break what is connected and stop listening; the world stays as it is."""
        self.gateway.drop()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def __aenter__(self) -> DiscordServer:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def connected(self, seconds: float = 10) -> None:
        """Wait until a client has identified; `AssertionError` where none does."""
        assert await self.world.changes.until(lambda: self.gateway.connected, seconds), (
            "no client has connected"
        )

    async def synced(self, seconds: float = 10) -> None:
        """Wait until commands were published; `AssertionError` where none are."""
        assert await self.world.changes.until(lambda: self.commands.syncs, seconds), (
            "no commands were published"
        )

    async def _attachment(self, request: web.Request) -> web.Response:
        wanted = request.match_info["id"]
        for attachment in self.world.attachments:
            if str(attachment.id) == wanted:
                return web.Response(body=attachment.content)
        return web.Response(status=404)


def point_library_at(api_url: str, gateway_url: str) -> None:
    """Let discord.py in this process talk to such a server instead of Discord."""
    Route.BASE = api_url
    DiscordWebSocket.DEFAULT_GATEWAY = URL(gateway_url)
    assert discord.version_info[:2] == (2, 7), "the test server was written against discord.py 2.7"
