"""Who comes: answers, places and the waiting list.

Somebody answers for one time of a repeated event, or for every time; what they say of one time goes before
what they say of every time. Who comes and who waits is not kept but follows from the answers: of those who
said yes, the first ones have a place, in the order in which they said it. So a place that becomes free is
taken at once by whoever has waited longest, and they are to be told.

Only members of a community in which the event is are counted: who leaves it gives up their place, for good
(`leaving`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, delete, exists, or_, select

from bot.errors import Conflict
from bot.services.events import occurrences
from bot.services.events.events import Event
from bot.services.events.occurrences import Occurrence
from bot.services.upsert import insert_for
from bot.words import _
from storage.communities import Community, Membership
from storage.engine import Tx
from storage.events import Rsvp
from storage.items import Item, ItemPlace
from storage.people import Person

Answer = Literal["yes", "maybe", "no"]
EVERY: Final = ""
"""Instead of a time's key: what is said of every time."""
_TICK: Final = timedelta(microseconds=1)
LOOKED_AHEAD: Final = 12
"""How many times of a series are looked at when somebody answers for every time."""


@dataclass(frozen=True, slots=True)
class Said:
    """One person's answer, as it holds for one time."""

    person_id: int
    name: str
    answer: Answer
    at: datetime


@dataclass(frozen=True, slots=True)
class Attendance:
    """Who comes to one time. `waiting` said yes when all places were taken; both are in order."""

    coming: tuple[Said, ...] = ()
    waiting: tuple[Said, ...] = ()
    maybe: tuple[Said, ...] = ()
    declined: tuple[Said, ...] = ()

    def answer_of(self, person_id: int) -> Answer | None:
        """What somebody said; None where they said nothing."""
        everybody = (*self.coming, *self.waiting, *self.maybe, *self.declined)
        return next((one.answer for one in everybody if one.person_id == person_id), None)

    def place_in_line(self, person_id: int) -> int | None:
        """Where on the waiting list somebody is, counted from 1; None where they do not wait."""
        line = [one.person_id for one in self.waiting]
        return line.index(person_id) + 1 if person_id in line else None


def key_for(event: Event, one: Occurrence) -> str:
    """Under what key answers for a time are kept: an event that is not repeated has only "every time"."""
    return one.key if event.rule else EVERY


class Answers:
    """The answers to an event, for as many of its times as were read."""

    def __init__(self, event: Event, rows: Iterable[Any]) -> None:
        self._event = event
        self._by_key: dict[str, dict[int, Said]] = {}
        for row in rows:
            said = Said(row.person_id, row.name, row.answer, row.at)
            self._by_key.setdefault(row.occurrence, {})[row.person_id] = said

    def without(self, person_id: int) -> Answers:
        """The answers of all but one person."""
        others = Answers(self._event, ())
        for key, said in self._by_key.items():
            others._by_key[key] = {who: one for who, one in said.items() if who != person_id}
        return others

    def place_behind(self, now: datetime) -> datetime:
        """The moment under which a new answer is kept: after all others.

        Who asked first is not always held first, and nobody is to lose a place that they were told they have.
        """
        given = (one.at for said in self._by_key.values() for one in said.values())
        return max(now, max(given, default=now - _TICK) + _TICK)

    def at(self, key: str) -> Attendance:
        """Who comes to the time of that key."""
        said = {**self._by_key.get(EVERY, {}), **self._by_key.get(key, {})}
        in_order = sorted(said.values(), key=lambda one: (one.at, one.person_id))
        yes = [one for one in in_order if one.answer == "yes"]
        places = len(yes) if self._event.capacity is None else self._event.capacity
        return Attendance(
            tuple(yes[:places]),
            tuple(yes[places:]),
            tuple(one for one in in_order if one.answer == "maybe"),
            tuple(one for one in in_order if one.answer == "no"),
        )


def counts(*of: ColumnElement[bool]) -> ColumnElement[bool]:
    """The condition, for a statement on `Rsvp` and `Item`, that somebody is a member of a community in which
    the event is, not a suspended one; `of` says more of that community.
    """
    placed = select(ItemPlace.community_id).where(ItemPlace.item_id == Item.id)
    return exists().where(
        Membership.person_id == Rsvp.person_id,
        Membership.community_id == Community.id,
        Community.suspended_at.is_(None),
        or_(Community.id == Item.community_id, Community.id.in_(placed)),
        *of,
    )


async def read(tx: Tx, event: Event, *keys: str) -> Answers:
    """What was said for the times of those keys, and for every time."""
    return Answers(event, await _said(tx, [event], keys))


async def read_several(tx: Tx, events: Sequence[Event], keys: Iterable[str]) -> dict[int, Answers]:
    """What was said of several events for the times of those keys, and for every time; by their numbers."""
    rows = await _said(tx, events, keys)
    return {event.id: Answers(event, (row for row in rows if row.item_id == event.id)) for event in events}


