"""Servers of feeds that are made to do harm: they are left in bounded time, and lead to nothing inside."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest

from bot.outside import outside
from bot.outside.outside import Outside, Unreachable
from tests.feeds import site

LIMIT = 100_000
OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"


def moved(to: bytes) -> bytes:
    return b"HTTP/1.1 301 Moved\r\nLocation: " + to + b"\r\nContent-Length: 0\r\n\r\n"


SERVERS: dict[str, tuple[bytes, bytes, float]] = {
    # What is sent first, what is sent then again and again, and how many seconds apart.
    "headers without end": (OK, b"X-A: " + b"b" * 1000 + b"\r\n", 0),
    "a header without end": (OK + b"X-A: ", b"b" * 10_000, 0),
    "a status without end": (b"HTTP/1.1 200 ", b"b" * 10_000, 0),
    "a body without end": (OK + b"\r\n", b"b" * 100_000, 0),
    "chunks without end": (CHUNKED, b"1\r\na\r\n" * 1000, 0),
    "trailers without end": (CHUNKED + b"1\r\na\r\n0\r\n", b"T: a\r\n" * 1000, 0),
    "always about to go on": (b"", b"HTTP/1.1 100 Continue\r\n\r\n", 0.01),
    "a body that trickles": (OK + b"Content-Length: 1000\r\n\r\n", b"b", 0.1),
    "headers that trickle": (OK, b"X-A: b\r\n", 0.1),
    "less than nothing": (OK + b"Content-Length: -5\r\n\r\nabc", b"", 0),
    "two lengths": (OK + b"Content-Length: 3\r\nContent-Length: 5\r\n\r\nabc", b"", 0),
    "a length beyond counting": (OK + b"Content-Length: " + b"9" * 40 + b"\r\n\r\n", b"", 0),
    "a chunk that is none": (CHUNKED + b"zz\r\n", b"", 0),
    "a chunk beyond counting": (CHUNKED + b"f" * 18 + b"\r\n", b"", 0),
    "no HTTP": (b"<rss/>", b"", 0),
    "TLS": (b"\x16\x03\x01\x02\x00", b"", 0),
    "nothing": (b"", b"", 0),
    "packed a hundred times": (
        OK + b"Content-Encoding: " + b"gzip, " * 100 + b"gzip\r\nContent-Length: 1\r\n\r\na",
        b"",
        0,
    ),
    **{
        f"a move to {to!r}": (moved(to), b"", 0)
        for to in (
            b"file:///etc/passwd",
            b"javascript:alert(1)",
            b"data:text/xml,<rss/>",
            b"gopher://127.0.0.1:25/",
            b"http://\xff\xfe/",
            b"http://127.0.0.1:99999/",
            b"http://example.org:0/",
            b"http://127.0.0.1\x00.example.org/",
            "http://ｌｏｃａｌｈｏｓｔ:8080/".encode(),
            b"//",
            b"/" + b"a" * 7000,
        )
    },
}


@asynccontextmanager
async def server(first: bytes, then: bytes = b"", apart: float = 0) -> AsyncIterator[str]:
    """A server on loopback that answers whatever it is asked so; its address."""
    open_: set[asyncio.StreamWriter] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        open_.add(writer)
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            while await reader.readuntil(b"\r\n\r\n"):
                writer.write(first)
                while then:
                    writer.write(then)
                    await writer.drain()
                    await asyncio.sleep(apart)
                await writer.drain()
                if b"Content-Length: 0" not in first:
                    break
        writer.close()

    made = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{made.sockets[0].getsockname()[1]}/feed"
    finally:
        made.close()
        for writer in open_:
            writer.close()


@pytest.fixture
async def trusting(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Outside]:
    monkeypatch.setattr(outside, "TIMEOUT", aiohttp.ClientTimeout(total=1))
    one = Outside("https://cop.example.org", ["127.0.0.1"])
    yield one
    await one.close()


@pytest.mark.parametrize("which", SERVERS)
async def test_whatever_a_server_sends_it_is_left_soon(trusting: Outside, which: str) -> None:
    async with server(*SERVERS[which]) as address:
        began = time.monotonic()
        with pytest.raises(Unreachable):
            await trusting.get(address, LIMIT)
        assert time.monotonic() - began < 4


SPELLINGS = [
    *("127.0.0.1", "127.1", "127.0.1", "2130706433", "0x7f.1", "0x7f000001", "017700000001", "0177.0.0.1"),
    *("127.0.0.1.", "localhost", "localhost.", "LOCALHOST", "localhost\t", "0", "0.0.0.0", "127.127.127.127"),
    *(
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[0:0:0:0:0:ffff:127.0.0.1]",
        "[::127.0.0.1]",
    ),
    *("[::1%25lo]", "[fe80::1%25lo]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "169.254.169.254"),
    *(
        "①②⑦.⓪.⓪.①",
        "127。0。0。1",
        "ｌｏｃａｌｈｏｓｔ",
        "127.0.0.1%00.example.org",
        "127.0.0.1#.example.org",
    ),
    *("me@127.0.0.1", "example.org@127.0.0.1", "127.0.0.1\\@example.org"),
]


@pytest.mark.parametrize("host", SPELLINGS)
async def test_this_machine_is_not_reached_however_it_is_spelt(host: str) -> None:
    wary = Outside("https://cop.example.org")
    async with server(OK + b"Content-Length: 0\r\n\r\n") as address:
        port = address.split(":")[2].split("/")[0]
        try:
            with pytest.raises(Unreachable) as error:
                await wary.get(f"http://{host}:{port}/feed", LIMIT)
        finally:
            await wary.close()
    assert error.value.code.split(" ")[0] in ("internal", "address", "host")


async def test_many_who_send_us_on_to_one_slow_host_hold_us_up_no_longer_than_one(
    trusting: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outside, "LONGEST", 1.5)
    async with server(*SERVERS["a body that trickles"]) as slow, site() as web:
        began = time.monotonic()
        web.moved("/feed", slow, 302)
        got = await asyncio.gather(
            *(trusting.get(web.url(), LIMIT) for _ in range(20)), return_exceptions=True
        )
        assert {getattr(one, "code", "") for one in got} == {"slow"}
        assert time.monotonic() - began < 4


@pytest.mark.parametrize("name", ["ETag", "Last-Modified", "Retry-After", "Content-Type"])
async def test_headers_that_are_no_text_are_not_kept(trusting: Outside, name: str) -> None:
    head = OK + name.encode() + b': "\xff\xfe\x7f"\r\nContent-Length: 2\r\n\r\nhi'
    async with server(head) as address:
        found = await trusting.get(address, LIMIT)
    assert found.content == b"hi"
    assert {found.etag, found.last_modified, found.retry_after} == {""}
