"""An event that is cancelled or over is not told of as something new, wherever news is told."""

from __future__ import annotations

from datetime import timedelta

import feedparser

from tests.core.test_events import plan
from tests.drivers.outside import address_in, outside_of
from tests.drivers.paper import PaperChat
from tests.scenes import open_community

DAY = timedelta(days=1)
LATER = '"Clinic" "10 December 15:00 for 1 hour"'
SOON = '"Clinic" "tomorrow 15:00 for 1 hour"'


async def told_as_new(chat: PaperChat) -> list[bool]:
    """Whether one's own digest and the community's tell of the clinic."""
    asked = [await chat.says("bob", "/digest me", "@bot"), await chat.says("alice", "/digest preview")]
    return ["Clinic" in one for one in asked]


async def test_digests_do_not_tell_of_a_cancelled_event_until_it_takes_place_after_all(
    chat: PaperChat,
) -> None:
    await open_community(chat, "Data Standards", "bob")
    await chat.says("bob", "/topic new Other")
    event = await plan(chat, LATER)
    await chat.passes(timedelta(minutes=5))
    assert await told_as_new(chat) == [True, True]
    cancelled = await chat.says("alice", f"/event cancel {event}")
    assert await told_as_new(chat) == [False, False]
    await chat.presses("alice", "Take it back", cancelled)
    assert await told_as_new(chat) == [True, True]


async def test_digests_do_not_tell_of_an_event_that_is_over(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    await plan(chat, SOON)
    await chat.passes(timedelta(minutes=5))
    assert await told_as_new(chat) == [True, True]
    await chat.passes(2 * DAY)
    assert await told_as_new(chat) == [False, False]


async def test_nobody_is_alerted_to_an_event_that_was_cancelled_meanwhile(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob", "carol")
    await chat.says("bob", "/alerts set now kind: event", "@bot")
    await chat.says("carol", "/alerts set now kind: event", "@bot")
    await chat.says("bob", "/alerts quiet 10:00-20:00", "@bot")
    event = await plan(chat, LATER)
    await chat.passes(timedelta(minutes=5))
    assert "New event" in await chat.told("carol")
    await chat.says("alice", f"/event cancel {event}")
    await chat.passes(timedelta(hours=10))
    assert "New event" not in await chat.told("bob")


async def test_atom_says_that_an_event_is_cancelled(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    event = await plan(chat, LATER)
    address = address_in(await chat.says("bob", "/link new atom"))
    async with outside_of(chat) as outside:
        before = feedparser.parse((await outside.reads(address))[1]).entries[0]
        chat.now += DAY
        await chat.says("alice", f"/event cancel {event}")
        after = feedparser.parse((await outside.reads(address))[1]).entries[0]
    assert (before.title, after.title) == ("Clinic", "Cancelled: Clinic")
    assert (after.id, after.updated > before.updated) == (before.id, True)