async def _said(tx: Tx, events: Sequence[Event], keys: Iterable[str]) -> Sequence[Any]:
    rows = await tx.execute(
        select(Rsvp.item_id, Rsvp.person_id, Person.name, Rsvp.occurrence, Rsvp.answer, Rsvp.at)
        .join(Person, Person.id == Rsvp.person_id)
        .join(Item, Item.id == Rsvp.item_id)
        .where(
            Rsvp.item_id.in_([event.id for event in events]), Rsvp.occurrence.in_((EVERY, *keys)), counts()
        )
    )
    return rows.all()


async def attendance(tx: Tx, event: Event, one: Occurrence) -> Attendance:
    """Who comes to one time of an event."""
    key = key_for(event, one)
    return (await read(tx, event, key)).at(key)


MovedUp = Mapping[int, Sequence[Occurrence]]
"""Who had waited and has a place now, by person: at which times."""


async def answer(
    tx: Tx, now: datetime, event: Event, person_id: int, said: Answer, one: Occurrence | None
) -> tuple[Answers, MovedUp]:
    """Note what somebody says of one time, or of every time; returns the answers now, and who moved up.

    The event must be held. Saying the same again changes nothing, so nobody loses their place by it. Raises
    `Conflict` for what is cancelled or over.
    """
    _open(event, now, one)
    key = key_for(event, one) if one else EVERY
    times = [one] if one else next_times(event, now)
    before = await read(tx, event, *(key_for(event, time) for time in times))
    if one and before.at(key).answer_of(person_id) == said:
        return before, {}
    await _put(tx, before.place_behind(now), event.id, key, person_id, said)
    if one is None:
        other = (Rsvp.item_id == event.id, Rsvp.person_id == person_id, Rsvp.occurrence != EVERY)
        # What they have said the same of keeps its place in the line.
        await tx.execute(delete(Rsvp).where(*other, Rsvp.answer != said))
    after = await read(tx, event, *(key_for(event, time) for time in times))
    return after, moved_up(event, times, before, after)


def _open(event: Event, now: datetime, one: Occurrence | None) -> None:
    if event.cancelled_at or (one and one.cancelled):
        raise Conflict(_("This event is cancelled."))
    if one.ends <= now if one else event.is_over(now):
        raise Conflict(_("This event is over."))


def next_times(event: Event, now: datetime) -> list[Occurrence]:
    """The next times of an event: those of which people are told who move up."""
    return list(islice(occurrences.following(event, now), LOOKED_AHEAD))


async def _put(tx: Tx, now: datetime, number: int, key: str, person_id: int, said: Answer) -> None:
    """Keep an answer; one that is the same keeps its time."""
    statement = insert_for(tx.dialect.name, Rsvp).values(
        item_id=number, occurrence=key, person_id=person_id, answer=said, at=now
    )
    await tx.execute(
        statement.on_conflict_do_update(
            index_elements=[Rsvp.item_id, Rsvp.occurrence, Rsvp.person_id],
            set_={"answer": said, "at": now},
            where=Rsvp.answer != said,
        )
    )


def moved_up(event: Event, times: Iterable[Occurrence], before: Answers, after: Answers) -> MovedUp:
    """Who waited before and has a place now, at which of those times."""
    found: dict[int, list[Occurrence]] = {}
    for time in times:
        key = key_for(event, time)
        waited = {one.person_id for one in before.at(key).waiting}
        for one in after.at(key).coming:
            if one.person_id in waited:
                found.setdefault(one.person_id, []).append(time)
    return found


async def changed_places(
    tx: Tx, now: datetime, event: Event, capacity: int | None
) -> tuple[MovedUp, MovedUp]:
    """Who has a place now that there are as many as the event says, and who has none any more.

    `capacity` is how many there were. Nobody has moved where the event is cancelled.
    """
    if event.cancelled_at or event.capacity == capacity:
        return {}, {}
    times = next_times(event, now)
    rows = await _said(tx, [event], [key_for(event, time) for time in times])
    before, after = Answers(replace(event, capacity=capacity), rows), Answers(event, rows)
    return moved_up(event, times, before, after), moved_up(event, times, after, before)


async def concerned(tx: Tx, event: Event, times: Sequence[Occurrence]) -> dict[int, list[Occurrence]]:
    """Who said yes or maybe to any of those times, and to which."""
    answers = await read(tx, event, *(key_for(event, time) for time in times))
    found: dict[int, list[Occurrence]] = {}
    for time in times:
        there = answers.at(key_for(event, time))
        for one in (*there.coming, *there.waiting, *there.maybe):
            found.setdefault(one.person_id, []).append(time)
    return found
