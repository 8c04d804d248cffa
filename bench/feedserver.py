"""A server of many feeds, for `bench.feeds`: `python -m bench.feedserver PORT HOSTS`.

It listens at as many addresses of this machine as there are hosts. `/feed/N` is answered with 304 where the
question knows its entity tag, and in full where not; one in twenty changes each time that it is asked.
`/large` is a feed of 5 MB that changes each time too.
"""

from __future__ import annotations

import argparse
from collections import Counter
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from aiohttp import web

ENTRIES = 20
LARGE_ENTRIES = 4000
CHANGES = 20
"""One in so many feeds has something new each time."""

_NOW = datetime(2026, 11, 18, tzinfo=UTC)
_asked: Counter[str] = Counter()


def feed(name: str, version: int, entries: int, words: int = 20) -> str:
    """A feed; with each version there is one entry more, and the oldest is gone."""
    items = "".join(_entry(name, version + entries - n, words) for n in range(entries))
    head = f"<title>Feed {name}</title><link>https://example.org/{name}/</link>"
    return f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>{head}{items}</channel></rss>'


def _entry(name: str, number: int, words: int) -> str:
    at = format_datetime(_NOW + timedelta(minutes=number))
    return (
        f"<item><title>Entry {number} of {name}</title><link>https://example.org/{name}/{number}</link>"
        f"<guid isPermaLink='false'>{name}-{number}</guid><pubDate>{at}</pubDate>"
        f"<description>&lt;p&gt;{'Some of the words. ' * words}&lt;/p&gt;</description></item>"
    )


async def _answer(request: web.Request) -> web.Response:
    name = request.match_info.get("name", "large")
    large = name == "large"
    changes = large or int(name) % CHANGES == 0
    _asked[name] += changes
    version = _asked[name]
    tag = f'"{version}"'
    if request.headers.get("If-None-Match") == tag:
        return web.Response(status=304, headers={"ETag": tag})
    text = feed(name, version, LARGE_ENTRIES if large else ENTRIES, 55 if large else 20)
    return web.Response(text=text, content_type="application/rss+xml", headers={"ETag": tag})


async def _healthz(_request: web.Request) -> web.Response:
    return web.json_response({"ok": True})


def hosts(count: int) -> list[str]:
    """The addresses at which the server listens."""
    return [f"127.0.0.{number}" for number in range(1, count + 1)]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    parser.add_argument("hosts", type=int)
    asked = parser.parse_args()
    served = web.Application()
    served.router.add_get("/feed/{name}", _answer)
    served.router.add_get("/large", _answer)
    served.router.add_get("/healthz", _healthz)
    web.run_app(served, host=hosts(asked.hosts), port=asked.port, print=None, access_log=None)


if __name__ == "__main__":
    main()
