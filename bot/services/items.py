"""Items: what all things that members make have in common, whatever their kind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, bindparam, select, update

from bot.permissions import Role
from bot.services.communities import COLUMNS, Community
from bot.services.numbers import insert_numbered
from bot.services.visibility import sees_community
from storage.base import BigId
from storage.communities import Community as CommunityRow
from storage.communities import Membership
from storage.engine import Tx
from storage.items import Item as Row


@dataclass(frozen=True, slots=True)
class Item:
    """An item, the community that it is in, and what the reader is to that community."""

    id: int
    kind: str
    title: str
    author_id: int | None
    community: Community
    role: Role

    def may_change(self, person_id: int) -> bool:
        """Whether somebody is its author, or the reader cares for the community."""
        return person_id == self.author_id or self.role >= Role.FACILITATOR


async def create(tx: Tx, now: datetime, kind: str, *, community_id: int, author_id: int, title: str) -> int:
    """Write down a new item; returns its number."""
    return await insert_numbered(
        tx,
        Row,
        kind=kind,
        community_id=community_id,
        author_id=author_id,
        title=title,
        created_at=now,
        updated_at=now,
    )


_viewer = bindparam("viewer", type_=BigId)
_VISIBLE = (
    select(Row.id.label("item_id"), Row.kind, Row.title, Row.author_id, Membership.role, *COLUMNS)
    .join(CommunityRow, CommunityRow.id == Row.community_id)
    .outerjoin(Membership, and_(Membership.community_id == Row.community_id, Membership.person_id == _viewer))
    .where(Row.id == bindparam("number"), Row.deleted_at.is_(None), sees_community(_viewer))
)
_VISIBLE_OF_KIND = _VISIBLE.where(Row.kind == bindparam("kind"))


async def visible(tx: Tx, viewer: int, number: int, *, kind: str | None = None) -> Item | None:
    """The item of that number, if the viewer may see it (and it is of that kind)."""
    statement = _VISIBLE_OF_KIND if kind else _VISIBLE
    row = (await tx.execute(statement, {"viewer": viewer, "number": number, "kind": kind})).first()
    if row is None:
        return None
    role = Role[row.role.upper()] if row.role else Role.NOBODY
    return Item(row.item_id, row.kind, row.title, row.author_id, Community.of(row), role)


async def listed(
    tx: Tx, viewer: int, kind: str, *, typed: str = "", limit: int = 25
) -> list[tuple[int, str]]:
    """Items of a kind that the viewer may see, the newest first: number and title, for completion."""
    statement = (
        select(Row.id, Row.title)
        .join(CommunityRow, CommunityRow.id == Row.community_id)
        .where(Row.kind == kind, Row.deleted_at.is_(None), sees_community(viewer))
        .order_by(Row.created_at.desc())
        .limit(limit)
    )
    if typed:
        statement = statement.where(Row.title.icontains(typed.lstrip("#"), autoescape=True))
    return [(row.id, row.title) for row in await tx.execute(statement)]


async def remove(tx: Tx, now: datetime, number: int) -> None:
    """Take an item away: nobody sees it any more; what belongs to it is kept."""
    await tx.execute(update(Row).where(Row.id == number).values(deleted_at=now))
