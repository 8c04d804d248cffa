"""The Slack adapter on a strict Slack, with a core that answers what the test says."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Annotated, Any

from aiohttp import web
from pydantic import SecretStr

from adapters.slack import SlackAdapter
from adapters.slack.publish import manifest
from bot.adapter import Outcome
from bot.declare import Group, Param
from bot.incoming import Completing, Incoming, Replied
from bot.permissions import ANYONE
from bot.registry import Registry
from bot.replies import Choice, Reply, text
from bot.settings import Slack
from bot.words import _
from tests.servers.slack import Installation, SlackServer, Timing

QUICK = Timing(retries=(0.1, 0.3, 0.5))


def group(noun: str) -> Group:
    """A noun with one verb."""
    made = Group(noun, _("Things to say"), default="say")

    @made.command("say", needs=ANYONE)
    async def say(request: Any, words: Annotated[str, Param(_("What"))]) -> Reply:
        """Say it."""
        raise NotImplementedError

    return made


class SayCore:
    """Answers every event with `reply` after `seconds`; keeps what it heard."""

    def __init__(self, *nouns: str) -> None:
        self.registry = Registry([group(noun) for noun in nouns or ("talk",)], "cop")
        self.heard: list[Incoming] = []
        self.replies: list[Replied] = []
        self.reply: Reply | None = text("done")
        self.private = True
        self.seconds = 0.0
        self.field_errors: tuple[tuple[str, str], ...] = ()

    async def handle(self, incoming: Incoming) -> Outcome:
        self.heard.append(incoming)
        await asyncio.sleep(self.seconds)
        return Outcome(self.reply, self.private, self.field_errors)

    async def complete(self, completing: Completing) -> list[Choice]:
        return []

    async def noticed(self, replied: Replied) -> None:
        self.replies.append(replied)

    def is_private(self, incoming: Incoming) -> bool:
        return self.private


class Office:
    """A workspace with alice, bob and #general, and the adapter on such a core, by socket or by HTTP."""

    def __init__(self, mode: str, *nouns: str) -> None:
        self.core = SayCore(*nouns)
        self.mode = mode
        made = manifest(self.core.registry, socket_mode=mode == "socket")
        self.server = SlackServer(Installation.of(made), timing=QUICK)
        self.world, self.people = self.server.world, self.server.people
        for name in ("alice", "bob"):
            self.server.add_user(name)
        self.general = self.server.add_channel("general", members=["alice", "bob", "convenor"])

    def adapter(self, **settings: Any) -> SlackAdapter:
        """The adapter with its settings; call it once the server listens."""
        installation = self.server.installation
        app_token = SecretStr(installation.app_token) if self.mode == "socket" else None
        secret = SecretStr(installation.signing_secret) if self.mode == "http" else None
        settings.setdefault("bot_token", SecretStr(installation.bot_token))
        given = {"app_token": app_token, "signing_secret": secret, "api_url": self.server.api_url, **settings}
        return SlackAdapter(self.core, Slack(**given), ping_interval=0.2)


@asynccontextmanager
async def office(mode: str = "socket", *nouns: str) -> AsyncIterator[Office]:
    """The workspace alone; no fault may be left at its end."""
    made = Office(mode, *nouns)
    async with made.server:
        yield made
        assert not [str(fault) for fault in made.server.faults]


@asynccontextmanager
async def at_work(made: Office) -> AsyncIterator[SlackAdapter]:
    """The adapter, prepared and running, with events coming in."""
    adapter = made.adapter()
    await adapter.prepare()
    app = web.Application()
    app.add_routes(adapter.routes())
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    if made.mode == "http":
        made.server.deliver_to(f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events")
    running = asyncio.create_task(adapter.run())
    try:
        if made.mode == "socket":
            await made.server.sockets.connected()
        await eventually(lambda: adapter.health().ok)
        yield adapter
    finally:
        running.cancel()
        await asyncio.wait({running})
        await adapter.close()
        await runner.cleanup()


async def eventually(true: Callable[[], object], seconds: float = 10) -> None:
    """Wait until it is true."""
    for _attempt in range(round(seconds / 0.01)):
        if true():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it never came true")
