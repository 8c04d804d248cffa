"""Events at times and by rules that were thought out to hurt: read as they are meant, or refused, and soon."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.errors import NotUnderstood
from bot.times.rrules import comes_true, moved
from bot.times.spans import read_when
from tests.chat import Seen
from tests.drivers.paper import NOON, PaperChat
from tests.scenes import number, open_community

LONDON = ZoneInfo("Europe/London")
SOON = 1.0
"""Seconds of the processor's time; nobody else is served while a time is being read."""

BOMBS = [
    "FREQ=SECONDLY",
    "FREQ=MINUTELY;COUNT=1000000000",
    "FREQ=HOURLY",
    "FREQ=DAILY;COUNT=1000000000",
    "FREQ=DAILY;COUNT=0",
    "FREQ=DAILY;INTERVAL=0",
    "FREQ=DAILY;INTERVAL=366",
    "FREQ=DAILY;BYHOUR=0,1,2,3;BYMINUTE=0,1,2;BYSECOND=0,1,2",
    "FREQ=DAILY;BYSETPOS=1",
    "FREQ=DAILY;FREQ=WEEKLY",
    "FREQ=DAILY;UNTIL=00010101",
    "FREQ=DAILY;UNTIL=99999999",
    "FREQ=DAILY;COUNT=2;UNTIL=20301231",
    "FREQ=YEARLY;BYEASTER=0",
    "FREQ=DAILY;BYMONTHDAY=31;BYMONTH=2,4,6,9,11",
    "FREQ=DAILY;BYMONTHDAY=31;BYMONTH=2,4,6,9,11;COUNT=500",
    "FREQ=DAILY;INTERVAL=2;BYMONTHDAY=30,31;BYMONTH=2",
    "FREQ=WEEKLY;BYMONTHDAY=31;BYMONTH=4",
    "FREQ=MONTHLY;BYDAY=1MO;BYMONTHDAY=13",
    "FREQ=MONTHLY;BYDAY=5MO;BYMONTH=2;BYMONTHDAY=28;COUNT=7",
    "FREQ=YEARLY;INTERVAL=4;BYMONTH=2;BYMONTHDAY=30;COUNT=3",
    "FREQ=DAILY;" * 50,
    "FREQ=DAILY\r\nATTACH:https://evil.example",
]
RARE = [
    "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=29;BYDAY=TU;COUNT=500",
    "FREQ=DAILY;INTERVAL=365;BYMONTHDAY=18;BYDAY=WE;COUNT=500",
    "FREQ=WEEKLY;INTERVAL=52;BYMONTH=11;BYMONTHDAY=25;COUNT=500",
    "FREQ=YEARLY;INTERVAL=3;BYMONTH=2;BYMONTHDAY=29;COUNT=500",
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;INTERVAL=4",
    "FREQ=MONTHLY;BYDAY=5FR,-1SU;BYMONTH=1,2,3,4,5,6,7,8,9,10,11,12;COUNT=500",
    "FREQ=DAILY;UNTIL=99991231",
    "FREQ=DAILY;COUNT=500",
]


