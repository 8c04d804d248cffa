"""When something takes place: read as people write it, and kept so that it reads the same on any other day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import NotUnderstood
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
        ("monthly on the first Monday 10:00", "2026-12-07 10:00", "FREQ=MONTHLY;BYDAY=1MO", "every month on the first Monday"),
        ("the last Friday of every month 14:00", "2026-11-27 14:00", "FREQ=MONTHLY;BYDAY=-1FR", "every month on the last Friday"),
        ("weekly Tuesday 9am", "2026-11-24 09:00", "FREQ=WEEKLY;BYDAY=TU", "every week on Tuesday"),
        ("tomorrow 9am weekly", "2026-11-19 09:00", "FREQ=WEEKLY", "every week on Thursday"),
        ("Tuesdays 10am", "2026-11-24 10:00", "FREQ=WEEKLY;BYDAY=TU", "every week on Tuesday"),
        ("every weekday 9:15", "2026-11-19 09:15", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "every weekday"),
        ("every Monday and Thursday 10:00 10 times", "2026-11-19 10:00", "FREQ=WEEKLY;BYDAY=MO,TH;COUNT=10", "every week on Monday and Thursday, 10 times"),
        ("every 3 weeks on Wednesday 10:00", "2026-11-25 10:00", "FREQ=WEEKLY;INTERVAL=3;BYDAY=WE", "every 3 weeks on Wednesday"),
        ("daily 9:00", "2026-11-19 09:00", "FREQ=DAILY", "every day"),
        ("every month on the 15th 10:00", "2026-12-15 10:00", "FREQ=MONTHLY", "every month on day 15"),
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
