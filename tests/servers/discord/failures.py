"""Failures at will: what the next requests of a route meet instead of their answer.

    server.failures.next("POST /channels/*/messages", rate_limited(0.2))
    server.failures.next("POST /channels/*/messages", dropped_after(), times=2)

Routes are patterns over "METHOD /path" (without the API's prefix), with `*`.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from enum import Enum, auto
from fnmatch import fnmatchcase

from aiohttp import web


class Moment(Enum):
    """When the failure strikes: before the effect, or when it is done but nobody heard."""

    BEFORE = auto()
    AFTER = auto()


@dataclass(frozen=True)
class Failure:
    """One kind of failure: a status to answer, or (without one) a connection that breaks."""

    moment: Moment = Moment.BEFORE
    status: int | None = None
    retry_after: float = 0.0
    everywhere: bool = False
    seconds: float = 0.0

    async def strike(self, request: web.Request) -> web.Response | None:
        """Fail that request; `None` means that it goes on after all (it only had to wait)."""
        if self.seconds:
            await asyncio.sleep(self.seconds)
            return None
        if self.status is None:
            if request.transport is not None:
                request.transport.abort()
            return web.Response(status=500)
        if self.status == 429:
            return self._rate_limited()
        return web.Response(status=self.status, text="upstream connect error", content_type="text/plain")

    def _rate_limited(self) -> web.Response:
        headers = {
            "Retry-After": str(self.retry_after),
            "X-RateLimit-Scope": "global" if self.everywhere else "user",
            "Via": "1.1 google",
        }
        body = {
            "message": "You are being rate limited.",
            "retry_after": self.retry_after,
            "global": self.everywhere,
        }
        return web.Response(
            status=429, body=json.dumps(body).encode(), headers=headers, content_type="application/json"
        )


def rate_limited(retry_after: float, *, everywhere: bool = False) -> Failure:
    """429, to be tried again after that many seconds."""
    return Failure(status=429, retry_after=retry_after, everywhere=everywhere)


def broken(status: int = 502) -> Failure:
    """A status of 500 or more, without any effect."""
    return Failure(status=status)


def dropped_before() -> Failure:
    """The connection breaks and nothing was done."""
    return Failure()


def dropped_after() -> Failure:
    """It is done, and the connection breaks before the answer: the outcome is not clear to the bot."""
    return Failure(Moment.AFTER)


def hanging(seconds: float) -> Failure:
    """The answer comes, but only after that long."""
    return Failure(seconds=seconds)


@dataclass
class _Planned:
    route: str
    failure: Failure
    left: int


@dataclass
class Failures:
    """The failures that are still to come."""

    planned: list[_Planned] = field(default_factory=list)

    def next(self, route: str, failure: Failure, times: int = 1) -> None:
        """Let the next `times` requests of the route fail so."""
        self.planned.append(_Planned(route, failure, times))

    def take(self, method: str, path: str) -> Failure | None:
        """The failure that this request meets, if any; it counts as used."""
        for one in self.planned:
            if one.left and fnmatchcase(f"{method} {path}", one.route):
                one.left -= 1
                return one.failure
        return None

    def clear(self) -> None:
        """Nothing fails any more."""
        self.planned.clear()
