"""What a digest can tell of communities: what is new, unanswered, open, and who joined.

Everything is read for several communities at once: one statement for each
function, however many communities there are, and at most so many rows of each.
Who may see them is decided before; that an item is still there, and still in
the community, is seen to here. An event that is cancelled or over is not new any
more: those who come were told, and nobody else can do anything with it.

What is new is ordered by its *worth*: how often somebody did something with it
(replied, rated, voted). Of what is worth the same the latest comes first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, or_, select

from bot.services.conversation import questions
from bot.services.events import events
from storage.communities import Community, Membership
from storage.engine import Tx
from storage.happenings import Happening
from storage.items import Comment, Item, ItemPlace, ItemTag, Posting, Rating
from storage.people import Person
from storage.polls import Poll, Vote


@dataclass(frozen=True, slots=True)
class New:
    """An item that is new in a community.

    `of_kind` counts what is new of its kind there, shown or not; `happening` is the number of its being new.
    """

    happening: int
    item_id: int
    kind: str
    title: str
    community_id: int
    author_id: int | None
    author_name: str
    at: datetime
    worth: int
    replies: int
    of_kind: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """A question that nobody has answered; `of_all` counts those of its community."""

    item_id: int
    title: str
    community_id: int
    asked_at: datetime
    of_all: int


@dataclass(frozen=True, slots=True)
class OpenPoll:
    """A poll that takes votes; `of_all` counts those of its community."""

    item_id: int
    title: str
    community_id: int
    author_id: int | None
    anonymous: bool
    closes_at: datetime | None
    of_all: int


@dataclass(frozen=True, slots=True)
class Joined:
    """Somebody who became a member; `of_all` counts those of the community."""

    community_id: int
    name: str
    of_all: int


def _count(*of: ColumnElement[bool]) -> ColumnElement[int]:
    return select(func.count()).where(*of).scalar_subquery()


_COMMENTS = _count(Comment.item_id == Item.id, Comment.deleted_at.is_(None))
_IN_THREADS = (
    select(func.coalesce(func.sum(Posting.replies), 0)).where(Posting.item_id == Item.id).scalar_subquery()
)
_RATINGS = _count(Rating.item_id == Item.id)
_VOTERS = select(func.count(func.distinct(Vote.voter))).where(Vote.item_id == Item.id).scalar_subquery()


def _first_of(ranked: Any, most: int) -> Select[Any]:
    """The first rows of each group of a statement that numbers them as `place`."""
    inner = ranked.subquery()
    columns = [column for column in inner.c if column.name != "place"]
    return select(*columns).where(inner.c.place <= most).order_by(inner.c.place)


async def news(
    tx: Tx, communities: Sequence[int], since: datetime, until: datetime, *, most: int
) -> list[New]:
    """What has become new after `since` and until `until`, the best first: at most so many of each kind."""
    still_there = or_(
        Item.community_id == Happening.community_id,
        exists().where(ItemPlace.item_id == Item.id, ItemPlace.community_id == Happening.community_id),
    )
    found = (
        select(
            Happening.id.label("happening"),
            Item.id.label("item_id"),
            Item.kind,
            Item.title,
            Happening.community_id,
            Item.author_id,
            func.coalesce(Person.name, "").label("author_name"),
            Happening.at,
            (_COMMENTS + _IN_THREADS + _RATINGS + _VOTERS).label("worth"),
            (_COMMENTS + _IN_THREADS).label("replies"),
        )
        .join(Item, Item.id == Happening.item_id)
        .outerjoin(Person, Person.id == Item.author_id)
        .where(
            Happening.community_id.in_(communities),
            Happening.what == "new",
            Happening.at > since,
            Happening.at <= until,
            Item.deleted_at.is_(None),
            ~events.is_off(until),
            still_there,
        )
        .subquery()
    )
    kind = (found.c.community_id, found.c.kind)
    best = (found.c.worth.desc(), found.c.at.desc(), found.c.happening)
    ranked = select(
        found,
        func.count().over(partition_by=kind).label("of_kind"),
        func.row_number().over(partition_by=kind, order_by=best).label("place"),
    )
    rows = await tx.execute(_first_of(ranked, most))
    return sorted((New(*row) for row in rows), key=lambda one: (one.worth, one.at), reverse=True)


async def tags_of(tx: Tx, numbers: Sequence[int]) -> dict[int, list[str]]:
    """The tags of those items, by their keys."""
    found: dict[int, list[str]] = {}
    if numbers:
        statement = select(ItemTag.item_id, ItemTag.key).where(ItemTag.item_id.in_(numbers))
        for row in await tx.execute(statement):
            found.setdefault(row.item_id, []).append(row.key)
    return found


async def unanswered(tx: Tx, communities: Sequence[int], until: datetime, *, most: int) -> list[Waiting]:
    """Questions asked until then which nobody has answered, the oldest first: so many of each community."""
    answered = exists().where(
        Comment.item_id == Item.id, Comment.kind == questions.ANSWER, Comment.deleted_at.is_(None)
    )
    oldest = (Item.created_at, Item.id)
    ranked = select(
        Item.id.label("item_id"),
        Item.title,
        Item.community_id,
        Item.created_at.label("asked_at"),
        func.count().over(partition_by=Item.community_id).label("of_all"),
        func.row_number().over(partition_by=Item.community_id, order_by=oldest).label("place"),
    ).where(
        Item.community_id.in_(communities),
        Item.kind == questions.KIND,
        Item.created_at <= until,
        Item.deleted_at.is_(None),
        ~answered,
    )
    return [Waiting(*row) for row in await tx.execute(_first_of(ranked, most))]


async def open_polls(tx: Tx, communities: Sequence[int], now: datetime, *, most: int) -> list[OpenPoll]:
    """Polls that take votes, those that close soonest first: so many of each community."""
    soonest = (Poll.closes_at.is_(None), Poll.closes_at, Item.created_at.desc(), Item.id)
    ranked = (
        select(
            Item.id.label("item_id"),
            Item.title,
            Item.community_id,
            Item.author_id,
            Poll.anonymous,
            Poll.closes_at,
            func.count().over(partition_by=Item.community_id).label("of_all"),
            func.row_number().over(partition_by=Item.community_id, order_by=soonest).label("place"),
        )
        .join(Poll, Poll.item_id == Item.id)
        .where(
            Item.community_id.in_(communities),
            Item.kind == "poll",
            Item.deleted_at.is_(None),
            Poll.closed_at.is_(None),
            or_(Poll.closes_at.is_(None), Poll.closes_at > now),
        )
    )
    return [OpenPoll(*row) for row in await tx.execute(_first_of(ranked, most))]


async def joined(
    tx: Tx, communities: Sequence[int], since: datetime, until: datetime, *, most: int
) -> list[Joined]:
    """Who became a member in that time, but for who founded the community: so many of each community."""
    order = (Membership.joined_at, Membership.person_id)
    ranked = (
        select(
            Membership.community_id,
            Person.name,
            func.count().over(partition_by=Membership.community_id).label("of_all"),
            func.row_number().over(partition_by=Membership.community_id, order_by=order).label("place"),
        )
        .join(Person, Person.id == Membership.person_id)
        .join(Community, Community.id == Membership.community_id)
        .where(
            Membership.community_id.in_(communities),
            Membership.joined_at > since,
            Membership.joined_at <= until,
            Membership.person_id != func.coalesce(Community.created_by, 0),
        )
    )
    return [Joined(*row) for row in await tx.execute(_first_of(ranked, most))]
