"""The deliverer: takes what waits in the outbox and has the adapters send it, once.

One task for each channel that has something waiting claims its rows, one at a
time and with a lease, in their order and at the platform's pace. `bot.sending` does
what a row says. Each attempt ends in one of three ways, and the row says which:

    sent      the message is remembered
    later     the platform was busy, or nobody knows (then it is looked for before it is sent again)
    never     the platform refuses, or ten attempts failed: the person who asked is told, and what was for a
              person goes their next way, or is kept for when they come by themselves

What is of use until a moment only, such as a reminder, is left out after it.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

import structlog

from bot import undelivered
from bot.adapter import Adapter, Refused, TryLater, Unclear
from bot.house import House
from bot.metrics import SENT, WAITING
from bot.sending import NotThereYet, Sender
from bot.services import kept, outgoing
from bot.services.outgoing import Channel, Outgoing
from bot.services.people import people
from bot.services.visibility import may_see
from bot.trouble import Trouble
from storage.engine import is_away

log = structlog.get_logger()

MOST_ATTEMPTS = 10
LONGEST_PAUSE = timedelta(minutes=5)
POLL_SECONDS = 1.0
SHORTEST_PAUSE = 0.05
POSTING_SOON = timedelta(seconds=1)
"""How long a change waits for the message that it is about, which is on its way."""
LONGEST_OUTAGE = timedelta(days=2)
"""How long a platform may be away as a whole before that counts as attempts of what is to go there."""
LAST_EFFECTS = timedelta(seconds=5)
"""How long after its end a request of a killed process may still have its effect on a platform."""


class Deliverer:
    """Sends what waits. Of several processes on one database, one runs it at a time and the others stand by.

    `last_look` is when it last looked for what is due; None while it stands by.
    """

    def __init__(self, house: House, adapters: Mapping[str, Adapter]) -> None:
        self._house = house
        self._adapters = adapters
        self._holder = secrets.token_hex(8)
        self._sender = Sender(house)
        self._wake = asyncio.Event()
        self._stopping = False
        self._trouble = Trouble("reading the outbox")
        self._workers: dict[Channel, asyncio.Task[None]] = {}
        self._quiet_until: dict[Channel, datetime] = {}
        self._away_until: dict[str, datetime] = {}
        self.last_look: datetime | None = None

    def wake(self) -> None:
        """Look at once; called when something may have been put into the outbox."""
        self._wake.set()

    async def run(self) -> None:
        """Send until cancelled; what is being sent at that moment is finished.

        Whoever ran it before is gone, and so is what that had in hand: it is looked for and sent. Raises
        what the database raises where that cannot be noted.
        """
        self._stopping = False
        async with self._house.database.write() as tx:
            await outgoing.take_over(tx, self._house.now() + LAST_EFFECTS)
            if people.EMAIL not in self._adapters:
                # Switched off since: nobody would ever send it.
                await kept.keep_all(tx, self._house.now(), people.EMAIL)
        try:
            while True:
                self._wake.clear()
                await self._look()
                # Under load every commit wakes us; looking twenty times a second is enough.
                await asyncio.sleep(SHORTEST_PAUSE)
                try:
                    # `wait_for` would swallow a cancellation that comes together with a wake-up.
                    async with asyncio.timeout(POLL_SECONDS):
                        await self._wake.wait()
                except TimeoutError:
                    pass
        finally:
            self._stopping, self.last_look = True, None
            if self._workers:
                await asyncio.wait(self._workers.values(), timeout=5)
            for worker in self._workers.values():
                worker.cancel()

    async def send_due(self) -> None:
        """Send all that is due at this moment and return; instead of `run`, not beside it."""
        await self._look()
        while self._workers:
            await asyncio.wait(self._workers.values())
            await self._look()

    async def _look(self) -> None:
        """Set a task to work for each channel that has something due and none at work yet."""
        try:
            now = self._house.now()
            self._quiet_until = {one: until for one, until in self._quiet_until.items() if until > now}
            self._away_until = {name: until for name, until in self._away_until.items() if until > now}
            channels = await self._due(now)
            self.last_look = now
        except Exception as error:  # noqa: BLE001 - logged there
            self._trouble.has(error)
            return
        self._trouble.is_over()
        for channel in channels:
            if channel not in self._workers and channel not in self._quiet_until:
                self._workers[channel] = asyncio.create_task(self._work(channel))

    async def _due(self, now: datetime) -> list[Channel]:
        """The channels that have something due, of platforms that are there and can take more."""
        there = [name for name in self._adapters if name not in self._away_until]
        bounded = {name: most for name in there if (most := self._adapters[name].channels_at_once)}
        unbounded = [name for name in there if name not in bounded]
        async with self._house.database.read() as tx:
            channels = await outgoing.due_channels(tx, now, unbounded)
            for name, most in bounded.items():
                busy = [channel for channel in self._workers if channel.platform == name]
                shut = [*busy, *(channel for channel in self._quiet_until if channel.platform == name)]
                if len(busy) < most:
                    due = await outgoing.due_channels(tx, now, [name], limit=most + len(shut))
                    channels += [channel for channel in due if channel not in shut][: most - len(busy)]
        return channels

    async def _work(self, channel: Channel) -> None:
        """Send one channel's rows in order; ends when there are none left that are due."""
        adapter = self._adapters[channel.platform]
        try:
            while not self._stopping and channel.platform not in self._away_until:
                now = self._house.now()
                async with self._house.database.write() as tx:
                    row = await outgoing.claim(tx, now, self._holder, channel)
                if row is None:
                    return
                if useless := await self._why_not(row, now):
                    await self._leave_out(row, now, useless)
                    continue
                await self._deliver(adapter, row)
                if channel in self._quiet_until:
                    return
                await asyncio.sleep(adapter.seconds_between_posts)
        except Exception:
            # The lease of what was in hand runs out by itself, and it is looked at again.
            log.exception("delivery failed", platform=channel.platform)
        finally:
            del self._workers[channel]
            if adapter.channels_at_once:
                # Another channel waits for this one's place.
                self.wake()

    async def _why_not(self, row: Outgoing, now: datetime) -> str:
        """Why a row is not to be sent any more; "" where it is."""
        if row.is_stale(now):
            return "too late"
        if row.about is not None and row.person_id is not None:
            async with self._house.database.read() as tx:
                return "" if await may_see(tx, row.person_id, row.about) else "not theirs to see"
        return ""

    async def _leave_out(self, row: Outgoing, now: datetime, reason: str) -> None:
        """While no process ran, or the platform was away, its time has passed or its reader has left."""
        log.warning("message left out", row=row.id, platform=row.platform, reason=reason)
        async with self._house.database.write() as tx:
            await outgoing.failed(tx, now, row, reason)
        SENT.labels(row.platform, row.action, "left out").inc()

    # --- one row ---------------------------------------------------------------------

    async def _deliver(self, adapter: Adapter, row: Outgoing) -> None:
        try:
            async with asyncio.timeout(adapter.send_seconds):
                where = await self._sender.send(adapter, row)
        except NotThereYet:
            await self._later(row, POSTING_SOON, counts=False)
        except TryLater as error:
            await self._wait(row, error)
        except (Unclear, TimeoutError) as error:
            await self._later(row, _pause(row.attempts), unclear=True, error=str(error) or "no answer")
        except Refused as error:
            await self._refused(row, error)
        except Exception as error:
            if is_away(error):
                raise
            # A fault of ours in this one message: it is tried no more often than others, and given up.
            log.exception("delivery failed", row=row.id, platform=row.platform)
            await self._later(row, _pause(row.attempts), unclear=True, error=f"fault: {type(error).__name__}")
        else:
            async with self._house.database.write() as tx:
                await outgoing.done(tx, self._house.now(), row, where.channel, where.message)
            if row.action == "post" and row.posting_id:
                await self._sender.open_thread(adapter, row.posting_id, where)
            SENT.labels(row.platform, row.action, "sent").inc()

    async def _wait(self, row: Outgoing, error: TryLater) -> None:
        """The channel is busy, or the platform is: what comes after this row has to wait as well."""
        now, pause = self._house.now(), timedelta(seconds=error.after)
        if error.everywhere:
            self._away_until[row.platform] = now + pause
        else:
            self._quiet_until[row.queue] = now + pause
        counts = not error.everywhere or now - row.created_at > LONGEST_OUTAGE
        await self._later(row, pause, counts=counts, error=str(error))

    # --- what comes of it -----------------------------------------------------------

    async def _later(
        self, row: Outgoing, pause: timedelta, *, unclear: bool = False, counts: bool = True, error: str = ""
    ) -> None:
        if counts and row.attempts >= MOST_ATTEMPTS:
            return None if await self._next_way(row) else await self._give_up(row, error)
        if counts:
            log.info("sending again later", row=row.id, attempt=row.attempts, seconds=pause.total_seconds())
        async with self._house.database.write() as tx:
            # What was not clear before is no clearer now: a look for it may have been all that failed.
            unclear = unclear or row.unclear
            until = self._house.now() + pause
            await outgoing.again(tx, row, until, unclear=unclear, counts=counts, error=error)
        return None

    async def _refused(self, row: Outgoing, error: Refused) -> None:
        """The platform will not have it: try the person's next address, else give up and tell who asked."""
        if await self._next_way(row):
            return
        if error.code == "gone":
            async with self._house.database.write() as tx:
                await outgoing.failed(tx, self._house.now(), row, error.code)
            return
        await self._give_up(row, error.code, error.hint)

    async def _next_way(self, row: Outgoing) -> bool:
        """Send what is for one person to their next address; returns False where there is none."""
        found = await undelivered.next_way(self._house, self._adapters, row)
        if found:
            self.wake()
        return found

    async def _give_up(self, row: Outgoing, error: str, hint: str = "") -> None:
        await undelivered.give_up(self._house, row, error, hint)
        self.wake()

    async def waiting(self) -> tuple[int, datetime | None]:
        """How many messages wait, and since when the first of them."""
        paced = [name for name, adapter in self._adapters.items() if adapter.channels_at_once]
        async with self._house.database.read() as tx:
            count, since = await outgoing.waiting(tx, paced)
        WAITING.set(count)
        return count, since


def _pause(attempts: int) -> timedelta:
    """How long to wait after that many attempts: 2 s, 4 s, 8 s … 5 min."""
    return min(timedelta(seconds=2**attempts), LONGEST_PAUSE)
