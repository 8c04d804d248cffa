"""The played Slack with its doors open: a web server on loopback, and everything behind it.

    async with SlackServer() as slack:
        alice = slack.add_user("alice")
        general = slack.add_channel("general", members=["alice", "convenor"])
        … start the app with AsyncWebClient(base_url=slack.api_url) …
        await slack.sockets.connected()
        outcome = await slack.people.slash("alice", "general", "/poll", 'new "Lunch?" Soup Salad')
        message = await outcome.message("Lunch?")
        await slack.people.press("alice", message, "Soup")
        assert not slack.faults

Without `events_url` the app is reached by Socket Mode, with it by signed POSTs.
"""

from __future__ import annotations

from typing import Any, Self

from aiohttp import web

from tests.servers.slack.api import Api
from tests.servers.slack.delivery import Delivery
from tests.servers.slack.errors import Faults
from tests.servers.slack.failures import Failure, FailureKind
from tests.servers.slack.http_carrier import HttpCarrier
from tests.servers.slack.installation import Installation
from tests.servers.slack.people import People
from tests.servers.slack.platform import Platform
from tests.servers.slack.sockets import Sockets
from tests.servers.slack.timing import Timing
from tests.servers.slack.world import Channel, ChannelKind, User, World


class SlackServer:
    """A strict Slack for one test; use it as an async context manager."""

    def __init__(
        self,
        installation: Installation | None = None,
        *,
        events_url: str = "",
        timing: Timing | None = None,
        port: int = 0,
    ) -> None:
        self.platform = Platform(installation, timing)
        self.sockets = Sockets(self.platform)
        self.http = HttpCarrier(self.platform, events_url)
        self.delivery = Delivery(self.platform, self.http if events_url else self.sockets)
        self.people = People(self.platform, self.delivery)
        self.app = web.Application(client_max_size=64 * 1024 * 1024)
        self.app.add_routes([*Api(self.platform).routes(), *self.sockets.routes()])
        self._port = port
        self._runner = web.AppRunner(self.app, access_log=None, shutdown_timeout=0.1)

    @property
    def world(self) -> World:
        """All that exists in the workspace."""
        return self.platform.world

    @property
    def faults(self) -> Faults:
        """What the app did that a correct app never does."""
        return self.platform.faults

    @property
    def installation(self) -> Installation:
        """The app's tokens and rights."""
        return self.platform.installation

    @property
    def api_url(self) -> str:
        """The base address for the app's Web API client."""
        return f"{self.platform.base_url}/api/"

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.platform.base_url = f"http://{host}:{port}"
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.delivery.close()
        await self.sockets.close()
        await self.http.close()
        await self._runner.cleanup()

    def deliver_to(self, events_url: str) -> None:
        """Reach the app by HTTP at that address from now on."""
        self.http.url = events_url
        self.delivery.carrier = self.http

    def add_user(self, name: str, **traits: Any) -> User:
        """A new member of the workspace; traits are the fields of `User`."""
        return self.world.add_user(name, **traits)

    def add_channel(
        self, name: str, *, kind: ChannelKind = "public", members: list[str] | None = None
    ) -> Channel:
        """A new channel with these members by name ("convenor" is the app)."""
        ids = [self.world.user(each).id for each in members or []]
        return self.world.add_channel(name, kind=kind, members=ids)

    def fail(
        self, method: str, kind: FailureKind, *, times: int = 1, seconds: float = 1.0, code: str = ""
    ) -> None:
        """Let the next calls of a method fail; "response_url" and "upload" are methods here, "*" is any."""
        self.platform.failures.add(method, Failure(kind, seconds, code or "internal_error"), times)
