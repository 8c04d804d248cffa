"""News: feeds that grow by an entry every three seconds, and answer slowly, so that looks are cut short.

In mid-look a process is killed with a lease in hand that lasts for five minutes. That time, and the half
hour to the next look, does not pass here: with each kill all feeds are due again, and no lease holds.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Self

from sqlalchemy import func, or_, select, update

from storage.engine import Tx
from storage.news import Feed
from tests.drivers.slack import SlackChat
from tests.feeds import Site, item, rss, site
from tests.soak.due import FOUNDER, SECONDS, Due, found, not_once, shown

FEEDS = 2
ENTRIES = SECONDS // 3
SLOWEST = 1.5


class News(Due):
    """Each entry is to be posted once."""

    NAME, WHERE = "Town", "town"

    def __init__(self, sites: list[Site], chance: random.Random) -> None:
        self._sites = sites
        self._chance = chance
        self._moments = [datetime.now(UTC) - timedelta(minutes=1)]
        for number, web in enumerate(sites):
            web.while_asked = self._answering(number)

    @classmethod
    @asynccontextmanager
    async def open(cls, chance: random.Random) -> AsyncIterator[Self]:
        """With the servers of the feeds; a server is asked for one feed at a time, so each has one."""
        async with AsyncExitStack() as stack:
            yield cls([await stack.enter_async_context(site()) for _ in range(FEEDS)], chance)

    def _answering(self, number: int) -> Callable[[str], Awaitable[None]]:
        async def answering(_path: str) -> None:
            now = datetime.now(UTC)
            there = [item(f"Entry {number}.{n:02}", at) for n, at in enumerate(self._moments) if at <= now]
            self._sites[number].put("/feed", rss(*reversed(there), title=f"Town {number}"))
            await asyncio.sleep(self._chance.uniform(0, SLOWEST))

        return answering

    async def prepare(self, chat: SlackChat) -> None:
        await found(chat, self.NAME, self.WHERE)
        for web in self._sites:
            await chat.says(FOUNDER, f"/feed add {web.url()} most_per_hour: 60", self.WHERE)
        for number, _web in enumerate(self._sites):
            await chat.eventually(self.WHERE, f"Entry {number}.00", seconds=30)

    async def fall_due(self, tx: Tx, began: datetime) -> None:
        self._moments += [began + timedelta(seconds=3 * n) for n in range(ENTRIES - 1)]
        await self.once_more(tx, began)

    async def once_more(self, tx: Tx, now: datetime) -> None:
        """Have all feeds be due again, whoever has them in hand."""
        await tx.execute(update(Feed).values(next_at=now, lease_until=None))

    async def left(self, tx: Tx, now: datetime) -> int:
        due = or_(Feed.next_at <= now, Feed.lease_until.is_not(None))
        return int((await tx.execute(select(func.count()).select_from(Feed).where(due))).scalar_one())

    async def wrong(self, chat: SlackChat) -> list[str]:
        there = await shown(chat, self.WHERE)
        names = [f"Entry {number}.{n:02}" for number in range(FEEDS) for n in range(ENTRIES)]
        return not_once({name: sum(name in text for text in there) for name in names})
