"""What the web server gives to whoever has a secret address: calendars and news.

    /calendar/{token}.ics    one's own calendar, or a community's, as iCalendar
    /atom/{token}.xml        what is new in a community, as Atom

Readers outside ask again and again, so an answer carries an ETag and is given
once; `If-Modified-Since` is not heeded, for what was taken away leaves no later
date behind. A token that was never made costs a hash and no look into the
database. Nobody is told why an address gives nothing: it is the same answer for
what never was, what is revoked, and what its owner may not see any more.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime

from aiohttp import web

from bot.house import House
from bot.services.events import calendars
from bot.services.links import links, syndication
from bot.services.links.links import Grant, Kind
from storage.engine import Tx

READS_A_MINUTE = 20
"""How often one address is answered; readers ask once in some minutes at most."""
_REMEMBERED = 10_000
_KEPT = 50
"""How many answers are kept, for readers who ask again and do not say what they have."""
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Paper:
    """Something to be given: what it is made of, when that was last changed, and how it is written."""

    of: object
    changed: datetime
    write: Callable[[], bytes]


Find = Callable[[Tx, Grant, str], Awaitable[Paper | None]]


def routes(house: House) -> list[web.RouteDef]:
    """The routes of all that is given to the outside."""
    given = Outward(house)
    return [
        web.get("/calendar/{token}.ics", given.calendar),
        web.get("/atom/{token}.xml", given.news),
    ]


class Outward:
    """Answers readers of calendars and news."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._pace = Pace(READS_A_MINUTE)
        self._written: dict[str, bytes] = {}

    async def calendar(self, request: web.Request) -> web.StreamResponse:
        """A calendar."""
        return await self._give(request, "calendar", "text/calendar", self._calendar)

    async def news(self, request: web.Request) -> web.StreamResponse:
        """What is new in a community."""
        return await self._give(request, "atom", "application/atom+xml", self._news)

    async def _calendar(self, tx: Tx, grant: Grant, _address: str) -> Paper | None:
        feed = await calendars.feed(tx, self._house.now(), grant)
        if feed is None:
            return None
        secret = self._house.secret
        return Paper(
            feed, feed.changed, lambda: calendars.written(feed.events, feed.day, secret, name=feed.name)
        )

    async def _news(self, tx: Tx, grant: Grant, address: str) -> Paper | None:
        community, secret = grant.community, self._house.secret
        if community is None:
            return None
        entries = await syndication.latest(tx, community.id)
        return Paper(
            (community, entries, address),
            syndication.last_change(entries),
            lambda: syndication.atom(community, entries, secret=secret, address=address),
        )

    async def _give(
        self, request: web.Request, kind: Kind, content_type: str, find: Find
    ) -> web.StreamResponse:
        number = links.number_in(self._house.secret, kind, request.match_info["token"])
        if number is None:
            return _nothing()
        if not self._pace.allows(number, self._house.now()):
            return web.Response(status=429, text="Too often.\n", headers={"Retry-After": "60"})
        async with self._house.database.read() as tx:
            grant = await links.grant(tx, self._house.now(), kind, number)
            address = self._house.settings.public_url + request.path
            paper = await find(tx, grant, address) if grant else None
        if grant is None or paper is None:
            return _nothing()
        if grant.to_note:
            async with self._house.database.write() as tx:
                await links.was_used(tx, self._house.now(), number)
        return await self._answer(request, content_type, paper)

    async def _answer(self, request: web.Request, content_type: str, paper: Paper) -> web.Response:
        """The paper, or 304 where the reader has it; it is then not even written."""
        tag = hashlib.sha256(repr(paper.of).encode()).hexdigest()[:32]
        headers = {
            "ETag": f'"{tag}"',
            "Last-Modified": format_datetime(paper.changed, usegmt=True),
            # Asked for each time, so that what is revoked is gone; kept by nobody on the way.
            "Cache-Control": "private, no-cache",
            "Referrer-Policy": "no-referrer",
            "X-Robots-Tag": "noindex",
            "X-Content-Type-Options": "nosniff",
        }
        if any(one.value in (tag, "*") for one in request.if_none_match or ()):
            return web.Response(status=304, headers=headers)
        body = self._written.get(tag)
        if body is None:
            body = self._written[tag] = await asyncio.to_thread(paper.write)
        if len(self._written) > _KEPT:
            del self._written[next(iter(self._written))]
        return web.Response(body=body, content_type=content_type, charset="utf-8", headers=headers)


def _nothing() -> web.Response:
    """The one answer where there is nothing to be had, whatever the reason."""
    return web.Response(status=404, text="There is nothing at this address.\n")


class Pace:
    """Counts how often each number came in the present minute; forgets the oldest of too many."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._seen: OrderedDict[int, tuple[datetime, int]] = OrderedDict()

    def allows(self, number: int, now: datetime) -> bool:
        """Whether it may be answered once more."""
        since, count = self._seen.get(number, (now, 0))
        if now - since >= _MINUTE:
            since, count = now, 0
        self._seen[number] = since, count + 1
        self._seen.move_to_end(number)
        if len(self._seen) > _REMEMBERED:
            self._seen.popitem(last=False)
        return count < self._most
