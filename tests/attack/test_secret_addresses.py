"""Secret addresses in the hands of people who guess, tamper and listen; and texts that would break a calendar."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator

import feedparser
import icalendar
import pytest
import structlog
from aiohttp.test_utils import TestClient, TestServer

from bot.web import outward
from bot.web.web import Readiness, application
from tests.drivers.outside import Outside, address_in, outside_of
from tests.drivers.paper import PaperChat
from tests.scenes import number, open_community


@pytest.fixture
async def outside(chat: PaperChat) -> AsyncIterator[Outside]:
    async with outside_of(chat) as there:
        yield there


async def planned(chat: PaperChat, line: str) -> int:
    done = await chat.presses("alice", "Yes, post it", await chat.says("alice", f"/event new {line}"))
    assert done is not None
    return number(done)


async def test_no_address_can_be_made_of_another(chat: PaperChat, outside: Outside) -> None:
    await open_community(chat, "Data Standards", "bob")
    calendar = address_in(await chat.says("bob", "/link new calendar"))
    base, _slash, file = calendar.rpartition("/")
    token = file.removesuffix(".ics")
    count, mark = token.split("-")
    tried = [
        *(f"{count[:at]}{'b' if count[at] == 'a' else 'a'}{count[at + 1 :]}-{mark}" for at in range(len(count))),
        *(f"{count}-{mark[:at]}{'b' if mark[at] == 'a' else 'a'}{mark[at + 1 :]}" for at in range(len(mark))),
        *(token[:at] for at in range(len(token))),
        *(f"{token}{more}" for more in ("a", "=", "%00", "%0d%0aX:y", "%2f..", ".xml", "-a", "é")),
        *(f"{first}{token}" for first in ("0", "-", "+", "0x", "1e9", "..%2f")),
        f"{count}--{mark}", f"{count}{mark}", mark, count, f"-{mark}", "-", "0-", f"0-{mark}", "1" * 5000,
    ]  # fmt: skip
    for one in tried:
        status = await outside.status(f"{base}/{one}.ics")
        assert status in (400, 404), one
    assert await outside.status(calendar) == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND"])
async def test_an_address_is_only_read(chat: PaperChat, outside: Outside, method: str) -> None:
    await open_community(chat, "Data Standards", "bob")
    for what in ("calendar", "atom"):
        address = address_in(await chat.says("bob", f"/link new {what}"))
        assert (await outside.reads(address, method))[0].status == 405


async def test_nothing_that_a_reader_sends_is_in_the_answer(chat: PaperChat, outside: Outside) -> None:
    await open_community(chat, "Data Standards", "bob")
    await chat.says("bob", '/wiki new "Caddies" text: x')
    address = address_in(await chat.says("bob", "/link new atom"))
    plain = (await outside.reads(address))[1]
    for headers in (
        {"Host": "evil.example"},
        {
            "X-Forwarded-Host": "evil.example",
            "X-Forwarded-Proto": "javascript",
            "Forwarded": "host=evil.example",
        },
        {"Range": "bytes=0-5"},
        {"Range": "bytes=9999999-"},
        {"If-None-Match": '"evil"', "If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"},
        {"If-None-Match": "W/" + '"x",' * 500},
        {"Accept": "text/html", "Accept-Encoding": "br;q=0"},
    ):
        answer, body = await outside.reads(address, **headers)
        assert (answer.status, body) == (200, plain), headers
        assert "evil" not in repr(answer.headers)
        assert answer.headers["Cache-Control"] == "private, no-cache"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    for path in (
        f"{address}?a=<script>",
        address.replace("/atom/", "/atom/%0b"),
        address.upper().replace("HTTP", "http"),
    ):
        answer, body = await outside.reads(path)
        assert b"script" not in body
        if answer.status == 200:
            assert not feedparser.parse(body).bozo


async def test_no_log_metric_or_health_tells_a_secret_address(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    address = address_in(await chat.says("bob", "/link new calendar"))
    token = address.rpartition("/")[2].removesuffix(".ics")
    readiness = Readiness(chat.database, [], None, None, lambda: chat.now)
    app = application(readiness, [], outward.routes(chat.house))
    records: list[str] = []

    class Keeper(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            records.append(f"{record.getMessage()} {record.exc_text} {record.exc_info}")

    keeper, root = Keeper(logging.DEBUG), logging.getLogger()
    level = root.level
    root.addHandler(keeper)
    root.setLevel(logging.DEBUG)
    try:
        with structlog.testing.capture_logs() as logged:
            async with TestClient(TestServer(app, host="127.0.0.1")) as client:
                there = Outside(client)
                assert await there.status(address) == 200
                assert await there.status(address + "x") == 404
                told = [await there.text(path) for path in ("/metrics", "/readyz", "/healthz")]
                await chat.database.close()
                chat.database.engine.sync_engine.dispose()
    finally:
        root.removeHandler(keeper)
        root.setLevel(level)
    assert token not in "".join(told)
    assert token not in repr(logged)
    assert not [one for one in records if token in one and "access" in one.lower()]


HOSTILE = [
    "A\r\nATTENDEE:mailto:evil@example.org",
    "A\nEND:VEVENT\nBEGIN:VALARM\nACTION:AUDIO",
    "A\u2028B\u2029C\x0bD\x0cE\x85F",
    'A;B,C:D\\E"F^nG',
    "é" * 150,
    "👩\u200d👩\u200d👧" * 10,
    "\x00\x07\x1b[31mA",
    "BEGIN:VCALENDAR",
    " leading and trailing ",
    "\ufeffA\u202eB\ufffe",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
async def test_no_text_breaks_out_of_its_line_in_a_calendar(
    chat: PaperChat, outside: Outside, text: str
) -> None:
    await open_community(chat)
    typed = text.replace("\\", "\\\\").replace('"', '\\"')
    event = await planned(
        chat,
        f'"{typed}" "tomorrow 15:00 weekly" place: "{typed}" text: "{typed}\n{typed}" link: https://e.org/%0d%0aX',
    )
    shown = await chat.says("alice", f"/event show {event}")
    given = await chat.presses("alice", "Add to calendar", shown)
    assert given is not None
    ((_name, file),) = (await chat.takes("alice", given)).items()
    feed = (await outside.reads(address_in(await chat.says("alice", "/link new calendar"))))[1]
    for data in (file, feed):
        assert data.count(b"\r\n") == data.count(b"\n"), "a bare line break"
        assert data.replace(b"\r\n", b"").count(b"\r") == 0
        assert all(len(line) <= 75 for line in data.split(b"\r\n")), "lines are folded at 75 bytes"
        whole = data.replace(b"\r\n ", b"").decode()
        names = {line.partition(":")[0].partition(";")[0] for line in whole.split("\r\n")}
        assert not names & {"ATTENDEE", "BEGIN:VALARM", "ACTION"}
        assert not set("\x00\x07\x1b\x0b\x0c") & set(whole)
        calendar = icalendar.Calendar.from_ical(data)
        (read,) = calendar.walk("VEVENT")
        assert not read.errors
        assert len(list(calendar.walk("VALARM"))) == 0


async def test_the_longest_texts_are_folded_and_read_again(chat: PaperChat, outside: Outside) -> None:
    await open_community(chat)
    refused = await chat.says("alice", f'/event new "Big" "tomorrow 15:00" text: "{"x" * 1_000_000}"')
    assert "at most" in refused
    text = ("ü" * 50 + " ") * 75
    await planned(chat, f'"{"T" * 200}" "tomorrow 15:00" text: "{text}"')
    feed = (await outside.reads(address_in(await chat.says("alice", "/link new calendar"))))[1]
    assert all(len(line) <= 75 for line in feed.split(b"\r\n"))
    (read,) = icalendar.Calendar.from_ical(feed).walk("VEVENT")
    assert str(read["description"]).split() == text.split()
