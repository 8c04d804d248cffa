"""Servers of feeds for tests, on loopback, and the poller that looks at them.

async with site() as web:
    web.put("/feed", rss(entry("One")))
    await chat.says("alice", f"/feed add {web.url('/feed')}")
    await look(chat)
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from html import escape

from aiohttp import web

from bot.news.poller import Poller
from tests.drivers.paper import NOON, PaperChat

ALLOWED = {"allow": ["127.0.0.1", "localhost"]}


@dataclass
class Page:
    """What a server answers at one path."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Site:
    """A server; `asked` are the requests that it got, in order: the path and its conditions."""

    port: int = 0
    pages: dict[str, Page] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    while_asked: Callable[[str], Awaitable[None]] | None = None

    def url(self, path: str = "/feed", host: str = "127.0.0.1") -> str:
        """The address of a path."""
        return f"http://{host}:{self.port}{path}"

    def put(self, path: str, body: str | bytes = b"", status: int = 200, **headers: str) -> str:
        """Answer so from now on; returns the address. Underscores in names of headers are hyphens."""
        data = body.encode() if isinstance(body, str) else body
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.pages[path] = Page(data, status, named)
        return self.url(path)

    def moved(self, path: str, to: str, status: int = 301) -> str:
        """Send whoever asks there on to another address."""
        return self.put(path, status=status, Location=to)

    async def answer(self, request: web.Request) -> web.Response:
        """See `put`; an entity tag or a date that is known is answered with 304."""
        names = ("If-None-Match", "If-Modified-Since", "User-Agent")
        self.asked.append((request.path_qs, {n: request.headers[n] for n in names if n in request.headers}))
        if self.while_asked:
            await self.while_asked(request.path)
        page = self.pages.get(request.path_qs) or self.pages.get(request.path) or Page(status=404)
        asked = request.headers.get("If-None-Match") or request.headers.get("If-Modified-Since")
        if page.status == 200 and asked and asked in page.headers.values():
            return web.Response(status=304, headers=page.headers)
        return web.Response(body=page.body, status=page.status, headers=page.headers)


@asynccontextmanager
async def site() -> AsyncIterator[Site]:
    """A server on a port of its own."""
    made = Site()
    application = web.Application()
    application.router.add_get("/{path:.*}", made.answer)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        made.port = runner.addresses[0][1]
        yield made
    finally:
        await runner.cleanup()


@dataclass(frozen=True)
class Item:
    """An entry of a feed; what is None is left out."""

    title: str | None
    link: str | None = None
    number: str | None = None
    at: datetime | None = NOON
    body: str = ""


def item(name: str, at: datetime | None = NOON, body: str = "", **other: str) -> Item:
    """An entry with an address and an id that are made from its name, unless they are given."""
    slug = name.lower().replace(" ", "-")
    link = other.get("link", f"https://example.org/{slug}")
    return Item(name, link or None, other.get("number", f"id-{slug}") or None, at, body)


def rss(*items: Item, title: str = "Town News") -> str:
    """A feed in RSS."""
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>'
        f"<title>{escape(title)}</title><link>https://example.org/</link>"
        f"{''.join(map(_written, items))}</channel></rss>"
    )


def _written(one: Item) -> str:
    parts = {
        "title": one.title,
        "link": one.link,
        "guid": one.number,
        "pubDate": format_datetime(one.at) if one.at else None,
        "description": one.body or None,
    }
    inner = "".join(f"<{tag}>{escape(text)}</{tag}>" for tag, text in parts.items() if text is not None)
    return f"<item>{inner}</item>".replace("<guid>", '<guid isPermaLink="false">')


@asynccontextmanager
async def poller(chat: PaperChat) -> AsyncIterator[Poller]:
    """A poller of the process that the chat drives; to be called with `poll`."""
    made = Poller(chat.house, chat.deliverer.wake)
    try:
        yield made
    finally:
        await made.close()


async def look(chat: PaperChat) -> None:
    """Look at every feed and address that is due now."""
    async with poller(chat) as one:
        await one.poll()
