"""Places at events that become free, or fewer, beside what people answer: whom it concerns is told."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from tests.core.test_events import agree, card, plan
from tests.drivers.paper import PaperChat
from tests.scenes import open_community

FREE = "A place has become free: you are coming."


async def _full(chat: PaperChat, when: str = "tomorrow 15:00", *more: str) -> int:
    """An event with one place, which bob has, and for which carol and dave wait."""
    await open_community(chat, "Data Standards", "bob", "carol", "dave")
    event = await plan(chat, f'"Clinic" "{when}" capacity: 1')
    for who in ("bob", "carol", "dave"):
        await chat.passes(timedelta(seconds=1))
        await chat.says(who, " ".join((f"/event rsvp {event} yes", *more)))
    return event


async def test_who_leaves_the_community_lets_the_next_one_in_who_is_told(chat: PaperChat) -> None:
    event = await _full(chat)
    await chat.says("bob", '/community leave "Data Standards"')
    assert FREE in await chat.told("carol")
    assert FREE not in await chat.told("dave")
    assert "1 person comes: Carol · full, 1 waits" in await card(chat, event)


async def test_of_a_series_the_next_one_is_told_of_each_time(chat: PaperChat) -> None:
    await _full(chat, "every Thursday 10:00", "all: yes")
    await chat.says("bob", '/community leave "Data Standards"')
    told = await chat.told("carol")
    assert told.count(FREE) == 1
    assert "and 9 times more" in told


async def test_who_comes_back_answers_anew_and_takes_no_place_away(chat: PaperChat) -> None:
    event = await _full(chat)
    await chat.says("bob", '/community leave "Data Standards"')
    await chat.says("bob", "/community show")
    assert "1 person comes: Carol" in await card(chat, event)
    await chat.passes(timedelta(seconds=1))
    assert "number 2 on the waiting list" in await chat.says("bob", f"/event rsvp {event} yes")


async def test_who_waited_and_leaves_is_told_of_no_place(chat: PaperChat) -> None:
    event = await _full(chat)
    await chat.says("carol", '/community leave "Data Standards"')
    assert FREE not in await chat.told("dave")
    assert "full, 1 waits" in await card(chat, event)


async def test_who_leaves_stays_where_they_are_in_other_communities(chat: PaperChat) -> None:
    event = await _full(chat)
    await open_community(chat, "Soil Health", "bob", where="random")
    await chat.says("bob", '/community leave "Soil Health"', "random")
    assert "1 person comes: Bob" in await card(chat, event)


async def test_the_last_facilitator_who_may_not_leave_keeps_the_place(chat: PaperChat) -> None:
    event = await _full(chat)
    await chat.says("bob", f"/event rsvp {event} no")
    await chat.says("carol", f"/event rsvp {event} no")
    await chat.says("dave", f"/event rsvp {event} no")
    await chat.says("alice", f"/event rsvp {event} yes")
    assert "without a facilitator" in await chat.says("alice", '/community leave "Data Standards"')
    assert "1 person comes: Alice" in await card(chat, event)


@pytest.mark.parametrize("time", ["", ' time: "next Friday 11:00"'])
async def test_more_places_are_told_also_where_the_time_is_changed_too(chat: PaperChat, time: str) -> None:
    event = await _full(chat)
    answer = await chat.says("alice", f"/event edit {event} capacity: 2{time}")
    if time:
        await agree(chat, "alice", answer)
    assert FREE in await chat.told("carol")
    assert FREE not in await chat.told("dave")


async def test_who_has_no_place_any_more_is_told(chat: PaperChat) -> None:
    event = await _full(chat)
    await chat.says("alice", f"/event edit {event} capacity: 2")
    await chat.says("alice", f"/event edit {event} capacity: 1")
    assert "There are fewer places now, and you are on the waiting list" in await chat.told("carol")
    assert "fewer places" not in await chat.told("bob")
    assert "fewer places" not in await chat.told("dave")


async def test_nobody_is_told_of_places_at_what_is_cancelled(chat: PaperChat) -> None:
    event = await _full(chat)
    await chat.says("alice", f"/event cancel {event}")
    await chat.says("alice", f"/event edit {event} capacity: 2")
    await chat.says("bob", '/community leave "Data Standards"')
    assert FREE not in await chat.told("carol")


async def test_of_two_who_leave_at_once_each_lets_another_in(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob", "carol", "dave", "frank")
    event = await plan(chat, '"Clinic" "tomorrow 15:00" capacity: 2')
    for who in ("bob", "carol", "dave", "frank"):
        await chat.passes(timedelta(seconds=1))
        await chat.says(who, f"/event rsvp {event} yes")
    await asyncio.gather(*(chat.says(who, '/community leave "Data Standards"') for who in ("bob", "carol")))
    for who in ("dave", "frank"):
        assert (await chat.told(who)).count(FREE) == 1
    assert "2 people come: Dave, Frank" in await card(chat, event)
