"""Items: what all things that members make have in common, whatever their kind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import String, and_, bindparam, cast, delete, func, or_, select, update

from bot.permissions import Role
from bot.services.communities.communities import COLUMNS, Community
from bot.services.items import happenings
from bot.services.items.numbers import insert_numbered
from bot.services.search import fulltext
from bot.services.visibility import sees_community, sees_item
from storage.base import BigId
from storage.communities import Community as CommunityRow
from storage.communities import Membership
from storage.engine import Tx
from storage.items import Comment, ItemPlace, ItemTag
from storage.items import Item as Row
from storage.people import Person

KEPT_FOR = timedelta(days=30)
"""How long an item that was taken away can be brought back."""

_LATELY = 2_000
"""So many items are looked through for a title where the kind is not known."""


@dataclass(frozen=True, slots=True)
class Item:
    """An item, the community in which the reader sees it, and what the reader is to that community.

    `own` says that it is the item's own community, and not a further one in which it is published.
    """

    id: int
    kind: str
    title: str
    author_id: int | None
    community: Community
    role: Role
    own: bool = True

    def cared_for(self) -> bool:
        """Whether the reader cares for its own community."""
        return self.own and self.role >= Role.FACILITATOR

    def may_change(self, person_id: int) -> bool:
        """Whether somebody is its author, or the reader cares for the community."""
        return person_id == self.author_id or self.cared_for()


async def create(
    tx: Tx, now: datetime, kind: str, *, community_id: int, author_id: int | None, title: str, body: str = ""
) -> int:
    """Write down a new item, to be found from now on; returns its number."""
    number = await insert_numbered(
        tx,
        Row,
        kind=kind,
        community_id=community_id,
        author_id=author_id,
        title=title,
        body=body,
        created_at=now,
        updated_at=now,
    )
    # There is nothing of it but this yet, so nothing has to be read for the index.
    await fulltext.put(tx, kind, number, [("community", title, body)], community=community_id)
    await happenings.note(tx, now, "new", number, actor=author_id)
    return number


_viewer = bindparam("viewer", type_=BigId)
_ANY = (
    select(
        Row.id.label("item_id"),
        Row.kind,
        Row.title,
        Row.author_id,
        Row.community_id.label("own_community"),
        Membership.role,
        *COLUMNS,
    )
    .select_from(Row)
    .join(
        CommunityRow,
        or_(
            CommunityRow.id == Row.community_id,
            CommunityRow.id.in_(select(ItemPlace.community_id).where(ItemPlace.item_id == Row.id)),
        ),
    )
    .outerjoin(Membership, and_(Membership.community_id == CommunityRow.id, Membership.person_id == _viewer))
    .where(Row.id == bindparam("number"), sees_community(_viewer))
    # Of several communities the one that the reader belongs to, and of those the item's own.
    .order_by(Membership.role.is_(None), CommunityRow.id != Row.community_id)
    .limit(1)
)
_VISIBLE = _ANY.where(Row.deleted_at.is_(None))
_REMOVED = _ANY.where(Row.deleted_at.is_not(None))
_VISIBLE_OF_KIND = _VISIBLE.where(Row.kind == bindparam("kind"))


async def visible(tx: Tx, viewer: int, number: int, *, kind: str | None = None) -> Item | None:
    """The item of that number, if the viewer may see it (and it is of that kind)."""
    statement = _VISIBLE_OF_KIND if kind else _VISIBLE
    row = (await tx.execute(statement, {"viewer": viewer, "number": number, "kind": kind})).first()
    return _item(row) if row else None


def _item(row: Any) -> Item:
    role = Role[row.role.upper()] if row.role else Role.NOBODY
    own = row.own_community == row.id
    return Item(row.item_id, row.kind, row.title, row.author_id, Community.of(row), role, own)


async def listed(
    tx: Tx, viewer: int, kind: str | None, *, typed: str = "", limit: int = 25
) -> list[tuple[int, str]]:
    """Items of a kind that the viewer may see, the newest first: number and title, for completion.

    `typed` begins a number or is somewhere in a title. Of every kind (None) only those that were changed
    lately are looked through.
    """
    at = Row.updated_at if kind is None else Row.created_at
    found = select(Row.id, Row.title, at.label("at")).where(Row.deleted_at.is_(None), sees_item(viewer))
    found = found.order_by(at.desc()).limit(_LATELY) if kind is None else found.where(Row.kind == kind)
    seen = found.subquery()
    statement = select(seen.c.id, seen.c.title).order_by(seen.c.at.desc()).limit(limit)
    if typed := typed.strip().lstrip("#"):
        number = cast(seen.c.id, String).startswith(typed, autoescape=True)
        statement = statement.where(or_(number, seen.c.title.icontains(typed, autoescape=True)))
    return [(row.id, row.title) for row in await tx.execute(statement)]


@dataclass(frozen=True, slots=True)
class Full:
    """All that is shown of an item whatever its kind; `comments` are those that are not answers."""

    id: int
    kind: str
    title: str
    body: str
    author_id: int | None
    author_name: str
    community_id: int
    created_at: datetime
    updated_at: datetime
    tags: tuple[str, ...] = ()
    comments: int = 0
    answers: int = 0


async def full(tx: Tx, number: int) -> Full | None:
    """An item with what is said of it; None where it is gone. Who may see it is decided before."""
    said = select(func.count()).where(Comment.item_id == Row.id, Comment.deleted_at.is_(None))
    answers = Comment.kind == "answer"
    found = await tx.execute(
        select(
            Row.id,
            Row.kind,
            Row.title,
            Row.body,
            Row.author_id,
            func.coalesce(Person.name, "").label("author_name"),
            Row.community_id,
            Row.created_at,
            Row.updated_at,
            said.where(~answers).scalar_subquery().label("comments"),
            said.where(answers).scalar_subquery().label("answers"),
        )
        .outerjoin(Person, Person.id == Row.author_id)
        .where(Row.id == number, Row.deleted_at.is_(None))
    )
    row = found.first()
    if row is None:
        return None
    tags = await tx.execute(select(ItemTag.name).where(ItemTag.item_id == number).order_by(ItemTag.key))
    return Full(**row._mapping, tags=tuple(tags.scalars()))


async def save(tx: Tx, now: datetime, number: int, *, title: str, body: str) -> None:
    """Change what an item says."""
    await tx.execute(update(Row).where(Row.id == number).values(title=title, body=body, updated_at=now))
    await index(tx, number)


async def find_by(tx: Tx, number: int, text: str) -> None:
    """Have an item found by a text which no card shows, such as that of a document's file."""
    await tx.execute(update(Row).where(Row.id == number).values(found_by=text))
    await index(tx, number)