@pytest.fixture(params=["sqlite"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Times are read before any database is asked."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.mark.parametrize("rule", BOMBS, ids=[rule[:60] for rule in BOMBS])
async def test_a_rule_that_never_ends_or_never_comes_true_is_refused_at_once(rule: str) -> None:
    read_when("tomorrow 10:00 daily", LONDON, NOON)
    began = time.process_time()
    with pytest.raises(NotUnderstood):
        read_when(f"tomorrow 10:00 RRULE:{rule}", LONDON, NOON)
    assert time.process_time() - began < SOON


def test_a_day_that_the_rule_takes_from_its_start_may_never_come() -> None:
    nine_years = timedelta(days=9 * 366)
    thirtieth = datetime(2026, 11, 30, 10)
    assert not comes_true("FREQ=YEARLY;BYMONTH=2", thirtieth, nine_years)
    assert not comes_true("FREQ=MONTHLY;INTERVAL=12;BYMONTH=2", thirtieth, nine_years)
    assert comes_true("FREQ=YEARLY;BYMONTH=2", thirtieth - timedelta(days=2), nine_years)
    assert comes_true("FREQ=MONTHLY;BYMONTHDAY=-1;BYMONTH=2", thirtieth, nine_years)


def test_a_series_of_certain_months_is_not_moved_out_of_them() -> None:
    with pytest.raises(NotUnderstood, match="certain months"):
        moved("FREQ=MONTHLY;INTERVAL=12;BYMONTH=2", datetime(2027, 3, 4, 10))
    assert moved("FREQ=MONTHLY;BYMONTH=2,3;BYDAY=1MO", datetime(2027, 3, 4, 10)).endswith("BYDAY=1TH")


async def planned(chat: PaperChat, when: str, title: str = "Clinic", more: str = "") -> int:
    """An event that was understood and posted; its number."""
    said = await chat.says("alice", f'/event new "{title}" "{when}" {more}')
    posted = await chat.presses("alice", "Yes, post it", said)
    assert posted is not None
    return number(posted)


@pytest.mark.parametrize("rule", RARE, ids=[rule[:60] for rule in RARE])
async def test_a_series_that_comes_rarely_or_often_keeps_nobody_waiting(chat: PaperChat, rule: str) -> None:
    await open_community(chat)
    event = await planned(chat, f"tomorrow 10:00 RRULE:{rule}")
    began = time.process_time()
    for line in (f"event show {event}", "event list", f"event rsvp {event} yes all: yes", "event list mine"):
        assert "Clinic" in await chat.says("alice", f"/{line}"), line
    chat.now += timedelta(days=366 * 6)
    assert "Clinic" in await chat.says("alice", f"/event show {event}")
    await chat.passes(timedelta(days=1))
    assert time.process_time() - began < 6 * SOON


WHEN = [
    "every second 10:00",
    "every minute",
    "every 0 days 10:00",
    "every 999 days 10:00",
    "daily 10:00 1000000000 times",
    "weekly 10:00 0 times",
    "daily 10:00 until yesterday",
    "daily 10:00 until 0001-01-01",
    "daily 10:00 until until until",
    "0001-01-01 00:00",
    "9999-12-31 23:59",
    "9999-12-31 23:59 Pacific/Kiritimati weekly",
    "0001-01-01 00:00 America/Los_Angeles weekly",
    "0001-01-01 10:00 daily",
    "1066-10-14 10:00 monthly",
    "2032-01-01 10:00",
    "2011-12-30 10:00 Pacific/Apia",
    "tomorrow 10:00 Mars/Olympus",
    "tomorrow 10:00 ../../etc/passwd",
    "tomorrow 10:00 for 0 minutes",
    "tomorrow 10:00 for 999999 weeks",
    "tomorrow 10:00 for -5 minutes",
    "tomorrow 25:00-26:00",
    "tomorrow",
    "5 minutes ago",
    "2026-12-31T23:59:60",
    "tomorrow 10:00 " + "for 1 hour " * 15,
    "every " * 30,
    "10:00" * 30,
    "\u202e00:01 worromot",
]


@pytest.mark.parametrize("when", WHEN, ids=[when[:40] for when in WHEN])
async def test_a_time_that_will_not_do_is_refused_soon_and_nothing_is_planned(
    chat: PaperChat, when: str
) -> None:
    await open_community(chat)
    await chat.says("alice", '/event new "Warm up" "tomorrow 10:00"')
    began = time.process_time()
    said = await chat.says("alice", f'/event new "Clinic" "{when}"')
    assert time.process_time() - began < SOON
    assert "Yes, post it" not in said.buttons, said.text
    assert (
        "For example" in said
        or "Try" in said
        or "begins within" in said
        or "in the past" in said
        or "years ago" in said
    )
    assert "Clinic" not in await chat.says("alice", "/event list")


@pytest.mark.parametrize(
    ("when", "shown"),
    [
        # The clock jumps over it, and over part of it.
        ("2027-03-28 01:30 for 30 minutes", "Sun 28 Mar 2027, 02:30–03:00 BST"),
        ("2027-03-28 00:45 for 30 minutes", "Sun 28 Mar 2027, 00:45 GMT – Sun 28 Mar 2027, 02:15 BST"),
        # It comes twice: the first is meant.
        ("2027-10-31 01:30 for 60 minutes", "Sun 31 Oct 2027, 01:30 BST – Sun 31 Oct 2027, 01:30 GMT"),
    ],
)
async def test_a_time_at_which_the_clock_is_changed_is_told_as_it_will_be(
    chat: PaperChat, when: str, shown: str
) -> None:
    await open_community(chat)
    said = await chat.says("alice", f'/event new "Clinic" "{when}"')
    assert shown in said, said.text


async def moved_to(chat: PaperChat, event: int, day: str, when: str) -> Seen:
    """What is said where one time of a series is moved."""
    said = await chat.says("alice", f'/event edit {event} occurrence: {day} time: "{when}"')
    if "Yes, move it" not in said.buttons:
        return said
    done = await chat.presses("alice", "Yes, move it", said)
    assert done is not None
    return done


async def test_times_that_are_moved_onto_each_other_stay_two(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    event = await planned(chat, "tomorrow 10:00 daily 5 times")
    assert "It is now" in await moved_to(chat, event, "2026-11-20", "2026-11-21 10:00")
    assert "It is now" in await moved_to(chat, event, "2026-11-22", "2026-11-21 10:00")
    for day in ("2026-11-20T10:00", "2026-11-21T10:00", "2026-11-22T10:00"):
        assert "coming to" in await chat.says("bob", f"/event rsvp {event} yes {day}"), day
    assert "cancelled" in await chat.says("alice", f"/event cancel {event} occurrence: 2026-11-20T10:00")
    # Moved back to where it was, and into its own past.
    assert "It is now" in await moved_to(chat, event, "2026-11-22T10:00", "2026-11-22 10:00")
    assert "in the past" in await moved_to(chat, event, "2026-11-22T10:00", "2026-11-18 11:00")
    chat.now = datetime(2026, 11, 20, 10, 30, tzinfo=UTC)
    await chat.passes(timedelta(hours=1))
    told = await chat.told("bob")
    assert told.count("It begins in 1 day") <= 4
    assert "Clinic" in await chat.says("bob", f"/event show {event}")


async def test_a_thousand_times_are_more_than_a_series_with_a_number_has(chat: PaperChat) -> None:
    await open_community(chat)
    refused = await chat.says("alice", '/event new "Clinic" "daily 10:00 1000 times"')
    assert "between 1 and 500 times" in refused
    event = await planned(chat, "daily 10:00 500 times")
    began = time.process_time()
    chat.now += timedelta(days=499)
    assert "Clinic" in await chat.says("alice", f"/event show {event}")
    chat.now += timedelta(days=5)
    assert "over" in await chat.says("alice", f"/event rsvp {event} yes")
    assert time.process_time() - began < 2 * SOON


@pytest.mark.parametrize(
    "before",
    [
        "-1 day",
        "0 minutes",
        "999999 weeks",
        "4 days, 3 days, 2 days, 1 day, 2 hours, 1 hour",
        "32 days",
        "²",
        "1e9 hours",
        "always",
        ",",
        "٠ days",
    ],
)
async def test_reminders_that_cannot_be_are_refused_and_the_old_ones_stay(
    chat: PaperChat, before: str
) -> None:
    await open_community(chat)
    event = await planned(chat, "tomorrow 15:00")
    said = await chat.says("alice", f'/event remind {event} "{before}"')
    assert "1 day, 15 minutes" in await chat.says("alice", f"/event remind {event}"), said.text


async def test_reminders_that_would_have_been_before_now_do_not_come(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    event = await planned(chat, "tomorrow 15:00")
    await chat.says("bob", f"/event rsvp {event} yes")
    await chat.says("alice", f'/event remind {event} "31 days, 30 days, 29 days, 2 days, 10 minutes"')
    await chat.passes(timedelta(minutes=1))
    assert "It begins in" not in await chat.told("bob")
    await chat.passes(datetime(2026, 11, 19, 14, 51, tzinfo=UTC) - chat.now)
    assert (await chat.told("bob")).count("It begins in") == 1


@pytest.mark.parametrize(
    "hours", ["00:00-00:00", "0-24", "24:00-24:00", "25-26", "-1-7", "22:00", "٢٢-٧", "NaN-NaN"]
)
async def test_quiet_hours_without_end_are_refused(chat: PaperChat, hours: str) -> None:
    await chat.says("bob", "/help", "@bot")
    said = await chat.says("bob", f'/alerts quiet "{hours}"', "@bot")
    assert "22:00-07:00" in said or "quiet" in said.text.lower(), said.text
    if "I cannot read" not in said:
        assert "22:00" in said
    assert "00:00–00:00" not in await chat.says("bob", "/alerts show", "@bot")


async def test_who_changes_zones_every_minute_is_told_once(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    await chat.says("bob", "/digest mine daily at: 9:00")
    await chat.says("alice", '/wiki new "Caddies" text: x')
    event = await planned(chat, "2026-11-20 15:00")
    await chat.says("bob", f"/event rsvp {event} yes")
    zones = (
        "Pacific/Kiritimati",
        "Pacific/Pago_Pago",
        "Asia/Kathmandu",
        "Europe/London",
        "Australia/Lord_Howe",
    )
    for minute in range(60):
        await chat.says("bob", f"/profile edit time_zone: {zones[minute % 5]}")
        await chat.passes(timedelta(seconds=1))
        await chat.passes(timedelta(minutes=59))
    told = await chat.told("bob")
    assert told.count("Caddies") <= 1, told
    assert told.count("It begins in") == 1, told
