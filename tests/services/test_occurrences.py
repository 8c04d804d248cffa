"""When repeated events take place, against two independent reckonings over zones, years and changes of the clock.

One is a walk through the days that knows nothing of RRULEs, the other a library that expands calendar files.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.services.events.occurrences import (
    Change,
    Occurrence,
    Series,
    between,
    following,
    key_of,
    occurrence,
    over_at,
    upcoming,
)

LONDON = "Europe/London"
ZONES = (
    LONDON,
    "America/New_York",
    "Australia/Lord_Howe",  # half an hour of summer time
    "Antarctica/Troll",  # two hours of it
    "Asia/Kolkata",
    "Pacific/Kiritimati",  # UTC+14
    "Pacific/Pago_Pago",  # UTC-11
    "America/Sao_Paulo",  # gave summer time up in 2019
    "Asia/Tehran",  # in 2022
    "America/Mexico_City",  # in 2022
    "Africa/Casablanca",  # goes back for Ramadan
    "Pacific/Apia",  # left out 30 December 2011
    "UTC",
)
zones = st.sampled_from(ZONES)
starts = st.datetimes(datetime(2009, 1, 1), datetime(2030, 12, 31)).map(
    lambda at: at.replace(second=0, microsecond=0)
)
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def _utc(*when: int) -> datetime:
    return datetime(*when, tzinfo=UTC)  # type: ignore[misc,arg-type]


def _wall(moment: datetime, zone: str) -> datetime:
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def _shown(times: list[Occurrence], zone: str = LONDON) -> list[str]:
    return [f"{one.starts.astimezone(ZoneInfo(zone)):%a %d %b %Y %H:%M %Z}" for one in times]


# --- as people would say it ------------------------------------------------------------


def test_a_weekly_event_stays_at_its_hour_over_both_changes_of_the_clock() -> None:
    weekly = Series(datetime(2026, 3, 24, 10), LONDON, 60, "FREQ=WEEKLY")
    assert _shown(between(weekly, _utc(2026, 3, 23), _utc(2026, 4, 8))) == [
        "Tue 24 Mar 2026 10:00 GMT",
        "Tue 31 Mar 2026 10:00 BST",
        "Tue 07 Apr 2026 10:00 BST",
    ]
    assert _shown(between(weekly, _utc(2026, 10, 19), _utc(2026, 10, 28))) == [
        "Tue 20 Oct 2026 10:00 BST",
        "Tue 27 Oct 2026 10:00 GMT",
    ]


def test_a_time_that_clocks_jump_over_is_moved_on_and_one_that_comes_twice_is_the_first() -> None:
    daily = Series(datetime(2026, 3, 28, 1, 30), LONDON, 30, "FREQ=DAILY")
    assert _shown(between(daily, _utc(2026, 3, 28), _utc(2026, 3, 31))) == [
        "Sat 28 Mar 2026 01:30 GMT",
        "Sun 29 Mar 2026 02:30 BST",
        "Mon 30 Mar 2026 01:30 BST",
    ]
    autumn = between(daily, _utc(2026, 10, 24, 12), _utc(2026, 10, 26))
    assert _shown(autumn) == ["Sun 25 Oct 2026 01:30 BST"]


def test_two_hours_are_two_hours_in_the_night_in_which_clocks_change() -> None:
    night = Series(datetime(2026, 10, 25, 0, 30), LONDON, 120)
    (one,) = between(night, _utc(2026, 10, 24), _utc(2026, 10, 26))
    assert one.ends - one.starts == timedelta(hours=2)
    assert _wall(one.ends, LONDON) == datetime(2026, 10, 25, 1, 30)


def test_the_29th_of_february_comes_every_fourth_year() -> None:
    leap = Series(datetime(2028, 2, 29, 9), LONDON, 60, "FREQ=YEARLY")
    years = [one.local.year for _n, one in zip(range(2), following(leap, _utc(2028, 1, 1)), strict=False)]
    assert years == [2028, 2032]
    around_1900 = Series(datetime(2096, 2, 29, 9), LONDON, 60, "FREQ=YEARLY")
    found = next(following(around_1900, _utc(2096, 3, 1)))
    assert found.local.year == 2104


def test_the_first_monday_and_the_last_friday() -> None:
    first = Series(datetime(2026, 11, 2, 10), LONDON, 60, "FREQ=MONTHLY;BYDAY=1MO")
    last = Series(datetime(2026, 11, 27, 10), LONDON, 60, "FREQ=MONTHLY;BYDAY=-1FR")
    span = (_utc(2026, 12, 1), _utc(2027, 2, 1))
    assert [one.local.day for one in between(first, *span)] == [7, 4]
    assert [one.local.day for one in between(last, *span)] == [25, 29]


def test_a_zone_that_gives_summer_time_up_keeps_the_hour_on_the_wall() -> None:
    weekly = Series(datetime(2018, 11, 6, 10), "America/Sao_Paulo", 60, "FREQ=WEEKLY")
    (before,) = between(weekly, _utc(2018, 12, 4), _utc(2018, 12, 5))
    (after,) = between(weekly, _utc(2019, 12, 3), _utc(2019, 12, 4))
    assert (before.starts.hour, after.starts.hour) == (12, 13)
    assert before.local.hour == after.local.hour == 10


def test_a_day_that_a_zone_left_out_is_the_day_after() -> None:
    daily = Series(datetime(2011, 12, 29, 9), "Pacific/Apia", 60, "FREQ=DAILY;COUNT=3")
    left_out, after = between(daily, _utc(2011, 12, 30), _utc(2012, 1, 2))
    assert (left_out.key, after.key) == ("2011-12-30T09:00", "2011-12-31T09:00")
    assert left_out.starts == after.starts == _utc(2011, 12, 30, 19)


def test_a_moved_time_is_found_where_it_is_and_keeps_its_key() -> None:
    weekly = Series(datetime(2026, 12, 1, 10), LONDON, 60, "FREQ=WEEKLY")
    far = replace(weekly, changes={"2026-12-08T10:00": Change(datetime(2027, 3, 1, 9), 30)})
    assert "2026-12-08T10:00" not in [one.key for one in between(far, _utc(2026, 12, 1), _utc(2026, 12, 31))]
    (there,) = between(far, _utc(2027, 3, 1), _utc(2027, 3, 2))
    assert (there.key, there.moved, there.ends - there.starts) == (
        "2026-12-08T10:00",
        True,
        timedelta(minutes=30),
    )
    assert occurrence(far, "2026-12-08T10:00") == there


def test_a_cancelled_time_is_left_out_unless_asked_for() -> None:
    weekly = Series(
        datetime(2026, 12, 1, 10), LONDON, 60, "FREQ=WEEKLY", {"2026-12-08T10:00": Change(cancelled=True)}
    )
    span = (_utc(2026, 12, 1), _utc(2026, 12, 16))
    assert [one.local.day for one in between(weekly, *span)] == [1, 15]
    assert [one.local.day for one in between(weekly, *span, cancelled=True)] == [1, 8, 15]
    later = upcoming(weekly, _utc(2026, 12, 2))
    assert later is not None
    assert later.local.day == 15


def test_what_goes_on_is_not_over() -> None:
    once = Series(datetime(2026, 12, 1, 10), LONDON, 60)
    assert upcoming(once, _utc(2026, 12, 1, 10, 59)) is not None
    assert upcoming(once, _utc(2026, 12, 1, 11)) is None
    assert over_at(once) == _utc(2026, 12, 1, 11)


def test_a_series_is_over_with_its_last_time_also_where_that_was_moved() -> None:
    thrice = Series(datetime(2026, 12, 1, 10), LONDON, 60, "FREQ=WEEKLY;COUNT=3")
    assert over_at(thrice) == _utc(2026, 12, 15, 11)
    moved = replace(thrice, changes={"2026-12-15T10:00": Change(datetime(2026, 12, 17, 12))})
    assert over_at(moved) == _utc(2026, 12, 17, 13)
    assert over_at(replace(thrice, rule="FREQ=WEEKLY")) is None


@pytest.mark.parametrize(
    "key", ["", "x", "2026-12-02T10:00", "2026-12-01T10:00:00", "2026-12-01T10:00+00:00", "2026-13-01T10:00"]
)
def test_what_is_no_time_of_the_rule_is_none(key: str) -> None:
    assert occurrence(Series(datetime(2026, 12, 1, 10), LONDON, 60, "FREQ=WEEKLY"), key) is None


@pytest.mark.parametrize(
    "rule", ["FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31"]
)
def test_a_rule_that_never_comes_true_is_given_up_soon(rule: str) -> None:
    never = Series(datetime(2026, 12, 1, 10), LONDON, 60, rule)
    assert upcoming(never, _utc(2026, 12, 1)) is None


# --- against a walk through the days ------------------------------------------------------


def _by_walking(series: Series, first: date, last: date, weekdays: set[int], every: int) -> list[datetime]:
    """The moments of a weekly rule, day by day; the offset of each is looked up by trying them all."""
    week = series.starts.date() - timedelta(days=series.starts.weekday())
    found = []
    day = first
    while day <= last:
        due = day >= series.starts.date() and day.weekday() in weekdays
        if due and ((day - week).days // 7) % every == 0:
            found.append(_by_offsets(datetime.combine(day, series.starts.time()), series.zone))
        day += timedelta(days=1)
    return found


def _by_offsets(local: datetime, zone: str) -> datetime:
    """The first moment at which clocks there show that, else as long after the jump as it says."""
    guesses = [
        local.replace(tzinfo=UTC) - timedelta(minutes=offset) for offset in range(-14 * 60, 15 * 60, 15)
    ]
    right = [guess for guess in guesses if _wall(guess, zone) == local]
    if right:
        return min(right)
    before = local - timedelta(days=2)
    offset = ZoneInfo(zone).utcoffset(before)
    assert offset is not None
    return (local - offset).replace(tzinfo=UTC)


@given(
    zones,
    starts,
    st.sets(st.integers(0, 6), min_size=1, max_size=3),
    st.integers(1, 4),
    st.integers(0, 700),
    st.integers(1, 40),
)
def test_weekly_rules_agree_with_a_walk_through_the_days(
    zone: str, start: datetime, weekdays: set[int], every: int, skip: int, length: int
) -> None:
    start += timedelta(days=min((day - start.weekday()) % 7 for day in weekdays))
    # Where a whole day was left out there is no offset to look up.
    if zone == "Pacific/Apia" and start.year <= 2012:
        start = start.replace(year=2013, day=min(start.day, 28))
        start += timedelta(days=min((day - start.weekday()) % 7 for day in weekdays))
    rule = f"FREQ=WEEKLY;INTERVAL={every};BYDAY={','.join(DAYS[day] for day in sorted(weekdays))}"
    series = Series(start, zone, 45, rule)
    first = start.date() + timedelta(days=skip)
    span = tuple(
        datetime.combine(day, time(), ZoneInfo("UTC")) for day in (first, first + timedelta(days=length))
    )
    walked = _by_walking(
        series, first - timedelta(days=3), first + timedelta(days=length + 3), weekdays, every
    )
    expected = [at for at in walked if at < span[1] and at + timedelta(minutes=45) > span[0]]
    assert [one.starts for one in between(series, *span)] == sorted(expected)


@given(zones, starts, st.integers(1, 5), st.integers(0, 30))
def test_monthly_rules_by_weekday_agree_with_counting_in_the_month(
    zone: str, start: datetime, nth: int, months: int
) -> None:
    if nth == 5:
        nth = -1
    weekday = start.weekday()
    days = [day for day in range(1, monthrange(start.year, start.month)[1] + 1)
            if date(start.year, start.month, day).weekday() == weekday]  # fmt: skip
    start = start.replace(day=days[nth - 1 if nth > 0 else -1])
    series = Series(start, zone, 60, f"FREQ=MONTHLY;BYDAY={nth}{DAYS[weekday]}")
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    month += 1
    there = [
        day for day in range(1, monthrange(year, month)[1] + 1) if date(year, month, day).weekday() == weekday
    ]
    expected = datetime.combine(date(year, month, there[nth - 1 if nth > 0 else -1]), start.time())
    assert occurrence(series, key_of(expected)) is not None
    begin, end = datetime(year, month, 1, tzinfo=UTC), datetime(year, month, 28, tzinfo=UTC)
    assert len([one for one in between(series, begin - timedelta(days=2), end + timedelta(days=6))
                if (one.local.year, one.local.month) == (year, month)]) == 1  # fmt: skip


# --- against a library for calendar files --------------------------------------------------

RULES = (
    "FREQ=DAILY",
    "FREQ=DAILY;INTERVAL=3;COUNT=20",
    "FREQ=WEEKLY",
    "FREQ=WEEKLY;INTERVAL=2",
    "FREQ=MONTHLY",
    "FREQ=YEARLY",
    "FREQ=WEEKLY;COUNT=7",
)


def _by_library(series: Series, begin: datetime, end: datetime) -> list[datetime]:
    import icalendar
    import recurring_ical_events

    text = "\r\n".join([
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//", "BEGIN:VEVENT", "UID:1", "DTSTAMP:20260101T000000Z",
        f"DTSTART;TZID={series.zone}:{series.starts:%Y%m%dT%H%M%S}", f"DURATION:PT{series.minutes}M",
        f"RRULE:{series.rule}", "END:VEVENT", "END:VCALENDAR", "",
    ])  # fmt: skip
    found = recurring_ical_events.of(icalendar.Calendar.from_ical(text)).between(begin, end)
    return sorted(one["DTSTART"].dt.astimezone(UTC) for one in found)


@given(st.sampled_from(ZONES[:-2]), starts, st.sampled_from(RULES), st.integers(0, 800), st.integers(1, 60))
def test_rules_agree_with_what_readers_of_calendar_files_make_of_them(
    zone: str, start: datetime, rule: str, skip: int, length: int
) -> None:
    # They differ in what they make of times that clocks jump over, about which the standard is silent.
    start = start.replace(hour=12)
    series = Series(start, zone, 60, rule)
    begin = start.replace(tzinfo=UTC) + timedelta(days=skip)
    end = begin + timedelta(days=length)
    ours = [one.starts for one in between(series, begin, end)]
    assert ours == _by_library(series, begin, end)


# --- what holds for all -----------------------------------------------------------------


@given(zones, starts, st.sampled_from(RULES), st.integers(0, 3000))
def test_what_comes_is_in_order_and_nothing_comes_twice(
    zone: str, start: datetime, rule: str, skip: int
) -> None:
    series = Series(start, zone, 90, rule)
    now = start.replace(tzinfo=UTC) + timedelta(hours=skip)
    coming = [one for _n, one in zip(range(20), following(series, now), strict=False)]
    assert len({one.key for one in coming}) == len(coming)
    assert [one.starts for one in coming] == sorted(one.starts for one in coming)
    assert all(one.ends > now for one in coming)
    assert coming[:1] == ([found] if (found := upcoming(series, now)) else [])
    for one in coming:
        assert occurrence(series, one.key) == one