async def index(tx: Tx, number: int) -> None:
    """Bring the index up to date with an item: its title, and its text, tags and comments; or take it out."""
    # Who indexes the same item at the same time waits, and then reads what was changed; who only refers to it
    # does not wait (`key_share`), so that nobody waits in a circle.
    await tx.execute(select(Row.id).where(Row.id == number).with_for_update(key_share=True))
    item = await full(tx, number)
    if item is None:
        await fulltext.take_out(tx, number)
        return
    comments = select(Comment.body).where(Comment.item_id == number, Comment.deleted_at.is_(None))
    said = await tx.execute(select(Row.found_by).where(Row.id == number).union_all(comments))
    text = "\n".join([item.body, " ".join(item.tags), *said.scalars()])
    entries = [("community", item.title, text)]
    further = await places(tx, number)
    await fulltext.put(tx, item.kind, number, entries, community=item.community_id, further=further)


async def places(tx: Tx, number: int) -> list[int]:
    """The communities in which an item is published beside its own."""
    rows = await tx.execute(
        select(ItemPlace.community_id).where(ItemPlace.item_id == number).order_by(ItemPlace.community_id)
    )
    return list(rows.scalars())


async def touch(tx: Tx, now: datetime, number: int) -> None:
    """Note that an item was changed just now."""
    await tx.execute(update(Row).where(Row.id == number).values(updated_at=now))


async def remove(tx: Tx, now: datetime, number: int) -> None:
    """Take an item away, with all that belongs to it; for 30 days it can be brought back."""
    await tx.execute(update(Row).where(Row.id == number).values(deleted_at=now))
    await index(tx, number)


async def removed(tx: Tx, viewer: int, number: int) -> Item | None:
    """An item that was taken away and that the viewer may bring back: its author, or a facilitator."""
    row = (await tx.execute(_REMOVED, {"viewer": viewer, "number": number})).first()
    item = _item(row) if row else None
    return item if item and item.may_change(viewer) else None


async def restore(tx: Tx, number: int) -> None:
    """Bring an item back."""
    await tx.execute(update(Row).where(Row.id == number).values(deleted_at=None))
    await index(tx, number)


async def purge(tx: Tx, now: datetime) -> None:
    """Forget items that were taken away longer ago than they can be brought back."""
    await tx.execute(delete(Row).where(Row.deleted_at < now - KEPT_FOR))
