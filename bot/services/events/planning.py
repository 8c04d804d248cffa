"""Planning events: what an organiser says, checked; making events and changing them.

Whoever changes something calls `hold` first and reads the event after it: what one person changes and
another answers at the same moment is then done one after the other. One time of a repeated event is moved or
cancelled in `onetime`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from babel.dates import format_datetime
from sqlalchemy import insert, select, update

from bot.errors import NotUnderstood
from bot.services.events import carrying, events, mirrors, notes, occurrences, reminders
from bot.services.events.events import KIND, Event
from bot.services.events.occurrences import Change, Series, key_of
from bot.services.items import happenings, items
from bot.services.library.documents import checked_link
from bot.services.schedules import schedules
from bot.services.schedules.schedules import in_utc
from bot.services.text import one_line, several_lines
from bot.times.spans import When
from bot.words import _
from storage.engine import Tx
from storage.events import Event as Row
from storage.schedules import Schedule

LONGEST_TITLE: Final = 200
LONGEST_BODY: Final = 4000
LONGEST_PLACE: Final = 200
MOST_PLACES: Final = 100_000
DEFAULT_MINUTES: Final = 60
LATEST = timedelta(days=366 * 5)
NEXT_JOB: Final = "event.next"


@dataclass(frozen=True, slots=True)
class Plan:
    """What an organiser says of an event.

    `capacity` of None means that there is room for all, `reminders` of None that they are the usual ones.
    """

    title: str
    when: When
    body: str = ""
    place: str = ""
    link: str = ""
    capacity: int | None = None
    reminders: tuple[int, ...] | None = None

    @classmethod
    def of(cls, event: Event) -> Plan:
        """The plan as it stands."""
        when = When(event.starts, event.zone, event.minutes, event.rule)
        return cls(event.title, when, event.body, event.place, event.link, event.capacity, event.reminders)


def checked(plan: Plan, now: datetime) -> Plan:
    """The plan as it will be kept; raises `NotUnderstood` for what will not do."""
    check_start(plan.when.start, plan.when.zone, now)
    when = replace(plan.when, minutes=plan.when.minutes or DEFAULT_MINUTES, rule=plan.when.rule or None)
    return replace(checked_but_time(plan), when=when)


def checked_but_time(plan: Plan) -> Plan:
    """The plan as it will be kept but for its time; raises `NotUnderstood` for what will not do."""
    title, place = one_line(plan.title), one_line(plan.place)
    if not title:
        raise NotUnderstood(_("An event needs a title."), field="title")
    for name, text, most in (("title", title, LONGEST_TITLE), ("place", place, LONGEST_PLACE)):
        if len(text) > most:
            raise NotUnderstood(
                _("“{name}” has {n} characters; at most {most} fit.", name=name, n=len(text), most=most),
                field=name,
            )
    if plan.capacity is not None and not 1 <= plan.capacity <= MOST_PLACES:
        raise NotUnderstood(
            _("An event has between 1 and {most} places; write “none” if all can come.", most=MOST_PLACES),
            field="capacity",
        )
    link = checked_link(plan.link) if plan.link.strip() else ""
    return replace(plan, title=title, place=place, link=link, body=several_lines(plan.body, LONGEST_BODY))


def check_start(local: datetime, zone: str, now: datetime) -> None:
    """Raises `NotUnderstood` for a start that is past, or too far away."""
    if local.year > (now + LATEST).year or local.replace(tzinfo=UTC) > now + LATEST:
        raise NotUnderstood(_("An event begins within five years."), field="when")
    if local.year < now.year - 1 or in_utc(local, zone) <= now:
        past = format_datetime(local, "EEE d MMM y, HH:mm", locale="en")
        raise NotUnderstood(
            _("An event cannot begin in the past, and {past} ({zone}) is.", past=past, zone=zone),
            field="when",
        )


def series_of(when: When, changes: Mapping[str, Change] | None = None) -> Series:
    """The times of what was read."""
    return Series(when.start, when.zone, when.minutes or DEFAULT_MINUTES, when.rule or None, changes or {})


async def hold(tx: Tx, number: int) -> None:
    """Keep an event from being changed by others until the transaction ends; to be called before it is read.

    Its schedules come first, and in the order in which a job that has one takes another: two who wait for
    each other would wait for ever.
    """
    jobs = (NEXT_JOB, notes.JOB, reminders.JOB)
    mine = select(Schedule.id).where(Schedule.subject == number, Schedule.job.in_(jobs))
    await tx.execute(mine.order_by(Schedule.job).with_for_update())
    await events.hold(tx, number)


def _columns(plan: Plan, changes: Mapping[str, Change] | None = None) -> dict[str, Any]:
    """What is kept of a plan beside title and text."""
    series = series_of(plan.when, changes)
    return {
        "starts": key_of(series.starts),
        "zone": series.zone,
        "minutes": series.minutes,
        "rule": series.rule,
        "begins_at": in_utc(series.starts, series.zone),
        "over_at": occurrences.over_at(series),
        "place": plan.place,
        "link": plan.link,
        "capacity": plan.capacity,
        "reminders": list(reminders.usual(series) if plan.reminders is None else plan.reminders),
    }


async def create(tx: Tx, now: datetime, author: int, community_id: int, plan: Plan) -> int:
    """Make an event of a plan that was checked; returns its number."""
    number = await items.create(
        tx, now, KIND, community_id=community_id, author_id=author, title=plan.title, body=plan.body
    )
    await tx.execute(insert(Row).values(item_id=number, reminded_to=now, sequence=0, **_columns(plan)))
    if plan.place:
        await items.find_by(tx, number, plan.place)
    event = await events.get(tx, number)
    assert event, "it was made just now"
    await _plan_ahead(tx, now, event)
    return number


async def _plan_ahead(tx: Tx, now: datetime, event: Event) -> None:
    await plan_next(tx, now, event)
    await reminders.plan(tx, event)


async def plan_next(tx: Tx, now: datetime, event: Event) -> None:
    """Have the clock come when the time that an event's card shows is over, to ask for notes of it, and to
    bring other calendars up to date.
    """
    await notes.plan(tx, now, event)
    await mirrors.look(tx, now, event.id)
    shown = occurrences.upcoming(event, now) if event.cancelled_at is None else None
    if shown:
        await schedules.once(tx, NEXT_JOB, event.id, shown.ends)
    else:
        await schedules.cancel(tx, NEXT_JOB, event.id)


async def change(tx: Tx, now: datetime, actor: int, event: Event, plan: Plan) -> Event:
    """Change an event to a plan that was checked; returns it as it is now.

    What was said for single times, and what differs at them, goes along with a new time.
    """
    before = Plan.of(event)
    retimed = plan.when != before.when
    if (plan.title, plan.body) != (before.title, before.body):
        await items.save(tx, now, event.id, title=plan.title, body=plan.body)
    if plan.place != before.place:
        await items.find_by(tx, event.id, plan.place)
    changes = event.changes
    if retimed:
        changes = await carrying.carry_over(tx, now, event, series_of(plan.when))
    values = _columns(plan, changes)
    if retimed:
        values["reminded_to"] = now
    return await keep(tx, now, actor, event, **values)


async def keep(tx: Tx, now: datetime, actor: int, event: Event, **values: Any) -> Event:
    """Write down what has changed about an event, and plan anew; returns it as it is now."""
    values = {"sequence": event.sequence + 1, **values}
    await tx.execute(update(Row).where(Row.item_id == event.id).values(**values))
    await items.touch(tx, now, event.id)
    cancelled = values.get("cancelled_at") is not None
    await happenings.note(tx, now, "cancelled" if cancelled else "changed", event.id, actor=actor)
    after = await events.get(tx, event.id)
    assert after, "it is held, so nobody has taken it away"
    await _plan_ahead(tx, now, after)
    return after


async def set_reminders(tx: Tx, now: datetime, event: Event, minutes: Iterable[int]) -> Event:
    """Have those who come reminded that many minutes before, which were checked; returns it as it is now."""
    await tx.execute(
        update(Row).where(Row.item_id == event.id).values(reminders=list(minutes), reminded_to=now)
    )
    after = replace(event, reminders=tuple(minutes), reminded_to=now)
    await reminders.plan(tx, after)
    return after
