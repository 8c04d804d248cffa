"""What is to be said elsewhere: rows written in the transaction of the deed itself.

Nothing is ever sent from inside a transaction: the deliverer takes the rows
once they are committed. A message is a reply as it stands, or the card of an
item, which is drawn when its turn comes and remembered as a posting, so that a
change of the item can `refresh` it wherever it stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import Insert, and_, bindparam, insert, literal, select, text, tuple_

from bot.adapter import Target
from bot.replies import Card, as_json, resolved
from bot.services import people
from bot.services.upsert import insert_for
from storage.communities import Community
from storage.engine import Tx
from storage.items import Item, Posting
from storage.messages import Outbox


async def post(tx: Tx, now: datetime, target: Target, card: Card, *, language: str = "en") -> None:
    """Post a card in a channel."""
    await tx.execute(
        insert(Outbox).values(
            action="post",
            platform=target.platform,
            workspace=target.workspace,
            channel=target.channel,
            account=target.account,
            reply=as_json(resolved(card, language)),
            not_before=now,
            created_at=now,
        )
    )


async def tell(tx: Tx, now: datetime, person_id: int, card: Card, language: str = "en") -> bool:
    """Write to a person directly, where they were last seen, in their language (else in `language`).

    Where that way is closed the deliverer tries their next. Returns False for one who cannot be reached.
    """
    ways = await people.addresses(tx, person_id)
    person = await people.get(tx, person_id)
    if not ways or person is None:
        return False
    await tx.execute(
        insert(Outbox).values(
            action="post",
            platform=ways[0].platform,
            workspace=ways[0].workspace,
            account=ways[0].account,
            person_id=person_id,
            reply=as_json(resolved(card, person.language or language)),
            not_before=now,
            created_at=now,
        )
    )
    return True


async def show(
    tx: Tx, now: datetime, item_id: int, card: str, target: Target, *, asked_by: int | None = None
) -> None:
    """Post an item's card in a channel, to be kept up to date from then on.

    `asked_by` is the person who is told should the platform refuse.
    """
    made = await tx.execute(
        insert(Posting)
        .values(
            item_id=item_id,
            card=card,
            platform=target.platform,
            workspace=target.workspace,
            channel=target.channel,
        )
        .returning(Posting.id)
    )
    await tx.execute(
        insert(Outbox).values(
            action="post",
            platform=target.platform,
            workspace=target.workspace,
            channel=target.channel,
            posting_id=made.scalar_one(),
            person_id=asked_by,
            not_before=now,
            created_at=now,
        )
    )


@cache
def _refresh(dialect: str) -> Insert:
    postings = select(
        literal("edit"),
        Posting.platform,
        Posting.workspace,
        Posting.channel,
        Posting.id,
        literal("refresh ") + Posting.id.cast(Outbox.key.type),
        literal("waiting"),
        bindparam("now", type_=Outbox.not_before.type),
        bindparam("now", type_=Outbox.created_at.type),
        literal(0),
        literal(False),
        literal(""),
        literal(""),
        literal(""),
    )
    # In order, so that two transactions that refresh the same cards cannot wait for each other.
    postings = postings.where(and_(Posting.item_id == bindparam("item"), Posting.gone.is_(False)))
    postings = postings.order_by(Posting.id)
    names = (
        "action", "platform", "workspace", "channel", "posting_id", "key", "state", "not_before",
        "created_at", "attempts", "unclear", "account", "message", "error",
    )  # fmt: skip
    statement = insert_for(dialect, Outbox).from_select(names, postings)
    # A row that waits already is touched, and thereby held until this transaction ends: the deliverer must
    # not take it before, or it would draw the card without this change and nobody would draw it again.
    return statement.on_conflict_do_update(
        index_elements=[Outbox.key],
        index_where=text("state = 'waiting' AND key IS NOT NULL AND attempts = 0"),
        set_={"key": Outbox.key},
    )


async def refresh(tx: Tx, now: datetime, item_id: int) -> None:
    """Have every card of an item drawn again. Refreshes that nobody has begun with become one."""
    await tx.execute(_refresh(tx.dialect.name), {"now": now, "item": item_id})


async def shown_in(tx: Tx, item_id: int) -> list[Target]:
    """The channels where an item's card stands; none while its community is suspended."""
    rows = await tx.execute(
        select(Posting.platform, Posting.workspace, Posting.channel)
        .join(Item, Item.id == Posting.item_id)
        .join(Community, Community.id == Item.community_id)
        .where(Posting.item_id == item_id, Posting.gone.is_(False), Community.suspended_at.is_(None))
        .distinct()
    )
    return [Target(*row) for row in rows]


async def show_again(tx: Tx, now: datetime, item_id: int, card: str) -> None:
    """Post a card of an item anew wherever it was taken away, and have the others drawn again."""
    there = select(Posting.platform, Posting.workspace, Posting.channel).where(
        Posting.item_id == item_id, Posting.card == card
    )
    standing = {tuple(row) for row in await tx.execute(there.where(Posting.gone.is_(False)))}
    gone = {tuple(row) for row in await tx.execute(there.where(Posting.gone.is_(True)))}
    for place in sorted(gone - standing):
        await show(tx, now, item_id, card, Target(*place))
    await refresh(tx, now, item_id)


async def take_down(tx: Tx, now: datetime, item_id: int, targets: Sequence[Target]) -> None:
    """Take the cards of an item away from those channels, for good."""
    for target in targets:
        place = (target.platform, target.workspace, target.channel)
        postings = await tx.execute(
            select(Posting.id).where(
                Posting.item_id == item_id,
                Posting.gone.is_(False),
                tuple_(Posting.platform, Posting.workspace, Posting.channel) == place,
            )
        )
        for posting in postings.scalars().all():
            await tx.execute(
                insert(Outbox).values(
                    action="delete",
                    platform=target.platform,
                    workspace=target.workspace,
                    channel=target.channel,
                    posting_id=posting,
                    not_before=now,
                    created_at=now,
                )
            )
