"""Calendar files, read by parsers that are not ours."""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import icalendar
import pytest
import recurring_ical_events
import vobject
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.services.events import calendars, occurrences, vtimezones
from bot.services.events.events import Event
from bot.services.events.occurrences import Change

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
SECRET = b"a secret of these tests"
RULES = (
    "FREQ=DAILY",
    "FREQ=WEEKLY;BYDAY=TU",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR",
    "FREQ=WEEKLY;BYDAY=SU;COUNT=30",
    "FREQ=MONTHLY;BYDAY=1MO",
    "FREQ=MONTHLY;BYDAY=-1SU",
    "FREQ=WEEKLY;BYDAY=SA;UNTIL=20270630T235959",
    "FREQ=DAILY;UNTIL=20270328T013000",
)
ZONES = (
    "UTC",
    "Europe/London",
    "Europe/Madrid",
    "America/New_York",
    "America/Sao_Paulo",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Africa/Casablanca",
    "Pacific/Apia",
    "Asia/Tehran",
)


def event(
    starts: datetime = datetime(2026, 11, 24, 15),
    zone: str = "Europe/London",
    minutes: int = 60,
    rule: str | None = None,
    changes: Mapping[str, Change] | None = None,
    **more: Any,
) -> Event:
    return Event(
        **{
            "id": 142,
            "community_id": 7,
            "title": "Clinic",
            "body": "",
            "author_id": 1,
            "author_name": "Alice",
            "created_at": NOW,
            "updated_at": NOW,
            "starts": starts,
            "zone": zone,
            "minutes": minutes,
            "rule": rule,
            "place": "",
            "link": "",
            "capacity": None,
            "reminders": (),
            "reminded_to": NOW,
            "cancelled_at": None,
            "sequence": 0,
            "changes": changes or {},
            **more,
        }
    )


def first_by(rule: str, around: datetime) -> datetime:
    """The first local time that a rule gives, as an event begins with."""
    return next(iter(rrulestr(re.sub(";(COUNT|UNTIL|INTERVAL)=[^;]+", "", rule), dtstart=around)))


