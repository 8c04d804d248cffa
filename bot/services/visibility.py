"""What a person may see. Every read of communities, items and people goes through here."""

from __future__ import annotations

from typing import TypeAlias

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    ScalarSelect,
    all_,
    and_,
    exists,
    func,
    not_,
    or_,
    select,
    true,
)
from sqlalchemy.orm import InstrumentedAttribute, aliased

from storage.communities import Community, Membership
from storage.engine import Tx
from storage.items import Item, ItemPlace
from storage.search import SearchEntry

_Someone: TypeAlias = ColumnElement[int] | InstrumentedAttribute[int] | InstrumentedAttribute[int | None]


def sees_community(
    person_id: int | BindParameter[int], *, administrator: bool = False
) -> ColumnElement[bool]:
    """The condition, for a statement on `Community`, that the person may know of it.

    Open communities are seen by all; private ones by their members, and by administrators where the
    question is about the community itself (`administrator=True`), never where it is about what is in it.
    A suspended community is seen by administrators only.
    """
    mine = select(Membership.community_id).where(Membership.person_id == person_id)
    if administrator:
        return true()
    seen = or_(Community.private.is_(False), Community.id.in_(mine))
    return and_(seen, Community.suspended_at.is_(None))


def seen_communities(person_id: int | BindParameter[int]) -> ScalarSelect[int]:
    """The numbers of the communities whose content the person may see, for a condition on another table."""
    return select(Community.id).where(sees_community(person_id)).correlate(None).scalar_subquery()


def sees_entry(dialect: str, person_id: int | BindParameter[int]) -> ColumnElement[bool]:
    """The condition, for a statement on `SearchEntry`, that it is of a community that the person looks into.

    The sum keeps either database from going through the communities and their entries one by one, instead of
    through the entries with the words. PostgreSQL is asked for what is not hidden, as it takes any list for
    short: so it expects most entries to be seen, and joins nothing, which would lose their order.
    """
    community = SearchEntry.community_id + 0
    if dialect == "postgresql":
        hidden = select(Community.id).where(not_(sees_community(person_id))).correlate(None)
        return community != all_(func.array(hidden.scalar_subquery()))
    return community.in_(seen_communities(person_id))


def sees_item(person_id: int | BindParameter[int]) -> ColumnElement[bool]:
    """The condition, for a statement on `Item`, that the person may see a community in which it is."""
    placed = select(ItemPlace.item_id).where(ItemPlace.community_id.in_(seen_communities(person_id)))
    return or_(Item.community_id.in_(seen_communities(person_id)), Item.id.in_(placed))


async def may_see(tx: Tx, person_id: int, item_id: int) -> bool:
    """Whether a person may see an item, were it not taken away."""
    found = await tx.execute(select(Item.id).where(Item.id == item_id, sees_item(person_id)))
    return found.first() is not None


def item_seen_by(person: _Someone) -> ColumnElement[bool]:
    """The condition, for a statement on `Item`, that the person in the column may see it.

    Asked of each row that is looked at, where `sees_item` is about one reader of many items.
    """
    own, further, place = aliased(Community), aliased(Community), aliased(ItemPlace)
    here = exists().where(own.id == Item.community_id, *_shown_to(own, person)).correlate_except(own)
    there = exists().where(
        place.item_id == Item.id, further.id == place.community_id, *_shown_to(further, person)
    )
    return or_(here, there.correlate_except(place, further))


def _shown_to(community: type[Community], person: _Someone) -> tuple[ColumnElement[bool], ...]:
    member = aliased(Membership)
    belongs = exists().where(member.community_id == community.id, member.person_id == person)
    open_to = or_(community.private.is_(False), belongs.correlate_except(member))
    return (community.suspended_at.is_(None), open_to)


def is_in(community_id: int | BindParameter[int]) -> ColumnElement[bool]:
    """The condition, for a statement on `Item`, that it is in the community: its own, or published there."""
    placed = select(ItemPlace.item_id).where(ItemPlace.community_id == community_id)
    return or_(Item.community_id == community_id, Item.id.in_(placed))


def shares_community(
    person_id: int | BindParameter[int], other: ColumnElement[int] | InstrumentedAttribute[int]
) -> ColumnElement[bool]:
    """The condition that the person in column `other` is in one of the person's own communities.

    Asked of each row that is looked at, so it costs the same however large the communities are.
    """
    mine, theirs = aliased(Membership), aliased(Membership)
    return exists().where(
        mine.person_id == person_id, theirs.community_id == mine.community_id, theirs.person_id == other
    )
