"""The deliverer: takes what waits in the outbox and has the adapters send it, once.

One task for each channel that has something waiting claims its rows, one at a
time and with a lease, in their order and at the platform's pace. What a row shows is drawn at that
moment, so a card is never older than its posting. Each attempt ends in one of
three ways, and the row says which:

    sent      the message is remembered
    later     the platform was busy, or nobody knows (then it is looked for before it is sent again)
    never     the platform refuses, or ten attempts failed: the person who asked is told
"""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import structlog

from bot import outbox
from bot.adapter import Adapter, Refused, SendError, Target, TryLater, Unclear
from bot.declare import Registry
from bot.illustrate import with_pictures
from bot.incoming import MessageRef
from bot.metrics import SENT, WAITING
from bot.replies import Card, Reply, from_json, resolved, text
from bot.request import Work
from bot.services import outgoing, people
from bot.services.outgoing import Channel, Outgoing, Shown
from bot.settings import Settings
from bot.trouble import Trouble
from bot.words import _
from storage.engine import Database, is_away

log = structlog.get_logger()

MOST_ATTEMPTS = 10
LONGEST_PAUSE = timedelta(minutes=5)
POLL_SECONDS = 1.0
SHORTEST_PAUSE = 0.05
SEND_SECONDS = 30.0
LAST_EFFECTS = timedelta(seconds=5)
"""How long after its end a request of a killed process may still have its effect on a platform."""


