"""Topics: conversations with a title. What is said stands in the chat; here is what it is about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from sqlalchemy import Select, case, func, select

from bot.errors import NotUnderstood
from bot.services.items import items
from bot.services.text import one_line, several_lines
from bot.words import _
from storage.engine import Tx
from storage.items import Comment, Posting
from storage.items import Item as Row
from storage.people import Person

KIND = "topic"
LONGEST_TITLE = 200
LONGEST_BODY = 8000


class Order(Enum):
    """How a list of topics is sorted."""

    CURRENT = "current"
    TITLE = "title"


@dataclass(frozen=True, slots=True)
class Listed:
    """A topic in a list: replies are those in its threads and its comments together."""

    id: int
    title: str
    author_name: str
    replies: int
    last_at: datetime


async def begin(tx: Tx, now: datetime, author: int, community_id: int, title: str, body: str) -> int:
    """Begin a conversation; returns its number. Raises `NotUnderstood` for an empty or too long title."""
    title = one_line(title)
    if not title:
        raise NotUnderstood(_("What is it about?"), field="title")
    if len(title) > LONGEST_TITLE:
        raise NotUnderstood(_("A title has at most {most} characters.", most=LONGEST_TITLE), field="title")
    text = several_lines(body, LONGEST_BODY)
    return await items.create(
        tx, now, KIND, community_id=community_id, author_id=author, title=title, body=text
    )


async def listed(
    tx: Tx,
    community_id: int,
    *,
    order: Order = Order.CURRENT,
    author: int | None = None,
    limit: int = 10,
    offset: int = 0,
) -> list[Listed]:
    """The topics of a community, or those of one author there."""
    statement = _listing().where(Row.community_id == community_id)
    if author is not None:
        statement = statement.where(Row.author_id == author)
    if order is Order.TITLE:
        statement = statement.order_by(func.lower(Row.title), Row.id)
    else:
        statement = statement.order_by(statement.selected_columns.last_at.desc(), Row.id)
    return [Listed(*row) for row in await tx.execute(statement.limit(limit).offset(offset))]


def _listing() -> Select[int, str, str, int, datetime]:
    written = select(func.count()).where(Comment.item_id == Row.id, Comment.deleted_at.is_(None))
    replies = select(func.coalesce(func.sum(Posting.replies), 0)).where(Posting.item_id == Row.id)
    replied = select(func.max(Posting.last_reply_at)).where(Posting.item_id == Row.id).scalar_subquery()
    last_at = case((replied > Row.updated_at, replied), else_=Row.updated_at)
    return (
        select(
            Row.id,
            Row.title,
            func.coalesce(Person.name, ""),
            replies.scalar_subquery() + written.scalar_subquery(),
            last_at.label("last_at"),
        )
        .outerjoin(Person, Person.id == Row.author_id)
        .where(Row.kind == KIND, Row.deleted_at.is_(None))
    )
