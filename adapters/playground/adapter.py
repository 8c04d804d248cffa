"""The playground as an adapter: the port on one side, the page and its API on the other."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime

from aiohttp import web

from adapters.playground import cards, demo, pages
from adapters.playground.api import Api
from adapters.playground.clock_api import ClockApi
from adapters.playground.councils import COUNCILS
from adapters.playground.guard import Guard
from adapters.playground.history import History
from adapters.playground.records import Draft
from adapters.playground.stream import Bell
from adapters.playground.talk import Talk
from adapters.playground.uploads import Uploads
from adapters.playground.world import BOT, PLATFORM, Channel, World
from bot.adapter import Adapter, Core, Health, Refused, Target, TooLarge, TryLater, Unfetched
from bot.incoming import FileRef, MessageRef
from bot.replies import Card, Reply
from bot.settings import Settings

_PATIENCE = 4.0


class PlaygroundAdapter(Adapter):
    """The playground in this process; its history is a file in the data folder.

    `world` and `clock` may be changed at any time. An empty history starts with a conversation (see `demo`)
    as soon as `run` is called, unless the settings say not to.
    """

    name = PLATFORM
    seconds_between_posts = 0.0

    def __init__(
        self,
        core: Core,
        settings: Settings,
        *,
        world: World = COUNCILS,
    ) -> None:
        self._core = core
        self.world = world
        self.clock: Callable[[], datetime] = core.now
        self.bell = Bell()
        self.history = History(settings.data / "playground.db", self.bell.ring)
        self.talk = Talk(core, self.history, lambda: self.world, lambda: self.clock())
        self._guard = Guard(settings.web.host)
        self.uploads = Uploads(settings.files.max_bytes)
        self._api = Api(core, self.history, self.talk, self.bell, lambda: self.world, self.uploads)
        self._clock_api = ClockApi(core, lambda: self.world)
        self._address = f"http://{settings.web.host}:{settings.web.port}/"
        self._wants_demo = settings.playground.demo
        self._open = False

    def routes(self) -> list[web.RouteDef]:
        """The page at `/`, its files, and the API under `/api/playground`."""
        return [
            *pages.routes(self._guard),
            *self._api.routes(self._guard),
            *self._clock_api.routes(self._guard),
        ]

    async def prepare(self) -> None:
        """Open the history."""
        await self.history.open()
        self._open = True

    async def run(self) -> None:
        """Play the demo where nothing was ever said; then wait, for all else is done by the web server."""
        try:
            if self._wants_demo and await self.history.begin():
                await demo.play(self, self._core.journey)
            await asyncio.Event().wait()
        finally:
            await self._finish()

    async def close(self) -> None:
        """Send everybody home and close the history."""
        await self._finish()
        self._open = False
        await self.history.close()

    def health(self) -> Health:
        """Whether the history is open."""
        return Health(self._open, f"page at {self._address}" if self._open else "not started")

    async def check(self) -> list[Health]:
        """There is no token to check; says where the page is."""
        return [Health(True, f"the playground needs no token; its page is at {self._address}")]

    async def send(self, target: Target, reply: Reply, key: str) -> MessageRef:
        """Post the card; the same key posts once."""
        channel = self._channel(target)
        body, files = cards.stored(_card(reply))
        draft = Draft(channel.id, BOT, card=body, files=files, key=key)
        with _storage():
            message = await self.history.post(draft, self.clock())
        return MessageRef(PLATFORM, channel.workspace, channel.id, str(message.id))

    async def find(self, target: Target, key: str) -> MessageRef | None:
        """The message that was posted with that key."""
        with _storage():
            message = await self.history.with_key(key)
        if message is None:
            return None
        return MessageRef(PLATFORM, target.workspace, message.channel, str(message.id))

    async def edit(self, message: MessageRef, reply: Reply) -> None:
        """Replace the message's card; the pages that show it follow by themselves."""
        body, files = cards.stored(_card(reply))
        with _storage():
            edited = await self.history.edit(_id(message), body, files)
        if edited is None:
            raise Refused("gone", "The message was deleted.")

    async def delete(self, message: MessageRef) -> None:
        """Take the message away."""
        with _storage():
            await self.history.delete(_id(message))

    async def download(self, file: FileRef, limit: int) -> bytes:
        """What was picked in a form, or what a message has."""
        message, of_message, number = file.place.partition("/")
        if not of_message:
            return self.uploads.content(file, limit)
        found = await self.history.file(int(message), int(number))
        if found is None:
            raise Unfetched("the message is gone")
        if len(found.data) > limit:
            raise TooLarge(file.name)
        return found.data

    def _channel(self, target: Target) -> Channel:
        if target.account:
            owner = self.world.owner(target.account)
            if owner is None or owner[1] != target.workspace:
                raise Refused("account_not_found", "The playground has nobody with that account.")
            return self.world.direct(target.account, target.workspace)
        channel = self.world.channel(target.channel)
        if channel is None or channel.workspace != target.workspace:
            raise Refused("channel_not_found", "The playground has no such channel.")
        return channel

    async def _finish(self) -> None:
        self.bell.end()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._guard.finish(), _PATIENCE)


def _card(reply: Reply) -> Card:
    if not isinstance(reply, Card):
        raise Refused("not_a_card", "Only cards can be posted; a form opens for the person who asks for it.")
    return reply


def _id(message: MessageRef) -> int:
    return int(message.message) if message.message.isdigit() else 0


@contextmanager
def _storage() -> Iterator[None]:
    """Turn a database that is busy or full into `TryLater`: the transaction was rolled back."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise TryLater(5, str(error)) from error
