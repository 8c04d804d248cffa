"""Files on Discord: the option of a command, and where they may be fetched from."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import ClientSession, web
from yarl import URL

from bot.adapter import TooLarge, Unfetched
from bot.files.downloads import download, hosts
from tests.drivers.discord import DiscordChat
from tests.servers.discord.reading import text_of


async def test_a_file_comes_by_the_option_of_the_command(tmp_path: Path) -> None:
    async with DiscordChat.open(tmp_path) as chat:
        await chat.says("bob", '/community new "Data Standards"')
        carol, general = chat.person("carol"), chat.place("carol", "general")
        attachment = chat.server.world.attach("caddies.md", b"# Food caddies")
        values = {"file": attachment, "title": "On caddies"}
        done = await chat.server.people.slash(carol, general, ["doc", "share"], values)
        assert done.message is not None
        assert "Thank you" in text_of(chat.server.world, done.message)
        assert "caddies.md" in await chat.eventually("general", "On caddies")


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/attachments/1/a.pdf",
        "https://cdn.discordapp.com.evil.example/a.pdf",
        "https://evilcdn.discordapp.com.example/a.pdf",
        "https://notcdn.discordapp.comx/a.pdf",
        "http://cdn.discordapp.com/a.pdf",
        "https://cdn.discordapp.com:8443/a.pdf",
        "https://cdn.discordapp.com@evil.example/a.pdf",
        "https://x@cdn.discordapp.com/a.pdf",
        "file:///etc/passwd",
        "//evil.example/a.pdf",
        "",
    ],
)
async def test_nothing_is_fetched_from_anywhere_else(address: str) -> None:
    async with ClientSession() as session:
        with pytest.raises(Unfetched):
            await download(session, address, 100, hosts("cdn.discordapp.com", also="http://127.0.0.1:1"))


def test_the_platform_s_own_hosts_are_known() -> None:
    allowed = hosts("slack.com")
    assert allowed(URL("https://files.slack.com/files-pri/T1-F1/a.pdf"))
    assert allowed(URL("https://slack.com/a.pdf"))


@pytest.fixture
async def origin() -> AsyncIterator[str]:
    async def sends_on(request: web.Request) -> web.Response:
        raise web.HTTPFound(request.query["to"])

    async def endless(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        response.enable_chunked_encoding()
        await response.prepare(request)
        for _ in range(1000):
            await response.write(b"x" * 1000)
        return response

    async def packed(_request: web.Request) -> web.Response:
        response = web.Response(body=b" " * 5_000_000)
        response.enable_compression(web.ContentCoding.gzip)
        return response

    async def file(_request: web.Request) -> web.Response:
        return web.Response(body=b"content")

    app = web.Application()
    app.router.add_get("/on", sends_on)
    app.router.add_get("/endless", endless)
    app.router.add_get("/packed", packed)
    app.router.add_get("/file", file)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


async def test_redirects_are_followed_within_the_platform_only(origin: str) -> None:
    async with ClientSession() as session:
        allowed = hosts(also=origin)
        data, _kind = await download(session, f"{origin}/on?to=/file", 100, allowed)
        assert data == b"content"
        for to in ("http://127.0.0.2/file", "http://localhost/file", "file:///etc/passwd", "/on?to=/on"):
            with pytest.raises(Unfetched):
                await download(session, f"{origin}/on?to={to}", 100, allowed)


async def test_what_is_larger_than_allowed_is_given_up_while_it_comes(origin: str) -> None:
    async with ClientSession() as session:
        for path in ("endless", "packed"):
            with pytest.raises(TooLarge):
                await download(session, f"{origin}/{path}", 100_000, hosts(also=origin))
