"""Comments on items, and answers to questions, which are comments that can be accepted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select, update

from bot.errors import NotAllowed, NotFound, NotUnderstood
from bot.services.items import happenings, items
from bot.services.items.numbers import insert_numbered
from bot.services.text import several_lines, visible
from bot.words import _
from storage.engine import Tx
from storage.items import Comment as Row
from storage.people import Person

LONGEST = 4000


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody said of an item."""

    id: int
    item_id: int
    kind: str
    author_id: int | None
    author_name: str
    body: str
    created_at: datetime
    accepted_at: datetime | None


_COLUMNS = (
    Row.id,
    Row.item_id,
    Row.kind,
    Row.author_id,
    func.coalesce(Person.name, "").label("author_name"),
    Row.body,
    Row.created_at,
    Row.accepted_at,
)
_ALL = select(*_COLUMNS).outerjoin(Person, Person.id == Row.author_id).where(Row.deleted_at.is_(None))


async def add(
    tx: Tx, now: datetime, item_id: int, author_id: int, text: str, *, kind: str = "comment"
) -> int:
    """Say something of an item; returns the comment's number. Raises `NotUnderstood` for an empty text."""
    body = _checked(text)
    number = await insert_numbered(
        tx, Row, item_id=item_id, author_id=author_id, kind=kind, body=body, created_at=now
    )
    await items.touch(tx, now, item_id)
    await items.index(tx, item_id)
    what: happenings.What = "answer" if kind == "answer" else "comment"
    await happenings.note(tx, now, what, item_id, actor=author_id, comment=number)
    return number


def _checked(text: str) -> str:
    body = several_lines(text, LONGEST)
    if not visible(body):
        raise NotUnderstood(_("Please write something."), field="words")
    return body


async def of_item(
    tx: Tx, item_id: int, *, kind: str | None = None, limit: int = 20, offset: int = 0
) -> list[Comment]:
    """What was said of an item: an accepted answer first, then in order."""
    statement = (
        _ALL.where(Row.item_id == item_id)
        .order_by(Row.accepted_at.is_(None), Row.created_at, Row.id)
        .limit(limit)
        .offset(offset)
    )
    if kind:
        statement = statement.where(Row.kind == kind)
    return [Comment(*row) for row in await tx.execute(statement)]


async def stands(tx: Tx, item_id: int, author_id: int, text: str, *, kind: str) -> bool:
    """Whether somebody has said just that of an item already, and it has not been taken away."""
    said = (Row.item_id == item_id, Row.author_id == author_id, Row.kind == kind, Row.deleted_at.is_(None))
    found = await tx.execute(select(Row.id).where(*said, Row.body == several_lines(text, LONGEST)).limit(1))
    return found.first() is not None


async def count(tx: Tx, item_id: int) -> int:
    """How much was said of an item."""
    found = await tx.execute(select(func.count()).where(Row.item_id == item_id, Row.deleted_at.is_(None)))
    return found.scalar_one()


async def get(tx: Tx, number: int, item_id: int) -> Comment:
    """A comment of an item; raises `NotFound` where there is none of that number."""
    found = await tx.execute(_ALL.where(Row.id == number, Row.item_id == item_id))
    row = found.first()
    if row is None:
        raise NotFound(_("There is no comment {number} there.", number=number))
    return Comment(*row)


async def accept(tx: Tx, now: datetime, comment: Comment) -> None:
    """Accept an answer, in place of one that was accepted before."""
    await tx.execute(update(Row).where(Row.item_id == comment.item_id).values(accepted_at=None))
    await tx.execute(update(Row).where(Row.id == comment.id).values(accepted_at=now))
    await items.touch(tx, now, comment.item_id)


def check_may_rewrite(person_id: int, comment: Comment) -> None:
    """Raises `NotAllowed` for all but its author: nobody puts words into another's mouth."""
    if comment.author_id != person_id:
        raise NotAllowed(_("Only who wrote it can change it."))


async def rewrite(tx: Tx, person_id: int, comment: Comment, text: str) -> None:
    """Put a comment or an answer in other words; it keeps its place, and an accepted one stays accepted.

    Raises `NotAllowed` as `check_may_rewrite` does, and `NotUnderstood` for an empty or too long text.
    """
    check_may_rewrite(person_id, comment)
    if len(text) > LONGEST:
        raise NotUnderstood(_("At most {most} characters fit.", most=LONGEST), field="words")
    await tx.execute(update(Row).where(Row.id == comment.id).values(body=_checked(text)))
    await items.index(tx, comment.item_id)


async def remove(tx: Tx, now: datetime, comment: Comment) -> None:
    """Take a comment away; it can be brought back as long as it is not purged."""
    await tx.execute(update(Row).where(Row.id == comment.id).values(deleted_at=now, accepted_at=None))
    await items.index(tx, comment.item_id)


async def restore(tx: Tx, item_id: int, number: int, author_id: int) -> bool:
    """Bring one's own comment back; returns whether there was one to bring back."""
    done = await tx.execute(
        update(Row)
        .where(Row.id == number, Row.item_id == item_id, Row.author_id == author_id)
        .where(Row.deleted_at.is_not(None))
        .values(deleted_at=None)
    )
    await items.index(tx, item_id)
    return bool(done.rowcount)


async def purge(tx: Tx, now: datetime) -> None:
    """Forget comments that were taken away longer ago than they can be brought back."""
    await tx.execute(delete(Row).where(Row.deleted_at < now - items.KEPT_FOR))
