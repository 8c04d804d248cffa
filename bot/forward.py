"""Moving the clock forward: what a week would bring, seen in a minute.

For trying things out, in the playground only: real people are not to be told on
Monday what is due on Friday. The clock never goes back, and what it is ahead is
kept in a file, so that after a restart nothing is dated in the future.

On the way to the moment that is wanted, the clock stops wherever something is
due; that is done and sent before it goes on, so everything bears its own time.

What a playground begins with is told as of earlier moments (`as_of`). Only who
tells it is then in the past; for everybody else the clock goes on.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta
from pathlib import Path

from bot.clock import Clock
from bot.deliver import Deliverer
from bot.house import House
from bot.services import outgoing

FARTHEST = timedelta(days=31)
"""How far the clock is moved at once."""

_FARTHEST_OF_ALL = timedelta(days=366 * 1000)
_MOST_STOPS = 500
_LOOK_SECONDS = 0.02
_MOST_LOOKS = 250

_told_as_of: ContextVar[datetime | None] = ContextVar("told_as_of", default=None)


class MovableClock:
    """Tells the moment in UTC: the real one, and as much more as `path` says."""

    def __init__(self, path: Path, real: Callable[[], datetime]) -> None:
        self._path = path
        self._real = real
        self.ahead = _kept(path)

    def __call__(self) -> datetime:
        """The moment, in UTC."""
        return _told_as_of.get() or self._real() + self.ahead

    def move_to(self, moment: datetime) -> None:
        """Be at that moment (aware) from now on; a moment that has passed changes nothing."""
        ahead = moment - self._real()
        if ahead <= self.ahead:
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        written = self._path.with_suffix(".new")
        written.write_text(f"{ahead.total_seconds():.6f}\n")
        written.replace(self._path)
        self.ahead = ahead


def _kept(path: Path) -> timedelta:
    try:
        kept = timedelta(seconds=max(float(path.read_text()), 0))
    except (OSError, ValueError, OverflowError):
        return timedelta()
    # Beyond that no file of ours is; in the year 9999 the calendar ends.
    return kept if kept <= _FARTHEST_OF_ALL else timedelta()


class Journey:
    """Moves the clock of one process and does what is due on the way; one journey at a time."""

    def __init__(self, moving: MovableClock, house: House, clock: Clock, deliverer: Deliverer) -> None:
        self._moving = moving
        self._house = house
        self._clock = clock
        self._deliverer = deliverer
        self._one = asyncio.Lock()

    @property
    def ahead(self) -> timedelta:
        """How far the clock is ahead of the real one."""
        return self._moving.ahead

    @contextmanager
    def as_of(self, moment: datetime) -> Iterator[None]:
        """Date what is done within, by this task and those that it starts, to a past moment (aware)."""
        before = _told_as_of.set(moment)
        try:
            yield
        finally:
            _told_as_of.reset(before)

    async def following(self) -> datetime | None:
        """When the next thing is due, in UTC; None where nothing is."""
        async with self._house.database.read() as tx:
            now = self._house.now()
            moments = [await self._clock.following(tx, now), await outgoing.following(tx)]
        return min((moment for moment in moments if moment), default=None)

    async def to_next(self) -> bool:
        """Move on, doing what is due, until something was sent.

        Much that is due is silent: a digest of somebody for whom nothing is new, say. Returns False where
        nothing is sent within `FARTHEST`; the clock is then where the last silent thing was due.
        """
        async with self._one:
            await self._settle()
            began = self._house.now()
            for _stop in range(_MOST_STOPS):
                moment = await self.following()
                if moment is None or moment > began + FARTHEST:
                    return False
                self._moving.move_to(moment)
                await self._settle()
                async with self._house.database.read() as tx:
                    if await outgoing.anything_sent(tx, began):
                        return True
            return False

    async def by(self, span: timedelta) -> None:
        """Move forward by a span of at most `FARTHEST`."""
        async with self._one:
            until = self._house.now() + min(span, FARTHEST)
            await self._settle()
            for _stop in range(_MOST_STOPS):
                moment = await self.following()
                if moment is None or moment > until:
                    break
                self._moving.move_to(moment)
                await self._settle()
            self._moving.move_to(until)
            await self._settle()

    async def _settle(self) -> None:
        """Do all that is due now, and wait until it is sent."""
        await self._clock.tick()
        self._deliverer.wake()
        for _look in range(_MOST_LOOKS):
            async with self._house.database.read() as tx:
                if not await outgoing.unsent(tx, self._house.now()):
                    return
            await asyncio.sleep(_LOOK_SECONDS)
