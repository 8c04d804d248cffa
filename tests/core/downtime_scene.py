"""Where things fall due while no process is there: one community, its channel, a calendar, a server of feeds."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from sqlalchemy import Select, select

from storage.schedules import Schedule
from tests.core.test_mirrors import CalendarPaper
from tests.drivers.paper import PaperChat
from tests.feeds import Site, look
from tests.scenes import number

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
DIGESTS = ("What was new in", "What is new for you")


@dataclass
class Scene:
    """An open community with alice, its facilitator, and bob."""

    chat: PaperChat
    paper: CalendarPaper
    web: Site

    async def runs(self) -> None:
        """A process is there for a minute."""
        for _second in range(3):
            await self.chat.passes(SECOND)
            await look(self.chat)
        # Digests of many people are spread over a minute.
        await self.chat.passes(MINUTE)

    async def event(self, line: str) -> int:
        """An event of alice's that bob comes to; its number."""
        asked = await self.chat.says("alice", f"/event new {line}")
        made = await self.chat.presses("alice", "Yes, post it", asked)
        assert made
        event = number(made)
        await self.chat.says("bob", f"/event rsvp {event} yes")
        await self.runs()
        return event

    async def until(self, statement: Select[datetime | None]) -> None:
        """Nobody is there from now until the one moment that a statement finds."""
        async with self.chat.database.read() as tx:
            found = (await tx.execute(statement)).scalar_one()
        assert found
        self.chat.now = found

    async def until_run(self, job: str) -> None:
        """Nobody is there from now until the one run of that job is due."""
        await self.until(select(Schedule.next_run).where(Schedule.job == job))

    async def count(self, words: str, where: str = "@bot", by: str = "bob") -> int:
        """How many messages there have those words; digests, which may tell of anything, only by their own."""
        seen = await self.chat.channel(where, by)
        if words not in DIGESTS:
            seen = [one for one in seen if not any(title in one for title in DIGESTS)]
        return sum(words in one for one in seen)


class Thing(ABC):
    """Something that is due by time. `said` is its row in the table of `docs/operations.md`.

    `after` is how often it comes when a process is back an hour, a day, and a week after it was due.
    """

    said: ClassVar[str]
    after: ClassVar[tuple[int, int, int]]

    @abstractmethod
    async def falls_due(self, scene: Scene) -> None:
        """Have it be due at the moment that it is then; no process is there any more."""

    @abstractmethod
    async def came(self, scene: Scene) -> int:
        """How often it has come since."""
