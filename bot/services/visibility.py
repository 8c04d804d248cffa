"""What a person may see. Every read of communities, items and people goes through here."""

from __future__ import annotations

from sqlalchemy import BindParameter, ColumnElement, ScalarSelect, and_, exists, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, aliased

from storage.communities import Community, Membership
from storage.items import Item, ItemPlace


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


def sees_item(person_id: int | BindParameter[int]) -> ColumnElement[bool]:
    """The condition, for a statement on `Item`, that the person may see a community in which it is."""
    placed = select(ItemPlace.item_id).where(ItemPlace.community_id.in_(seen_communities(person_id)))
    return or_(Item.community_id.in_(seen_communities(person_id)), Item.id.in_(placed))


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
