"""Schedules: counted in local time over both changes of the clock, and run once by whichever process comes first."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, select

from bot.request import Work
from bot.services.schedules import schedules
from bot.services.schedules.schedules import in_utc, next_run
from storage.engine import Database
from storage.schedules import Schedule
from tests.drivers.paper import NOON, PaperChat

LONDON = "Europe/London"
ZONES = (LONDON, "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Antarctica/Troll", "UTC")
RULES = (
    "FREQ=DAILY",
    "FREQ=WEEKLY;BYDAY=MO,TH",
    "FREQ=MONTHLY;BYMONTHDAY=-1",
    "FREQ=YEARLY",
    "FREQ=HOURLY;INTERVAL=5",
)


def _runs(rule: str, zone: str, starts: datetime, after: datetime, count: int) -> list[datetime]:
    found: list[datetime] = []
    while len(found) < count and (moment := next_run(rule, zone, starts, after)):
        found.append(moment)
        after = moment
    return found


def _local(moments: list[datetime], zone: str = LONDON) -> list[str]:
    return [f"{moment.astimezone(ZoneInfo(zone)):%d %b %H:%M %Z}" for moment in moments]


def test_every_day_at_nine_stays_at_nine_when_clocks_go_forward() -> None:
    starts, after = datetime(2026, 1, 1, 9), datetime(2026, 3, 27, 12, tzinfo=UTC)
    assert _local(_runs("FREQ=DAILY", LONDON, starts, after, 3)) == [
        "28 Mar 09:00 GMT",
        "29 Mar 09:00 BST",
        "30 Mar 09:00 BST",
    ]


def test_and_when_they_go_back() -> None:
    starts, after = datetime(2026, 1, 1, 9), datetime(2026, 10, 23, 12, tzinfo=UTC)
    assert _local(_runs("FREQ=DAILY", LONDON, starts, after, 3)) == [
        "24 Oct 09:00 BST",
        "25 Oct 09:00 GMT",
        "26 Oct 09:00 GMT",
    ]


def test_a_time_that_clocks_skip_is_the_moment_after() -> None:
    starts, after = datetime(2026, 1, 1, 1, 30), datetime(2026, 3, 28, 12, tzinfo=UTC)
    assert _local(_runs("FREQ=DAILY", LONDON, starts, after, 2)) == ["29 Mar 02:30 BST", "30 Mar 01:30 BST"]


def test_a_time_that_comes_twice_is_run_the_first_time_only() -> None:
    starts, after = datetime(2026, 1, 1, 1, 30), datetime(2026, 10, 24, 12, tzinfo=UTC)
    assert _local(_runs("FREQ=DAILY", LONDON, starts, after, 2)) == ["25 Oct 01:30 BST", "26 Oct 01:30 GMT"]


def test_the_last_day_of_february_is_the_29th_in_a_leap_year() -> None:
    runs = _runs(
        "FREQ=MONTHLY;BYMONTHDAY=-1", "UTC", datetime(2028, 1, 31, 8), datetime(2028, 2, 1, tzinfo=UTC), 2
    )
    assert _local(runs, "UTC") == ["29 Feb 08:00 UTC", "31 Mar 08:00 UTC"]


def test_the_29th_of_february_every_year_comes_in_leap_years() -> None:
    runs = _runs("FREQ=YEARLY", "UTC", datetime(2024, 2, 29, 8), datetime(2024, 3, 1, tzinfo=UTC), 2)
    assert [run.year for run in runs] == [2028, 2032]


def test_a_rule_that_ends_comes_no_more() -> None:
    assert (
        len(_runs("FREQ=DAILY;COUNT=3", "UTC", datetime(2026, 1, 1), datetime(2025, 1, 1, tzinfo=UTC), 9))
        == 3
    )
    assert next_run(None, "UTC", datetime(2026, 1, 1), NOON) is None


@given(
    st.sampled_from(RULES),
    st.sampled_from(ZONES),
    st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)).map(
        lambda at: at.replace(second=0, microsecond=0)
    ),
    st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31), timezones=st.just(UTC)),
)
def test_the_next_run_is_after_and_none_is_left_out(
    rule: str, zone: str, starts: datetime, after: datetime
) -> None:
    found = next_run(rule, zone, starts, after)
    assert found is not None
    assert found > after
    just_before = next_run(rule, zone, starts, found - timedelta(microseconds=1))
    assert just_before == found
    if rule in ("FREQ=DAILY", "FREQ=HOURLY;INTERVAL=5") and after > in_utc(starts, zone):
        step = timedelta(hours=24 if rule == "FREQ=DAILY" else 5)
        assert found - after <= step + timedelta(hours=2)
    wall = found.astimezone(ZoneInfo(zone))
    if rule == "FREQ=DAILY" and (wall.hour, wall.minute) != (starts.hour, starts.minute):
        shift = (
            found.astimezone(ZoneInfo(zone)).utcoffset()
            != (found - timedelta(hours=3)).astimezone(ZoneInfo(zone)).utcoffset()
        )
        assert shift, "only on the day of a change may the wall say something else"


# --- rows


async def _repeat(database: Database, **values: object) -> int:
    row = {
        "job": "count",
        "subject": 1,
        "rule": "FREQ=DAILY",
        "zone": "UTC",
        "starts": "2026-11-18T11:00:00",
        "next_run": NOON - timedelta(hours=1),
        "grace": None,
    }
    async with database.write() as tx:
        made = await tx.execute(insert(Schedule).values(**row | values).returning(Schedule.id))
        return int(made.scalar_one())


async def test_what_is_due_runs_once_and_moves_on_however_many_ticks_there_are(chat: PaperChat) -> None:
    ran: list[int] = []

    async def count(work: Work, subject: int) -> None:
        ran.append(subject)

    chat.registry.jobs["count"] = count
    await _repeat(chat.database)
    await asyncio.gather(*(chat.clock.tick() for _ in range(6)))
    assert ran == [1]
    chat.now += timedelta(days=3)
    await chat.clock.tick()
    assert ran == [1, 1], "runs that were missed become one"
    async with chat.database.read() as tx:
        assert (await tx.execute(select(Schedule.next_run))).scalar_one() == datetime(
            2026, 11, 22, 11, tzinfo=UTC
        )


async def test_a_run_that_is_later_than_its_grace_is_left_out(chat: PaperChat) -> None:
    async def never(work: Work, subject: int) -> None:
        raise AssertionError

    chat.registry.jobs["count"] = never
    await _repeat(chat.database, grace=600)
    await chat.clock.tick()
    async with chat.database.read() as tx:
        assert (await tx.execute(select(Schedule.next_run))).scalar_one() == datetime(
            2026, 11, 19, 11, tzinfo=UTC
        )


async def test_a_job_that_fails_is_tried_again_and_does_not_stop_others(chat: PaperChat) -> None:
    tries: list[int] = []

    async def fails_once(work: Work, subject: int) -> None:
        tries.append(subject)
        if len(tries) == 1:
            raise OSError("disk full")

    chat.registry.jobs["count"] = fails_once
    await _repeat(chat.database, subject=1)
    await _repeat(chat.database, subject=2, next_run=NOON)
    await chat.clock.tick()
    assert tries == [1, 2]
    for _minute in range(3):
        await chat.passes(timedelta(minutes=1))
    assert tries == [1, 2, 1]


async def test_once_replaces_what_was_due_before(chat: PaperChat) -> None:
    async with chat.database.write() as tx:
        for hours in (3, 1):
            await schedules.once(tx, "count", 7, NOON + timedelta(hours=hours))
    async with chat.database.read() as tx:
        assert (await tx.execute(select(Schedule.next_run))).scalars().all() == [NOON + timedelta(hours=1)]
    async with chat.database.write() as tx:
        await schedules.cancel(tx, "count", 7)
    assert (await chat.dump())["schedule"] == []


@pytest.mark.parametrize("processes", [4])
async def test_several_processes_on_one_database_claim_a_run_once(
    database: Database, database_url: str, processes: int
) -> None:
    number = await _repeat(database)
    others = [Database(database_url, pool_size=1) for _ in range(processes)]

    async def claim(one: Database) -> bool:
        async with one.write() as tx:
            return await schedules.claim(tx, NOON, number) is not None

    try:
        claims = await asyncio.gather(*(claim(one) for one in others))
    finally:
        for one in others:
            await one.close()
    assert sum(claims) == 1


async def test_while_it_runs_the_clock_ticks_every_second(chat: PaperChat) -> None:
    running = asyncio.create_task(chat.clock.run())
    async with asyncio.timeout(5):
        while chat.clock.last_tick is None:
            await asyncio.sleep(0.05)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert chat.clock.last_tick == chat.now


@given(
    zone=st.sampled_from(ZONES),
    rule=st.sampled_from(RULES),
    starts=st.datetimes(datetime(2026, 1, 1), datetime(2026, 2, 1)),
    until=st.datetimes(datetime(2026, 2, 2), datetime(2026, 12, 31)),
)
def test_between_the_last_run_and_now_there_is_no_other(
    zone: str, rule: str, starts: datetime, until: datetime
) -> None:
    now = until.replace(tzinfo=UTC)
    last = schedules.last_run(rule, zone, starts, now)
    if last is None:
        assert (next_run(rule, zone, starts, now) or now) > now
        return
    assert last <= now
    following = next_run(rule, zone, starts, last)
    assert following is None or following > now
