"""When something takes place: read as people write it, and kept so that it reads the same on any other day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import NotUnderstood
from bot.times.clock_changes import Oddity, oddity
from bot.times.lengths import read_minutes, show_minutes
from bot.times.repeats import show_rule
from bot.times.rrules import checked, moved
from bot.times.spans import When, in_words, read_when, show_span
from tests.drivers.paper import NOON

LONDON = ZoneInfo("Europe/London")
ZONES = (
    "Europe/London",
    "America/New_York",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Pacific/Kiritimati",
    "UTC",
)


@pytest.mark.parametrize(
    ("phrase", "start", "minutes"),
    [
        ("next Tuesday 3pm for 2 hours", "2026-11-24 15:00", 120),
        ("1 December 10:00 - 3 December 17:00", "2026-12-01 10:00", 2 * 1440 + 420),
        ("2026-12-01 10:00 to 2026-12-03 17:00", "2026-12-01 10:00", 2 * 1440 + 420),
        ("from Friday 6pm to Sunday 12:00", "2026-11-20 18:00", 1440 + 1080),
        ("31 December 22:00 – 1 January 02:00", "2026-12-31 22:00", 240),
        ("27 March 2027 10:00 to 28 March 10:00 Europe/London", "2027-03-27 10:00", 1440 - 60),
        ("tomorrow 15:00-16:30", "2026-11-19 15:00", 90),
        ("tomorrow 15.30-16.30", "2026-11-19 15:30", 60),
        ("from 15:00 to 16:30 tomorrow", "2026-11-19 15:00", 90),
        ("3-5pm tomorrow", "2026-11-19 15:00", 120),
        ("tomorrow 11-1pm", "2026-11-19 11:00", 120),
        ("tomorrow 3pm until 5pm", "2026-11-19 15:00", 120),
        ("tomorrow 23:00-01:00", "2026-11-19 23:00", 120),
        ("tomorrow noon for an hour and a half", "2026-11-19 12:00", 90),
        ("tomorrow 9am for half an hour", "2026-11-19 09:00", 30),
        ("1 December 9:00 for 1h30", "2026-12-01 09:00", 90),
        ("Tue 1 Dec 2026, 15:00–17:00 GMT", "2026-12-01 15:00", 120),
        ("2026-12-01 15:00", "2026-12-01 15:00", None),
        ("in 2 hours", "2026-11-18 14:00", None),
        ("at 9", "2026-11-19 09:00", None),
        ("at 9 for 2 hours", "2026-11-19 09:00", 120),
        ("mañana a las 17:00 durante 2 horas", "2026-11-19 17:00", 120),
    ],
)
def test_a_time_and_how_long(phrase: str, start: str, minutes: int | None) -> None:
    read = read_when(phrase, LONDON, NOON)
    assert (read.start.isoformat(" ", "minutes"), read.minutes, read.rule) == (start, minutes, None)


@pytest.mark.parametrize(
    ("phrase", "start", "rule", "words"),
    [
        ("every second Tuesday 10:00", "2026-11-24 10:00", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", "every second week on Tuesday"),
        ("every second Tuesday of the month 10:00", "2026-12-08 10:00", "FREQ=MONTHLY;BYDAY=2TU", "every month on the second Tuesday"),
        ("every other Friday at 9", "2026-11-20 09:00", "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", "every second week on Friday"),
        ("monthly on the 31st 10:00", "2026-12-31 10:00", "FREQ=MONTHLY;BYMONTHDAY=31", "every month on day 31"),
        ("every two months on the 15th at 10:00", "2026-12-15 10:00", "FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=15", "every 2 months on day 15"),
        ("on the 31st of each month 10:00", "2026-12-31 10:00", "FREQ=MONTHLY;BYMONTHDAY=31", "every month on day 31"),
        ("last day of the month 17:00", "2026-11-30 17:00", "FREQ=MONTHLY;BYMONTHDAY=-1", "every month on the last day"),
        ("monthly on the first Monday 10:00", "2026-12-07 10:00", "FREQ=MONTHLY;BYDAY=1MO", "every month on the first Monday"),
        ("the last Friday of every month 14:00", "2026-11-27 14:00", "FREQ=MONTHLY;BYDAY=-1FR", "every month on the last Friday"),
        ("weekly Tuesday 9am", "2026-11-24 09:00", "FREQ=WEEKLY;BYDAY=TU", "every week on Tuesday"),
        ("tomorrow 9am weekly", "2026-11-19 09:00", "FREQ=WEEKLY", "every week on Thursday"),
        ("Tuesdays 10am", "2026-11-24 10:00", "FREQ=WEEKLY;BYDAY=TU", "every week on Tuesday"),
        ("every weekday 9:15", "2026-11-19 09:15", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "every weekday"),
        ("every Monday and Thursday 10:00 10 times", "2026-11-19 10:00", "FREQ=WEEKLY;BYDAY=MO,TH;COUNT=10", "every week on Monday and Thursday, 10 times"),
        ("every 3 weeks on Wednesday 10:00", "2026-11-25 10:00", "FREQ=WEEKLY;INTERVAL=3;BYDAY=WE", "every 3 weeks on Wednesday"),
        ("daily 9:00", "2026-11-19 09:00", "FREQ=DAILY", "every day"),
        ("every month on the 15th 10:00", "2026-12-15 10:00", "FREQ=MONTHLY;BYMONTHDAY=15", "every month on day 15"),
        ("every year 1 March 9:00", "2027-03-01 09:00", "FREQ=YEARLY", "every year"),
        ("every Tuesday from 1 December 10:00", "2026-12-01 10:00", "FREQ=WEEKLY;BYDAY=TU", "every week on Tuesday"),
        ("every Tuesday 10:00 until 30 June", "2026-11-24 10:00", "FREQ=WEEKLY;BYDAY=TU;UNTIL=20270630T235959", "every week on Tuesday, until 30 Jun 2027"),
        ("every Tuesday 10:00 until 1 January", "2026-11-24 10:00", "FREQ=WEEKLY;BYDAY=TU;UNTIL=20270101T235959", "every week on Tuesday, until 1 Jan 2027"),
        ("1 Dec 10am quarterly", "2026-12-01 10:00", "FREQ=MONTHLY;INTERVAL=3", "every 3 months on day 1"),
        ("tomorrow 10:00 once", "2026-11-19 10:00", "", ""),
    ],
)  # fmt: skip
def test_how_it_repeats(phrase: str, start: str, rule: str, words: str) -> None:
    read = read_when(phrase, LONDON, NOON)
    assert (read.start.isoformat(" ", "minutes"), read.rule) == (start, rule)
    assert not rule or str(show_rule(rule, read.start)) == words


@pytest.mark.parametrize("zone", ["Europe/Paris", "europe/paris", "(Europe/Paris)"])
def test_a_zone_is_read_wherever_it_stands(zone: str) -> None:
    for phrase in (
        f"tomorrow 15:00 {zone}",
        f"tomorrow 15:00 {zone} for 2 hours",
        f"weekly {zone} tomorrow 15:00",
    ):
        read = read_when(phrase, LONDON, NOON)
        assert (read.zone, read.starts_at) == ("Europe/Paris", datetime(2026, 11, 19, 14, tzinfo=UTC))


@given(
    st.datetimes(NOON.replace(tzinfo=None) + timedelta(days=2), datetime(2031, 1, 1)),
    st.sampled_from(ZONES),
    st.none() | st.integers(1, 20_000),
    st.sampled_from((None, "FREQ=DAILY", "FREQ=WEEKLY;INTERVAL=2", "FREQ=MONTHLY;COUNT=5")),
    st.sampled_from(ZONES),
)
def test_what_is_kept_reads_the_same_by_anybody_on_any_day_before(
    start: datetime, zone: str, minutes: int | None, rule: str | None, reader: str
) -> None:
    when = When(start.replace(second=0, microsecond=0), zone, minutes, rule)
    assert read_when(str(when), ZoneInfo(reader), NOON + timedelta(hours=9)) == when


@given(st.text(max_size=60))
def test_no_text_breaks_it(text: str) -> None:
    try:
        read = read_when(text, LONDON, NOON)
    except NotUnderstood:
        return
    assert read.start.tzinfo is None


@given(st.text(alphabet="FREQ=DAILYWKTNS;COUNTBYMO0123456789-,", max_size=80))
def test_no_rule_breaks_it(text: str) -> None:
    try:
        rule = checked(f"FREQ=WEEKLY;{text}")
    except NotUnderstood:
        return
    assert str(show_rule(rule, datetime(2026, 12, 1, 10)))


@given(st.integers(1, 60 * 24 * 13))
def test_how_long_reads_as_it_is_shown(minutes: int) -> None:
    assert read_minutes(str(show_minutes(minutes))) == minutes


@pytest.mark.parametrize(
    ("rule", "day", "follows"),
    [
        ("FREQ=WEEKLY", 3, "FREQ=WEEKLY"),
        ("FREQ=WEEKLY;BYDAY=TU", 3, "FREQ=WEEKLY;BYDAY=TH"),
        ("FREQ=WEEKLY;BYDAY=TU,TH", 3, "FREQ=WEEKLY;BYDAY=TU,TH"),
        ("FREQ=MONTHLY;BYDAY=1MO", 8, "FREQ=MONTHLY;BYDAY=2TU"),
        ("FREQ=MONTHLY;BYDAY=-1FR", 31, "FREQ=MONTHLY;BYDAY=-1TH"),
        ("FREQ=MONTHLY;BYDAY=-1FR;COUNT=3", 1, "FREQ=MONTHLY;BYDAY=1TU;COUNT=3"),
    ],
)
def test_a_rule_follows_to_another_day(rule: str, day: int, follows: str) -> None:
    assert moved(rule, datetime(2026, 12, day, 10)) == follows


def test_a_rule_of_several_days_does_not_follow_to_another() -> None:
    with pytest.raises(NotUnderstood, match="several days"):
        moved("FREQ=WEEKLY;BYDAY=TU,TH", datetime(2026, 12, 2, 10))


def test_a_span_is_shown_with_weekday_and_zone() -> None:
    start = datetime(2026, 12, 1, 15, tzinfo=UTC)
    assert show_span(start, start + timedelta(hours=2), LONDON) == "Tue 1 Dec 2026, 15:00–17:00 GMT"
    assert show_span(start, start + timedelta(hours=10), LONDON) == (
        "Tue 1 Dec 2026, 15:00 GMT – Wed 2 Dec 2026, 01:00 GMT"
    )
    night = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert show_span(night, night + timedelta(hours=1), LONDON) == (
        "Sun 25 Oct 2026, 01:30 BST – Sun 25 Oct 2026, 01:30 GMT"
    )


@pytest.mark.parametrize(
    ("phrase", "words"),
    [
        ("next Tuesday 3pm for 2 hours", "Tue 24 Nov 2026 15:00 Europe/London for 2 hours"),
        (
            "every second Tuesday 10:00-11:30 until 30 June",
            "Tue 24 Nov 2026 10:00 Europe/London for 1 hour 30 minutes every second week on Tuesday, "
            "until 30 Jun 2027",
        ),
        (
            "every weekday 9:15 for 15 minutes 10 times",
            "Thu 19 Nov 2026 09:15 Europe/London for 15 minutes every weekday, 10 times",
        ),
        (
            "monthly on the first Monday 10:00",
            "Mon 7 Dec 2026 10:00 Europe/London every month on the first Monday",
        ),
    ],
)
def test_what_was_read_is_written_in_words_that_read_the_same(phrase: str, words: str) -> None:
    read = read_when(phrase, LONDON, NOON)
    assert in_words(read, NOON) == words
    assert read_when(words, ZoneInfo("Asia/Tokyo"), NOON) == read


@given(
    st.datetimes(NOON.replace(tzinfo=None) + timedelta(days=2), datetime(2031, 1, 1)),
    st.sampled_from(ZONES),
    st.none() | st.integers(1, 20_000),
    st.sampled_from(
        (None, "FREQ=DAILY;INTERVAL=4", "FREQ=WEEKLY;INTERVAL=2", "FREQ=MONTHLY;COUNT=5", "FREQ=YEARLY")
    ),
)
def test_words_always_read_as_what_they_say(
    start: datetime, zone: str, minutes: int | None, rule: str | None
) -> None:
    when = When(start.replace(second=0, microsecond=0), zone, minutes, rule)
    assert read_when(in_words(when, NOON), LONDON, NOON) == when


@pytest.mark.parametrize(
    ("phrase", "start"),
    [
        ("4pm", "2026-11-24 16:00"),
        ("at 16:30 for 2 hours", "2026-11-24 16:30"),
        ("16:00-17:30", "2026-11-24 16:00"),
        ("noon", "2026-11-24 12:00"),
        ("Friday", "2026-11-20 10:00"),
        ("3 December", "2026-12-03 10:00"),
        ("for 3 hours", "2026-11-24 10:00"),
        ("every Friday", "2026-11-27 10:00"),
        ("every Friday 9:00", "2026-11-20 09:00"),
        ("tomorrow 4pm", "2026-11-19 16:00"),
        ("in 2 hours", "2026-11-18 14:00"),
    ],
)
def test_what_is_left_out_of_a_change_stays_as_it_was(phrase: str, start: str) -> None:
    was = datetime(2026, 11, 24, 10, 0, tzinfo=LONDON)
    read = read_when(phrase, LONDON, NOON, was=was)
    assert read.start.isoformat(" ", "minutes") == start


def test_the_day_that_stays_is_that_of_the_zone_that_is_named() -> None:
    was = datetime(2026, 11, 24, 23, 0, tzinfo=LONDON)
    read = read_when("9:00 Asia/Kolkata", LONDON, NOON, was=was)
    assert str(read) == "2026-11-25 09:00 Asia/Kolkata"


# --- changes of the clock ---------------------------------------------------------------


def _offset(moment: datetime, zone: ZoneInfo) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()


@given(
    st.datetimes(datetime(2026, 12, 1), datetime(2035, 1, 1)),
    st.sampled_from([*ZONES, "America/Santiago", "Africa/Casablanca", "Europe/Dublin"]),
    st.booleans(),
)
def test_the_clock_says_what_was_written_and_oddities_are_known(
    near: datetime, key: str, weekly: bool
) -> None:
    zone = ZoneInfo(key)
    local = _near_a_change(near, zone)
    when = read_when(f"{local:%Y-%m-%d %H:%M}{' weekly' if weekly else ''}", zone, NOON)
    assert (when.start, when.zone) == (local, key)
    shows_it = [
        moment
        for hours in range(-30, 31)
        if (moment := local.replace(tzinfo=UTC) + timedelta(minutes=30 * hours))
        .astimezone(zone)
        .replace(tzinfo=None)
        == local
    ]
    meant = {0: Oddity.SKIPPED, 1: None, 2: Oddity.TWICE}[len(shows_it)]
    assert oddity(local, zone) is meant
    assert not shows_it or when.starts_at == shows_it[0]


def _near_a_change(near: datetime, zone: ZoneInfo) -> datetime:
    """A half hour of the night in which the zone's clock is changed next, or of the day itself."""
    day = datetime(near.year, near.month, near.day, tzinfo=UTC)
    for _day in range(366):
        if _offset(day, zone) != _offset(day + timedelta(days=1), zone):
            break
        day += timedelta(days=1)
    minutes = (near.hour * 60 + near.minute) // 30 * 30
    return (day.astimezone(zone).replace(tzinfo=None) + timedelta(minutes=minutes)).replace(
        minute=minutes % 60
    )


