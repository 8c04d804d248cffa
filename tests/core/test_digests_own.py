"""A person's own digest: what is in it and in which order, when it comes, and that it tells nothing twice."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from bot.services.digests.times import SPREAD, last_time, next_time, offset
from storage.engine import Database
from storage.messages import Outbox
from tests.chat import Seen
from tests.core import test_digests
from tests.core.test_digests import DAY, HOUR, WEEK, away
from tests.drivers.paper import PaperChat
from tests.scenes import number, open_community, poll, private_community

MONDAY = datetime(2026, 11, 23, 8, 31, tzinfo=UTC)
"""When everybody in London has had theirs."""
TITLE = "What is new for you"


async def until(chat: PaperChat, moment: datetime) -> None:
    """Let time pass until then, and the minute in which what is due at that moment is sent."""
    await test_digests.until(chat, moment)
    await chat.passes(timedelta(minutes=1))


async def own(chat: PaperChat, who: str) -> list[Seen]:
    """The digests that somebody was sent."""
    return [seen for seen in await chat.channel("@bot", by=who) if TITLE in seen]


async def test_what_somebody_did_themselves_is_no_news_to_them(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    await chat.says("bob", "/topic new Mine")
    await until(chat, MONDAY)
    assert await own(chat, "bob") == []
    (told,) = await own(chat, "alice")
    assert "Mine" in told


async def test_only_of_one_s_own_communities(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    await private_community(chat, "Quiet Circle", "carol", where="lobby")
    await open_community(chat, "Open Source", by="dave", where="random")
    await chat.says("carol", "/topic new Secret", "lobby")
    await chat.says("dave", "/topic new Elsewhere", "random")
    await chat.says("alice", "/topic new Here")
    await until(chat, MONDAY)
    (told,) = await own(chat, "bob")
    assert "Here" in told
    assert "Secret" not in told
    assert "Elsewhere" not in told


async def test_who_has_left_hears_no_more(chat: PaperChat) -> None:
    await private_community(chat, "Quiet Circle", "carol", where="lobby")
    await chat.says("alice", "/topic new Secret", "lobby")
    await chat.says("carol", '/community leave "Quiet Circle"', "@bot")
    await until(chat, MONDAY)
    assert await own(chat, "carol") == []


async def test_what_is_followed_comes_first_then_interests_then_what_is_talked_of(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob", "carol", "dave")
    await chat.says("bob", "/profile edit interests: cycling", "@bot")
    await chat.says("bob", "/alerts follow tag: brass")
    await chat.says("carol", "/topic new Plain")
    talked = number(await chat.says("carol", "/topic new Talked"))
    await chat.says("dave", f'/comment add {talked} "Yes."')
    await chat.says("carol", "/topic new Cycling paths")
    await chat.says("bob", "/alerts set daily kind: poll")
    await until(chat, MONDAY)
    told = (await own(chat, "bob"))[-1].text
    places = [told.index(title) for title in ("Cycling paths", "Talked", "Plain")]
    assert places == sorted(places)


async def test_what_was_told_by_an_alert_is_not_told_again(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob", "carol")
    await chat.says("bob", "/alerts set now kind: page")
    await chat.says("carol", '/wiki new "Caddies" text: Words.')
    await chat.says("carol", "/topic new Other")
    await until(chat, MONDAY)
    (told,) = await own(chat, "bob")
    assert "Other" in told
    assert "Caddies" not in told


async def test_nothing_is_told_in_two_digests(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    await chat.says("alice", "/topic new First")
    await until(chat, MONDAY)
    await chat.says("alice", "/topic new Second")
    await until(chat, MONDAY + WEEK)
    first, second = await own(chat, "bob")
    assert "First" in first
    assert "First" not in second
    assert "Second" in second
    await until(chat, MONDAY + 2 * WEEK)
    assert len(await own(chat, "bob")) == 2


async def test_from_daily_to_weekly_nothing_comes_again(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    await chat.says("bob", "/digest mine daily at: 8:00", "@bot")
    await chat.says("alice", "/topic new First")
    await until(chat, datetime(2026, 11, 19, 8, 31, tzinfo=UTC))
    assert len(await own(chat, "bob")) == 1
    await chat.says("bob", "/digest mine weekly", "@bot")
    await chat.says("alice", "/topic new Second")
    await until(chat, MONDAY)
    (first, second) = await own(chat, "bob")
    assert "First" in first
    assert "First" not in second
    assert "Second" in second


async def test_daily_kinds_come_daily_and_the_others_on_monday(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    await chat.says("bob", "/alerts set daily kind: question", "@bot")
    await chat.says("alice", "/ask new Why?")
    await chat.says("alice", "/topic new Patient")
    await until(chat, datetime(2026, 11, 19, 8, 31, tzinfo=UTC))
    (told,) = await own(chat, "bob")
    assert "Why?" in told
    assert "Patient" not in told
    await until(chat, MONDAY)
    assert "Patient" in (await own(chat, "bob"))[1]
    assert "Why?" not in (await own(chat, "bob"))[1]


async def test_a_vote_also_an_anonymous_one_is_no_longer_asked_for(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob", "carol")
    named = await poll(chat, '"Lunch?" Soup Salad')
    secret = await poll(chat, '"Strike?" Yes No anonymous: yes')
    for one in (named, secret):
        await chat.says("bob", f"/poll vote {one} #1")
    await until(chat, MONDAY)
    assert await own(chat, "bob") == []
    assert (await own(chat, "carol"))[0].text.count("you have not voted") == 2


async def test_people_who_wait_at_the_door_stand_first_until_somebody_decides(chat: PaperChat) -> None:
    await private_community(chat, "Quiet Circle", "carol", where="lobby")
    await chat.says("dave", '/community join "Quiet Circle"', "@bot")
    await until(chat, MONDAY)
    (told,) = await own(chat, "alice")
    assert "1 person would like to join" in told
    assert "See who" in told.buttons
    assert await own(chat, "carol") == []


async def test_an_event_asks_once_and_then_says_that_one_comes(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    asked = await chat.says("alice", '/event new "Clinic" "2026-12-03 15:00 for 1 hour"')
    posted = await chat.presses("alice", "Yes, post it", asked)
    assert posted is not None
    await until(chat, MONDAY)
    (told,) = await own(chat, "bob")
    assert "will you come?" in told
    event = number(await chat.eventually("general", "Clinic"))
    await chat.says("bob", f"/event rsvp {event} yes")
    await until(chat, MONDAY + WEEK)
    assert "Clinic" in (await own(chat, "bob"))[1]
    assert "you’re coming" in (await own(chat, "bob"))[1]


async def test_it_is_one_page_and_the_rest_is_one_press_away(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    for n in range(26):
        await chat.says("alice", f"/topic new Subject {n:02}")
    await until(chat, MONDAY)
    (told,) = await own(chat, "bob")
    assert len([line for line in told.text.split("\n") if "Subject" in line]) <= 20
    label = next(button for button in told.buttons if "more…" in button)
    shown = {f"Subject {n:02}" for n in range(26) if f"Subject {n:02}" in told}
    assert label == f"{26 - len(shown)} more…"
    page: Seen | None = told
    while page and (button := next((one for one in page.buttons if "ore" in one), None)):
        page = await chat.presses("bob", button, page)
        assert page is not None
        shown |= {f"Subject {n:02}" for n in range(26) if f"Subject {n:02}" in page}
    assert len(shown) == 26


@pytest.mark.parametrize(("late", "comes"), [(HOUR, True), (DAY, True), (3 * DAY, True), (4 * DAY, False)])
async def test_after_a_downtime_it_comes_once_or_is_left_to_the_next(
    chat: PaperChat, late: timedelta, *, comes: bool
) -> None:
    await open_community(chat, "Data Standards", "bob")
    await chat.says("alice", "/topic new First")
    await away(chat, MONDAY + late)
    await chat.passes(timedelta(minutes=1))
    assert len(await own(chat, "bob")) == comes
    await until(chat, MONDAY + WEEK)
    assert len(await own(chat, "bob")) == 1


@pytest.mark.parametrize("how", ["weekly", "daily"])
async def test_after_a_week_away_there_is_one_digest_not_seven(chat: PaperChat, how: str) -> None:
    await open_community(chat, "Data Standards", "bob")
    await chat.says("bob", f"/digest mine {how}", "@bot")
    await chat.says("alice", "/topic new First")
    await away(chat, MONDAY + WEEK + HOUR)
    await until(chat, chat.now + 2 * DAY)
    (told,) = await own(chat, "bob")
    assert "First" in told


async def test_it_waits_for_the_end_of_quiet_hours(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    await chat.says("bob", "/alerts quiet 22:00-10:00", "@bot")
    await chat.says("alice", "/topic new First")
    await until(chat, MONDAY + HOUR)
    assert await own(chat, "bob") == []
    await until(chat, MONDAY + 2 * HOUR)
    assert len(await own(chat, "bob")) == 1


async def test_off_is_off(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob", "carol")
    await chat.says("bob", "/digest off", "@bot")
    await chat.says("carol", "/alerts stop", "@bot")
    await chat.says("alice", "/topic new First")
    await until(chat, MONDAY + WEEK)
    assert await own(chat, "bob") == await own(chat, "carol") == []


async def test_who_moves_gets_it_in_the_morning_there(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    await chat.passes(timedelta(0))
    await chat.says("bob", "/profile zone America/New_York", "@bot")
    await chat.says("alice", "/topic new First")
    await until(chat, MONDAY + 4 * HOUR)
    assert await own(chat, "bob") == []
    await until(chat, MONDAY + 5 * HOUR)
    assert len(await own(chat, "bob")) == 1


async def test_three_clocks_make_each_digest_once(
    chat: PaperChat, database: Database, tmp_path: Path
) -> None:
    await open_community(chat, "Data Standards", *(f"member{n}" for n in range(30)))
    await chat.says("alice", "/topic new First")
    await chat.passes(timedelta(0))
    others = [PaperChat(database, tmp_path) for _n in range(2)]
    for each in (chat, *others):
        each.now = MONDAY + HOUR
    for _turn in range(3):
        await asyncio.gather(*(each.clock.tick() for each in (chat, *others)))
    async with database.read() as tx:
        waiting = select(Outbox.account, Outbox.channel, func.count()).where(Outbox.state == "waiting")
        rows = (await tx.execute(waiting.group_by(Outbox.account, Outbox.channel))).all()
    told = {row[0] or row[1]: row[2] for row in rows}
    assert told == {"general": 1, **{f"member{n}": 1 for n in range(30)}}


# --- when it is due ---------------------------------------------------------------------

ZONES = ("Europe/London", "America/New_York", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Africa/Casablanca")


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)),
    st.sampled_from(ZONES),
    st.integers(0, 1439),
    st.none() | st.integers(0, 6),
)
def test_times_follow_one_another_and_now_is_between_them(
    naive: datetime, zone: str, minute: int, weekday: int | None
) -> None:
    now = naive.replace(tzinfo=UTC)
    last, following = last_time(now, zone, minute, weekday), next_time(now, zone, minute, weekday)
    assert last <= now < following
    assert next_time(last, zone, minute, weekday) == following
    step = DAY if weekday is None else WEEK
    assert abs(following - last - step) <= timedelta(hours=1)
    for moment in (last, following):
        local = moment.astimezone(ZoneInfo(zone))
        wall = local.hour * 60 + local.minute
        # A time that the clock jumps over is that much later, by at most an hour, and maybe in the next day.
        assert (wall - minute) % 1440 in (0, 60)
        assert weekday is None or local.weekday() == weekday or wall < 60


def test_people_are_spread_evenly_and_always_the_same() -> None:
    offsets = sorted(offset(person) for person in range(1, 20_001))
    assert timedelta(0) <= offsets[0] <= offsets[-1] < SPREAD
    assert max(later - earlier for earlier, later in pairwise(offsets)) <= timedelta(seconds=2)
    assert max(offsets.count(one) for one in offsets[::500]) <= 15
    assert offset(4711) == offset(4711)
