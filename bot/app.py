"""Puts the parts together; the only module that knows all of them.

`App` is one process: the core, the adapters that are set up, the deliverer, the
clock, the reader of files, the poller of feeds and the web server, as far as its role has them.
A part that fails is started again with growing pauses and does not take the others down.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import json
import os
import signal
import threading
from collections.abc import Awaitable, Callable
from datetime import datetime
from enum import Enum

import structlog
from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

from bot.adapter import Adapter
from bot.clock import Clock, utc_now
from bot.deliver import Deliverer
from bot.dispatch import Dispatcher
from bot.files.reader import Reader
from bot.forward import Journey, MovableClock
from bot.house import House
from bot.mail import Postbox
from bot.news.poller import Poller
from bot.registry import Registry
from bot.secret import secret_key
from bot.settings import Settings
from bot.web import outward, unsubscribing
from bot.web.web import Readiness, application
from commands import GROUPS
from storage.engine import Database, reason
from storage.locks import alone
from storage.migrate import upgrade

log = structlog.get_logger()

LONGEST_PAUSE = 60.0
STOP_SECONDS = 6.5
LATEST_SECONDS = 8.0


class Role(Enum):
    """What a process does: everything, or only the web's side, or only the rest."""

    ALL = "all"
    WEB = "web"
    WORKER = "worker"


def registry(settings: Settings) -> Registry:
    """Every command that the product has."""
    return Registry(GROUPS, settings.command)


def adapters_for(house: House, core: Dispatcher) -> list[Adapter]:
    """The adapters that are set up; each one's libraries are loaded only if it is."""
    settings = house.settings
    found: list[Adapter] = []
    if settings.has_slack:
        from adapters.slack import SlackAdapter

        found.append(SlackAdapter(core, settings.slack))
    if settings.has_discord:
        from adapters.discord import DiscordAdapter

        found.append(DiscordAdapter(core, settings.discord))
    if settings.has_playground:
        from adapters.playground import PlaygroundAdapter

        found.append(PlaygroundAdapter(core, settings))
    if settings.has_mail:
        from adapters.email import EmailAdapter

        postbox = Postbox(house, lambda: core.committed())
        found.append(EmailAdapter(core, settings, postbox, house.secret))
    return found


def _movable(settings: Settings, role: Role) -> MovableClock | None:
    """The clock of a playground that is alone in one process; where others wait, time is the real one."""
    alone_there = settings.has_playground and not (settings.has_slack or settings.has_discord)
    return MovableClock(settings.data / "clock", utc_now) if alone_there and role is Role.ALL else None


def manifest(settings: Settings) -> str:
    """The manifest to make the Slack app with, as JSON."""
    from adapters.slack.publish import ADDRESS
    from adapters.slack.publish import manifest as made

    over_http = settings.slack.signing_secret is not None and settings.slack.app_token is None
    address = f"{settings.public_url}/slack/events" if settings.web.url else ADDRESS
    return json.dumps(made(registry(settings), socket_mode=not over_http, address=address), indent=2)


async def invitation(settings: Settings) -> str:
    """The address that invites the bot to a Discord server. Raises `SendError` if Discord will not tell."""
    from adapters.discord.publish import invitation as made

    return await made(settings.discord)


class CannotStart(Exception):
    """The process cannot start; the text says why, and what to do."""


