"""The clock: once a second, whatever is due is done.

A schedule's run, what it writes and what it says elsewhere are one transaction,
so several processes can tick on one database: each run is some one's. Runs that
were due while no process was there are done at the first tick, unless their
schedule says that they are stale by then.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from bot.declare import Registry
from bot.keeping import Keeping
from bot.metrics import JOBS
from bot.request import Work
from bot.services import comments, inbox, items, quotes, schedules
from bot.settings import Settings
from bot.trouble import Trouble
from storage.engine import Database

log = structlog.get_logger()

PURGE_EVERY = timedelta(hours=1)
RETRY_AFTER = timedelta(minutes=1)


def utc_now() -> datetime:
    """The moment, in UTC; everything that needs to know it is given this function or another."""
    return datetime.now(UTC)


class Clock:
    """Runs what is due. `committed` is called after each transaction that may have left something to send.

    Once an hour what is too old goes, and with it the contents in `keeping` that nobody needs any more.
    """

    def __init__(
        self,
        database: Database,
        registry: Registry,
        settings: Settings,
        secret: bytes,
        now: Callable[[], datetime],
        committed: Callable[[], None],
        keeping: Keeping,
    ) -> None:
        self._database = database
        self._registry = registry
        self._settings = settings
        self._secret = secret
        self._now = now
        self._committed = committed
        self._keeping = keeping
        self._purged: datetime | None = None
        self._trouble = Trouble("looking for what is due")
        self.last_tick: datetime | None = None

    async def run(self) -> None:
        """Tick every second until cancelled."""
        scheduler = AsyncIOScheduler(timezone="UTC")
        scheduler.add_job(
            self.tick, IntervalTrigger(seconds=1), max_instances=1, coalesce=True, misfire_grace_time=None
        )
        scheduler.start()
        try:
            await asyncio.get_running_loop().create_future()
        finally:
            scheduler.shutdown(wait=False)

    async def tick(self) -> None:
        """Do all that is due now."""
        now = self._now()
        try:
            async with self._database.read() as tx:
                numbers = await schedules.due(tx, now)
            for number in numbers:
                await self._run(number, now)
            if self._purged is None or now - self._purged > PURGE_EVERY:
                await self._purge(now)
                self._purged = now
            self.last_tick = now
        except Exception as error:  # noqa: BLE001 - logged there
            self._trouble.has(error)
        else:
            self._trouble.is_over()

    async def _purge(self, now: datetime) -> None:
        """Forget what is kept for a while only, and then what was kept for its sake."""
        async with self._database.write() as tx:
            await inbox.purge(tx, now)
            await quotes.purge(tx, now)
            await comments.purge(tx, now)
            await items.purge(tx, now)
        await self._keeping.clean()

    async def _run(self, number: int, now: datetime) -> None:
        job = "?"
        try:
            async with self._database.write() as tx:
                due = await schedules.claim(tx, now, number)
                if due is None:
                    return
                job = due.job
                if due.too_late:
                    log.warning("scheduled run left out: too late", job=job, due=due.due.isoformat())
                else:
                    work = Work(
                        tx=tx,
                        now=now,
                        settings=self._settings,
                        secret=self._secret,
                        registry=self._registry,
                    )
                    await self._registry.jobs[job](work, due.subject)
            JOBS.labels(job, "skipped" if due.too_late else "run").inc()
            self._committed()
        except Exception:
            JOBS.labels(job, "failed").inc()
            log.exception(
                "scheduled run failed; trying again", job=job, schedule=number, pause=str(RETRY_AFTER)
            )
            async with self._database.write() as tx:
                await schedules.put_off(tx, number, now + RETRY_AFTER)