class Deliverer:
    """Sends what waits. Of several processes on one database, one runs it at a time and the others stand by.

    `last_look` is when it last looked for what is due; None while it stands by.
    """

    def __init__(
        self,
        database: Database,
        adapters: Mapping[str, Adapter],
        registry: Registry,
        settings: Settings,
        secret: bytes,
        now: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._adapters = adapters
        self._registry = registry
        self._settings = settings
        self._secret = secret
        self._now = now
        self._holder = secrets.token_hex(8)
        # Two installations may write to one channel: their keys must differ.
        self._installation = hashlib.sha256(b"outbox" + secret).hexdigest()[:8]
        self._wake = asyncio.Event()
        self._stopping = False
        self._trouble = Trouble("reading the outbox")
        self._workers: dict[Channel, asyncio.Task[None]] = {}
        self._quiet_until: dict[Channel, datetime] = {}
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
        async with self._database.write() as tx:
            await outgoing.take_over(tx, self._now() + LAST_EFFECTS)
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
            now = self._now()
            async with self._database.read() as tx:
                channels = await outgoing.due_channels(tx, now)
            self.last_look = now
        except Exception as error:  # noqa: BLE001 - logged there
            self._trouble.has(error)
            return
        self._trouble.is_over()
        self._quiet_until = {channel: until for channel, until in self._quiet_until.items() if until > now}
        for channel in channels:
            busy = channel in self._workers or channel in self._quiet_until
            if not busy and channel.platform in self._adapters:
                self._workers[channel] = asyncio.create_task(self._work(channel))

    async def _work(self, channel: Channel) -> None:
        """Send one channel's rows in order; ends when there are none left that are due."""
        pace = self._adapters[channel.platform].seconds_between_posts
        try:
            while not self._stopping:
                now = self._now()
                async with self._database.write() as tx:
                    row = await outgoing.claim(tx, now, self._holder, channel)
                if row is None:
                    return
                await self._deliver(self._adapters[channel.platform], row)
                if channel in self._quiet_until:
                    return
                await asyncio.sleep(pace)
        except Exception:
            # The lease of what was in hand runs out by itself, and it is looked at again.
            log.exception("delivery failed", platform=channel.platform)
        finally:
            del self._workers[channel]

    # --- one row ---------------------------------------------------------------------

    async def _deliver(self, adapter: Adapter, row: Outgoing) -> None:
        try:
            async with asyncio.timeout(SEND_SECONDS):
                where = await self._send(adapter, row)
        except TryLater as error:
            pause = timedelta(seconds=error.after)
            # It is the channel that is busy: what comes after this row has to wait as well.
            self._quiet_until[row.queue] = self._now() + pause
            await self._later(row, pause, error=str(error))
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
            if where is not None:
                async with self._database.write() as tx:
                    await outgoing.done(tx, self._now(), row, where.channel, where.message)
                if row.action == "post" and row.posting_id:
                    await self._open_thread(adapter, row.posting_id, where)
                SENT.labels(row.platform, row.action, "sent").inc()

    async def _open_thread(self, adapter: Adapter, posting_id: int, where: MessageRef) -> None:
        """Open a thread on a card whose kind has one; the posting is known by now, so replies count."""
        async with self._database.read() as tx:
            posting = await outgoing.posting(tx, posting_id)
        if posting is None or posting.card not in self._registry.threads:
            return
        try:
            async with asyncio.timeout(SEND_SECONDS):
                await adapter.open_thread(where, posting.title)
        except (SendError, TimeoutError) as error:
            log.info("no thread was opened", platform=where.platform, reason=str(error))

    async def _send(self, adapter: Adapter, row: Outgoing) -> MessageRef | None:
        """Send one row; returns where the message stands, None where the row was put off."""
        if row.action == "post":
            return await self._post(adapter, row)
        async with self._database.read() as tx:
            posting = await outgoing.posting(tx, row.posting_id or 0)
        if posting is None or posting.gone:
            raise Refused("gone")
        if not posting.message:
            await self._later(row, timedelta(seconds=1), counts=False)
            return None
        message = MessageRef(row.platform, row.workspace, row.channel, posting.message)
        card = await self._card(posting) if row.action == "edit" else None
        if card:
            await adapter.edit(message, card)
            return message
        await adapter.delete(message)
        if row.action == "delete":
            return message
        async with self._database.write() as tx:
            if await outgoing.taken_away(tx, row.posting_id or 0):
                await outbox.show_again(tx, self._now(), posting.item_id, posting.card)
        return message

    async def _post(self, adapter: Adapter, row: Outgoing) -> MessageRef | None:
        target = Target(row.platform, row.workspace, row.channel, row.account)
        key = f"{self._installation}-{row.id}"
        if row.unclear and (found := await adapter.find(target, key)):
            return found
        reply: Reply | None
        if row.reply is not None:
            reply = await with_pictures(from_json(row.reply))
        else:
            async with self._database.read() as tx:
                posting = await outgoing.posting(tx, row.posting_id or 0)
            reply = await self._card(posting) if posting and not posting.gone else None
        if reply is None:
            raise Refused("gone")
        return await adapter.send(target, reply, key)

    async def _card(self, posting: Shown) -> Card | None:
        """The card as it is now, charts drawn, in its community's language; None where it is gone."""
        async with self._database.read() as tx:
            work = Work(
                tx=tx,
                now=self._now(),
                settings=self._settings,
                secret=self._secret,
                registry=self._registry,
                in_community=posting.community,
            )
            drawn = await self._registry.cards[posting.card](work, posting.item_id)
        if drawn is None:
            return None
        reply = await with_pictures(resolved(drawn, work.language))
        return reply if isinstance(reply, Card) else None

    # --- what comes of it -----------------------------------------------------------

    async def _later(
        self, row: Outgoing, pause: timedelta, *, unclear: bool = False, counts: bool = True, error: str = ""
    ) -> None:
        if counts and row.attempts >= MOST_ATTEMPTS:
            return await self._give_up(row, error)
        if counts:
            log.info("sending again later", row=row.id, attempt=row.attempts, seconds=pause.total_seconds())
        async with self._database.write() as tx:
            # What was not clear before is no clearer now: a look for it may have been all that failed.
            unclear = unclear or row.unclear
            await outgoing.again(tx, row, self._now() + pause, unclear=unclear, counts=counts, error=error)
        return None

    async def _refused(self, row: Outgoing, error: Refused) -> None:
        """The platform will not have it: try the person's next address, else give up and tell who asked."""
        if row.account and row.person_id and await self._next_way(row):
            return
        if error.code == "gone":
            async with self._database.write() as tx:
                await outgoing.failed(tx, self._now(), row, error.code)
            return
        await self._give_up(row, error.code, error.hint)

    async def _next_way(self, row: Outgoing) -> bool:
        async with self._database.write() as tx:
            ways = await people.addresses(tx, row.person_id or 0)
            tried = [(way.platform, way.workspace, way.account) for way in ways]
            here = (row.platform, row.workspace, row.account)
            following = tried[tried.index(here) + 1 :] if here in tried else []
            if not following:
                return False
            await outgoing.elsewhere(tx, self._now(), row, *following[0])
        self.wake()
        return True

    async def _give_up(self, row: Outgoing, error: str, hint: str = "") -> None:
        log.error("message given up", row=row.id, platform=row.platform, action=row.action, error=error)
        SENT.labels(row.platform, row.action, "given up").inc()
        async with self._database.write() as tx:
            now = self._now()
            posting = await outgoing.posting(tx, row.posting_id) if row.posting_id else None
            await outgoing.failed(tx, now, row, error)
            if posting and row.action == "post" and row.person_id:
                card = _not_posted(posting.item_id, error, hint)
                await outbox.tell(tx, now, row.person_id, card, self._settings.language)
        self.wake()

    async def waiting(self) -> tuple[int, datetime | None]:
        """How many messages wait, and since when the first of them."""
        async with self._database.read() as tx:
            count, since = await outgoing.waiting(tx)
        WAITING.set(count)
        return count, since


def _not_posted(item_id: int, error: str, hint: str) -> Card:
    return text(
        _("I could not post #{number} in the channel: {error}.", number=item_id, error=error),
        " ",
        hint or _("Ask an administrator to look at my rights there, then post it again."),
    )


def _pause(attempts: int) -> timedelta:
    """How long to wait after that many attempts: 2 s, 4 s, 8 s … 5 min."""
    return min(timedelta(seconds=2**attempts), LONGEST_PAUSE)
