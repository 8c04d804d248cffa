"""Calendars as iCalendar (RFC 5545): one event as a file, and feeds that calendars subscribe to.

A repeated event is one series with its rule, so calendars reckon it themselves: local
times stay what they are when clocks change. Where readers would differ, a
time is written out as an override: one that the clock jumps over, and one during which it is
changed. So is what was moved; what was called off is an EXDATE. Nobody who comes is named.

A feed reaches from a month ago to a year ahead and holds 500 events. DTSTAMP is when an
event was changed, not when it is read, so an unchanged feed is the same to the letter.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, exists, or_, select

from bot.services.events import events, occurrences, vtimezones
from bot.services.events.events import Event
from bot.services.events.occurrences import Occurrence
from bot.services.links import seals
from bot.services.links.links import Grant
from bot.services.people import people
from bot.services.schedules.schedules import in_utc
from bot.services.visibility import is_in, sees_item
from bot.words import _, speak
from storage.communities import Membership
from storage.engine import Tx
from storage.events import Event as Row
from storage.events import Rsvp
from storage.items import Item, ItemPlace

if TYPE_CHECKING:
    import icalendar

MOST = 500
BACK, AHEAD = timedelta(days=31), timedelta(days=366)
_READ_EVERY = timedelta(hours=1)
_EARLIEST, _MOST_YEARS = 1970, 40
_EMPTY_SINCE = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed is made of; while this is the same, the file is too. `day` is when it is read."""

    name: str
    events: tuple[Event, ...]
    day: datetime

    @property
    def changed(self) -> datetime:
        """When the last of the events was changed."""
        return max((one.updated_at for one in self.events), default=_EMPTY_SINCE)


async def feed(tx: Tx, now: datetime, grant: Grant) -> Feed | None:
    """What a link gives: a community's events, or all that concern its owner; None where they are gone."""
    owner = await people.get(tx, grant.person_id)
    if owner is None:
        return None
    found = await events.several(tx, await _numbers(tx, now, grant))
    if grant.community:
        name = grant.community.name
    else:
        name = speak(_("Events for {name}", name=owner.name), owner.language or "en")
    return Feed(name, tuple(found), now.replace(hour=0, minute=0, second=0, microsecond=0))


async def _numbers(tx: Tx, now: datetime, grant: Grant) -> Sequence[int]:
    """The events of a feed that its owner may see: at most 500, what is to come before what is over."""
    rows = await tx.execute(
        select(Row.item_id)
        .join(Item, Item.id == Row.item_id)
        .where(
            Item.deleted_at.is_(None),
            or_(Row.over_at.is_(None), Row.over_at > now - BACK),
            Row.begins_at < now + AHEAD,
            sees_item(grant.person_id),
            is_in(grant.community.id) if grant.community else _concerns(grant.person_id),
        )
        .order_by(Row.over_at < now, Row.begins_at, Row.item_id)
        .limit(MOST)
    )
    return rows.scalars().all()


def _concerns(person_id: int) -> ColumnElement[bool]:
    """The condition that an event is in one of somebody's communities, or that they may come to it."""
    mine = select(Membership.community_id).where(Membership.person_id == person_id)
    placed = select(ItemPlace.item_id).where(ItemPlace.community_id.in_(mine))
    said = exists().where(
        Rsvp.item_id == Item.id, Rsvp.person_id == person_id, Rsvp.answer.in_(("yes", "maybe"))
    )
    return or_(Item.community_id.in_(mine), Item.id.in_(placed), said)


def written(found: Sequence[Event], now: datetime, secret: bytes, *, name: str = "") -> bytes:
    """Events as an iCalendar file; with a `name` as a feed to subscribe to.

    Takes some 2 ms for each event, so many are written in another thread.
    """
    import icalendar

    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Convenor//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    if name:
        calendar.add("name", icalendar.vText(name))
        calendar.add("x-wr-calname", icalendar.vText(name))
        calendar.add("refresh-interval", _READ_EVERY, parameters={"value": "DURATION"})
        calendar.add("x-published-ttl", "PT1H")
    house = seals.installation(secret)
    for zone in sorted({one.zone for one in found} - {"UTC"}):
        years = [one.starts.year for one in found if one.zone == zone]
        calendar.add_component(vtimezones.component(zone, *_years(min(years), max(years), now.year)))
    for one in found:
        for component in _components(one, now, house):
            calendar.add_component(component)
    file: bytes = calendar.to_ical()
    return file


