"""Notes of an event: asked for when it is over, kept as a page of the community's wiki.

When a time of an event ends, its organiser is asked once; an event that was cancelled,
and one whose end is more than a week ago, is left alone. Who was asked three times in a
row and wrote nothing is not asked again, until there are notes of that event. The points
of the agenda are the skeleton of the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Final
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from sqlalchemy import select

from bot.errors import Conflict
from bot.services.events import occurrences
from bot.services.events.agenda import Point
from bot.services.events.events import Event
from bot.services.events.occurrences import Occurrence
from bot.services.events.rsvps import key_for
from bot.services.schedules import schedules
from bot.services.text import shortened
from bot.services.upsert import insert_for, insert_new
from bot.services.wiki import pages
from bot.times.times import locale_of
from bot.words import _
from storage.agenda import EventNotes as Row
from storage.engine import Tx
from storage.items import Item

JOB: Final = "event.notes"
TOO_LATE = timedelta(days=7)
MOST_UNANSWERED: Final = 3


async def plan(tx: Tx, now: datetime, event: Event) -> None:
    """Have the clock ask for notes when the time that comes next, or the one that goes on, is over.

    What is due already stays: a change just after a downtime must not make it forgotten.
    """
    due = await schedules.next_of(tx, JOB, event.id)
    if due and due <= now and event.cancelled_at is None:
        return
    shown = occurrences.upcoming(event, now) if event.cancelled_at is None else None
    if shown:
        await schedules.once(tx, JOB, event.id, shown.ends)
    else:
        await schedules.cancel(tx, JOB, event.id)


def ended(event: Event, now: datetime) -> Occurrence | None:
    """The time of an event that was over last, where that is not too long ago to ask."""
    past = [
        one for one in occurrences.between(event, now - TOO_LATE, now) if now - TOO_LATE <= one.ends <= now
    ]
    return max(past, key=lambda one: one.ends, default=None)


async def claim(tx: Tx, now: datetime, event: Event, one: Occurrence) -> bool:
    """Note that the notes of a time are asked for; returns False where they were, or are there already."""
    return await insert_new(tx, Row, item_id=event.id, occurrence=key_for(event, one), asked_at=now)


async def unanswered(tx: Tx, event: Event) -> int:
    """How many times in a row it was asked for notes, of which there are none; `MOST_UNANSWERED` at most."""
    latest = select(Row.page_id).where(Row.item_id == event.id).order_by(Row.occurrence.desc())
    pages_ = (await tx.execute(latest.limit(MOST_UNANSWERED))).scalars()
    return sum(1 for _page in takewhile(lambda page: page is None, pages_))


async def page_of(tx: Tx, event: Event, one: Occurrence) -> tuple[int, str] | None:
    """The page with the notes of a time, its number and title; None where there is none."""
    found = await tx.execute(
        select(Item.id, Item.title)
        .join(Row, Row.page_id == Item.id)
        .where(Row.item_id == event.id, Row.occurrence == key_for(event, one), Item.deleted_at.is_(None))
    )
    row = found.first()
    return (row.id, row.title) if row else None


def title_for(event: Event, one: Occurrence, language: str) -> str:
    """The title of the page: the event and the day on which it was, there."""
    day = format_datetime(one.starts, "d MMM y", tzinfo=ZoneInfo(event.zone), locale=locale_of(language))
    name = event.title.translate(_NO_BRACKETS)
    return f"{shortened(name, pages.LONGEST_TITLE - len(day) - 2)}, {day}"


_NO_BRACKETS = str.maketrans("[]", "()")


def skeleton(points: Sequence[Point]) -> str:
    """What the page begins with: each point of the agenda, and room for what was said of it."""
    return "\n\n".join(f"{place}. {one.text}\n–" for place, one in enumerate(points, 1))


async def keep(
    tx: Tx, now: datetime, author: int, event: Event, one: Occurrence, title: str, text: str
) -> int:
    """Make the page; returns its number. Raises `Conflict` where the notes are there already."""
    if there := await page_of(tx, event, one):
        raise Conflict(
            _("There are notes already: #{number} “{title}”.", number=there[0], title=there[1]),
            action=(_("Show them"), f"wiki show {there[0]}"),
        )
    number = await pages.create(tx, now, author, event.community_id, title, text)
    key = key_for(event, one)
    statement = insert_for(tx.dialect.name, Row).values(item_id=event.id, occurrence=key, page_id=number)
    await tx.execute(
        statement.on_conflict_do_update(
            index_elements=[Row.item_id, Row.occurrence], set_={"page_id": number}
        )
    )
    return number
