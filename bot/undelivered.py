"""What could not be sent: it goes another way, is kept, or is given up, and whoever asked for it is told."""

from __future__ import annotations

from collections.abc import Container

import structlog

from bot import outbox
from bot.house import House
from bot.metrics import SENT
from bot.replies import Card, text
from bot.services import kept, outgoing
from bot.services.items import postings
from bot.services.outgoing import Outgoing
from bot.services.people import people
from bot.services.people.people import Address
from bot.words import _

log = structlog.get_logger()


async def next_way(house: House, platforms: Container[str], row: Outgoing) -> bool:
    """Have what is for one person sent to their next address on those platforms; False if there is none."""
    if not (row.account and row.person_id):
        return False
    async with house.database.write() as tx:
        known = await people.addresses(tx, row.person_id, row.by)
        here = Address(row.platform, row.workspace, row.account)
        left = [way for way in people.further(known, here, row.by) if way.platform in platforms]
        if left:
            way = left[0]
            await outgoing.elsewhere(tx, house.now(), row, way.platform, way.workspace, way.account)
    return bool(left)


async def give_up(house: House, row: Outgoing, error: str, hint: str = "") -> None:
    """Send it no more. What is for one person is kept for them; who wanted a card posted is told why not."""
    log.error("message given up", row=row.id, platform=row.platform, action=row.action, error=error)
    SENT.labels(row.platform, row.action, "given up").inc()
    async with house.database.write() as tx:
        now = house.now()
        posting = await postings.get(tx, row.posting_id) if row.posting_id else None
        await outgoing.failed(tx, now, row, error)
        if row.account and row.person_id:
            await kept.keep(tx, now, row)
        if posting and row.action == "post" and row.person_id:
            card = _not_posted(posting.item_id, error, hint)
            await outbox.tell(tx, now, row.person_id, card, house.settings.language)


def _not_posted(item_id: int, error: str, hint: str) -> Card:
    return text(
        _("I could not post #{number} in the channel: {error}.", number=item_id, error=error),
        " ",
        hint or _("Ask an administrator to look at my rights there, then post it again."),
    )
