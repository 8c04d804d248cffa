"""Polls that close by themselves: each has one result."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from sqlalchemy import select, update

from bot.services.polls.polls import CLOSE_JOB
from storage.engine import Tx
from storage.schedules import Schedule
from tests.drivers.slack import SlackChat
from tests.soak.due import PEOPLE, SECONDS, Due, not_once, runs_left, shown
from tests.soak.due.events import Reminders

POLLS = SECONDS // 3


class Polls(Due):
    """In a community that everybody is in already."""

    WHERE = Reminders.WHERE

    def __init__(self) -> None:
        self._numbers: list[int] = []

    async def prepare(self, chat: SlackChat) -> None:
        authors = enumerate(PEOPLE[:POLLS] * 2)
        lines = [(who, f'/poll new "Poll {n:02}?" Yes No closes: "in 2 hours"') for n, who in authors]
        await asyncio.gather(*(chat.says(who, line, self.WHERE) for who, line in lines[:POLLS]))

    async def fall_due(self, tx: Tx, began: datetime) -> None:
        runs = await tx.execute(select(Schedule.subject).where(Schedule.job == CLOSE_JOB))
        self._numbers = list(runs.scalars())
        for n, number in enumerate(self._numbers):
            run = Schedule.job == CLOSE_JOB, Schedule.subject == number
            closes = began + timedelta(seconds=3 * n)
            await tx.execute(update(Schedule).where(*run).values(next_run=closes))

    async def left(self, tx: Tx, now: datetime) -> int:
        return await runs_left(tx, CLOSE_JOB, *self._numbers)

    async def wrong(self, chat: SlackChat) -> list[str]:
        there = await shown(chat, self.WHERE)
        cards = [text for text in there if "Result: " not in text]
        names = [f"Poll {n:02}?" for n in range(POLLS)]
        return not_once(
            {f"Result: {name}": sum(f"Result: {name}" in text for text in there) for name in names}
            | {name: sum(name in text for text in cards) for name in names}
        )
