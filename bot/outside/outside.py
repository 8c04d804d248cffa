"""Getting what stands at an address that a person gave: the one way out to hosts that nobody vouches for.

Whoever names an address could name one of the operator's own network. So every
address that a connection is really made to is looked at when it is made, after
look-ups and redirects: what is not on the public Internet is refused, and a name
that points elsewhere a moment later gains nothing. Hosts that the operator's
setting `feeds.allow` names are trusted.

Redirects are followed by hand, each checked like the first address. What comes
is counted while it is unpacked. A host is asked one thing at a time.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Collection
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Any
from weakref import WeakValueDictionary

import aiohttp
from aiohttp.client_reqrep import ClientResponse
from yarl import URL

from bot.outside.addresses import Internal, guarded_socket, has_fair_port
from bot.outside.unpacking import Damaged, TooMuch, Unpacker

MOST_REDIRECTS = 5
TIMEOUT = aiohttp.ClientTimeout(total=30, connect=10, sock_read=15)
LONGEST = 90.0
"""How many seconds an answer may take with all redirects, and the wait for hosts that they lead to."""
AT_ONCE = 64
"""How many hosts are asked at the same time."""

IDLE_SECONDS = 5.0
_CHUNK = 64 * 1024
_MOVES = (301, 302, 303, 307, 308)
_FOR_GOOD = (301, 308)


class Unreachable(Exception):
    """It could not be had. `code` says why in a word.

    "address", "port", "host", "connection", "secure", "slow", "redirects", "large", "packed", or "internal"
    with the host behind it.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said. `url` is where it said it, and `moved` that it stands there for good.

    `content` is there with the status 200 only; `etag` and `last_modified` are given back with the next
    question, `retry_after` is the header as it came.
    """

    status: int
    url: str
    moved: bool = False
    content: bytes = b""
    content_type: str = ""
    etag: str = ""
    last_modified: str = ""
    retry_after: str = ""


class Outside:
    """Asks servers outside, as one polite visitor. Used by one event loop; `close` lets go of it.

    `home` is where the operator can be found, for whoever looks into a server's log.
    """

    def __init__(self, home: str, allow: Collection[str] = ()) -> None:
        self._home = home
        self._allow = {host.lower() for host in allow}
        self._sessions: dict[bool, aiohttp.ClientSession] = {}
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def close(self) -> None:
        """Let go of all connections."""
        for session in self._sessions.values():
            await session.close()
        self._sessions.clear()

    async def get(self, address: str, limit: int, *, etag: str = "", last_modified: str = "") -> Answer:
        """What is at an address, of at most `limit` bytes once unpacked.

        With `etag` or `last_modified` the answer may be a mere 304. Raises `Unreachable`.
        """
        asked = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        headers = {name: value for name, value in asked.items() if value}
        try:
            async with asyncio.timeout(LONGEST):
                return await self._followed(_url(address), limit, headers)
        except TimeoutError as error:
            raise Unreachable("slow") from error

    async def _followed(self, url: URL, limit: int, headers: dict[str, str]) -> Answer:
        """The answer at the end of all redirects."""
        for_good = True
        for step in range(MOST_REDIRECTS + 1):
            answer, onward = await self._ask(url, limit, headers, moved=step > 0 and for_good)
            if not onward:
                return answer
            for_good = for_good and answer.status in _FOR_GOOD
            url = _further(url, onward)
        raise Unreachable("redirects")

    async def _ask(self, url: URL, limit: int, headers: dict[str, str], *, moved: bool) -> tuple[Answer, str]:
        """One question, and the address that it is answered with where that sends us on."""
        trusted = (url.host or "").lower() in self._allow
        if not (trusted or has_fair_port(url.port)):
            raise Unreachable("port")
        # Not left to the connector: what waits for its turn there would be taken for a slow server.
        async with self._turn(url), self._slots:
            try:
                async with self._session(trusted).get(
                    url, headers=headers, allow_redirects=False
                ) as response:
                    onward = response.headers.get("Location", "") if response.status in _MOVES else ""
                    content = await _content(response, limit) if response.status == 200 else b""
                    return _answer(response, url, content, moved=moved), onward
            except (aiohttp.ClientError, OSError, ValueError) as error:
                raise Unreachable(_code(error, url)) from error

    def _turn(self, url: URL) -> asyncio.Lock:
        """The right to ask a host, which one task has at a time."""
        return self._turns.setdefault(f"{url.host}:{url.port}", asyncio.Lock())

    def _session(self, trusted: bool) -> aiohttp.ClientSession:
        """The session for hosts that the operator trusts, or the one for all others."""
        if trusted not in self._sessions:
            guard: dict[str, Any] = {} if trusted else {"socket_factory": guarded_socket}
            self._sessions[trusted] = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=IDLE_SECONDS, **guard),
                timeout=TIMEOUT,
                auto_decompress=False,
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={
                    "User-Agent": f"Convenor/{_version()} (+{self._home})",
                    "Accept": "application/atom+xml, application/rss+xml, application/feed+json, */*;q=0.5",
                    "Accept-Encoding": "gzip, deflate",
                },
            )
        return self._sessions[trusted]


def _version() -> str:
    try:
        return version("convenor")
    except PackageNotFoundError:
        return "0"


def _url(address: str) -> URL:
    """The address, if it is one of the web; raises `Unreachable`. Names and passwords in it are left out."""
    try:
        url = URL(address)
    except ValueError as error:
        raise Unreachable("address") from error
    if url.scheme not in ("http", "https") or not url.host:
        raise Unreachable("address")
    return url.with_user(None).with_fragment(None)


def _further(url: URL, onward: str) -> URL:
    try:
        return _url(str(url.join(URL(onward))))
    except ValueError as error:
        raise Unreachable("address") from error


def _answer(response: ClientResponse, url: URL, content: bytes, *, moved: bool) -> Answer:
    found = response.headers
    return Answer(
        response.status,
        str(url),
        moved,
        content,
        response.content_type,
        _readable(found.get("ETag", ""), 500),
        _readable(found.get("Last-Modified", ""), 100),
        _readable(found.get("Retry-After", ""), 100),
    )


def _readable(header: str, most: int) -> str:
    """A header that can be kept and given back; "" for one with bytes in it that are no text."""
    return header[:most] if header.isprintable() else ""


async def _content(response: ClientResponse, limit: int) -> bytes:
    """The body, counted as it comes: neither what was announced nor what is packed is believed."""
    if (response.content_length or 0) > limit:
        raise Unreachable("large")
    try:
        unpacker = Unpacker(response.headers.get("Content-Encoding", ""), limit)
        async for chunk in response.content.iter_chunked(_CHUNK):
            unpacker.feed(chunk)
        return unpacker.close()
    except TooMuch as error:
        raise Unreachable("large") from error
    except Damaged as error:
        raise Unreachable("packed") from error


def _code(error: Exception, url: URL) -> str:
    """Why it failed, in a word; an internal host is named behind it."""
    if isinstance(error, TimeoutError):
        return "slow"
    if isinstance(error, aiohttp.InvalidURL):
        return "address"
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return "host"
    if isinstance(error, aiohttp.ClientSSLError | ssl.SSLError):
        return "secure"
    if isinstance(error, aiohttp.ClientConnectorError) and isinstance(error.os_error, Internal):
        return f"internal {url.host}"
    return "connection"
