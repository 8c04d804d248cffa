"""The way out: nothing inside is reached, nothing hostile is swallowed whole, and hosts are asked politely."""

from __future__ import annotations

import asyncio
import gzip
import socket
import zlib
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from bot.outside import outside
from bot.outside.addresses import guarded_socket, has_fair_port, is_public
from bot.outside.outside import Outside, Unreachable
from tests.feeds import Site, site

LIMIT = 100_000

PUBLIC = (
    "1.1.1.1",
    "93.184.216.34",
    "2606:4700::1111",
    "::ffff:1.1.1.1",
    "64:ff9b::101:101",
    "2002:101:101::1",
)
INSIDE = (
    "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "100.64.0.1", "169.254.169.254",
    "192.0.2.1", "198.18.0.1", "192.88.99.1", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255",
    "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "fec0::1", "ff02::1", "2001:db8::1", "::7f00:1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:0:127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a00:1",
    "64:ff9b:1::1", "2002:7f00:1::1", "2002:a00:1::", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "localhost", "",
)  # fmt: skip


@pytest.fixture
async def web() -> AsyncIterator[Site]:
    async with site() as one:
        yield one


@pytest.fixture
async def trusting() -> AsyncIterator[Outside]:
    one = Outside("https://cop.example.org", ["127.0.0.1"])
    yield one
    await one.close()


@pytest.fixture
async def wary() -> AsyncIterator[Outside]:
    one = Outside("https://cop.example.org")
    yield one
    await one.close()


async def refused(one: Outside, address: str) -> str:
    with pytest.raises(Unreachable) as error:
        await one.get(address, LIMIT)
    return error.value.code


@pytest.mark.parametrize("address", PUBLIC)
def test_what_is_on_the_internet_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("address", INSIDE)
def test_what_is_not_is_inside_however_it_is_written(address: str) -> None:
    assert not is_public(address)


