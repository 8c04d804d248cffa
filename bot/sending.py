"""Doing what one row of the outbox says: a message is posted, changed or taken away, or a calendar kept.

What a row shows is drawn at that moment, so a card is never older than its posting.
When, and what comes of it, is the deliverer's affair (`bot.deliver`).
"""

from __future__ import annotations

import asyncio
import hashlib

import structlog

from bot import mirroring, outbox
from bot.adapter import Adapter, Refused, SendError, Target
from bot.house import House
from bot.illustrate import with_pictures
from bot.incoming import MessageRef
from bot.replies import Card, Reply, from_json, resolved
from bot.services.items import postings
from bot.services.items.postings import Shown
from bot.services.outgoing import Outgoing

log = structlog.get_logger()


class NotThereYet(Exception):
    """The message that is to be changed is itself still on its way."""


class Sender:
    """Does what rows say, by the adapter that it is given."""

    def __init__(self, house: House) -> None:
        self._house = house
        # Two installations may write to one channel: their keys must differ.
        self._installation = hashlib.sha256(b"outbox" + house.secret).hexdigest()[:8]

    async def send(self, adapter: Adapter, row: Outgoing) -> MessageRef:
        """Do what a row says; returns where the message stands.

        Raises what the adapter raises, and `NotThereYet`.
        """
        if row.action == "post":
            return await self._post(adapter, row)
        if row.action == "mirror":
            return await mirroring.bring(self._house, adapter, row)
        async with self._house.database.read() as tx:
            posting = await postings.get(tx, row.posting_id or 0)
        if posting is None or posting.gone:
            raise Refused("gone")
        if not posting.message:
            raise NotThereYet
        message = MessageRef(row.platform, row.workspace, row.channel, posting.message)
        card = await self._card(posting) if row.action == "edit" else None
        if card:
            await adapter.edit(message, card)
            return message
        await adapter.delete(message)
        if row.action == "delete":
            return message
        async with self._house.database.write() as tx:
            if await postings.taken_away(tx, row.posting_id or 0):
                await outbox.show_again(tx, self._house.now(), posting.item_id, posting.card)
        return message

    async def _post(self, adapter: Adapter, row: Outgoing) -> MessageRef:
        target = Target(row.platform, row.workspace, row.channel, row.account)
        key = self._key(row)
        if row.unclear and (found := await adapter.find(target, key)):
            return found
        reply: Reply | None
        if row.reply is not None:
            reply = await with_pictures(from_json(row.reply))
        else:
            async with self._house.database.read() as tx:
                posting = await postings.get(tx, row.posting_id or 0)
            reply = await self._card(posting) if posting and not posting.gone else None
        if reply is None:
            raise Refused("gone")
        return await adapter.send(target, reply, key)

    def _key(self, row: Outgoing) -> str:
        """What tells this message from every other, at most 25 characters (Discord's nonce).

        SQLite gives numbers of rows that are gone to new ones, so the moment is a part of it.
        """
        one = hashlib.sha256(f"{row.id} {row.created_at.isoformat()}".encode()).hexdigest()
        return f"{self._installation}-{one[:16]}"

    async def _card(self, posting: Shown) -> Card | None:
        """The card as it is now, charts drawn, in its community's language; None where it is gone."""
        async with self._house.database.read() as tx:
            work = self._house.work(tx, posting.community)
            drawn = await self._house.registry.cards[posting.card](work, posting.item_id)
        if drawn is None:
            return None
        reply = await with_pictures(resolved(drawn, work.language))
        return reply if isinstance(reply, Card) else None

    async def open_thread(self, adapter: Adapter, posting_id: int, where: MessageRef) -> None:
        """Open a thread on a card whose kind has one; the posting is known by now, so replies count."""
        async with self._house.database.read() as tx:
            posting = await postings.get(tx, posting_id)
        if posting is None or posting.card not in self._house.registry.threads:
            return
        try:
            async with asyncio.timeout(adapter.send_seconds):
                await adapter.open_thread(where, posting.title)
        except (SendError, TimeoutError) as error:
            log.info("no thread was opened", platform=where.platform, reason=str(error))
