"""The clock: once a second, whatever is due is done.

What it looks for are rounds (`bot.declare.Round`): the schedules' runs are one,
and groups declare others, such as alerts that wait for the end of somebody's
quiet hours. Each thing that is due, what it writes and what it says elsewhere are
one transaction, so several processes can tick on one database: each run is some
one's. Runs that were due while no process was there are done at the first tick,
unless their schedule says that they are stale by then.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from bot.declare import Round
from bot.files.keeping import Keeping
from bot.house import House
from bot.metrics import JOBS
from bot.request import Work
from bot.services import inbox, kept
from bot.services.email import emails
from bot.services.items import comments, happenings, items, quotes
from bot.services.news import feeds
from bot.services.schedules import schedules
from bot.trouble import Trouble
from storage.engine import Tx

log = structlog.get_logger()

PURGE_EVERY = timedelta(hours=1)
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=1)


def utc_now() -> datetime:
    """The moment, in UTC; everything that needs to know it is given this function or another."""
    return datetime.now(UTC)


class Clock:
    """Does what is due. `committed` is called after each transaction that may have left something to send.

    Once an hour what is too old goes, and with it the contents in `keeping` that nobody needs any more.
    """

    def __init__(self, house: House, committed: Callable[[], None], keeping: Keeping) -> None:
        self._house = house
        self._committed = committed
        self._keeping = keeping
        scheduled = Round(schedules.due, self._scheduled, schedules.put_off, schedules.following)
        self._rounds = {"schedules": scheduled, **house.registry.rounds}
        self._resting: dict[tuple[str, int], tuple[datetime, timedelta]] = {}
        self._ticking: asyncio.Task[None] | None = None
        self._stopping = False
        self._purged: datetime | None = None
        self._trouble = Trouble("looking for what is due")
        self.last_tick: datetime | None = None

    async def run(self) -> None:
        """Tick every second until cancelled; what is in hand then is finished."""
        self._stopping = False
        scheduler = AsyncIOScheduler(timezone="UTC")
        scheduler.add_job(
            self._begin_tick,
            IntervalTrigger(seconds=1),
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
        )
        scheduler.start()
        try:
            await asyncio.get_running_loop().create_future()
        finally:
            self._stopping = True
            scheduler.shutdown(wait=False)
            if self._ticking:
                await asyncio.wait([self._ticking])

    async def _begin_tick(self) -> None:
        """Tick, in a task that the scheduler does not cancel when it shuts down.

        A statement that is cancelled takes its connection with it, and nobody would wait for that.
        """
        self._ticking = asyncio.create_task(self.tick())
        try:
            await asyncio.shield(self._ticking)
        except asyncio.CancelledError:
            # That is how the scheduler ends its jobs, and it would log it as a fault.
            if not self._stopping:
                raise

    async def tick(self) -> None:
        """Do all that is due now."""
        now = self._house.now()
        try:
            for name, one in self._rounds.items():
                if self._stopping:
                    return
                await self._go_round(name, one, now)
            if not self._stopping:
                await self._purge(now)
            self.last_tick = now
        except Exception as error:  # noqa: BLE001 - logged there
            self._trouble.has(error)
        else:
            self._trouble.is_over()

    async def following(self, tx: Tx, now: datetime) -> datetime | None:
        """When the next thing is due, in UTC; None where nothing is."""
        asked = [await one.following(tx, now) for one in self._rounds.values() if one.following]
        return min((moment for moment in asked if moment), default=None)

    async def _go_round(self, name: str, one: Round, now: datetime) -> None:
        async with self._house.database.read() as tx:
            numbers = await one.due(tx, now)
        for number in numbers:
            if self._stopping:
                return
            until, pause = self._resting.get((name, number), (now, FIRST_PAUSE))
            if until > now:
                continue
            try:
                async with self._house.database.write() as tx:
                    await one.run(self._house.work(tx), number)
            except Exception:
                JOBS.labels(name, "failed").inc()
                log.exception("what is due failed; trying again", round=name, number=number, pause=str(pause))
                await self._rest(name, one, number, now + pause, pause)
            else:
                self._resting.pop((name, number), None)
                self._committed()

    async def _rest(self, name: str, one: Round, number: int, until: datetime, pause: timedelta) -> None:
        self._resting[name, number] = until, min(pause * 2, LONGEST_PAUSE)
        if one.put_off:
            async with self._house.database.write() as tx:
                await one.put_off(tx, number, until)

    async def _scheduled(self, work: Work, number: int) -> None:
        """Claim one run of a schedule and do its job."""
        due = await schedules.claim(work.tx, work.now, number)
        if due is None:
            return
        if due.too_late:
            log.warning("scheduled run left out: too late", job=due.job, due=due.due.isoformat())
        else:
            await self._house.registry.jobs[due.job](work, due.subject)
        JOBS.labels(due.job, "skipped" if due.too_late else "run").inc()

    async def _purge(self, now: datetime) -> None:
        """Forget what is kept for a while only, and then what was kept for its sake."""
        if self._purged is not None and now - self._purged <= PURGE_EVERY:
            return
        async with self._house.database.write() as tx:
            await inbox.purge(tx, now)
            await quotes.purge(tx, now)
            await comments.purge(tx, now)
            await items.purge(tx, now)
            await happenings.purge(tx, now)
            await emails.purge(tx, now)
            await kept.purge(tx, now)
            await feeds.purge(tx, now)
        await self._keeping.clean()
        self._purged = now
