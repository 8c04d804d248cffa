"""What was on its way to somebody who has left a private community by the time it would have come."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.drivers.outside import address_in, outside_of
from tests.drivers.paper import PaperChat
from tests.scenes import number, private_community

SECRET = "Verdigris"
both = pytest.mark.parametrize("goes", [False, True], ids=["stays", "goes"])
NIGHT = datetime(2026, 11, 18, 23, 0, tzinfo=UTC)


async def circle(chat: PaperChat) -> None:
    """A private community in which bob hears of everything at once, and of nothing at night."""
    await private_community(chat, "Quiet Circle", "bob")
    await chat.says("bob", "/alerts set now", "@bot")
    await chat.says("bob", '/alerts quiet "22:00-10:00"', "@bot")
    await chat.told("bob")


async def leaves(chat: PaperChat) -> None:
    said = await chat.says("bob", '/community leave "Quiet Circle"', "@bot")
    assert "left" in said, said.text


@both
async def test_an_alert_that_waited_for_the_morning(chat: PaperChat, goes: bool) -> None:
    await circle(chat)
    chat.now = NIGHT
    await chat.says("alice", f'/wiki new "{SECRET}" text: x', "lobby")
    await chat.passes(timedelta(minutes=5))
    if goes:
        await leaves(chat)
    await chat.passes(timedelta(hours=12))
    assert (SECRET in await chat.told("bob")) is not goes


@both
async def test_a_digest_that_was_due(chat: PaperChat, goes: bool) -> None:
    await private_community(chat, "Quiet Circle", "bob")
    await chat.passes(timedelta(minutes=5))
    await chat.says("alice", f'/wiki new "{SECRET}" text: x', "lobby")
    await chat.passes(datetime(2026, 11, 23, 7, 0, tzinfo=UTC) - chat.now)
    if goes:
        await leaves(chat)
    await chat.passes(timedelta(hours=3))
    await chat.passes(timedelta(minutes=1))
    assert (SECRET in await chat.told("bob")) is not goes


@both
async def test_a_digest_that_was_made_and_waits_for_the_end_of_quiet_hours(
    chat: PaperChat, goes: bool
) -> None:
    await private_community(chat, "Quiet Circle", "bob")
    await chat.says("bob", '/alerts quiet "22:00-10:00"', "@bot")
    await chat.passes(timedelta(minutes=5))
    await chat.says("alice", f'/wiki new "{SECRET}" text: x', "lobby")
    await chat.passes(datetime(2026, 11, 23, 9, 0, tzinfo=UTC) - chat.now)
    if goes:
        await leaves(chat)
    await chat.passes(timedelta(hours=3))
    await chat.passes(timedelta(minutes=1))
    assert (SECRET in await chat.told("bob")) is not goes


@both
async def test_what_no_way_could_bring_and_was_kept(chat: PaperChat, goes: bool) -> None:
    await private_community(chat, "Quiet Circle", "bob")
    await chat.says("bob", "/alerts set now", "@bot")
    chat.adapter.closed.add("bob")
    await chat.says("alice", f'/wiki new "{SECRET}" text: x', "lobby")
    await chat.passes(timedelta(minutes=5))
    said = await chat.says("alice", f'/event new "{SECRET}" "tomorrow 15:00"', "lobby")
    event = number(await chat.presses("alice", "Yes, post it", said) or said)
    await chat.says("bob", f"/event rsvp {event} yes", "lobby")
    await chat.says("alice", f"/event cancel {event}", "lobby")
    await chat.passes(timedelta(minutes=5))
    if goes:
        await leaves(chat)
    missed = await chat.says("bob", "/message missed", "@bot")
    shown = [missed.text]
    while missed.buttons and missed.buttons[-1].startswith("Got it"):
        pressed = await chat.presses("bob", missed.buttons[-1], on=missed)
        assert pressed is not None
        missed = pressed
        shown.append(missed.text)
    assert (SECRET in "".join(shown)) is not goes


@both
async def test_what_the_platform_could_not_take_for_a_while(chat: PaperChat, goes: bool) -> None:
    await private_community(chat, "Quiet Circle", "bob")
    said = await chat.says("alice", f'/event new "{SECRET}" "2026-11-25 15:00"', "lobby")
    event = number(await chat.presses("alice", "Yes, post it", said) or said)
    await chat.says("bob", f"/event rsvp {event} yes", "lobby")
    await chat.told("bob")
    await chat.says("alice", f"/event cancel {event}", "lobby")
    if goes:
        await leaves(chat)
    assert (SECRET in await chat.told("bob")) is not goes


async def test_a_menu_a_share_and_a_file_of_what_was_seen_before(chat: PaperChat) -> None:
    await private_community(chat, "Quiet Circle", "bob")
    page = number(await chat.says("alice", f'/wiki new "{SECRET}" text: brass', "lobby"))
    said = await chat.says(
        "alice", f'/event new "{SECRET}" "tomorrow 15:00" link: https://brass.example/1', "lobby"
    )
    event = number(await chat.presses("alice", "Yes, post it", said) or said)
    found = await chat.says("bob", "/search find brass", "lobby")
    shown = await chat.says("bob", f"/event show {event}", "lobby")
    agenda = await chat.says("bob", f"/event agenda {event} point: Who?", "lobby")
    page_shown = await chat.says("bob", f"/wiki show {page}", "lobby")
    await leaves(chat)
    for seen in (found, shown, agenda, page_shown):
        for button in seen.buttons:
            for where in ("lobby", "@bot"):
                seen.handle.where = where
                answer = await chat.presses("bob", button, on=seen)
                everything = repr(answer.handle.reply) if answer else ""
                assert SECRET not in everything, (button, where)
                assert "brass.example" not in everything, (button, where)
    assert not [one for one in await chat.channel("lobby") if "brass" in one and "Search" in one]
    for line in (
        f"event ics {event}",
        f"event agenda {event}",
        f"event notes {event}",
        f"event remind {event}",
    ):
        assert SECRET not in await chat.says("bob", f"/{line}", "@bot")


async def test_a_calendar_of_one_s_own_and_the_addresses_of_who_made_them(chat: PaperChat) -> None:
    await private_community(chat, "Quiet Circle", "bob")
    said = await chat.says("alice", f'/event new "{SECRET}" "tomorrow 15:00"', "lobby")
    event = number(await chat.presses("alice", "Yes, post it", said) or said)
    await chat.says("bob", f"/event rsvp {event} yes", "lobby")
    await chat.says("bob", f'/wiki new "{SECRET} page" text: x', "lobby")
    links = [
        address_in(await chat.says("bob", f"/link new {what}", "lobby"))
        for what in ("calendar", "atom", 'calendar community: "Quiet Circle"')
    ]
    async with outside_of(chat) as outside:
        for link in links:
            answer, body = await outside.reads(link)
            assert SECRET in body.decode(), link
        tags = [(await outside.reads(link))[0].headers["ETag"] for link in links]
        await leaves(chat)
        for link, tag in zip(links, tags, strict=True):
            answer, body = await outside.reads(link, **{"If-None-Match": tag})
            assert answer.status in (200, 404)
            assert SECRET not in body.decode()
            for method in ("HEAD", "POST", "PUT", "OPTIONS", "TRACE"):
                answer, body = await outside.reads(link, method)
                assert SECRET not in body.decode()
            answer, body = await outside.reads(link, Range="bytes=0-100")
            assert SECRET not in body.decode()
