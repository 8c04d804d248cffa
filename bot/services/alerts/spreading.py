"""Who is to hear at once of what happened: from happenings to alerts.

- Something new: the members who want that kind at once in that community, and
  whoever follows its author or one of its tags. A tag put on later counts as new
  for those who follow it. An item is new to a person once, however many
  communities it is published in and for however many reasons they would hear.
- What is said of an item, or done with it: whoever follows it. Its author hears of
  answers and comments, and who answered hears that it was accepted.

Nobody hears of their own deeds, of what they may not see, or of what they have
muted. All this is looked at again when the alert is sent (`alerts`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any, TypeAlias

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    bindparam,
    case,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.orm import InstrumentedAttribute, aliased

from bot.services.alerts.following import as_key, is_muted
from bot.services.alerts.preferences import ALL_KINDS, DEFAULT_OF_MINE, EVERYWHERE, MINE
from bot.services.upsert import insert_for
from bot.services.visibility import item_seen_by
from storage.alerts import Alert, AlertPreference, AlertSetting, Follow
from storage.communities import Membership
from storage.engine import Tx
from storage.events import Rsvp
from storage.happenings import Happening
from storage.items import Comment, Item, ItemTag
from storage.messages import Outbox

STALE_AFTER = timedelta(days=2)
"""Older news is not worth disturbing anybody: after a downtime it goes into the digest."""

BATCH = 100
ARRIVALS = ("new", "tagged")
"""What leads somebody to an item; they need that once."""

_SAID = ("answer", "comment")

_UNTOLD = Happening.told == false()
"""Word for word as in the index of just those."""

_Column: TypeAlias = ColumnElement[Any] | InstrumentedAttribute[Any]
_Route: TypeAlias = "Select[*tuple[Any, ...]]"


async def due(tx: Tx, _now: datetime) -> Sequence[int]:
    """The first happening that nobody has been told of, if there is one: it stands for all that wait."""
    found = await tx.execute(select(Happening.id).where(_UNTOLD).order_by(Happening.id).limit(1))
    return found.scalars().all()


async def spread(tx: Tx, now: datetime) -> int:
    """Make alerts of the happenings that wait, in order, at most 100; returns how many were spread."""
    # Not skipping what is locked: another process that spreads is waited for, so that one follows the other
    # and nobody hears twice of the same new item.
    found = await tx.execute(
        select(Happening.id).where(_UNTOLD).order_by(Happening.id).limit(BATCH).with_for_update()
    )
    batch = list(found.scalars())
    if not batch:
        return 0
    values = {"batch": batch, "now": now, "stale": now - STALE_AFTER}
    for statement in _statements(tx.dialect.name):
        await tx.execute(statement, values)
    await tx.execute(update(Happening).where(Happening.id.in_(batch)).values(told=True))
    return len(batch)


@cache
def _statements(dialect: str) -> tuple[Any, ...]:
    """One statement for each reason to hear; what is about the reader's own things comes first."""
    routes = (
        (_of_authors(), True),
        (_of_those_accepted(), True),
        (_new_to(_by_kind()), False),
        (_new_to(_by_tag()), False),
        (_new_to(_by_author()), False),
        (_by_item(), False),
    )
    return tuple(_insert(dialect, route, direct=direct) for route, direct in routes)


def _insert(dialect: str, route: _Route, *, direct: bool) -> Any:
    found = route.subquery()
    late = case((Happening.at < bindparam("stale", type_=Happening.at.type), "stale"), else_="")
    rows = (
        select(
            found.c.person,
            Happening.id,
            literal(direct),
            bindparam("now", type_=Alert.due_at.type),
            late,
        )
        .join(Happening, Happening.id == found.c.happening)
        .where(true())
    )
    names = ("person_id", "happening_id", "direct", "due_at", "dropped")
    statement = insert_for(dialect, Alert).from_select(names, rows)
    return statement.on_conflict_do_nothing(index_elements=["person_id", "happening_id"])


def _to(person: _Column, *of: ColumnElement[bool]) -> _Route:
    """The happenings of the batch with their items, for those who may and want to hear of them."""
    stopped = exists().where(AlertSetting.person_id == person, AlertSetting.stopped.is_(True))
    stopped = stopped.correlate_except(AlertSetting)
    return (
        select(person.label("person"), Happening.id.label("happening"), Happening.item_id.label("item"))
        .select_from(Happening)
        .join(Item, Item.id == Happening.item_id)
        .where(
            Happening.id.in_(bindparam("batch", expanding=True)),
            Item.deleted_at.is_(None),
            or_(Happening.actor_id.is_(None), Happening.actor_id != person),
            ~stopped,
            ~is_muted(person),
            *of,
        )
    )


