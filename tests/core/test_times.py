"""Times: read as people write them, in their own zone, and shown so that a misunderstanding is seen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.errors import NotUnderstood
from bot.times.times import read_time, show_time, zone_named
from tests.drivers.paper import NOON

LONDON = ZoneInfo("Europe/London")
ZONES = (
    "Europe/London",
    "America/New_York",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "America/St_Johns",
    "Pacific/Apia",
    "UTC",
)
zones = st.sampled_from(ZONES).map(ZoneInfo)
moments = st.datetimes(datetime(2025, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))


@pytest.mark.parametrize(
    ("phrase", "meant"),
    [
        ("5pm", "Wed 18 Nov 2026, 17:00 GMT"),
        ("11am", "Thu 19 Nov 2026, 11:00 GMT"),
        ("tomorrow 5pm", "Thu 19 Nov 2026, 17:00 GMT"),
        ("tomorrow at 5 pm", "Thu 19 Nov 2026, 17:00 GMT"),
        ("tomorrow noon", "Thu 19 Nov 2026, 12:00 GMT"),
        ("tomorrow", "Thu 19 Nov 2026, 17:00 GMT"),
        ("Friday", "Fri 20 Nov 2026, 17:00 GMT"),
        ("friday 9am", "Fri 20 Nov 2026, 09:00 GMT"),
        ("wednesday", "Wed 25 Nov 2026, 17:00 GMT"),
        ("next Tuesday at 15:00", "Tue 24 Nov 2026, 15:00 GMT"),
        ("on Monday", "Mon 23 Nov 2026, 17:00 GMT"),
        ("30 November", "Mon 30 Nov 2026, 17:00 GMT"),
        ("1 March", "Mon 1 Mar 2027, 17:00 GMT"),
        ("1 July 9:00", "Thu 1 Jul 2027, 09:00 BST"),
        ("01/12/2026", "Tue 1 Dec 2026, 17:00 GMT"),
        ("2026-12-01 09:00", "Tue 1 Dec 2026, 09:00 GMT"),
        ("2026-12-01 09:00 America/New_York", "Tue 1 Dec 2026, 14:00 GMT"),
        ("2026-12-01 09:00 utc", "Tue 1 Dec 2026, 09:00 GMT"),
        ("2026-12-01 09:00:45 utc", "Tue 1 Dec 2026, 09:00 GMT"),
        ("in 90 minutes", "Wed 18 Nov 2026, 13:30 GMT"),
        ("in 2 days", "Fri 20 Nov 2026, 17:00 GMT"),
        ("mañana a las 17:00", "Thu 19 Nov 2026, 17:00 GMT"),
        ("en 2 horas", "Wed 18 Nov 2026, 14:00 GMT"),
        ("d'aquí a 2 hores", "Wed 18 Nov 2026, 14:00 GMT"),
    ],
)
def test_a_phrase_means_what_people_mean_by_it(phrase: str, meant: str) -> None:
    assert show_time(read_time(phrase, LONDON, NOON), LONDON) == meant


@pytest.mark.parametrize(
    "phrase", ["", "x", "whenever", "31 February", "25:00", "in 999999999 years", "x" * 10_000, "\x00"]
)
def test_what_is_no_time_is_said_to_be_none(phrase: str) -> None:
    with pytest.raises(NotUnderstood, match="as a time"):
        read_time(phrase, LONDON, NOON)


@given(zones, moments, st.datetimes(datetime(2026, 1, 1), datetime(2035, 1, 1)))
def test_a_date_with_a_time_is_that_time_on_the_wall_there(
    zone: ZoneInfo, now: datetime, local: datetime
) -> None:
    local = local.replace(second=0, microsecond=0)
    read = read_time(f"{local:%Y-%m-%d %H:%M}", zone, now)
    assert read.tzinfo is UTC
    assume(_exists(local, zone))
    assert read.astimezone(zone).replace(tzinfo=None) == local


@given(zones, moments, st.datetimes(datetime(2026, 1, 1), datetime(2035, 1, 1)))
def test_a_zone_of_its_own_goes_before_the_readers(zone: ZoneInfo, now: datetime, local: datetime) -> None:
    local = local.replace(second=0, microsecond=0)
    phrase = f"{local:%Y-%m-%d %H:%M} {zone.key}"
    assert read_time(phrase, LONDON, now) == read_time(phrase, ZoneInfo("Asia/Tokyo"), now)


@given(zones, moments, st.integers(1, 72))
def test_hours_pass_at_the_same_pace_over_every_change_of_the_clock(
    zone: ZoneInfo, now: datetime, hours: int
) -> None:
    assert read_time(f"in {hours} hours", zone, now) - now == timedelta(hours=hours)


@given(
    zones,
    moments,
    st.sampled_from(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]),
)
def test_a_weekday_is_the_next_one_of_that_name(zone: ZoneInfo, now: datetime, day: str) -> None:
    read = read_time(f"next {day} 12:00", zone, now).astimezone(zone)
    assert f"{read:%A}".lower() == day
    ahead = read.date() - now.astimezone(zone).date()
    assert timedelta(days=1) <= ahead <= timedelta(days=7)


@given(st.text(max_size=60))
def test_any_text_is_a_time_or_said_to_be_none(text: str) -> None:
    try:
        read = read_time(text, LONDON, NOON)
    except NotUnderstood as error:
        assert str(error)
    else:
        assert read.tzinfo is UTC


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("europe/london", "Europe/London"),
        ("UTC", "UTC"),
        ("america/new york", "America/New_York"),
        ("Mars", None),
        ("", None),
    ],
)
def test_a_zone_is_found_however_it_is_written(said: str, name: str | None) -> None:
    assert zone_named(said) == name


@given(zones, moments, st.sampled_from(["en", "en-US", "es", "ca", "xx", "", "zh-Hant-TW", "not a language"]))
def test_a_time_is_shown_in_any_language(zone: ZoneInfo, moment: datetime, language: str) -> None:
    assert str(moment.astimezone(zone).year) in show_time(moment, zone, language)


def _exists(local: datetime, zone: ZoneInfo) -> bool:
    """Whether clocks there ever show that time: it is skipped when they go forward."""
    return local.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None) == local