class App:
    """One process of the product, for use as `async with App(settings) as app: …`.

    `port` is the web server's, once it listens. `now` tells the moment in UTC; where it is not given that is
    the real one, or in a playground of its own one that can be moved forward (`journey`, else None).
    Entering raises `CannotStart` where the database or the port cannot be had.
    """

    def __init__(
        self, settings: Settings, role: Role = Role.ALL, now: Callable[[], datetime] | None = None
    ) -> None:
        self.settings = settings
        self.role = role
        self.database = Database(settings.database_url)
        moving = _movable(settings, role) if now is None else None
        moment = now or moving or utc_now
        self.house = House(self.database, registry(settings), settings, secret_key(settings), moment)
        self.core = Dispatcher(self.house)
        self.adapters = adapters_for(self.house, self.core)
        by_name = {adapter.name: adapter for adapter in self.adapters}
        self.core.adapters = by_name
        self.deliverer = Deliverer(self.house, by_name)
        self.core.committed = self.deliverer.wake
        self.clock = Clock(self.house, self.deliverer.wake, self.core.keeping)
        self.reader = Reader(self.database, self.core.blobs, moment)
        self.poller = Poller(self.house, self.deliverer.wake)
        if moving:
            self.core.journey = Journey(moving, self.house, self.clock, self.deliverer)
        self.port = settings.web.port
        self._now = moment
        self._works = role is not Role.WEB
        self._tasks: list[asyncio.Task[None]] = []
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> App:
        try:
            await self._set_up()
        except BaseException:
            await self.__aexit__()
            raise
        if self._works:
            for adapter in self.adapters:
                self._start(adapter.name, self._running(adapter))
            # One process at a time, so that a channel's messages keep their order and the platform's pace.
            self._start("deliverer", lambda: alone(self.database, "deliverer", self.deliverer.run))
            self._start("clock", self.clock.run)
            self._start("reader", self.reader.run)
            self._start("poller", self.poller.run)
        return self

    async def _set_up(self) -> None:
        try:
            await upgrade(self.database)
        except (SQLAlchemyError, OSError) as error:
            shown = self.database.url.render_as_string(hide_password=True)
            raise CannotStart(f"{shown}: {reason(error)}; `convenor check` tells more") from error
        for adapter in self.adapters:
            await adapter.prepare()
        await self._listen()

    async def __aexit__(self, *_error: object) -> None:
        """Finish what is in hand and let go of everything, within 10 s."""
        for task in self._tasks:
            task.cancel()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(STOP_SECONDS):
                if self._runner:
                    await self._runner.cleanup()
                await asyncio.gather(*self._tasks, return_exceptions=True)
        for adapter in self.adapters:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(1):
                    await adapter.close()
        await self.database.close()

    async def _listen(self) -> None:
        """Serve the web; a worker serves only its health, and only if its port is free."""
        working = self._works
        readiness = Readiness(
            self.database,
            self.adapters,
            self.clock if working else None,
            self.deliverer if working else None,
            self._now,
        )
        worker = self.role is Role.WORKER
        served = [] if worker else self.adapters
        woken = self.deliverer.wake
        given = [] if worker else [*outward.routes(self.house), *unsubscribing.routes(self.house, woken)]
        self._runner = web.AppRunner(
            application(readiness, served, given), access_log=None, shutdown_timeout=STOP_SECONDS / 2
        )
        await self._runner.setup()
        site = web.TCPSite(self._runner, self.settings.web.host, self.settings.web.port)
        try:
            await site.start()
        except OSError as error:
            if self.role is not Role.WORKER:
                setting = "set web.port to another one, or to 0 for any that is free"
                raise CannotStart(f"cannot listen: {error.strerror}; {setting}") from error
            log.warning("port is taken; this worker's health is not served", reason=str(error))
            return
        self.port = self._runner.addresses[0][1]
        log.info("listening", host=self.settings.web.host, port=self.port, role=self.role.value)

    def _running(self, adapter: Adapter) -> Callable[[], Awaitable[None]]:
        if not adapter.only_one_process:
            return adapter.run
        return lambda: alone(self.database, adapter.name, adapter.run)

    def _start(self, name: str, run: Callable[[], Awaitable[None]]) -> None:
        self._tasks.append(asyncio.create_task(_kept_up(name, run), name=name))


async def _kept_up(name: str, run: Callable[[], Awaitable[None]]) -> None:
    """Run a part; when it fails, say so and start it again after a pause that grows."""
    pause = 1.0
    while True:
        began = asyncio.get_running_loop().time()
        try:
            await run()
            return
        except Exception:
            if asyncio.get_running_loop().time() - began > LONGEST_PAUSE:
                pause = 1.0
            log.exception("part failed; starting it again", part=name, seconds=pause)
        await asyncio.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE)


def _end_anyway() -> None:
    """End the process, whatever hangs. What was not committed is not done, as after a kill.

    A thread that waits for a lock of SQLite's, or for a disk, cannot be interrupted, and Python waits for it.
    """
    log.warning("ending without waiting any longer for what hangs")
    os._exit(0)


async def run(settings: Settings, role: Role) -> None:
    """Run until SIGTERM or SIGINT, then stop in order. Raises `CannotStart`.

    What does not stop within 8 s of the signal is left behind, and the process with it.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    def asked_to_stop() -> None:
        if not stop.is_set():
            stop.set()
            ending = threading.Timer(LATEST_SECONDS, _end_anyway)
            ending.daemon = True
            ending.start()

    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, asked_to_stop)
    async with App(settings, role) as app:
        # What is loaded by now stays. To look through all of it for garbage would hold the loop for 90 ms.
        gc.freeze()
        if settings.has_playground and role is not Role.WORKER:
            log.info("playground", url=f"http://{settings.web.host}:{app.port}/")
        await stop.wait()
        log.info("stopping")
    log.info("stopped")
