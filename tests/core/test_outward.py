"""Secret addresses: what they give, to whom, and when they give nothing."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import UTC, timedelta
from pathlib import Path

import aiohttp
import feedparser
import icalendar
import pytest
from sqlalchemy import text

from bot.app import App, Role
from bot.settings import Settings
from bot.web.outward import READS_A_MINUTE
from storage.engine import Tx
from storage.schema import metadata
from tests.drivers.outside import Outside, address_in, outside_of
from tests.drivers.paper import PaperChat
from tests.scenes import number, open_community, private_community


@pytest.fixture
async def outside(chat: PaperChat) -> AsyncIterator[Outside]:
    async with outside_of(chat) as there:
        yield there


async def test_the_news_of_a_community_are_read_as_atom(chat: PaperChat, outside: Outside) -> None:
    await open_community(chat, "Data & <Standards>", "bob")
    await chat.says("bob", '/wiki new "Caddies & <liners>" text: "Use <b>paper</b> & \'tape\' ]]>"')
    await chat.passes(timedelta(minutes=5))
    await chat.says("alice", '/ask new "Why not?" details: "É 🗑️ עברית"')
    await chat.says("alice", "/doc share https://example.org/a?b=1&c=2 title: Guide")
    address = address_in(await chat.says("bob", "/link new atom"))
    answer, body = await outside.reads(address)
    assert answer.status == 200
    assert answer.content_type == "application/atom+xml"
    feed = feedparser.parse(body)
    assert not feed.bozo
    assert feed.version == "atom10"
    assert feed.feed.title == "Data & <Standards>"
    assert [entry.title for entry in feed.entries] == ["Guide", "Why not?", "Caddies & <liners>"]
    assert feed.entries.pop(0).link == "https://example.org/a?b=1&c=2"
    assert feed.entries[1].content[0].value == "Use <b>paper</b> & 'tape' ]]>"
    assert feed.entries[0].content[0].value == "É 🗑️ עברית"
    assert [entry.author for entry in feed.entries] == ["Alice", "Bob"]
    assert all(
        re.fullmatch(r"tag:[0-9a-f]+\.invalid,2026-11-18:item/\d+", entry.id) for entry in feed.entries
    )
    assert feed.entries[0].updated_parsed[:5] == (2026, 11, 18, 12, 5)


async def test_what_xml_cannot_hold_is_left_out_and_fifty_are_the_most(
    chat: PaperChat, outside: Outside
) -> None:
    await open_community(chat, "Data Standards", "bob")
    for count in range(51):
        await chat.says("bob", f'/wiki new "Page {count}" text: x')
    await chat.says("bob", '/wiki new "Odd \ufffe\uffff" text: "\ufffea ]]> <!-- &amp; <script> \U0010ffff"')
    feed = feedparser.parse((await outside.reads(address_in(await chat.says("bob", "/link new atom"))))[1])
    assert not feed.bozo
    assert len(feed.entries) == 50
    assert feed.entries[0].title.strip() == "Odd"
    assert feed.entries[0].content[0].value.startswith("a ]]> <!-- &amp; <script>")
    assert len({entry.id for entry in feed.entries}) == 50


async def test_what_is_not_for_it_is_not_in_it(chat: PaperChat, outside: Outside) -> None:
    await open_community(chat, "Data Standards", "bob")
    await open_community(chat, "Elsewhere", by="alice", where="random")
    await chat.says("bob", '/wiki new "Kept" text: x')
    gone = number(await chat.says("bob", '/wiki new "Gone" text: x'))
    await chat.says("bob", f"/item delete {gone}")
    await chat.says("alice", '/wiki new "Not here" text: x', "random")
    address = address_in(await chat.says("bob", "/link new atom"))
    _answer, body = await outside.reads(address)
    assert [entry.title for entry in feedparser.parse(body).entries] == ["Kept"]


async def test_an_unchanged_feed_is_given_once(chat: PaperChat, outside: Outside) -> None:
    await open_community(chat, "Data Standards", "bob")
    page = number(await chat.says("bob", '/wiki new "Caddies" text: x'))
    for what in ("atom", "calendar", 'calendar community: "Data Standards"'):
        address = address_in(await chat.says("bob", f"/link new {what}"))
        first, body = await outside.reads(address)
        assert first.status == 200
        assert first.headers["Cache-Control"].startswith("private")
        assert "Set-Cookie" not in first.headers
        assert first.headers["Last-Modified"].endswith("GMT")
        again, nothing = await outside.reads(address, **{"If-None-Match": first.headers["ETag"]})
        assert (again.status, nothing) == (304, b"")
        assert again.headers["ETag"] == first.headers["ETag"]
        head, nothing = await outside.reads(address, "HEAD")
        assert (head.status, nothing) == (200, b"")
        assert int(head.headers["Content-Length"]) == len(body)
    address = address_in(await chat.says("bob", "/link new atom"))
    before, _body = await outside.reads(address)
    chat.now += timedelta(minutes=5)
    await chat.says("bob", f'/wiki edit {page} text: "y"')
    after, _body = await outside.reads(address, **{"If-None-Match": before.headers["ETag"]})
    assert after.status == 200


async def test_all_that_gives_nothing_answers_the_same(chat: PaperChat, outside: Outside) -> None:
    await open_community(chat, "Data Standards", "bob")
    address = address_in(await chat.says("bob", "/link new atom"))
    asked = await chat.says("bob", "/link new atom")
    await chat.presses("bob", "Revoke", asked)
    calendar = address_in(await chat.says("bob", "/link new calendar"))
    token = calendar.rpartition("/")[2].removesuffix(".ics")
    base = calendar.partition("/calendar/")[0]
    given = [
        await outside.reads(one)
        for one in (
            address,
            f"{base}/atom/{token}.xml",
            f"{base}/calendar/x.ics",
            f"{base}/calendar/{'1' * 300}.ics",
            f"{base}/calendar/{token[:-1]}.ics",
            f"{base}/atom/%00.xml",
            f"{base}/calendar/..%2F..%2Fetc.ics",
        )
    ]
    assert {(answer.status, body) for answer, body in given} == {
        (404, b"There is nothing at this address.\n")
    }


async def test_an_address_that_was_revoked_never_comes_back(chat: PaperChat, outside: Outside) -> None:
    await open_community(chat, "Data Standards", "bob")
    told = await chat.says("bob", "/link new atom")
    assert address_in(await chat.says("bob", "/link new atom")) == address_in(told)
    done = await chat.presses("bob", "Revoke", told)
    assert done is not None
    assert "gives nothing any more" in done
    again = await chat.presses("bob", "Revoke", told)
    assert again is not None
    assert "no link of that number" in again
    fresh = address_in(await chat.says("bob", "/link new atom"))
    assert fresh != address_in(told)
    assert await outside.status(address_in(told)) == 404
    assert await outside.status(fresh) == 200


async def test_nobody_revokes_or_sees_the_link_of_another(chat: PaperChat, outside: Outside) -> None:
    await open_community(chat, "Data Standards", "bob", "carol")
    told = await chat.says("bob", "/link new atom")
    action = next(one.action for one in told.handle.reply.blocks[-1].buttons if "revoke" in one.action)
    refused = await chat.says("carol", f"/{action}")
    assert "no link of that number" in refused
    assert "no link of that number" in await chat.says("carol", f"/{action.replace('revoke', 'show')}")
    assert await outside.status(address_in(told)) == 200
    assert "You have no secret links" in await chat.says("carol", "/link list")
    mine = await chat.says("bob", "/link list")
    assert "News of Data Standards" in mine
    assert "last read" in mine


async def test_who_left_a_private_community_reads_nothing_of_it_any_more(
    chat: PaperChat, outside: Outside
) -> None:
    await private_community(chat, "Quiet Circle", "bob")
    await chat.says("bob", '/wiki new "Secret caddies" text: x', "lobby")
    news = address_in(await chat.says("bob", "/link new atom", "lobby"))
    calendar = address_in(await chat.says("bob", '/link new calendar community: "Quiet Circle"', "lobby"))
    assert b"Secret caddies" in (await outside.reads(news))[1]
    assert await outside.status(calendar) == 200
    await chat.says("bob", '/community leave "Quiet Circle"', "lobby")
    assert await outside.status(news) == 404
    assert await outside.status(calendar) == 404


async def test_what_is_suspended_or_made_private_is_closed_to_those_outside(
    chat: PaperChat, outside: Outside
) -> None:
    chat.make_admin("alice")
    await open_community(chat, "Data Standards", "bob", "carol")
    bobs = address_in(await chat.says("bob", "/link new atom"))
    carols = address_in(await chat.says("carol", "/link new atom"))
    await chat.says("carol", "/community leave")
    assert await outside.status(carols) == 200
    await chat.says("alice", "/community settings private: yes")
    assert await outside.status(bobs) == 200
    assert await outside.status(carols) == 404
    await chat.says("alice", '/community suspend "Data Standards"')
    assert await outside.status(bobs) == 404
    await chat.says("alice", '/community resume "Data Standards"')
    assert await outside.status(bobs) == 200


async def test_a_link_of_a_community_is_for_its_members(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards")
    refused = await chat.says("bob", '/link new calendar community: "Data Standards"', "random")
    assert "not a member of Data Standards" in refused
    assert "Join" in refused.buttons
    assert "News of which community?" in await chat.says("bob", "/link new atom", "random")


async def test_the_only_community_of_somebody_need_not_be_named(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    assert "News of Data Standards" in await chat.says("bob", "/link new atom", "@bot")
    assert "News of which community?" in await chat.says("carol", "/link new atom", "@bot")
    await open_community(chat, "Elsewhere", "bob", where="random")
    assert "News of which community?" in await chat.says("bob", "/link new atom", "@bot")


async def test_a_reader_that_asks_too_often_has_to_wait(chat: PaperChat, outside: Outside) -> None:
    await open_community(chat, "Data Standards", "bob")
    address = address_in(await chat.says("bob", "/link new atom"))
    answered = [await outside.status(address) for _time in range(READS_A_MINUTE + 1)]
    assert answered[-2:] == [200, 429]
    chat.now += timedelta(minutes=1)
    assert await outside.status(address) == 200


async def test_an_empty_calendar_is_one(chat: PaperChat, outside: Outside) -> None:
    address = address_in(await chat.says("bob", "/link new calendar", "@bot"))
    answer, body = await outside.reads(address)
    assert answer.content_type == "text/calendar"
    calendar = icalendar.Calendar.from_ical(body)
    assert calendar["X-WR-CALNAME"] == "Events for Bob"
    assert calendar["REFRESH-INTERVAL"].dt == timedelta(hours=1)
    assert chat.now.tzinfo is UTC


@pytest.mark.parametrize(("role", "given"), [(Role.ALL, True), (Role.WEB, True), (Role.WORKER, False)])
async def test_a_worker_gives_nothing_to_the_outside(
    sqlite_url: str, tmp_path: Path, role: Role, given: bool
) -> None:
    own = Settings(database_url=sqlite_url, data=tmp_path, web={"port": 0}, playground={"enabled": False})
    async with App(own, role) as app, aiohttp.ClientSession() as client:
        async with client.get(f"http://127.0.0.1:{app.port}/calendar/1-x.ics") as answer:
            assert answer.status == 404
            assert ("nothing at this address" in await answer.text()) is given


async def planned(chat: PaperChat, line: str, by: str = "alice", where: str = "general") -> int:
    done = await chat.presses(by, "Yes, post it", await chat.says(by, f"/event new {line}", where))
    assert done is not None
    return number(done)


def titles(text: str) -> list[str]:
    return sorted(line.removeprefix("SUMMARY:") for line in text.splitlines() if line.startswith("SUMMARY:"))


async def test_a_calendar_has_one_s_communities_events_and_those_that_one_comes_to(
    chat: PaperChat, outside: Outside
) -> None:
    await open_community(chat, "Data Standards", "bob")
    await open_community(chat, "Elsewhere", "carol", where="random")
    await planned(chat, '"Clinic" "tomorrow 15:00"')
    party = await planned(chat, '"Party" "tomorrow 18:00"', where="random")
    await planned(chat, '"Long past" "tomorrow 10:00"', where="random")
    mine = address_in(await chat.says("bob", "/link new calendar"))
    assert titles(await outside.text(mine)) == ["Clinic"]
    await chat.says("bob", "/community join Elsewhere", "@bot")
    await chat.says("bob", f"/event rsvp {party} yes", "random")
    assert titles(await outside.text(mine)) == ["Clinic", "Long past", "Party"]
    await chat.says("bob", "/community leave", "random")
    # Who leaves gives up their place, and comes no more.
    assert titles(await outside.text(mine)) == ["Clinic"]
    theirs = address_in(await chat.says("carol", "/link new calendar community: Elsewhere", "random"))
    text = await outside.text(theirs)
    assert titles(text) == ["Long past", "Party"]
    assert "X-WR-CALNAME:Elsewhere" in text
    chat.now += timedelta(days=40)
    assert titles(await outside.text(theirs)) == []


async def test_a_cancelled_event_is_told_to_calendars_and_a_deleted_one_is_gone(
    chat: PaperChat, outside: Outside
) -> None:
    await open_community(chat, "Data Standards")
    event = await planned(chat, '"Clinic" "tomorrow 15:00"')
    address = address_in(await chat.says("alice", "/link new calendar"))
    first, _body = await outside.reads(address)
    assert "STATUS:CONFIRMED" in await outside.text(address)
    await chat.says("alice", f"/event cancel {event}")
    changed, _body = await outside.reads(address, **{"If-None-Match": first.headers["ETag"]})
    assert changed.status == 200
    text = await outside.text(address)
    assert "STATUS:CANCELLED" in text
    assert "SEQUENCE:1" in text
    await chat.says("alice", f"/item delete {event}")
    assert titles(await outside.text(address)) == []


async def test_one_time_that_is_moved_or_called_off_shows_in_the_calendar(
    chat: PaperChat, outside: Outside
) -> None:
    await open_community(chat, "Data Standards")
    event = await planned(chat, '"Stand-up" "tomorrow 10:00 for 30 minutes weekly"')
    address = address_in(await chat.says("alice", "/link new calendar"))
    await chat.says("alice", f"/event cancel {event} occurrence: 2026-11-26")
    moving = await chat.says("alice", f'/event edit {event} occurrence: 2026-12-03 time: "4 December 11:00"')
    await chat.presses("alice", "Yes, move it", moving)
    text = await outside.text(address)
    assert "EXDATE;TZID=Europe/London:20261126T100000" in text
    assert "RECURRENCE-ID;TZID=Europe/London:20261203T100000" in text
    assert "DTSTART;TZID=Europe/London:20261204T110000" in text


async def test_an_event_as_a_file(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards")
    event = await planned(chat, '"Clinic" "tomorrow 15:00"')
    shown = await chat.says("alice", f"/event show {event}")
    given = await chat.presses("alice", "Add to calendar", shown)
    assert given is not None
    ((name, content),) = (await chat.takes("alice", given)).items()
    assert name == f"event-{event}.ics"
    assert titles(content.decode()) == ["Clinic"]


async def test_five_hundred_events_are_the_most(chat: PaperChat, outside: Outside) -> None:
    await open_community(chat, "Data Standards")
    address = address_in(await chat.says("alice", "/link new calendar"))
    await planned(chat, '"Clinic" "tomorrow 15:00"')
    async with chat.database.write() as tx:
        await _many_more(tx, 600)
    assert len(titles(await outside.text(address))) == 500


async def _many_more(tx: Tx, count: int) -> None:
    """Copies of the one event that there is."""
    for table, key in (("item", "id"), ("event", "item_id")):
        names = [column.name for column in metadata.tables[table].columns if column.name != key]
        columns = ", ".join(names)
        for at in range(count):
            await tx.execute(
                text(
                    f"INSERT INTO {table} ({key}, {columns}) SELECT {900_000 + at}, {columns} FROM {table}"
                    f" WHERE {key} < 900000 AND {key} IN (SELECT item_id FROM event)"
                )
            )
