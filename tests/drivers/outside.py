"""Somebody outside of the chat who has an address and nothing else: a calendar, a reader of news."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.web import outward
from bot.web.web import Readiness, application
from tests.chat import Seen
from tests.drivers.paper import PaperChat


class Outside:
    """Reads addresses of the product's web server; whatever host they name, it is that one."""

    def __init__(self, client: TestClient[web.Request, web.Application]) -> None:
        self._client = client

    async def reads(
        self, address: str, method: str = "GET", **headers: str
    ) -> tuple[aiohttp.ClientResponse, bytes]:
        """The answer, and its body."""
        path = re.sub(r"^https?://[^/]+", "", address)
        async with self._client.request(method, path, headers=headers) as answer:
            return answer, await answer.read()

    async def status(self, address: str) -> int:
        """The status of the answer."""
        return (await self.reads(address))[0].status

    async def text(self, address: str) -> str:
        """What is read there; folded lines are put together."""
        body = (await self.reads(address))[1]
        return body.decode().replace("\r\n ", "")


@asynccontextmanager
async def outside_of(chat: PaperChat) -> AsyncIterator[Outside]:
    """The outside of that product."""
    readiness = Readiness(chat.database, [], None, None, lambda: chat.now)
    app = application(readiness, [], outward.routes(chat.house))
    async with TestClient(TestServer(app, host="127.0.0.1")) as client:
        yield Outside(client)


def address_in(seen: Seen) -> str:
    """The first address in a message."""
    found = re.search(r"https?://\S+", seen.text)
    assert found, seen.text
    return found[0]
