"""Looking at 2,000 feeds, 95 of 100 unchanged, beside bare aiohttp with the same requests in turns."""

from __future__ import annotations

import asyncio
import gc
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
from sqlalchemy import func, insert, select

from bench.feedserver import CHANGES, ENTRIES, hosts
from bench.figures import Line, Spread, ratios
from bench.processes import free_port, serving
from bot.house import House
from bot.news.poller import Poller
from bot.outside.outside import AT_ONCE
from bot.registry import Registry
from bot.services.communities.channels import ChannelAddress
from bot.services.news import news
from bot.services.text import key_of
from bot.settings import Feeds, Settings
from storage.communities import Channel, Community
from storage.engine import Database
from storage.migrate import upgrade
from storage.news import Feed, FeedEntry

FEEDS = 2000
HOSTS = 200
COMMUNITIES = 20
TURNS = 5
LONGEST_HOLD = 100.0
_TICK = 0.002


@dataclass
class Holds:
    """How long a task that only sleeps was kept waiting: in the loop's processor time, and by the clock.

    By the clock it also waits for others that use the core, so the processor time is what is judged.
    """

    wall: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)

    def told(self) -> str:
        """The longest of each."""
        return f"{max(self.processor):.0f} ms of its processor time ({max(self.wall):.0f} ms by the clock)"

    async def watch(self) -> None:
        """Look until cancelled."""
        while True:
            began, used = time.perf_counter(), time.thread_time()
            await asyncio.sleep(_TICK)
            self.wall.append((time.perf_counter() - began - _TICK) * 1000)
            self.processor.append((time.thread_time() - used) * 1000)


@dataclass
class Bare:
    """The same requests by aiohttp alone, as it comes: entity tags are sent, and bodies thrown away."""

    session: aiohttp.ClientSession
    urls: list[str]
    tags: dict[str, str] = field(default_factory=dict)

    async def poll(self) -> None:
        """Ask for every feed once."""
        slots = asyncio.Semaphore(AT_ONCE)
        await asyncio.gather(*(self._ask(url, slots) for url in self.urls))

    async def _ask(self, url: str, slots: asyncio.Semaphore) -> None:
        headers = {"If-None-Match": self.tags[url]} if url in self.tags else {}
        async with slots, self.session.get(url, headers=headers) as response:
            await response.read()
            self.tags[url] = response.headers["ETag"]


class Product:
    """Ours: the poller on a SQLite file, with a clock that the bench moves."""

    def __init__(self, folder: Path) -> None:
        self.now = datetime(2026, 11, 18, 12, tzinfo=UTC)
        self.database = Database(f"sqlite:///{folder / 'feeds.db'}")
        settings = Settings(data=folder, feeds=Feeds(allow=hosts(HOSTS), max_bytes=6_000_000))
        house = House(self.database, Registry([]), settings, b"a secret of this bench", lambda: self.now)
        self.poller = Poller(house, lambda: None)

    async def fill(self, urls: list[str]) -> None:
        """Communities that take the feeds."""
        await upgrade(self.database)
        share = len(urls) // COMMUNITIES
        async with self.database.write() as tx:
            for number in range(1, COMMUNITIES + 1):
                name = f"Community {number}"
                values = {"id": number, "name": name, "name_key": key_of(name, 160), "created_at": self.now}
                await tx.execute(insert(Community).values(**values, features_off=[]))
                place = {"platform": "bench", "workspace": "bench", "channel": str(number)}
                await tx.execute(insert(Channel).values(**place, community_id=number))
                theirs = urls[(number - 1) * share : number * share]
                await news.take_all(tx, self.now, None, number, ChannelAddress(**place), theirs)

    async def poll(self) -> None:
        """Look at every feed once."""
        self.now += timedelta(hours=1)
        await self.poller.poll()

    async def count(self) -> tuple[int, int]:
        """How many feeds work, and how many entries are known."""
        async with self.database.read() as tx:
            works = select(func.count()).where(Feed.state == "ok", Feed.checked_at == self.now)
            entries = select(func.count()).select_from(FeedEntry)
            return (await tx.execute(works)).scalar_one(), (await tx.execute(entries)).scalar_one()

    async def close(self) -> None:
        """Let go of everything."""
        await self.poller.close()
        await self.database.close()


async def run() -> list[Line]:
    """Both in turns; then once more with a feed of 5 MB among the others."""
    async with _running() as (product, bare, large):
        # As `convenor run` does when it is up; it serves both.
        gc.freeze()
        await product.fill(bare.urls)
        first = await _timed(product.poll)
        await _timed(bare.poll)
        ours, theirs, quiet, bares = [], [], Holds(), Holds()
        for _turn in range(TURNS):
            async with _watched(quiet):
                ours.append(FEEDS / await _timed(product.poll))
            async with _watched(bares):
                theirs.append(FEEDS / await _timed(bare.poll))
        works, entries = await product.count()
        # A feed that changes has one entry more for each who asks, so two for each turn.
        if (works, entries) != (FEEDS, FEEDS * ENTRIES + 2 * TURNS * FEEDS // CHANGES):
            raise RuntimeError(f"{works} feeds work, and {entries} entries are known")
        loaded = Holds()
        await _take(product, large)
        async with _watched(loaded):
            await product.poll()
    ratio = ratios(ours, theirs)
    return [
        Line("ours, feeds a second", Spread.of(ours).told()),
        Line("bare aiohttp, feeds a second", Spread.of(theirs).told()),
        Line("ours to bare", ratio.told(2)),
        Line("the first look at all of them, with 40,000 entries", f"{first:.1f} s"),
        _held("the longest that our loop was held", quiet),
        _held("the same with a feed of 5 MB among them", loaded),
        Line("the longest that bare aiohttp's was held", bares.told()),
    ]


def _held(what: str, holds: Holds) -> Line:
    return Line(what, holds.told(), f"{LONGEST_HOLD:g} ms", max(holds.processor) < LONGEST_HOLD)


async def _timed(deed: Callable[[], Awaitable[None]]) -> float:
    began = time.perf_counter()
    await deed()
    return time.perf_counter() - began


async def _take(product: Product, url: str) -> None:
    async with product.database.write() as tx:
        place = ChannelAddress("bench", "bench", "1")
        await news.take_all(tx, product.now, None, 1, place, [url])


@asynccontextmanager
async def _watched(holds: Holds) -> AsyncIterator[None]:
    task = asyncio.create_task(holds.watch())
    try:
        yield
    finally:
        task.cancel()


@asynccontextmanager
async def _running() -> AsyncIterator[tuple[Product, Bare, str]]:
    """The server, and both who ask it; also the address of its large feed."""
    port = free_port()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        arguments = ["-m", "bench.feedserver", str(port), str(HOSTS)]
        async with serving(arguments, port, folder, {}), aiohttp.ClientSession() as session:
            names = hosts(HOSTS)
            urls = [f"http://{names[n % HOSTS]}:{port}/feed/{n}" for n in range(FEEDS)]
            product = Product(folder)
            try:
                yield product, Bare(session, urls), f"http://{names[0]}:{port}/large"
            finally:
                await product.close()
