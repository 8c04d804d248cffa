"""A person's own digest does not tell what they know: were told, were written to about, or had in hand."""

from __future__ import annotations

import pytest

from tests.core.test_digests import DAY, WEEK
from tests.core.test_digests_own import MONDAY, own, until
from tests.core.test_events import agree
from tests.drivers.paper import PaperChat
from tests.scenes import number, open_community, poll


async def event(chat: PaperChat, when: str, rest: str = "") -> int:
    """Open an event of Alice's; returns its number."""
    await agree(chat, "alice", await chat.says("alice", f'/event new "Clinic" "{when}" {rest}'))
    return number(await chat.eventually("general", "Clinic"))


async def last(chat: PaperChat, who: str) -> str:
    """The latest digest that somebody was sent, "" for none."""
    found = await own(chat, who)
    return found[-1].text if found else ""


async def test_an_event_of_which_somebody_was_reminded_is_no_news(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob", "carol")
    clinic = await event(chat, "2026-11-24 07:00 for 1 hour")
    for who in ("bob", "carol"):
        await chat.says(who, f"/event rsvp {clinic} yes")
    await chat.says("alice", f'/event remind {clinic} "1 day"')
    await chat.says("alice", "/topic new Other")
    await until(chat, MONDAY)
    reminded = [seen for seen in await chat.channel("@bot", by="bob") if "It begins in" in seen]
    assert len(reminded) == 1
    assert "Other" in await last(chat, "bob")
    assert "Clinic" not in await last(chat, "bob")


async def test_without_a_reminder_so_far_the_date_is_told(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    clinic = await event(chat, "2026-11-26 15:00 for 1 hour")
    await chat.says("bob", f"/event rsvp {clinic} yes")
    await until(chat, MONDAY)
    assert "you’re coming" in await last(chat, "bob")


async def test_of_a_repeated_event_only_the_time_that_was_reminded_of_is_known(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    clinic = await event(chat, "every Friday 7am for 1 hour")
    await chat.says("bob", f"/event rsvp {clinic} yes all: yes")
    await chat.says("alice", f'/event remind {clinic} "1 hour"')
    await until(chat, MONDAY)
    assert [seen for seen in await chat.channel("@bot", by="bob") if "It begins in" in seen]
    assert "you’re coming" in await last(chat, "bob")


async def test_a_date_is_told_in_one_digest_however_often_they_come(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    clinic = await event(chat, "2026-11-26 15:00 for 1 hour")
    await chat.says("bob", f"/event rsvp {clinic} yes")
    await chat.says("alice", f"/event remind {clinic} none")
    await chat.says("bob", "/digest mine daily at: 8:00", "@bot")
    await until(chat, MONDAY + 3 * DAY)
    assert len([told for told in await own(chat, "bob") if "Clinic" in told]) == 1


async def test_a_place_that_became_free_is_not_told_twice_and_waiting_is_not_coming(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob", "carol", "dave")
    clinic = await event(chat, "2026-11-26 15:00 for 1 hour", "capacity: 1")
    for who in ("bob", "carol", "dave"):
        await chat.says(who, f"/event rsvp {clinic} yes")
    await chat.says("bob", f"/event rsvp {clinic} no")
    await until(chat, MONDAY)
    told = [seen for seen in await chat.channel("@bot", by="carol") if "A place has become free" in seen]
    assert len(told) == 1
    assert await last(chat, "carol") == await last(chat, "bob") == ""
    assert "you are on the waiting list" in await last(chat, "dave")


async def test_a_change_that_was_told_is_not_told_again(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob", "carol")
    await chat.says("alice", "/community appoint @bob")
    clinic = await event(chat, "2026-11-26 15:00 for 1 hour")
    await chat.says("alice", "/alerts set weekly kind: mine")
    for who in ("alice", "carol"):
        await chat.says(who, f"/event rsvp {clinic} yes")
    await agree(chat, "bob", await chat.says("bob", f'/event edit {clinic} time: "27 November 15:00"'))
    await until(chat, MONDAY)
    for who in ("alice", "carol"):
        told = [seen for seen in await chat.channel("@bot", by=who) if "Clinic" in seen]
        assert len(told) == 1, who
        assert "What is new" not in told[0]


async def test_an_answer_that_was_told_is_not_told_again(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob", "carol")
    await chat.says("carol", "/alerts set weekly kind: mine")
    for who in ("bob", "carol"):
        asked = number(await chat.says(who, f"/ask new Which format, {who}?"))
        await chat.says("alice", f"/ask answer {asked} CSV")
    await chat.says("alice", "/topic new Other")
    await until(chat, MONDAY)
    assert [seen for seen in await chat.channel("@bot", by="bob") if "Accept it" in seen.buttons]
    assert "Which format, bob?" not in await last(chat, "bob")
    assert "1 answer to accept" in await last(chat, "carol")
    await chat.says("alice", "/topic new Another")
    await until(chat, MONDAY + WEEK)
    assert "Which format, carol?" not in await last(chat, "carol")


async def test_what_somebody_commented_or_answered_is_not_new_to_them(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob", "carol")
    topic = number(await chat.says("alice", "/topic new Talked"))
    asked = number(await chat.says("alice", "/ask new Which format?"))
    await chat.says("bob", f'/comment add {topic} "Yes."')
    await chat.says("bob", f"/ask answer {asked} CSV")
    await chat.says("alice", "/topic new Other")
    await until(chat, MONDAY)
    titles = ("Talked", "Which format?", "Other")
    assert [title for title in titles if title in await last(chat, "bob")] == ["Other"]
    assert [title for title in titles if title in await last(chat, "carol")] == [*titles]


@pytest.mark.parametrize("rules", ["", "anonymous: yes"])
async def test_the_result_of_a_poll_is_no_news_to_who_voted(chat: PaperChat, rules: str) -> None:
    await open_community(chat, "Data Standards", "bob", "carol")
    lunch = await poll(chat, f'"Lunch?" Soup Salad {rules}')
    await chat.says("bob", f"/poll vote {lunch} #1")
    await chat.says("alice", f"/poll close {lunch}")
    await chat.says("alice", "/topic new Other")
    await until(chat, MONDAY)
    assert "Lunch?" not in await last(chat, "bob")
    assert "Lunch?" in await last(chat, "carol")


async def test_a_repeated_event_asks_once_and_not_before_each_of_its_times(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    await chat.says("bob", "/alerts set daily")
    await chat.says("bob", "/digest mine daily at: 8:00")
    await event(chat, "daily 15:00 for 1 hour")
    await until(chat, MONDAY + WEEK)
    (told,) = [seen for seen in await own(chat, "bob") if "Clinic" in seen]
    assert "will you come?" in told


async def test_what_still_needs_somebody_comes_again_when_it_is_near(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    await event(chat, "2026-12-03 15:00 for 1 hour")
    await until(chat, MONDAY)
    assert "will you come?" in await last(chat, "bob")
    await until(chat, MONDAY + WEEK)
    assert len(await own(chat, "bob")) == 2
    assert "will you come?" in await last(chat, "bob")