def test_the_second_of_two_hours_that_the_clock_shows_alike_is_kept_in_utc() -> None:
    read = read_when("2027-10-31T01:30:00+00:00", LONDON, NOON)
    assert str(read) == "2027-10-31 01:30 UTC"
    later = datetime(2027, 10, 30, 23, 30, tzinfo=UTC)
    assert read_when("in 2 hours", LONDON, later).starts_at == later + timedelta(hours=2)


@pytest.mark.parametrize(
    ("phrase", "start", "minutes"),
    [
        ("tomorrow morning 9-11", "2026-11-19 09:00", 120),
        ("tomorrow morning 9 to 1", "2026-11-19 09:00", 240),
        ("this evening 7 for 2 hours", "2026-11-18 19:00", 120),
        ("every Tuesday evening until 30 June", "2026-11-24 19:00", None),
        ("tomorrow 22:00 until midnight", "2026-11-19 22:00", 120),
        ("noon-2pm tomorrow", "2026-11-19 12:00", 120),
        ("tomorrow from quarter past 3 to half past 4", "2026-11-19 03:15", 75),
        ("friday week 10:00 New York time for 1 hour", "2026-11-27 10:00", 60),
    ],
)
def test_phrases_stand_in_what_is_said_of_a_time(phrase: str, start: str, minutes: int | None) -> None:
    read = read_when(phrase, LONDON, NOON)
    assert (read.start.isoformat(" ", "minutes"), read.minutes) == (start, minutes)


def test_midnight_of_a_day_that_is_known_is_asked_about() -> None:
    with pytest.raises(NotUnderstood, match="beginning or the end"):
        read_when("midnight", LONDON, NOON, was=datetime(2026, 11, 24, 22, tzinfo=LONDON))
