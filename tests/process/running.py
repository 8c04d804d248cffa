"""The product as a process of its own, for tests that stop it, kill it and read its log.

    async with Product(tmp_path, settings) as bot:
        await bot.ready()
        bot.kill()
        await bot.start()
        await bot.ready()

Settings are given as `CONVENOR_…` without the prefix, on top of a SQLite file
and a free port. Nothing of this machine's own settings gets through. A product
that is left with its block is dead, whatever happened.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

import aiohttp

from tests.servers.discord import DiscordServer
from tests.servers.slack import Installation

ROOT = Path(__file__).parents[2]
START_SECONDS = 60.0
"""For so long a start may take; one takes a second and a half, and ten times that where many work beside it."""
LOOK_EVERY = 0.02

Settings = Mapping[str, str]


def environment(settings: Settings) -> dict[str, str]:
    """This process's environment with those settings of the product, and no others."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("CONVENOR_")}
    ours = {f"CONVENOR_{name}": value for name, value in settings.items()}
    return {**inherited, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", **ours}


def slack(api_url: str, *, http: bool = False, installed: Installation | None = None) -> dict[str, str]:
    """Settings that lead to a played Slack, by Socket Mode or by HTTP."""
    app = installed or Installation()
    way = {"SLACK__SIGNING_SECRET": app.signing_secret} if http else {"SLACK__APP_TOKEN": app.app_token}
    return {"SLACK__BOT_TOKEN": app.bot_token, "SLACK__API_URL": api_url, **way}


def discord(server: DiscordServer) -> dict[str, str]:
    """Settings that lead to a played Discord."""
    return {
        "DISCORD__TOKEN": server.world.token,
        "DISCORD__API_URL": server.api_url,
        "DISCORD__GATEWAY_URL": server.gateway_url,
    }


class Product:
    """One process of `python -m bot run`; its folder holds its database, data and log.

    `port` is the web server's, the same in every life of the process. Several products may share a folder
    if each has a `name` of its own, after which its log is called.
    """

    def __init__(
        self, folder: Path, settings: Settings | None = None, *, role: str = "all", name: str = "bot"
    ) -> None:
        self.folder = folder
        self.role = role
        self.settings = {
            "DATABASE_URL": f"sqlite:///{folder / 'convenor.db'}",
            "DATA": str(folder / "data"),
            "LOG_FORMAT": "json",
            "WEB__PORT": "0",
            **(settings or {}),
        }
        self.log = folder / f"{name}.log"
        self.process: asyncio.subprocess.Process | None = None
        self._read_from = 0

    # --- its life

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_error: object) -> None:
        self.kill()
        await self.ended()

    async def start(self) -> None:
        """Start the process; returns at once, when it has only just begun."""
        self._read_from = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "run", self.role,
                cwd=self.folder, env=environment(self.settings), stdout=log, stderr=log,
            )  # fmt: skip

    def kill(self) -> None:
        """SIGKILL; nothing happens to a process that has ended."""
        self._signal(signal.SIGKILL)

    async def stop(self) -> float:
        """SIGTERM; returns the seconds that the process took to end."""
        began = time.monotonic()
        self._signal(signal.SIGTERM)
        await self.ended()
        return time.monotonic() - began

    async def ended(self, seconds: float = START_SECONDS) -> int:
        """Wait for the end, also of a process that finds out that it cannot start; returns the exit status."""
        assert self.process, "it was never started"
        async with asyncio.timeout(seconds):
            return await self.process.wait()

    def _signal(self, number: signal.Signals) -> None:
        if self.process and self.process.returncode is None:
            self.process.send_signal(number)

    # --- how it is

    async def listening(self) -> int:
        """Wait until the web server listens; returns its port, which is kept from then on."""
        told = await self.says("listening")
        self.settings["WEB__PORT"] = str(told["port"])
        return int(told["port"])

    @property
    def url(self) -> str:
        """The web server's address."""
        return f"http://127.0.0.1:{self.settings['WEB__PORT']}"

    async def readyz(self) -> tuple[int, dict[str, Any]]:
        """The status of /readyz, and what it says of each part."""
        async with aiohttp.ClientSession() as session, session.get(f"{self.url}/readyz") as answer:
            return answer.status, (await answer.json())["parts"]

    async def ready(self, seconds: float = START_SECONDS, *, status: int = 200) -> dict[str, Any]:
        """Wait until /readyz has that status; returns what it says of each part."""
        await self.listening()
        deadline = time.monotonic() + seconds
        while True:
            found, parts = await self.readyz()
            if found == status:
                return parts
            assert time.monotonic() < deadline, f"/readyz says {found}: {parts}\n{self.tail()}"
            await asyncio.sleep(0.1)

    # --- what it says

    def lines(self) -> list[str]:
        """The lines that it has logged since it was last started."""
        with self.log.open("rb") as log:
            log.seek(self._read_from)
            return log.read().decode().splitlines()

    def records(self) -> list[dict[str, Any]]:
        """The same, read as JSON; raises `ValueError` for a line that is none."""
        return [json.loads(line) for line in self.lines()]

    async def says(self, event: str, seconds: float = START_SECONDS) -> dict[str, Any]:
        """Wait for the first record of that event since it was started; returns it."""
        deadline = time.monotonic() + seconds
        while True:
            for line in self.lines():
                if f'"{event}"' in line and (told := json.loads(line))["event"] == event:
                    return dict(told)
            status = self.process.returncode if self.process else None
            if time.monotonic() > deadline or status is not None:
                raise AssertionError(f"it never said {event!r} (exit status {status}):\n{self.tail()}")
            await asyncio.sleep(LOOK_EVERY)

    def tail(self) -> str:
        """The end of the log, for a failure's message."""
        return "\n".join(self.lines()[-20:])


async def command(folder: Path, *arguments: str, settings: Settings | None = None) -> tuple[int, str, str]:
    """Run `python -m bot …` to its end in that folder; returns exit status, standard output and error."""
    own = {"DATABASE_URL": f"sqlite:///{folder / 'convenor.db'}", "DATA": str(folder / "data")}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", *arguments,
        cwd=folder, env=environment({**own, **(settings or {})}),
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        async with asyncio.timeout(START_SECONDS):
            out, error = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return process.returncode or 0, out.decode(), error.decode()
