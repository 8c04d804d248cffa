"""What becomes of single times when all of a repeated event gets a new time.

What was said for the next time belongs to the first of the new ones, and so on in the same distance; so do
times that were moved or cancelled. Times that are no more are forgotten, with what was said of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update

from bot.errors import NotUnderstood
from bot.services.events import agenda, occurrences
from bot.services.events.events import Event
from bot.services.events.occurrences import Change, Occurrence, Series, key_of
from bot.services.schedules.schedules import in_utc
from bot.services.upsert import insert_for
from bot.times.rrules import moved as rule_moved
from bot.times.spans import When
from bot.words import _
from storage.engine import Tx
from storage.events import EventException, Rsvp


def completed(event: Event, when: When, now: datetime) -> When:
    """A new time with what was not said taken from the event: how long it takes, and how it repeats.

    Raises `NotUnderstood` where the event's own rule cannot follow to the new day.
    """
    minutes = event.minutes if when.minutes is None else when.minutes
    rule = when.rule
    if rule is None and event.rule:
        rule = _fewer(rule_moved(event.rule, when.start), _begun(event, now))
        if (last := _until(rule)) and when.start > last:
            raise NotUnderstood(
                _("The series ends before that. Say how it repeats too: “… weekly until 30 June”."),
                field="time",
            )
    return replace(when, minutes=minutes, rule=rule or None)


def _begun(event: Event, now: datetime) -> int:
    """How many times of a series have begun."""
    past = occurrences.between(event, in_utc(event.starts, event.zone), now, cancelled=True)
    return sum(one.starts <= now for one in past)


def _fewer(rule: str, times: int) -> str:
    """The rule with those times less to come, where it counts them."""
    parts = rule.split(";")
    for at, part in enumerate(parts):
        if part.startswith("COUNT="):
            parts[at] = f"COUNT={max(int(part[6:]) - times, 1)}"
    return ";".join(parts)


def _until(rule: str) -> datetime | None:
    """When a rule ends, in local time."""
    ends = [part.removeprefix("UNTIL=") for part in rule.split(";") if part.startswith("UNTIL=")]
    return datetime.fromisoformat(ends[0]) if ends else None


async def carry_over(tx: Tx, now: datetime, event: Event, after: Series) -> Mapping[str, Change]:
    """Take answers and changes of single times along; returns what differs at the new times."""
    await tx.execute(delete(EventException).where(EventException.item_id == event.id))
    if event.rule is None:
        if after.rule:
            await agenda.carry(tx, event.id, "", lambda key: None if key else key_of(after.starts))
        return {}
    anchor = next((one for one in occurrences.following(event, now) if one.starts > now), None)
    if anchor is None or after.rule is None:
        await _to_one(tx, event, anchor)
        return {}
    shift = after.starts - datetime.fromisoformat(anchor.key)
    changes: dict[str, Change] = {}
    for old, change in event.changes.items():
        if old >= anchor.key and (key := _shifted(after, old, shift)):
            changes[key] = change
            await put_change(tx, event.id, key, change)
    await _carry_answers(tx, event.id, anchor.key, after, shift)
    await agenda.carry(tx, event.id, anchor.key, lambda key: _shifted(after, key, shift))
    return changes


def _shifted(after: Series, key: str, shift: timedelta) -> str | None:
    """The key of a time after a shift; None where there is no such time."""
    moved = key_of(datetime.fromisoformat(key) + shift)
    return moved if occurrences.occurrence(after, moved) else None


async def _carry_answers(tx: Tx, number: int, since: str, after: Series, shift: timedelta) -> None:
    """Give the answers for single times their new keys."""
    columns = (Rsvp.item_id, Rsvp.occurrence, Rsvp.person_id, Rsvp.answer, Rsvp.at)
    mine = delete(Rsvp).where(Rsvp.item_id == number, Rsvp.occurrence >= since)
    taken = (await tx.execute(mine.returning(*columns))).all()
    keys = {key: _shifted(after, key, shift) for key in {row.occurrence for row in taken}}
    put = [{**row._mapping, "occurrence": key} for row in taken if (key := keys[row.occurrence])]
    if put:
        await tx.execute(insert(Rsvp), put)


async def _to_one(tx: Tx, event: Event, anchor: Occurrence | None) -> None:
    """A series becomes one event: what was said for its next time goes before what was said of all."""
    mine = Rsvp.item_id == event.id
    if anchor:
        said = select(Rsvp.person_id).where(mine, Rsvp.occurrence == anchor.key)
        await tx.execute(delete(Rsvp).where(mine, Rsvp.occurrence == "", Rsvp.person_id.in_(said)))
        await tx.execute(update(Rsvp).where(mine, Rsvp.occurrence == anchor.key).values(occurrence=""))
        await agenda.carry(tx, event.id, anchor.key, lambda key: "" if key == anchor.key else None)
    await tx.execute(delete(Rsvp).where(mine, Rsvp.occurrence != ""))


async def put_change(tx: Tx, number: int, key: str, change: Change) -> None:
    """Keep what differs at one time."""
    values = {
        "moved_to": key_of(change.moved_to) if change.moved_to else None,
        "minutes": change.minutes,
        "cancelled": change.cancelled,
    }
    statement = insert_for(tx.dialect.name, EventException).values(item_id=number, occurrence=key, **values)
    index = [EventException.item_id, EventException.occurrence]
    await tx.execute(statement.on_conflict_do_update(index_elements=index, set_=values))
