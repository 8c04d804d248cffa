"""The clock when its process stops: what it has in hand is finished, and nothing more is begun."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert, select

from bot.clock import Clock
from bot.declare import Group
from bot.house import House
from bot.registry import Registry
from bot.request import Work
from bot.words import Message
from storage.engine import Tx
from storage.messages import Inbox
from tests.drivers.paper import PaperChat


async def test_what_is_in_hand_is_finished_and_the_next_is_not_begun(chat: PaperChat) -> None:
    group, begun = Group("slow", Message("Slow")), asyncio.Event()

    async def due(_tx: Tx, _now: datetime) -> Sequence[int]:
        return [1, 2]

    @group.round("slow", due=due)
    async def run(work: Work, number: int) -> None:
        await work.tx.execute(insert(Inbox).values(platform="paper", event=f"slow {number}", at=work.now))
        begun.set()
        await asyncio.sleep(0.3)

    house = House(chat.database, Registry([group]), chat.settings, b"secret", lambda: chat.now)
    clock = Clock(house, lambda: None, chat.core.keeping)
    running = asyncio.create_task(clock.run())
    async with asyncio.timeout(10):
        await begun.wait()
    running.cancel()
    await asyncio.wait([running])
    async with chat.database.read() as tx:
        found = await tx.execute(select(Inbox.event).where(Inbox.event.startswith("slow")))
        assert list(found.scalars()) == ["slow 1"]
    assert asyncio.all_tasks() == {asyncio.current_task()}, "somebody is still at work"
