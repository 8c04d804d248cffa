"""What falls due by time, a file for each kind: how it comes to be, and what must have come of it."""

from __future__ import annotations

import asyncio
import os
from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, select

from storage.communities import Community
from storage.engine import Tx
from storage.people import Identity
from storage.schedules import Schedule
from tests.drivers.slack import SlackChat

SECONDS = 24 if os.environ.get("SOAK") == "short" else 60
"""For so long something falls due each second."""
FOUNDER = "bob"
PEOPLE = tuple(f"person{n:02}" for n in range(SECONDS // 2))


class Due(ABC):
    """Things of one kind that fall due one after the other."""

    @abstractmethod
    async def prepare(self, chat: SlackChat) -> None:
        """What people do before anything is due."""

    @abstractmethod
    async def fall_due(self, tx: Tx, began: datetime) -> None:
        """Have them fall due from that moment (UTC) on, for as long as `SECONDS`."""

    @abstractmethod
    async def left(self, tx: Tx, now: datetime) -> int:
        """How many are not done yet; what waits in the outbox is counted elsewhere."""

    @abstractmethod
    async def wrong(self, chat: SlackChat) -> list[str]:
        """What is there twice, or not at all."""


async def found(chat: SlackChat, name: str, where: str, *members: str) -> None:
    """An open community in its channel, with those members."""
    await chat.says(FOUNDER, f'/community new "{name}"', where)
    for who in members:
        chat.person(who)
    await asyncio.gather(*(chat.says(who, "/community show", where) for who in members))


async def community(tx: Tx, name: str) -> int:
    """The number of the community of that name."""
    return int((await tx.execute(select(Community.id).where(Community.name == name))).scalar_one())


async def person(tx: Tx, who: str) -> int:
    """The number of the person of that name."""
    found = await tx.execute(select(Identity.person_id).where(Identity.handle == who))
    return int(found.scalar_one())


async def runs_left(tx: Tx, job: str, *subjects: int) -> int:
    """How many of those still have a run of that job before them."""
    runs = Schedule.job == job, Schedule.subject.in_(subjects), Schedule.next_run.is_not(None)
    return int((await tx.execute(select(func.count()).select_from(Schedule).where(*runs))).scalar_one())


def not_once(came: Mapping[str, int]) -> list[str]:
    """A sentence about each thing that did not come once."""
    return [f"{what!r} came {times} times" for what, times in came.items() if times != 1]


async def told(chat: SlackChat, who: str) -> list[str]:
    """What the bot wrote to somebody directly, but for their digests, which may name anything."""
    seen = [one.text for one in await chat.channel("@bot", by=who)]
    return [text for text in seen if "What is new for you" not in text]


async def shown(chat: SlackChat, where: str) -> list[str]:
    """What stands in a channel, but for digests."""
    seen = [one.text for one in await chat.channel(where)]
    return [text for text in seen if "What was new in" not in text]
