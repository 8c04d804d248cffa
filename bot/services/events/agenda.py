"""The agenda of an event: whoever comes adds points, and votes raise those that most want to talk about.

A repeated event has an agenda for each of its times; `key` names the time, and is empty
for an event that is not repeated (`rsvps.key_for`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, delete, func, insert, select, update

from bot.errors import Conflict, NotFound, NotUnderstood
from bot.services.text import fold, one_line
from bot.services.upsert import insert_new
from bot.words import _
from storage.agenda import AgendaPoint as Row
from storage.agenda import AgendaVote
from storage.engine import Tx
from storage.people import Person

LONGEST = 200
MOST = 40


@dataclass(frozen=True, slots=True)
class Point:
    """A point as a reader sees it; `voted` says whether they voted for it."""

    id: int
    text: str
    author_id: int | None
    author_name: str
    votes: int
    voted: bool
    done: bool


async def points(tx: Tx, item_id: int, key: str, *, viewer: int = 0) -> list[Point]:
    """The points for one time: those to be talked about first, of these the ones with most votes."""
    mine = func.coalesce(func.sum(case((AgendaVote.person_id == viewer, 1), else_=0)), 0)
    votes, done = func.count(AgendaVote.person_id), Row.done_at.is_not(None)
    rows = await tx.execute(
        select(
            Row.id,
            Row.text,
            Row.author_id,
            func.coalesce(Person.name, "").label("name"),
            votes.label("votes"),
            mine.label("mine"),
            done.label("done"),
        )
        .outerjoin(AgendaVote, AgendaVote.point_id == Row.id)
        .outerjoin(Person, Person.id == Row.author_id)
        .where(Row.item_id == item_id, Row.occurrence == key)
        .group_by(Row.id, Row.text, Row.author_id, Person.name, Row.done_at)
        .order_by(done, votes.desc(), Row.id)
        .limit(MOST)
    )
    return [
        Point(row.id, row.text, row.author_id, row.name, row.votes, bool(row.mine), row.done) for row in rows
    ]


async def add(tx: Tx, now: datetime, person_id: int, item_id: int, key: str, text: str) -> int:
    """Add a point and vote for it; returns its number. The event must be held.

    Raises `NotUnderstood` for a text that will not do, `Conflict` for a point that is there or one too many.
    """
    text = one_line(text)
    if not text:
        raise NotUnderstood(_("What do you want to talk about?"), field="point")
    if len(text) > LONGEST:
        raise NotUnderstood(
            _("A point has {n} characters; at most {most} fit.", n=len(text), most=LONGEST), field="point"
        )
    there = await points(tx, item_id, key)
    if len(there) >= MOST:
        raise Conflict(_("There are {n} points already; vote for the ones that matter.", n=MOST))
    if any(fold(one.text) == fold(text) for one in there):
        raise Conflict(_("“{text}” is on the agenda already; vote for it.", text=text))
    made = await tx.execute(
        insert(Row)
        .values(item_id=item_id, occurrence=key, text=text, author_id=person_id, added_at=now)
        .returning(Row.id)
    )
    number = int(made.scalar_one())
    await vote(tx, person_id, number)
    return number


async def point(tx: Tx, item_id: int, number: int, *, viewer: int = 0) -> tuple[str, Point]:
    """A point of an event, and for which time it is. Raises `NotFound` where it is not one of the event's."""
    found = await tx.execute(select(Row.occurrence).where(Row.id == number, Row.item_id == item_id))
    key = found.scalar()
    there = [] if key is None else await points(tx, item_id, key, viewer=viewer)
    one = next((one for one in there if one.id == number), None)
    if key is None or one is None:
        raise NotFound(_("That point is not on the agenda any more."))
    return key, one


async def vote(tx: Tx, person_id: int, number: int) -> None:
    """Vote for a point; once is all that counts."""
    await insert_new(tx, AgendaVote, point_id=number, person_id=person_id)


async def withdraw(tx: Tx, person_id: int, number: int) -> None:
    """Take one's vote for a point back."""
    await tx.execute(
        delete(AgendaVote).where(AgendaVote.point_id == number, AgendaVote.person_id == person_id)
    )


async def settle(tx: Tx, now: datetime, number: int, *, done: bool) -> None:
    """Mark a point as talked about, or not."""
    await tx.execute(update(Row).where(Row.id == number).values(done_at=now if done else None))


async def remove(tx: Tx, number: int) -> None:
    """Take a point off the agenda, with its votes."""
    await tx.execute(delete(Row).where(Row.id == number))


async def carry(tx: Tx, item_id: int, since: str, key_of: Callable[[str], str | None]) -> None:
    """Give the points their times' new keys, of all times from that key on; who has none stays as it is."""
    rows = await tx.execute(
        select(Row.occurrence).where(Row.item_id == item_id, Row.occurrence >= since).distinct()
    )
    # Told apart by a mark while they change places, for a new key may be another's old one.
    keys = [(old, new) for old in rows.scalars() if (new := key_of(old)) is not None]
    mine = Row.item_id == item_id
    for old, new in keys:
        await tx.execute(update(Row).where(mine, Row.occurrence == old).values(occurrence=f"→{new}"))
    for _old, new in keys:
        await tx.execute(update(Row).where(mine, Row.occurrence == f"→{new}").values(occurrence=new))