def expanded(file: bytes, start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
    """The times that an independent library finds in a file."""
    found = recurring_ical_events.of(icalendar.Calendar.from_ical(file)).between(start, end)
    return sorted((one["DTSTART"].dt.astimezone(UTC), one["DTEND"].dt.astimezone(UTC)) for one in found)


@settings(max_examples=120)
@given(
    rule=st.sampled_from(RULES),
    zone=st.sampled_from(ZONES),
    around=st.datetimes(datetime(2026, 10, 1), datetime(2026, 12, 31)),
    minutes=st.sampled_from((15, 60, 90, 600)),
    touched=st.lists(
        st.tuples(st.integers(0, 12), st.sampled_from(("cancel", "move", "longer"))), max_size=3
    ),
)
def test_another_reader_finds_the_same_times(
    rule: str, zone: str, around: datetime, minutes: int, touched: list[tuple[int, str]]
) -> None:
    starts = first_by(rule, around.replace(second=0, microsecond=0))
    plain = event(starts, zone, minutes, rule)
    there = occurrences.between(plain, NOW - timedelta(days=90), NOW + timedelta(days=300))
    changes: dict[str, Change] = {}
    for place, how in touched:
        if place < len(there):
            one = there[place]
            moved = one.local.replace(hour=9, minute=30) + timedelta(days=1)
            changes[one.key] = {
                "cancel": Change(cancelled=True),
                "move": Change(moved_to=moved),
                "longer": Change(minutes=45),
            }[how]
    series = event(starts, zone, minutes, rule, changes)
    start, end = NOW - timedelta(days=20), NOW + timedelta(days=350)
    file = calendars.written([series], NOW, SECRET)
    expected = sorted((one.starts, one.ends) for one in occurrences.between(series, start, end))
    assert expanded(file, start, end) == expected


@pytest.mark.parametrize("zone", ["America/New_York", "Europe/London", "Australia/Lord_Howe"])
def test_both_changes_of_the_clock_at_every_quarter_of_the_night(zone: str) -> None:
    for quarter in range(16):
        starts = datetime(2026, 10, 3, quarter // 4, quarter % 4 * 15)
        series = event(starts, zone, 90, "FREQ=DAILY")
        start, end = NOW - timedelta(days=25), NOW + timedelta(days=340)
        expected = [(one.starts, one.ends) for one in occurrences.between(series, start, end)]
        assert expanded(calendars.written([series], NOW, SECRET), start, end) == expected


def test_a_leap_day_every_year() -> None:
    series = event(datetime(2028, 2, 29, 10), rule="FREQ=YEARLY")
    file = calendars.written([series], datetime(2028, 1, 1, tzinfo=UTC), SECRET)
    found = expanded(file, datetime(2028, 1, 1, tzinfo=UTC), datetime(2033, 1, 1, tzinfo=UTC))
    assert [start.date().isoformat() for start, _end in found] == ["2028-02-29", "2032-02-29"]


@pytest.mark.parametrize("zone", sorted(zoneinfo.available_timezones() - {"localtime", "Factory"})[::7])
def test_the_zone_in_the_file_says_what_the_zone_is(zone: str) -> None:
    """Read by dateutil, which knows only what stands in the file."""
    from io import StringIO

    from dateutil.tz import tzical

    calendar = icalendar.Calendar()
    calendar.add_component(vtimezones.component(zone, 2025, 2029))
    told = tzical(StringIO(calendar.to_ical().decode())).get()
    assert told is not None
    real = zoneinfo.ZoneInfo(zone)
    moment = datetime(2025, 2, 1, 0, 7)
    while moment < datetime(2028, 12, 1):
        exists = moment.replace(tzinfo=real).astimezone(UTC).astimezone(real).replace(tzinfo=None) == moment
        twice = moment.replace(tzinfo=real).utcoffset() != moment.replace(tzinfo=real, fold=1).utcoffset()
        if exists and not twice:
            assert moment.replace(tzinfo=told).utcoffset() == moment.replace(tzinfo=real).utcoffset(), moment
        moment += timedelta(hours=5, minutes=30)


def test_what_stands_in_a_feed() -> None:
    series = event(
        rule="FREQ=WEEKLY;BYDAY=TU",
        title='Caddies, liners; and "more"\\n 🗑️',
        body="First line\nSecond, line; with \\ and ünïcode " + "läng " * 60,
        place="Town hall, room 5",
        link="https://meet.example.org/a?b=c&d=e",
        sequence=3,
        changes={
            "2026-12-01T15:00": Change(cancelled=True),
            "2026-12-08T15:00": Change(moved_to=datetime(2026, 12, 9, 10)),
        },
    )
    off = event(datetime(2026, 12, 2, 9), id=143, cancelled_at=NOW)
    file = calendars.written([series, off], NOW, SECRET, name="Data, Standards")
    assert b"\r\n" in file
    assert all(len(line) <= 75 for line in file.split(b"\r\n"))
    text = re.sub(r"\r\n ", "", file.decode())
    assert "X-WR-CALNAME:Data\\, Standards" in text
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT1H" in text
    assert "BEGIN:VTIMEZONE" in text
    assert "RRULE:FREQ=WEEKLY;BYDAY=TU" in text
    assert "EXDATE;TZID=Europe/London:20261201T150000" in text
    assert "RECURRENCE-ID;TZID=Europe/London:20261208T150000" in text
    assert 'SUMMARY:Caddies\\, liners\\; and "more"\\\\n 🗑️' in text
    calendar = vobject.readOne(file.decode())
    master, moved, cancelled = calendar.vevent_list
    assert master.summary.value == 'Caddies, liners; and "more"\\n 🗑️'
    assert master.description.value.startswith("First line\nSecond, line; with \\ and ünïcode läng")
    assert master.location.value == "Town hall, room 5"
    assert master.sequence.value == "3"
    assert master.uid.value == moved.uid.value
    assert master.uid.value != cancelled.uid.value
    assert cancelled.status.value == "CANCELLED"
    assert moved.dtstart.value.astimezone(UTC) == datetime(2026, 12, 9, 10, tzinfo=UTC)
    dates = [one.astimezone(UTC) for one in master.getrruleset(addRDate=True)[:3]]
    assert [one.day for one in dates] == [24, 8, 15], "the first of December is off"
    assert "Alice" not in text


def test_the_same_events_make_the_same_file() -> None:
    series = event(rule="FREQ=WEEKLY;BYDAY=TU")
    assert calendars.written([series], NOW, SECRET) == calendars.written([series], NOW, SECRET)
    assert b"event-142-20261118@" in calendars.written([series], NOW, SECRET)


@pytest.mark.parametrize("starts", [datetime(1, 1, 1, 9), datetime(1971, 1, 1), datetime(9999, 12, 30, 9)])
def test_years_at_the_end_of_time(starts: datetime) -> None:
    found = icalendar.Calendar.from_ical(calendars.written([event(starts)], NOW, SECRET)).walk("VEVENT")
    assert found[0]["DTSTART"].dt.replace(tzinfo=None) == starts
