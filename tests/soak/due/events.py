"""Events: those who come are reminded before, and whoever made it is asked for the notes after it."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from sqlalchemy import insert, update

from bot.services.events import events, notes, planning, reminders
from bot.services.events.planning import Plan
from bot.times.spans import When
from storage.engine import Tx
from storage.events import Event, Rsvp
from tests.drivers.slack import SlackChat
from tests.soak.due import FOUNDER, PEOPLE, SECONDS, Due, community, found, not_once, person, runs_left, told

EVENTS = SECONDS // 2
EARLY = 10
LENGTH = 60
"""In minutes, as events have them."""


async def _event(tx: Tx, made_at: datetime, place: str, title: str, starts: datetime) -> int:
    """An event at a moment with seconds, such as nobody can type; returns its number."""
    local = starts.replace(tzinfo=None)
    plan = Plan(title, When(local, "UTC", LENGTH), reminders=(EARLY,))
    author = await person(tx, FOUNDER)
    number = await planning.create(tx, made_at, author, await community(tx, place), plan)
    moved = update(Event).where(Event.item_id == number)
    await tx.execute(moved.values(starts=local.isoformat(timespec="seconds")))
    event = await events.get(tx, number)
    assert event
    await planning.plan_next(tx, made_at, event)
    await reminders.plan(tx, event)
    return number


class Reminders(Due):
    """Two people come to each event, and each of them is to be reminded of it once."""

    NAME, WHERE = "Housing", "random"

    def __init__(self) -> None:
        self._numbers: list[int] = []

    async def prepare(self, chat: SlackChat) -> None:
        await found(chat, self.NAME, self.WHERE, *PEOPLE)

    async def fall_due(self, tx: Tx, began: datetime) -> None:
        for n in range(EVENTS):
            starts = began + timedelta(minutes=EARLY, seconds=2 * n)
            made_at = began - timedelta(minutes=1)
            number = await _event(tx, made_at, self.NAME, f"Clinic {n:02}", starts)
            self._numbers.append(number)
            for who in _coming(n):
                values = {"person_id": await person(tx, who), "answer": "yes", "at": made_at}
                await tx.execute(insert(Rsvp).values(item_id=number, **values))

    async def left(self, tx: Tx, now: datetime) -> int:
        return await runs_left(tx, reminders.JOB, *self._numbers)

    async def wrong(self, chat: SlackChat) -> list[str]:
        came = {}
        for who in PEOPLE:
            reminded = [text for text in await told(chat, who) if "It begins in" in text]
            for n in range(EVENTS):
                times = sum(f"Clinic {n:02}" in text for text in reminded)
                if times or who in _coming(n):
                    came[f"Clinic {n:02} to {who}"] = times
        return not_once(came)


def _coming(n: int) -> tuple[str, str]:
    return PEOPLE[n % len(PEOPLE)], PEOPLE[(n + 1) % len(PEOPLE)]


class Notes(Due):
    """Of each event that is over, its organiser is to be asked once for the notes."""

    NAME = Reminders.NAME

    def __init__(self) -> None:
        self._numbers: list[int] = []

    async def prepare(self, chat: SlackChat) -> None:
        """Nothing: people and their communities are there by then."""

    async def fall_due(self, tx: Tx, began: datetime) -> None:
        for n in range(EVENTS):
            starts = began - timedelta(minutes=LENGTH) + timedelta(seconds=2 * n)
            made_at = began - timedelta(minutes=2 * LENGTH)
            self._numbers.append(await _event(tx, made_at, self.NAME, f"Meeting {n:02}", starts))

    async def left(self, tx: Tx, now: datetime) -> int:
        return await runs_left(tx, notes.JOB, *self._numbers)

    async def wrong(self, chat: SlackChat) -> list[str]:
        asked = "\n".join(await told(chat, FOUNDER))
        names = [f"Meeting {n:02}" for n in range(EVENTS)]
        return not_once({name: len(re.findall(rf"{name}\W+is over", asked)) for name in names})
