"""The poller: looks at feeds when they are due, and has what is new in them posted, once.

Any number of processes may run one. A feed is taken in hand with a lease, and
its server asked outside of any transaction; what was in the answer is one
transaction: entries, decisions and outbox rows. A process that dies in between
has changed nothing, and the feed is looked at again when its lease has run out.
Where nothing is new, which is so at most looks, many feeds share a transaction.

A feed that fails is looked at less and less, down to once a day; whoever added it
is told once. Addresses that people have just given go first (`bot.news.inquirer`).
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import structlog

from bot import outbox
from bot.house import House
from bot.news import cards
from bot.news.inquirer import Inquirer
from bot.news.looking import Failed, Looking, Seen
from bot.outside.outside import AT_ONCE, Outside
from bot.services.communities import membership
from bot.services.news import feeds, inquiries, news
from bot.services.news.entries import take_in
from bot.services.news.feedreading import Readings
from bot.services.news.feeds import Due, Learnt
from bot.services.news.feedtext import LONGEST_ADDRESS
from bot.services.news.inquiries import Inquiry
from bot.trouble import Trouble
from storage.engine import Tx, is_away

log = structlog.get_logger()

PAUSE = 1.0
IN_HAND = 2 * AT_ONCE
"""How many feeds are in hand at a time: some are asked for, others read or written down."""

LEASE = timedelta(minutes=5)
LONGEST_PAUSE = timedelta(days=1)
LONGEST_WAIT = timedelta(days=7)
"""The longest that a server can ask us to stay away."""

SHORTEST_WAIT = timedelta(minutes=1)
_GATHER = 0.05


class Poller:
    """Looks at feeds. `committed` is called after each transaction that may have left something to send."""

    def __init__(self, house: House, committed: Callable[[], None]) -> None:
        self._house = house
        self._committed = committed
        settings = house.settings
        outside = Outside(settings.public_url, settings.feeds.allow)
        self._looking = Looking(outside, Readings(), settings.feeds.max_bytes)
        self._inquirer = Inquirer(house, self._looking)
        self._every = timedelta(seconds=settings.feeds.every)
        self._unchanged: list[tuple[int, datetime]] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._trouble = Trouble("looking for feeds that are due")

    async def run(self) -> None:
        """Look at what is due until cancelled; what is in hand then is left to the next who looks."""
        try:
            while True:
                try:
                    await self._begin()
                except Exception as error:  # noqa: BLE001 - logged there
                    self._trouble.has(error)
                else:
                    self._trouble.is_over()
                await (self._some_end() if self._tasks else asyncio.sleep(PAUSE))
        finally:
            await self.close()

    async def poll(self) -> None:
        """Look at all that is due at this moment, and return; instead of `run`, not beside it."""
        await self._begin()
        while self._tasks:
            await self._some_end()
            await self._begin()

    async def close(self) -> None:
        """Let go of connections and processes."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._looking.close()

    async def _some_end(self) -> None:
        """Wait for a look to end, and a moment more for others that may be noted with it."""
        await asyncio.wait(self._tasks, timeout=PAUSE, return_when=asyncio.FIRST_COMPLETED)
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=_GATHER)

    async def _begin(self) -> None:
        """Note where nothing was new, and set a task to work for each feed that can be looked at now."""
        now = self._house.now()
        if not (self._tasks or self._unchanged):
            async with self._house.database.read() as tx:
                if not (await feeds.waits(tx, now) or await inquiries.waits(tx, now)):
                    return
        room = IN_HAND - len(self._tasks)
        quiet, self._unchanged = self._unchanged, []
        try:
            async with self._house.database.write() as tx:
                await feeds.unchanged(tx, now, quiet)
                given = await inquiries.claim(tx, now, now + LEASE, room)
                found = await feeds.claim(tx, now, now + LEASE, room - len(given))
        except Exception:
            self._unchanged += quiet
            raise
        for inquiry in given:
            await self._start(self._inquire(inquiry))
        for feed in found:
            await self._start(self._look_at(feed))

    async def _start(self, work: Coroutine[Any, Any, None]) -> None:
        """Set a task to work, and let the loop do something else before the next one begins."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        await asyncio.sleep(0)

    async def _inquire(self, inquiry: Inquiry) -> None:
        try:
            await self._inquirer.answer(inquiry, self._next())
        except Exception:
            log.exception("an address was not looked at; trying again", inquiry=inquiry.id)
        else:
            self._committed()

    # --- one feed ---------------------------------------------------------------------

    async def _look_at(self, feed: Due) -> None:
        try:
            await self._looked_at(feed)
        except Exception as error:
            log.exception("a feed was not looked at", feed=feed.id)
            if not is_away(error):
                await self._failed(feed, Failed("fault"))

    async def _looked_at(self, feed: Due) -> None:
        try:
            seen = await self._looking.look(
                feed.url, etag=feed.etag, last_modified=feed.last_modified, digest=feed.digest
            )
        except Failed as error:
            await self._failed(feed, error)
            return
        if seen.read is None and not seen.answer.moved:
            self._unchanged.append((feed.id, self._next()))
            return
        async with self._house.database.write() as tx:
            await self._write(tx, feed, seen)
        self._committed()

    async def _write(self, tx: Tx, feed: Due, seen: Seen) -> None:
        """What a look told, in one transaction."""
        now, number = self._house.now(), feed.id
        if not await feeds.hold(tx, number):
            return
        answer = seen.answer
        if answer.moved and answer.url != feed.url and len(answer.url) <= LONGEST_ADDRESS:
            number = await feeds.move(tx, number, answer.url)
        if seen.read is None:
            await feeds.unchanged(tx, now, [(number, self._next())])
            return
        for one in await take_in(tx, now, number, seen.read):
            await cards.post(tx, now, one)
        learnt = Learnt(answer.etag, answer.last_modified, seen.digest, self._next())
        await feeds.changed(tx, now, number, seen.read, learnt)

    async def _failed(self, feed: Due, error: Failed) -> None:
        """Look again later; whoever added the feed is told when it is gone, or has failed for long."""
        log.info("a feed cannot be read", feed=feed.id, reason=error.code, failures=feed.failures + 1)
        pause = min(self._every * 2 ** min(feed.failures + 1, 30), LONGEST_PAUSE)
        if error.code == "heavy":
            # Others wait while it is read.
            pause = LONGEST_PAUSE
        now = self._house.now()
        wait = asked_to_wait(error.retry_after, now) or self._scattered(pause)
        async with self._house.database.write() as tx:
            if error.gone:
                told = await feeds.gone(tx, feed.id)
            else:
                note = pause >= LONGEST_PAUSE
                told = await feeds.failed(tx, feed.id, error.code, now + wait, note=note)
            if told:
                await self._tell(tx, now, feed, error)
        if told:
            self._committed()

    async def _tell(self, tx: Tx, now: datetime, feed: Due, error: Failed) -> None:
        """Write to those who added the feed; to the facilitators where they are not there any more."""
        for number, community, added_by in await news.takers(tx, feed.id):
            subscription = await news.named(tx, community.id, str(number))
            name = subscription[0].name
            card = (
                cards.is_gone(community, number, name)
                if error.gone
                else cards.gives_trouble(community, number, name, error.code)
            )
            who = (
                [added_by]
                if added_by
                else [one.id for one in await membership.facilitators(tx, community.id)]
            )
            for person in who:
                await outbox.tell(tx, now, person, card, community.language)

    # --- when -------------------------------------------------------------------------

    def _next(self) -> datetime:
        """When to look again at a feed that works."""
        return self._house.now() + self._scattered(self._every)

    def _scattered(self, pause: timedelta) -> timedelta:
        """About as long: feeds that were added together need not be asked together for ever."""
        return pause * random.uniform(0.9, 1.1)


def asked_to_wait(retry_after: str, now: datetime) -> timedelta | None:
    """How long a server asks us to stay away ("120", or a date); None where it does not say so."""
    try:
        if retry_after.strip().isdigit():
            wait = timedelta(seconds=min(int(retry_after), 10**8))
        else:
            until = parsedate_to_datetime(retry_after)
            wait = (until if until.tzinfo else until.replace(tzinfo=UTC)) - now
    except (ValueError, TypeError, IndexError):
        return None
    return max(SHORTEST_WAIT, min(wait, LONGEST_WAIT))
