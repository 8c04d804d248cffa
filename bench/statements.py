"""SQL statements that a command runs, BEGIN and COMMIT not counted."""

from __future__ import annotations

import re
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count

from sqlalchemy import event

from bench.figures import Line
from bot.app import registry
from bot.clock import utc_now
from bot.dispatch import Dispatcher
from bot.house import House
from bot.incoming import Incoming, Place, Pressed, Who, Written
from bot.replies import plain
from bot.settings import Settings
from storage.engine import Database
from storage.migrate import upgrade

AIM = 8


async def run() -> list[Line]:
    """Count for each of the usual commands."""
    async with _installation() as counting:
        await counting.of("alice", "help")
        founded = await counting.of("alice", "community new Bench")
        poll = await counting.of("alice", "poll new Lunch? Soup Salad Bread")
        number = re.findall(r"#(\d+)", counting.said)[0]
        met = await counting.of("bob", f"poll vote {number} Soup")
        vote = await counting.of("bob", f"poll vote {number} Salad")
        press = await counting.of("bob", f"poll vote {number} #1", pressed=True)
        counted = {"poll vote": vote, "poll vote, pressed": press, "poll vote, never met before": met}
        counted |= {"poll new": poll, "community new": founded}
        for line in (
            "poll list",
            f"poll show {number}",
            f"poll results {number}",
            f"poll withdraw {number}",
            "people find soup",
            "profile edit expertise: soup findable: yes",
            "profile show",
            "community show",
            "community list",
            "community members",
            "help",
        ):
            counted[line.replace(f" {number}", "").split(":")[0]] = await counting.of("bob", line)
        # From a direct conversation: who writes in a community's channel is a member at once.
        for line in ("community leave Bench", "community join Bench"):
            counted[line.removesuffix(" Bench")] = await counting.of("bob", line, channel="@bot")
        counted["poll close"] = await counting.of("alice", f"poll close {number}")
    return [Line(name, str(most), str(AIM), most <= AIM) for name, most in counted.items()]


class _Counting:
    """The dispatcher, and a count of the statements that it brings about."""

    def __init__(self, dispatcher: Dispatcher) -> None:
        self._dispatcher = dispatcher
        self._numbers = count(1)
        self.statements = 0
        self.said = ""

    async def of(self, who: str, line: str, *, pressed: bool = False, channel: str = "C1") -> int:
        """Have somebody write a line (or press a button that does); returns how many statements ran."""
        self.statements = 0
        what = Pressed(line) if pressed else Written(line)
        outcome = await self._dispatcher.handle(
            Incoming(
                str(next(self._numbers)),
                Who("slack", "T1", who, who, who),
                Place("slack", "T1", channel, direct=channel.startswith("@")),
                what,
            )
        )
        self.said = plain(outcome.reply)
        return self.statements


@asynccontextmanager
async def _installation() -> AsyncIterator[_Counting]:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(database_url=f"sqlite:///{folder}/statements.db")
        database = Database(settings.database_url)
        await upgrade(database)
        counting = _Counting(Dispatcher(House(database, registry(settings), settings, b"secret", utc_now)))

        def executed(*_arguments: object) -> None:
            counting.statements += 1

        event.listen(database.engine.sync_engine, "before_cursor_execute", executed)
        try:
            yield counting
        finally:
            await database.close()