def _new_to(route: _Route) -> _Route:
    """The first happening of each item to each person who has not heard of that item before.

    Who was written to about it directly has heard of it: those who came to an event, of its notes.
    """
    found = route.subquery()
    heard_of = aliased(Happening)
    heard = (
        exists()
        .where(
            Alert.person_id == found.c.person,
            heard_of.id == Alert.happening_id,
            heard_of.item_id == found.c.item,
            heard_of.what.in_(ARRIVALS),
        )
        .correlate_except(Alert, heard_of)
    )
    first = func.min(found.c.happening).label("happening")
    written_to = exists().where(Outbox.person_id == found.c.person, Outbox.about == found.c.item)
    knows = or_(heard, written_to.correlate_except(Outbox))
    return select(found.c.person, first).where(~knows).group_by(found.c.person, found.c.item)


def _by_kind() -> _Route:
    """Members who want that kind of item at once in that community."""
    wants = (
        exists()
        .where(
            AlertPreference.person_id == Membership.person_id,
            AlertPreference.frequency == "now",
            AlertPreference.community_id.in_((EVERYWHERE, Happening.community_id)),
            AlertPreference.kind.in_((ALL_KINDS, Happening.kind)),
        )
        .correlate_except(AlertPreference)
    )
    said = [
        _said(Membership.person_id, place, kind)
        for place in (Happening.community_id, literal(EVERYWHERE))
        for kind in (Happening.kind, literal(ALL_KINDS))
    ]
    route = _to(Membership.person_id, Happening.what == "new", wants, func.coalesce(*said) == "now")
    return route.join(Membership, Membership.community_id == Happening.community_id).where(
        item_seen_by(Membership.person_id)
    )


def _by_tag() -> _Route:
    """Followers of the tags of what is new, and of those that were put on just now."""
    fresh = or_(
        and_(Happening.what == "new", ItemTag.at <= Happening.at),
        and_(Happening.what == "tagged", ItemTag.at == Happening.at),
    )
    route = _to(Follow.person_id, fresh, item_seen_by(Follow.person_id))
    here = and_(
        Follow.what == "tag",
        Follow.key == ItemTag.key,
        Follow.community_id == Happening.community_id,
        Follow.muted.is_(False),
    )
    return route.join(ItemTag, ItemTag.item_id == Happening.item_id).join(Follow, here)


def _by_author() -> _Route:
    """Followers of whoever made what is new."""
    return _followers("person", Item.author_id, Happening.what == "new")


def _by_item() -> _Route:
    """Followers of the item; those who said that they come are told directly of what changes an event."""
    coming = exists().where(
        Rsvp.item_id == Item.id, Rsvp.person_id == Follow.person_id, Rsvp.answer.in_(("yes", "maybe"))
    )
    told = and_(Happening.what.in_(("changed", "cancelled")), coming.correlate_except(Rsvp))
    return _followers("item", Item.id, Happening.what.not_in(ARRIVALS), ~told)


def _followers(what: str, number: InstrumentedAttribute[Any], *of: ColumnElement[bool]) -> _Route:
    route = _to(Follow.person_id, *of, item_seen_by(Follow.person_id))
    return route.join(
        Follow,
        and_(
            Follow.what == what,
            Follow.key == as_key(number),
            Follow.community_id == EVERYWHERE,
            Follow.muted.is_(False),
        ),
    )


def _of_authors() -> _Route:
    """Who made an item hears what is said of it."""
    mine = _wants_mine(Item.author_id)
    return _to(Item.author_id, Happening.what.in_(_SAID), mine, item_seen_by(Item.author_id))


def _of_those_accepted() -> _Route:
    """Who answered hears that the answer was accepted."""
    mine = _wants_mine(Comment.author_id)
    route = _to(Comment.author_id, Happening.what == "accepted", mine, item_seen_by(Comment.author_id))
    return route.join(Comment, Comment.id == Happening.comment_id)


def _wants_mine(person: InstrumentedAttribute[Any]) -> ColumnElement[bool]:
    places = (Happening.community_id, literal(EVERYWHERE))
    said = [_said(person, place, literal(MINE)) for place in places]
    return and_(person.is_not(None), func.coalesce(*said, DEFAULT_OF_MINE) == "now")


def _said(person: _Column, community: _Column, kind: _Column) -> ColumnElement[str]:
    """What the person has said of just that community and kind; NULL for nothing."""
    said = aliased(AlertPreference)
    return (
        select(said.frequency)
        .where(said.person_id == person, said.community_id == community, said.kind == kind)
        .correlate_except(said)
        .scalar_subquery()
    )
