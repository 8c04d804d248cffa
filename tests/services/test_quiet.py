"""Quiet hours over zones and years: against the clock on the wall, minute by minute."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.errors import NotUnderstood
from bot.services.alerts.quiet import quiet_until
from bot.times.hours import read_hours, show_minute

MINUTE = timedelta(minutes=1)
ZONES = (
    "UTC",
    "Europe/London",
    "America/New_York",
    "America/Sao_Paulo",
    "Australia/Lord_Howe",
    "Antarctica/Troll",
    "Asia/Kolkata",
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
    "Pacific/Apia",
    "Africa/Casablanca",
)
minutes = st.integers(0, 24 * 60 - 1)
moments = st.datetimes(datetime(2010, 1, 1), datetime(2037, 12, 31)).map(
    lambda moment: moment.replace(tzinfo=UTC, second=0, microsecond=0)
)
LONDON = ZoneInfo("Europe/London")


def wall(moment: datetime, zone: ZoneInfo) -> int:
    """The minute of the day that the clock shows."""
    local = moment.astimezone(zone)
    return local.hour * 60 + local.minute


def shown_between(minute: int, begins: int, ends: int) -> bool:
    return begins <= minute < ends if begins < ends else minute >= begins or minute < ends


def steady(moment: datetime, zone: ZoneInfo) -> bool:
    """Whether the zone's clock is not changed within two days of a moment."""
    around = (moment + timedelta(hours=hours) for hours in range(-49, 50))
    return len({one.astimezone(zone).utcoffset() for one in around}) == 1


@given(moments, st.sampled_from(ZONES), minutes, minutes)
def test_while_no_clock_changes_it_is_quiet_as_the_wall_says(
    now: datetime, name: str, begins: int, ends: int
) -> None:
    zone = ZoneInfo(name)
    if begins == ends or not steady(now, zone):
        return
    until = quiet_until(now, zone, begins, ends)
    assert (until is not None) == shown_between(wall(now, zone), begins, ends)
    if until:
        assert timedelta(0) < until - now < timedelta(days=1)
        assert wall(until, zone) == ends


@given(moments, st.sampled_from(ZONES), minutes, minutes)
@example(datetime(2026, 3, 29, 0, 59, tzinfo=UTC), "Europe/London", 22 * 60, 90)
@example(datetime(2026, 10, 25, 0, 40, tzinfo=UTC), "Europe/London", 22 * 60, 90)
@example(datetime(2011, 12, 30, 9, 0, tzinfo=UTC), "Pacific/Apia", 22 * 60, 7 * 60)
@example(datetime(2026, 11, 1, 5, 30, tzinfo=UTC), "America/New_York", 90, 120)
def test_it_ends_and_until_then_it_is_quiet_throughout(
    now: datetime, name: str, begins: int, ends: int
) -> None:
    zone = ZoneInfo(name)
    until = quiet_until(now, zone, begins, ends)
    if until is None:
        return
    assert until > now
    assert quiet_until(until, zone, begins, ends) is None
    moment = now
    while moment < until:
        assert quiet_until(moment, zone, begins, ends) == until
        moment += timedelta(minutes=17)


@pytest.mark.parametrize("name", ZONES)
@pytest.mark.parametrize("year", [2011, 2026])
def test_every_change_of_the_clock_is_met_by_a_walk_through_its_nights(name: str, year: int) -> None:
    """A night begins at the first minute that shows its beginning, or comes after it, and so on."""
    zone, begins, ends = ZoneInfo(name), 22 * 60 + 30, 2 * 60 + 30
    hours = [datetime(year, 1, 2, tzinfo=UTC) + timedelta(hours=hour) for hour in range(363 * 24)]
    changes = [
        hour
        for hour in hours
        if hour.astimezone(zone).utcoffset() != (hour - timedelta(hours=1)).astimezone(zone).utcoffset()
    ]
    for change in changes:
        for step in range(-180, 180, 7):
            moment = change + step * MINUTE
            until = quiet_until(moment, zone, begins, ends)
            if shown_between(wall(moment, zone), begins, ends):
                assert until is not None, f"{moment} shows {show_minute(wall(moment, zone))} and is not quiet"
            elif until:
                # Put back within the night: the wall shows an hour again that lay before or after it.
                assert wall(until, zone) == ends
                assert until - moment < timedelta(hours=2)


def test_a_night_in_which_the_clock_goes_forward_is_an_hour_shorter() -> None:
    evening = datetime(2026, 3, 28, 22, 0, tzinfo=UTC)
    assert quiet_until(evening, LONDON, 22 * 60, 7 * 60) == datetime(2026, 3, 29, 6, 0, tzinfo=UTC)


def test_and_when_it_goes_back_an_hour_longer() -> None:
    evening = datetime(2026, 10, 24, 21, 0, tzinfo=UTC)
    assert quiet_until(evening, LONDON, 22 * 60, 7 * 60) == datetime(2026, 10, 25, 7, 0, tzinfo=UTC)


def test_an_end_that_is_jumped_over_is_the_moment_of_the_jump() -> None:
    night = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
    assert quiet_until(night, LONDON, 22 * 60, 90) == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)


def test_a_day_that_a_zone_left_out_is_no_trouble() -> None:
    apia = ZoneInfo("Pacific/Apia")
    evening = datetime(2011, 12, 30, 9, 0, tzinfo=UTC)
    assert evening.astimezone(apia).strftime("%d %H:%M") == "29 23:00"
    until = quiet_until(evening, apia, 22 * 60, 7 * 60)
    assert until is not None
    assert until.astimezone(apia).strftime("%d %H:%M") == "31 07:00"


def test_at_both_ends_of_the_world_it_is_quiet_at_other_times() -> None:
    first, last = ZoneInfo("Pacific/Kiritimati"), ZoneInfo("Pacific/Pago_Pago")
    now = datetime(2026, 11, 18, 9, 30, tzinfo=UTC)
    assert quiet_until(now, first, 22 * 60, 7 * 60) == datetime(2026, 11, 18, 17, 0, tzinfo=UTC)
    assert quiet_until(now, last, 22 * 60, 7 * 60) == datetime(2026, 11, 18, 18, 0, tzinfo=UTC)


def test_no_hours_and_equal_hours_are_never_quiet() -> None:
    now = datetime(2026, 11, 18, 9, 30, tzinfo=UTC)
    assert quiet_until(now, LONDON, None, None) is None
    assert quiet_until(now, LONDON, 60, 60) is None


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("22:00-07:00", (1320, 420)),
        ("22-7", (1320, 420)),
        ("10pm to 7am", (1320, 420)),
        ("from 10 p.m. until 7:30 a.m.", (1320, 450)),
        ("22h30 – 6h", (1350, 360)),
        ("22.30-6.15", (1350, 375)),
        ("12am-6am", (0, 360)),
        ("12pm-24:00", (720, 0)),
        ("Off", None),
        ("none", None),
    ],
)
def test_hours_are_read_as_people_write_them(text: str, hours: tuple[int, int] | None) -> None:
    assert read_hours(text) == hours


@given(st.text(max_size=30))
def test_any_text_is_hours_or_refused(text: str) -> None:
    try:
        found = read_hours(text)
    except NotUnderstood as error:
        assert error.field == "hours"
    else:
        assert found is None or (0 <= found[0] < 1440 and 0 <= found[1] < 1440)


@given(minutes, minutes)
def test_what_is_shown_can_be_read_again(begins: int, ends: int) -> None:
    if begins != ends:
        assert read_hours(f"{show_minute(begins)}-{show_minute(ends)}") == (begins, ends)
