"""What every request to the playground must be, before anything is done for it.

The playground lets anybody be anybody, so it must not be reachable from other
web pages in the same browser: the Host header must be an address or a known
name (a name that an attacker points at 127.0.0.1 is refused), a change must come
from the page itself and as JSON or as plain bytes (which no other page can send), and
bodies are small, but for files.
"""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar
from urllib.parse import urlsplit

import msgspec
from aiohttp import web

MAX_BODY = 64 * 1024

Body = TypeVar("Body", bound=msgspec.Struct)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_NO_FORM_SENDS = ("application/json", "application/octet-stream")
"""Content types that a page of another origin cannot send without asking first."""

_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
        " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Problem(Exception):
    """The request cannot be answered; becomes `{"error": …}` with that status."""

    def __init__(self, status: int, error: str) -> None:
        super().__init__(error)
        self.status = status
        self.error = error


class Guard:
    """Wraps the playground's handlers. `host` is where the web server was told to listen."""

    def __init__(self, host: str) -> None:
        self._names = {"localhost", host.lower().strip("[]")}
        self._finishing = False
        self._in_hand = 0
        self._quiet = asyncio.Event()
        self._quiet.set()

    def __call__(self, handler: Handler) -> Handler:
        """The handler with the checks before it and the headers behind it."""

        async def guarded(request: web.Request) -> web.StreamResponse:
            try:
                self._check(request)
                with self._counted():
                    response = await handler(request)
            except Problem as problem:
                response = web.json_response({"error": problem.error}, status=problem.status)
            if not response.prepared:
                protect(response)
            return response

        return guarded

    async def finish(self) -> None:
        """Take no more requests, and wait until those in hand are answered."""
        self._finishing = True
        await self._quiet.wait()

    @contextmanager
    def _counted(self) -> Iterator[None]:
        self._in_hand += 1
        self._quiet.clear()
        try:
            yield
        finally:
            self._in_hand -= 1
            if not self._in_hand:
                self._quiet.set()

    def _check(self, request: web.Request) -> None:
        if not self._known(request.host):
            raise Problem(403, "This name is not one of the playground's.")
        if self._finishing:
            raise Problem(503, "The playground is shutting down.")
        if request.method in ("GET", "HEAD"):
            return
        origin = request.headers.get("Origin")
        if origin is not None and urlsplit(origin).netloc.lower() != request.host.lower():
            raise Problem(403, "Requests from other pages are not answered.")
        if request.method == "POST" and request.content_type not in _NO_FORM_SENDS:
            raise Problem(415, "The body must be JSON, with the content type application/json.")

    def _known(self, host: str) -> bool:
        try:
            name = (urlsplit(f"//{host}").hostname or "").lower()
        except ValueError:
            return False
        if name in self._names:
            return True
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return False
        return True


def protect(response: web.StreamResponse) -> None:
    """Add the headers that every answer of the playground carries."""
    response.headers.update(_HEADERS)
    response.headers.setdefault("Cache-Control", "no-store")


async def body(request: web.Request, kind: type[Body]) -> Body:
    """The request's body as an object of that kind; raises `Problem` for anything else, or too much."""
    data = await content(request, MAX_BODY)
    try:
        return msgspec.json.decode(data, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise Problem(400, str(error)) from error


async def content(request: web.Request, most: int) -> bytes:
    """The request's body as it is, counted while it comes; raises `Problem` for more than that."""
    data = bytearray()
    if (request.content_length or 0) <= most:
        async for chunk in request.content.iter_any():
            data += chunk
            if len(data) > most:
                break
        else:
            return bytes(data)
    raise Problem(413, f"The body may have {most // 1024} KiB.")