def _years(first: int, last: int, present: int) -> tuple[int, int]:
    """For which years a zone is described, where events begin between two others."""
    return max(min(first, present) - 1, _EARLIEST), min(max(last, present) + 3, present + _MOST_YEARS)


def _components(event: Event, now: datetime, house: str) -> Iterator[icalendar.Event]:
    """An event, and an override for each time that differs from what its rule says."""
    if event.rule is None:
        yield _component(event, _by_rule(event), house)
        return
    series = _component(event, _by_rule(event), house)
    series.add("rrule", _rule(event))
    for key, change in event.changes.items():
        if change.cancelled:
            series.add("exdate", _placed(datetime.fromisoformat(key), event.zone))
    yield series
    for one in (*_changed(event), *_at_changes_of_the_clock(event, now)):
        override = _component(event, one, house)
        override.add("recurrence-id", _placed(datetime.fromisoformat(one.key), event.zone))
        yield override


def _by_rule(event: Event) -> Occurrence:
    """The first time as the rule has it, though it may have been moved."""
    starts = in_utc(event.starts, event.zone)
    ends = starts + timedelta(minutes=event.minutes)
    return Occurrence(occurrences.key_of(event.starts), event.starts, starts, ends)


def _changed(event: Event) -> Iterator[Occurrence]:
    """The times of a series that were moved, or take longer or shorter."""
    for key, change in event.changes.items():
        one = occurrences.occurrence(event, key)
        if one and not change.cancelled and (change.moved_to or change.minutes is not None):
            yield one


def _at_changes_of_the_clock(event: Event, now: datetime) -> Iterator[Occurrence]:
    """The unchanged times of a series at which the clock is changed, so that readers would differ."""
    zone = ZoneInfo(event.zone)
    for one in occurrences.between(event, now - BACK, now + AHEAD):
        same = one.starts.astimezone(zone).utcoffset() == one.ends.astimezone(zone).utcoffset()
        if one.key not in event.changes and not (same and _exists(one, zone)):
            yield one


def _exists(one: Occurrence, zone: ZoneInfo) -> bool:
    """Whether the clock on the wall shows that time at all."""
    return one.starts.astimezone(zone).replace(tzinfo=None) == one.local


def _component(event: Event, one: Occurrence, house: str) -> icalendar.Event:
    """An event at one time of it; ends are reckoned from minutes that pass."""
    import icalendar

    said = icalendar.Event()
    said.add("uid", f"event-{event.id}-{event.created_at:%Y%m%d}@{house}.invalid")
    said.add("dtstamp", event.updated_at)
    said.add("created", event.created_at)
    said.add("last-modified", event.updated_at)
    said.add("sequence", event.sequence)
    said.add("status", "CANCELLED" if event.cancelled_at else "CONFIRMED")
    said.add("summary", event.title)
    said.add("dtstart", _placed(one.local, event.zone))
    said.add("dtend", _end(one.ends, _tz(event.zone)))
    if description := "\n\n".join(filter(None, (event.body, event.link))):
        said.add("description", description)
    if where := event.place or event.link:
        said.add("location", where)
    if event.link:
        said.add("url", event.link)
    return said


def _end(moment: datetime, zone: Any) -> datetime:
    """An end in its zone; in UTC where the clock shows that time twice, and the second is meant."""
    local = moment.astimezone(zone)
    return moment if local.fold else local


def _tz(zone: str) -> Any:
    return UTC if zone == "UTC" else ZoneInfo(zone)


def _placed(local: datetime, zone: str) -> datetime:
    return local.replace(tzinfo=_tz(zone), fold=0)


def _rule(event: Event) -> icalendar.vRecur:
    """The rule as RFC 5545 wants it: where the start has a zone, the end is in UTC."""
    import icalendar

    rule: icalendar.vRecur = icalendar.vRecur.from_ical(event.rule or "")
    if ends := rule.get("UNTIL"):
        last = ends[0] if isinstance(ends[0], datetime) else datetime.combine(ends[0], time(23, 59, 59))
        rule["UNTIL"] = [last if last.tzinfo else in_utc(last, event.zone)]
    return rule
