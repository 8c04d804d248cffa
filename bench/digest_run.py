"""One Monday morning: every personal digest of an installation is made, and then every community's.

`python -m bench.digest_run URL` ticks the product's own clock through the hours, and
says as JSON what that took. It is a process of its own, so that its memory is.
"""

from __future__ import annotations

import asyncio
import gc
import json
import resource
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import event, func, select, update

from bench.digest_world import MONDAY
from bot import log
from bot.app import registry
from bot.clock import Clock
from bot.files.keeping import Keeping
from bot.house import House
from bot.services.library.blobs import Blobs
from bot.settings import Settings
from storage.alerts import AlertSetting
from storage.digests import CommunityDigest
from storage.engine import Database, Tx
from storage.messages import Outbox
from storage.people import Person

_LOOK_EVERY = 0.002


@dataclass
class Taken:
    """What one part of the morning took: seconds, of them the processor's, statements, the longest that the
    loop was held, and how long each transaction that writes was open."""

    seconds: float = 0.0
    processor: float = 0.0
    statements: int = 0
    held: float = 0.0
    writing: list[float] = field(default_factory=list)


@dataclass
class Morning:
    """All of it. `busiest` is how many letters become due in the busiest second, `spread` over how many
    seconds they all do, `letter` how long one is in bytes, `megabytes` how much memory came to be used."""

    planning: Taken
    personal: Taken
    channels: Taken
    letters: int
    posts: int
    busiest: int
    spread: float
    letter: int
    megabytes_before: float
    megabytes: float


class _Timed(Database):
    """A database that notes how long each transaction that writes is open, in `open_for`."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.open_for: list[float] = []

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Tx]:
        """As ever."""
        async with super().write() as tx:
            began = time.perf_counter()
            yield tx
        self.open_for.append(time.perf_counter() - began)


class _Installation:
    """The product's clock on that database, at a moment that is moved by hand."""

    def __init__(self, url: str, folder: Path) -> None:
        self.database = _Timed(url)
        self.now = MONDAY - timedelta(hours=1)
        settings = Settings(database_url=url, data=folder)
        house = House(self.database, registry(settings), settings, b"secret", lambda: self.now)
        keeping = Keeping(self.database, Blobs(settings.files_at), house.now)
        self.clock = Clock(house, lambda: None, keeping)
        self._statements = 0
        event.listen(self.database.engine.sync_engine, "before_cursor_execute", self._executed)

    def _executed(self, *_arguments: object) -> None:
        self._statements += 1

    async def tick_while(self, waits: Callable[[], Awaitable[bool]], taken: Taken) -> None:
        """Tick at this moment for as long as something is due; what it took is added up."""
        while await waits():
            before, began, used = self._statements, time.perf_counter(), time.process_time()
            with _watching(taken):
                await self.clock.tick()
                if self.clock.last_tick != self.now:
                    raise RuntimeError("the clock does not tick")
                await asyncio.sleep(_LOOK_EVERY)
            taken.seconds += time.perf_counter() - began
            taken.processor += time.process_time() - used
            taken.statements += self._statements - before
            taken.writing += self.database.open_for
            self.database.open_for.clear()

    async def digests_are_due(self) -> bool:
        """Whether anybody's digest is due at this moment."""
        return await self.some(AlertSetting.digest_at <= self.now, table=AlertSetting)

    async def some(self, *of: object, table: object) -> bool:
        """Whether a table has rows of that kind."""
        async with self.database.read() as tx:
            found = await tx.execute(select(func.count()).select_from(table).where(*of))  # type: ignore[arg-type]
            return bool(found.scalar_one())


@contextmanager
def _watching(taken: Taken) -> Iterator[None]:
    """Note how long the loop is held at most during this block."""
    watch = asyncio.create_task(_watch(taken))
    try:
        yield
    finally:
        watch.cancel()


async def _watch(taken: Taken) -> None:
    """In the thread's own processor time, for others share the machine."""
    while True:
        used = time.thread_time()
        await asyncio.sleep(_LOOK_EVERY)
        taken.held = max(taken.held, time.thread_time() - used)


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


async def _morning(url: str, folder: Path) -> Morning:
    one = _Installation(url, folder)
    # As `convenor run` does once it is up: what is loaded by now is not looked through for garbage.
    gc.freeze()
    planning, personal, channels = Taken(), Taken(), Taken()
    # The communities' are planned in the same ticks, and told apart by being set to the week before.
    await one.tick_while(lambda: one.some(Person.digest_planned.is_(False), table=Person), planning)
    async with one.database.write() as tx:
        await tx.execute(update(CommunityDigest).values(told_to=MONDAY - timedelta(days=7)))
    before = _megabytes()
    one.now = MONDAY
    while one.now < MONDAY + timedelta(minutes=31):
        await one.tick_while(one.digests_are_due, personal)
        one.now += timedelta(minutes=1)
    letters, busiest, spread, letter = await _letters(one.database)
    one.now = MONDAY + timedelta(hours=1)
    untold = CommunityDigest.told_to < MONDAY
    await one.tick_while(lambda: one.some(untold, table=CommunityDigest), channels)
    posts = await _posts(one.database)
    await one.database.close()
    return Morning(
        planning, personal, channels, letters, posts, busiest, spread, letter, before, _megabytes()
    )


async def _letters(database: Database) -> tuple[int, int, float, int]:
    """How many letters wait, how many of them for one second, over how many seconds, how long one is."""
    async with database.read() as tx:
        waiting = select(Outbox.not_before, func.length(Outbox.reply)).where(Outbox.account != "")
        rows = (await tx.execute(waiting)).all()
    seconds: dict[datetime, int] = {}
    for moment, _length in rows:
        second = moment.replace(microsecond=0)
        seconds[second] = seconds.get(second, 0) + 1
    spread = (max(seconds) - min(seconds)).total_seconds() if seconds else 0.0
    return (
        len(rows),
        max(seconds.values(), default=0),
        spread,
        sum(row[1] for row in rows) // max(len(rows), 1),
    )


async def _posts(database: Database) -> int:
    async with database.read() as tx:
        found = await tx.execute(select(func.count()).select_from(Outbox).where(Outbox.account == ""))
        return found.scalar_one()


def main() -> None:
    log.set_up("error", "console")
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(asdict(asyncio.run(_morning(sys.argv[1], Path(folder))))))


if __name__ == "__main__":
    main()
