"""Socket Mode: one websocket at a time, watched, and opened anew with growing pauses.

The library's client can reconnect by itself, but has done so for ever on a dead
session, or silently not at all. Here a client lives as long as one connection:
whatever ends it (the library's own ping, a `disconnect` of Slack's, a dead task)
only says so, and the supervisor opens the next one with a fresh client. The old
one is closed when the answers in hand have gone out.
"""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Iterator
from typing import Any, Final

import aiohttp
import structlog
from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app, send_async_response
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.failures import code_of
from bot.adapter import Health

log = structlog.get_logger(__name__)

_HELLO: Final = 10.0
_IN_HAND: Final = 2.5
_LONGEST_PAUSE: Final = 60.0
_TROUBLE: Final = (SlackApiError, aiohttp.ClientError, TimeoutError, OSError)


class Connection(SocketModeClient):
    """One connection; `ended` is set when it is of no more use."""

    def __init__(
        self, app: AsyncApp, app_token: str, web_client: AsyncWebClient, ping_interval: float
    ) -> None:
        super().__init__(app_token, web_client=web_client, ping_interval=ping_interval)
        self._app = app
        self._tasks: set[asyncio.Task[None]] = set()
        self.greeted = asyncio.Event()
        self.ended = asyncio.Event()
        self.message_listeners.append(self._note_hello)
        self.socket_mode_request_listeners.append(self._handle)

    async def connect(self) -> None:
        """Connect once; raises what went wrong. (The library's own tries for ever.)"""
        self.wss_uri = await self.issue_new_wss_url()
        self.current_session = await self.aiohttp_client_session.ws_connect(
            self.wss_uri, autoping=False, heartbeat=self.ping_interval, proxy=self.proxy
        )
        self.current_session_monitor = asyncio.ensure_future(self.monitor_current_session())
        self.message_receiver = asyncio.ensure_future(self.receive_messages())
        await asyncio.wait_for(self.greeted.wait(), _HELLO)

    async def connect_to_new_endpoint(self, force: bool = False) -> None:
        """What the library calls when it wants another connection: that is the supervisor's business."""
        self.ended.set()

    async def process_message(self) -> None:
        """Run the listeners of one message in a task that is held on to; the library's own are not."""
        raw = await self.message_queue.get()
        if not isinstance(raw, str) or not raw.startswith("{"):
            return
        task = asyncio.create_task(self.run_message_listeners(json.loads(raw), raw))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _note_hello(
        self, _: AsyncBaseSocketModeClient, message: dict[str, Any], __: str | None
    ) -> None:
        if message.get("type") == "hello":
            self.greeted.set()

    async def _handle(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        started = asyncio.get_running_loop().time()
        response = await run_async_bolt_app(self._app, request)
        await send_async_response(client, request, response, started)

    async def lives(self) -> bool:
        """Whether the connection is open, answers pings, and its tasks run."""
        tasks = (self.current_session_monitor, self.message_receiver, self.message_processor)
        running = all(task is not None and not task.done() for task in tasks)
        return running and await self.is_connected()

    async def end(self) -> None:
        """Close at once."""
        await self.close()  # type: ignore[no-untyped-call]  # slack-sdk does not say

    async def retire(self, seconds: float) -> None:
        """Take nothing more, answer what is in hand, and close."""
        if self.message_receiver is not None:
            self.message_receiver.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)
        await self.end()


class Supervisor:
    """Keeps one connection alive."""

    def __init__(
        self, app: AsyncApp, app_token: str, web_client: AsyncWebClient, *, ping_interval: float = 10.0
    ) -> None:
        self._app = app
        self._app_token = app_token
        self._web_client = web_client
        self._ping_interval = ping_interval
        self._retiring: set[asyncio.Task[None]] = set()
        self._health = Health(False, "not connected yet")

    @property
    def health(self) -> Health:
        """How the connection is."""
        return self._health

    async def run(self) -> None:
        """Connect, and again whenever the connection ends, until cancelled."""
        pauses = _pauses()
        connection: Connection | None = None
        try:
            while True:
                following = await self._open()
                if following is None:
                    await asyncio.sleep(next(pauses))
                    continue
                self._retire(connection)
                connection, pauses = following, _pauses()
                await self._watch(connection)
        finally:
            self._health = Health(False, "stopped")
            self._retire(connection)
            if self._retiring:
                await asyncio.wait(self._retiring, timeout=_IN_HAND + 0.5)

    async def _open(self) -> Connection | None:
        connection = Connection(self._app, self._app_token, self._web_client, self._ping_interval)
        try:
            await connection.connect()
        except _TROUBLE as error:
            self._note_trouble(code_of(error))
            await connection.end()
            return None
        except BaseException:
            await connection.end()
            raise
        log.info("slack.socket_opened")
        self._health = Health(True, "connected by Socket Mode")
        return connection

    def _note_trouble(self, reason: str) -> None:
        """Say it once, not at each attempt."""
        detail = f"cannot connect: {reason}"
        if self._health.detail != detail:
            log.warning("slack.socket_not_opened", reason=reason)
        self._health = Health(False, detail)

    async def _watch(self, connection: Connection) -> None:
        """Return when the connection is of no more use, whoever notices first."""
        while not connection.ended.is_set():
            try:
                await asyncio.wait_for(connection.ended.wait(), self._ping_interval)
            except TimeoutError:
                if not await connection.lives():
                    break
        log.info("slack.socket_ended")
        self._health = Health(False, "reconnecting")

    def _retire(self, connection: Connection | None) -> None:
        if connection is None:
            return
        task = asyncio.create_task(connection.retire(_IN_HAND))
        self._retiring.add(task)
        task.add_done_callback(self._retiring.discard)


def _pauses() -> Iterator[float]:
    """Growing pauses, each a little random so that many bots do not come back at once."""
    pause = 0.5
    while True:
        yield pause * random.uniform(0.8, 1.2)
        pause = min(pause * 2, _LONGEST_PAUSE)
