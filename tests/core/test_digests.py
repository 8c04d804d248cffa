"""The community's digest: what is in it, when it comes, and what becomes of it after a downtime."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.drivers.paper import PaperChat
from tests.scenes import number, open_community, poll, private_community

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""The Monday after the noon at which tests begin, when digests come."""
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)


async def until(chat: PaperChat, moment: datetime) -> None:
    """Let time pass until then; the process runs all the while."""
    while chat.now < moment:
        await chat.passes(min(6 * HOUR, moment - chat.now))


async def away(chat: PaperChat, moment: datetime) -> None:
    """Let time pass until then with no process there; then it is back."""
    await chat.passes(timedelta(0))
    chat.now = moment
    for _second in range(3):
        await chat.passes(timedelta(seconds=1))


async def digests(chat: PaperChat, where: str = "general", by: str = "alice") -> list[str]:
    """The digests in a channel."""
    return [seen.text for seen in await chat.channel(where, by) if "What was new in" in seen]


async def test_what_was_new_is_posted_on_monday_at_nine(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    await chat.says("bob", "/ask new Which format do you use?")
    await poll(chat, '"Lunch?" Soup Salad', by="bob")
    await until(chat, MONDAY - timedelta(seconds=1))
    assert await digests(chat) == []
    await until(chat, MONDAY)
    (told,) = await digests(chat)
    assert "Which format do you use?" in told
    assert "no answer yet" in told
    assert "Lunch?" in told
    assert "Bob has joined" in told
    await until(chat, MONDAY + WEEK)
    assert await digests(chat) == [told]


async def test_the_best_of_a_kind_comes_first_and_the_rest_is_counted(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob", "carol")
    topics = [number(await chat.says("bob", f"/topic new Subject {n}")) for n in range(7)]
    await chat.says("carol", f'/comment add {topics[0]} "Yes."')
    await chat.says("carol", f'/comment add {topics[3]} "Yes."')
    await chat.says("alice", f'/comment add {topics[3]} "No."')
    await until(chat, MONDAY)
    (told,) = await digests(chat)
    lines = told[told.index("Topics") :].split("\n")
    assert lines[1].startswith("Subject 3")
    assert "2 replies" in lines[1]
    assert lines[2].startswith("Subject 0")
    assert "and 2 more" in told


async def test_a_question_that_nobody_answers_is_told_until_somebody_does(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    asked = number(await chat.says("bob", "/ask new Which format do you use?"))
    await until(chat, MONDAY)
    await chat.says("bob", "/topic new First")
    await until(chat, MONDAY + WEEK)
    assert "Nobody has answered yet\nWhich format do you use?" in (await digests(chat))[-1]
    await chat.says("alice", f"/ask answer {asked} CSV")
    await chat.says("bob", "/topic new Second")
    await until(chat, MONDAY + 2 * WEEK)
    assert "Which format do you use?" not in (await digests(chat))[-1]


async def test_what_merely_stands_open_is_no_news(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    await chat.says("bob", "/ask new Which format do you use?")
    await poll(chat, '"Lunch?" Soup Salad', by="bob")
    await until(chat, MONDAY)
    assert len(await digests(chat)) == 1
    await until(chat, MONDAY + 3 * WEEK)
    assert len(await digests(chat)) == 1


async def event(chat: PaperChat, title: str, when: str) -> None:
    """An event of Bob's."""
    asked = await chat.says("bob", f'/event new "{title}" "{when}"')
    await chat.presses("bob", "Yes, post it", asked)


async def test_what_comes_is_told_beside_what_is_new_and_never_alone(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    await poll(chat, '"Lunch?" Soup Salad closes: "2026-12-16 12:00"', by="bob")
    await event(chat, "Clinic", "2026-12-16 15:00 for 1 hour")
    await until(chat, MONDAY)
    (first,) = await digests(chat)
    assert "Events\nClinic" in first
    assert "16 Dec" in first
    await until(chat, MONDAY + 2 * WEEK)
    assert len(await digests(chat)) == 1
    await chat.says("bob", "/topic new First")
    await until(chat, MONDAY + 3 * WEEK)
    second = (await digests(chat))[1]
    assert "Coming\nClinic" in second
    assert "Open polls\nLunch?" in second
    await until(chat, MONDAY + 5 * WEEK)
    assert len(await digests(chat)) == 2


async def test_a_series_is_told_once_with_its_next_time(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    await event(chat, "Stand-up", "every day 9:30")
    await event(chat, "Clinic", "2026-12-01 15:00 for 1 hour")
    await until(chat, MONDAY)
    (told,) = await digests(chat)
    assert told.count("Stand-up") == told.count("Clinic") == 1
    assert "Events" not in told
    (line,) = (line for line in told.split("\n") if line.startswith("Stand-up"))
    assert "every day, next Mon 23 Nov" in line
    assert line.endswith(" · new")
    await chat.says("bob", "/topic new First")
    await until(chat, MONDAY + WEEK)
    (line,) = (line for line in (await digests(chat))[1].split("\n") if line.startswith("Stand-up"))
    assert not line.endswith("new")


async def test_a_question_is_answered_from_the_digest(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob", "carol")
    await chat.says("bob", "/ask new Which format do you use?")
    await until(chat, MONDAY)
    await chat.says("bob", "/topic new First")
    await until(chat, MONDAY + WEEK)
    card = await chat.eventually("general", "Nobody has answered yet")
    form = await chat.presses("carol", "Answer…", card)
    assert form is not None
    assert form.form is not None
    assert form.form.about == "“Which format do you use?”"


async def test_what_was_taken_away_is_not_told(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    topic = number(await chat.says("bob", "/topic new Mistake"))
    await chat.says("bob", f"/item delete {topic}")
    await until(chat, MONDAY)
    assert all("Mistake" not in told for told in await digests(chat))


async def test_a_suspended_community_gets_none(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    await chat.says("bob", "/topic new First")
    chat.make_admin("dave")
    await chat.says("dave", '/community suspend "Data Standards"', "lobby")
    await until(chat, MONDAY)
    assert await digests(chat) == []


async def test_facilitators_choose_when_and_where(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    await chat.says("alice", '/community map "Data Standards"', "random")
    await chat.says("alice", "/digest schedule weekdays at: 8:30 channel: #random")
    await chat.says("bob", "/topic new First")
    await until(chat, datetime(2026, 11, 19, 8, 30, tzinfo=UTC))
    assert len(await digests(chat, "random")) == 1
    assert await digests(chat, "general") == []
    await until(chat, datetime(2026, 11, 20, 17, 0, tzinfo=UTC))
    await chat.says("bob", "/topic new Second")
    await until(chat, datetime(2026, 11, 22, 23, 0, tzinfo=UTC))
    assert len(await digests(chat, "random")) == 1
    await until(chat, MONDAY)
    assert "Second" in (await digests(chat, "random"))[1]


async def test_a_channel_that_was_taken_away_is_replaced_by_the_first(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    await chat.says("alice", '/community map "Data Standards"', "random")
    await chat.says("alice", "/digest schedule channel: #random")
    await chat.says("alice", '/community unmap "Data Standards"', "random")
    await chat.says("bob", "/topic new First")
    await until(chat, MONDAY)
    assert len(await digests(chat)) == 1


async def test_another_community_s_channel_is_refused(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    await open_community(chat, "Open Source", where="random")
    refused = await chat.says("alice", "/digest schedule channel: #random", "general")
    assert "does not belong to Data Standards" in refused
    assert "Try 9:00" in await chat.says("alice", "/digest schedule at: noonish")


async def test_it_moves_with_the_community_s_zone(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    await chat.passes(timedelta(0))
    await chat.says("alice", '/community settings "Data Standards" time_zone: America/New_York')
    await chat.says("bob", "/topic new First")
    await until(chat, MONDAY + 4 * HOUR)
    assert await digests(chat) == []
    await until(chat, MONDAY + 5 * HOUR)
    assert len(await digests(chat)) == 1


async def test_the_names_of_a_private_community_stay_in_its_channel(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    await private_community(chat, "Quiet Circle", "carol", where="lobby")
    await chat.says("carol", "/topic new Secret", "lobby")
    await until(chat, MONDAY)
    assert len(await digests(chat, "lobby")) == 1
    assert all("Secret" not in told and "Quiet" not in told for told in await digests(chat))


@pytest.mark.parametrize(
    ("late", "comes"),
    [(HOUR, True), (DAY, True), (3 * DAY, True), (4 * DAY, False), (6 * DAY, False)],
    ids=["an hour", "a day", "three days", "four days", "six days"],
)
async def test_late_is_useful_up_to_half_a_week(chat: PaperChat, late: timedelta, *, comes: bool) -> None:
    await open_community(chat, "Data Standards", "bob")
    await chat.says("bob", "/topic new First")
    await away(chat, MONDAY + late)
    assert len(await digests(chat)) == comes
    await until(chat, MONDAY + WEEK)
    (told,) = await digests(chat)
    assert "First" in told


@pytest.mark.parametrize("weeks", [1, 2, 3])
async def test_after_weeks_away_there_is_one_digest_of_it_all(chat: PaperChat, weeks: int) -> None:
    await open_community(chat, "Data Standards", "bob")
    await chat.says("bob", "/topic new First")
    await away(chat, MONDAY + weeks * WEEK + HOUR)
    (told,) = await digests(chat)
    assert "First" in told
    await until(chat, MONDAY + (weeks + 1) * WEEK)
    assert await digests(chat) == [told]


async def test_a_daily_one_that_is_a_day_late_is_left_to_the_next(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    await chat.says("alice", "/digest schedule daily at: 9:00")
    await chat.says("bob", "/topic new First")
    thursday = datetime(2026, 11, 19, 9, 0, tzinfo=UTC)
    await away(chat, thursday + 20 * HOUR)
    assert await digests(chat) == []
    await until(chat, thursday + DAY)
    assert len(await digests(chat)) == 1


async def test_a_community_without_a_channel_hears_later_of_what_it_missed(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    await chat.says("bob", "/topic new First")
    await chat.says("alice", '/community unmap "Data Standards"', "general")
    await until(chat, MONDAY)
    await chat.says("alice", '/community map "Data Standards"', "random")
    await until(chat, MONDAY + WEEK)
    assert "First" in (await digests(chat, "random"))[0]
