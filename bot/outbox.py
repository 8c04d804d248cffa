"""What is to be said elsewhere: rows written in the transaction of the deed itself.

Nothing is ever sent from inside a transaction: the deliverer takes the rows
once they are committed. A message is a reply as it stands, or the card of an
item, which is drawn when its turn comes and remembered as a posting, so that a
change of the item can `refresh` it wherever it stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import Insert, and_, bindparam, insert, literal, select, text, tuple_

from bot.adapter import Target
from bot.replies import Card, as_json, resolved
from bot.services.people import people
from bot.services.people.people import Address, By
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
            account=target.account,
            reply=as_json(resolved(card, language)),
            **_channel(target),
            **_at(now),
        )
    )


def _channel(target: Target) -> dict[str, str]:
    return {"platform": target.platform, "workspace": target.workspace, "channel": target.channel}


def _at(now: datetime) -> dict[str, datetime]:
    return {"not_before": now, "created_at": now}


async def tell(
    tx: Tx, now: datetime, person_id: int, card: Card, language: str = "en", *, by: By = "dm"
) -> bool:
    """Write to a person, in their language (else in `language`), the way they like to be written to.

    `by` "dm" is where they were last seen, "email" their confirmed address if there is one. Where that way
    is closed the deliverer tries their next. "both" writes to either; then neither stands in for the other.
    Returns False for one who cannot be reached.
    """
    person = await people.get(tx, person_id)
    if person is None:
        return False
    letter = Letter.of(person_id, card, person.language or language, by)
    return bool(await tell_all(tx, now, [letter]))


@dataclass(frozen=True, slots=True)
class Letter:
    """A card for one person, as it is sent: which way (see `tell`), and not before when (None is now).

    What would mislead if it came too late is not sent after `useful_until`. `about` is the card's item.
    """

    person_id: int
    reply: bytes
    by: By
    not_before: datetime | None
    useful_until: datetime | None = None
    about: int | None = None

    @classmethod
    def of(
        cls,
        person_id: int,
        card: Card,
        language: str,
        by: By = "dm",
        not_before: datetime | None = None,
        useful_until: datetime | None = None,
    ) -> Letter:
        """Put a card into a language, which takes a moment."""
        reply = as_json(resolved(card, language))
        return cls(person_id, reply, by, not_before, useful_until, card.about)


async def tell_all(tx: Tx, now: datetime, letters: Sequence[Letter]) -> list[int]:
    """Write to several people, each one letter, in three statements; returns those who can be reached."""
    ways = await people.addresses_of_all(tx, {letter.person_id: letter.by for letter in letters})
    rows = [row for letter in letters for row in _letter_rows(letter, ways[letter.person_id], now)]
    if rows:
        await tx.execute(insert(Outbox), rows)
    return [letter.person_id for letter in letters if ways[letter.person_id]]


def _letter_rows(letter: Letter, ways: list[Address], now: datetime) -> Iterator[dict[str, object]]:
    mail = next((way for way in ways if way.platform == people.EMAIL), None)
    both = letter.by == "both" and ways and mail not in (None, ways[0])
    for way in (ways[0], mail) if both else ways[:1]:
        if way is None:
            continue
        yield {
            "action": "post",
            "platform": way.platform,
            "workspace": way.workspace,
            "account": way.account,
            "person_id": letter.person_id,
            "by": "both" if both else "email" if way == mail else "dm",
            "about": letter.about,
            "reply": letter.reply,
            "not_before": letter.not_before or now,
            "useful_until": letter.useful_until,
            "created_at": now,
        }


async def show(
    tx: Tx, now: datetime, item_id: int, card: str, target: Target, *, asked_by: int | None = None
) -> None:
    """Post an item's card in a channel, to be kept up to date from then on.

    `asked_by` is the person who is told should the platform refuse.
    """
    made = await tx.execute(
        insert(Posting).values(item_id=item_id, card=card, **_channel(target)).returning(Posting.id)
    )
    await tx.execute(
        insert(Outbox).values(
            action="post",
            posting_id=made.scalar_one(),
            person_id=asked_by,
            **_channel(target),
            **_at(now),
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


async def refresh(tx: Tx, now: datetime, *item_ids: int) -> None:
    """Have every card of those items drawn again. Refreshes that nobody has begun with become one."""
    asked = [{"now": now, "item": item_id} for item_id in sorted(set(item_ids))]
    if asked:
        await tx.execute(_refresh(tx.dialect.name), asked)


async def mirror(tx: Tx, now: datetime, mirror_id: int, platform: str, workspace: str) -> None:
    """Have what `mirror_id` is about brought up to date in a workspace's own calendar."""
    statement = insert_for(tx.dialect.name, Outbox).values(
        action="mirror",
        platform=platform,
        workspace=workspace,
        mirror_id=mirror_id,
        key=f"mirror {mirror_id}",
        **_at(now),
    )
    await tx.execute(
        statement.on_conflict_do_update(
            index_elements=[Outbox.key],
            index_where=text("state = 'waiting' AND key IS NOT NULL AND attempts = 0"),
            # Touched, as a refresh is: see there.
            set_={"key": Outbox.key},
        )
    )


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
                insert(Outbox).values(action="delete", posting_id=posting, **_channel(target), **_at(now))
            )
