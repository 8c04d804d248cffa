"""Our own product as a server in Slack's HTTP mode, with a community, a poll and people who vote in it."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path

from bench import slack
from bench.load import Load, ask
from bench.processes import Server, free_port, serving

ANSWERS = ("Soup", "Salad", "Bread")


@dataclass
class Product:
    """The running product, and the poll that is open in it."""

    server: Server
    database: Path
    poll: str
    response_url: str

    async def votes(self, turn: int, voters: int) -> Load:
        """Everybody votes once by slash command; what they choose moves on with each turn."""
        return await ask(
            self.server.port,
            lambda n: slack.command(f"U{n}", f"vote {self.poll} {ANSWERS[(n + turn) % len(ANSWERS)]}"),
            voters,
        )

    async def presses(self, turn: int, voters: int) -> Load:
        """Everybody votes once by a button."""
        return await ask(
            self.server.port,
            lambda n: slack.press(
                f"U{n}", f"poll vote {self.poll} #{(n + turn) % len(ANSWERS) + 1}", self.response_url
            ),
            voters,
        )

    def events(self) -> int:
        """How many events have been handled, by what is kept of them."""
        return int(self._asked("SELECT count(*) FROM inbox")[0][0])

    def counts(self) -> list[int]:
        """The votes for each answer, in order."""
        found = self._asked(
            "SELECT count(vote.voter) FROM poll_option LEFT JOIN vote ON vote.option_id = poll_option.id "
            "GROUP BY poll_option.id ORDER BY position"
        )
        return [row[0] for row in found]

    def _asked(self, question: str) -> list[tuple[int, ...]]:
        with closing(sqlite3.connect(self.database)) as connection:
            return connection.execute(question).fetchall()


def settings(api: slack.Api, port: int) -> dict[str, str]:
    """The environment of a process in Slack's HTTP mode."""
    return {
        "CONVENOR_SLACK__BOT_TOKEN": slack.TOKEN,
        "CONVENOR_SLACK__SIGNING_SECRET": slack.SECRET,
        "CONVENOR_SLACK__API_URL": api.url,
        "CONVENOR_WEB__PORT": str(port),
    }


@asynccontextmanager
async def running(folder: Path, api: slack.Api) -> AsyncIterator[Product]:
    """Start the product in a folder of its own, and open a poll."""
    port = free_port()
    async with serving(["-m", "bot", "run"], port, folder, settings(api, port)) as server:
        await ask(port, lambda _n: slack.command("UALICE", "new Bench", name="/community"), 1)
        opened = await ask(port, lambda _n: slack.command("UALICE", f"new Lunch? {' '.join(ANSWERS)}"), 1)
        number = re.search(rb"#(\d+)", opened.first)
        if number is None:
            raise RuntimeError(f"the poll did not open: {opened.failures} {opened.first!r}")
        yield Product(server, folder / "data" / "convenor.db", number[1].decode(), api.response_url)