def test_a_socket_is_made_for_public_addresses_only() -> None:
    found = (socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", ("1.1.1.1", 80))
    guarded_socket(found).close()
    with pytest.raises(OSError, match="not on the public Internet"):
        guarded_socket((*found[:4], ("10.0.0.1", 80)))


def test_ports_of_other_services_are_refused() -> None:
    assert all(has_fair_port(port) for port in (80, 443, 8000, 8080, 8443, 65535))
    assert not any(has_fair_port(port) for port in (None, 22, 25, 110, 3306, 5432, 6379, 6667, 11211))


async def test_this_machine_is_not_reached_by_any_of_its_names(web: Site, wary: Outside) -> None:
    for host in (
        "127.0.0.1",
        "localhost",
        "[::1]",
        "0.0.0.0",
        "[::ffff:127.0.0.1]",
        "2130706433",
        "0x7f000001",
    ):
        assert (await refused(wary, f"http://{host}:{web.port}/feed")).startswith(
            ("internal", "host", "address", "connection")
        )
    assert not web.asked


async def test_a_name_that_leads_inside_is_refused_when_it_is_connected_to(
    web: Site, wary: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def rebound(_self: object, host: str, port: int = 0, family: int = 0) -> list[dict[str, Any]]:
        return [
            {
                "hostname": host,
                "host": "127.0.0.1",
                "port": port,
                "family": socket.AF_INET,
                "proto": 0,
                "flags": 0,
            }
        ]

    monkeypatch.setattr(aiohttp.ThreadedResolver, "resolve", rebound)
    assert await refused(wary, f"http://news.example.org:{web.port}/feed") == "internal news.example.org"
    assert not web.asked


async def test_a_redirect_leads_inside_no_more_than_an_address(web: Site, trusting: Outside) -> None:
    web.put("/secret", "secret")
    web.moved("/feed", f"http://localhost:{web.port}/secret")
    assert await refused(trusting, web.url()) == "internal localhost"
    web.moved("/feed", "file:///etc/passwd")
    assert await refused(trusting, web.url()) == "address"
    web.moved("/feed", "http://localhost:6379/")
    assert await refused(trusting, web.url()) == "port"
    assert [path for path, _headers in web.asked] == ["/feed"] * 3


async def test_redirects_are_followed_to_an_end_that_is_not_far(web: Site, trusting: Outside) -> None:
    web.put("/5", "here")
    for n in range(5):
        web.moved(f"/{n}", f"/{n + 1}", 301)
    found = await trusting.get(web.url("/0"), LIMIT)
    assert (found.content, found.url, found.moved) == (b"here", web.url("/5"), True)
    web.moved("/3", "/4", 302)
    assert not (await trusting.get(web.url("/0"), LIMIT)).moved
    web.moved("/5", "/0")
    assert await refused(trusting, web.url("/0")) == "redirects"


async def test_names_and_passwords_in_redirects_are_not_sent_on(web: Site, trusting: Outside) -> None:
    web.moved("/feed", f"http://me:secret@127.0.0.1:{web.port}/there")
    web.put("/there", "here")
    assert (await trusting.get(web.url(), LIMIT)).url == web.url("/there")


@pytest.mark.parametrize("kind", ["gzip", "deflate", "bare", "two archives", "plain"])
async def test_what_is_packed_is_unpacked(web: Site, trusting: Outside, kind: str) -> None:
    text = b"Some words. " * 500
    bare = zlib.compressobj(wbits=-15)
    packed = {
        "gzip": gzip.compress(text),
        "deflate": zlib.compress(text),
        "bare": bare.compress(text) + bare.flush(),
        "two archives": gzip.compress(text[:600]) + gzip.compress(text[600:]),
        "plain": text,
    }
    names = {"bare": "deflate", "two archives": "gzip", "plain": "identity"}
    web.put("/feed", packed[kind], Content_Encoding=names.get(kind, kind))
    assert (await trusting.get(web.url(), LIMIT)).content == text


@pytest.mark.parametrize("kind", ["gzip", "deflate", "plain"])
async def test_bombs_are_put_out_as_they_unpack(web: Site, trusting: Outside, kind: str) -> None:
    zeros = b"\0" * 50_000_000
    packed = {"gzip": gzip.compress(zeros, 6), "deflate": zlib.compress(zeros), "plain": zeros[: LIMIT + 1]}
    web.put("/feed", packed[kind], Content_Encoding="identity" if kind == "plain" else kind)
    assert await refused(trusting, web.url()) == "large"


@pytest.mark.parametrize("encoding", ["gzip", "br", "gzip, gzip", "zstd", "nonsense"])
async def test_what_is_not_packed_as_it_says_is_refused(web: Site, trusting: Outside, encoding: str) -> None:
    web.put("/feed", b"certainly not packed", Content_Encoding=encoding)
    assert await refused(trusting, web.url()) == "packed"


async def test_half_an_archive_is_none(web: Site, trusting: Outside) -> None:
    web.put("/feed", gzip.compress(bytes(range(256)) * 20)[:-20], Content_Encoding="gzip")
    assert await refused(trusting, web.url()) == "packed"


async def test_a_server_that_says_nothing_is_left_after_a_while(
    web: Site, trusting: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def silent(_path: str) -> None:
        await asyncio.sleep(0.6)

    web.while_asked = silent
    monkeypatch.setattr(outside, "TIMEOUT", aiohttp.ClientTimeout(total=0.3))
    assert await refused(trusting, web.url()) == "slow"


async def test_a_host_is_asked_one_thing_at_a_time(web: Site, trusting: Outside) -> None:
    running = 0
    most = 0

    async def counted(path: str) -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.02)
        running -= 1

    web.while_asked = counted
    web.put("/feed", "here")
    await asyncio.gather(*(trusting.get(web.url(), LIMIT) for _ in range(6)))
    assert most == 1


async def test_a_polite_visitor_says_who_it_is(web: Site, trusting: Outside) -> None:
    web.put("/feed", "here")
    await trusting.get(web.url(), LIMIT)
    assert "(+https://cop.example.org)" in web.asked[0][1]["User-Agent"]
