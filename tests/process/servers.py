"""The played platforms as processes of their own, which live on while the product is killed beside them."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

from tests.process.running import ROOT, environment

Json = dict[str, Any]


@asynccontextmanager
async def played(platform: str, *arguments: str) -> AsyncIterator[Json]:
    """Run `python -m tests.servers.<platform>` for this block; gives what it says of its addresses."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", f"tests.servers.{platform}", *arguments,
        cwd=ROOT, env=environment({}), stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        assert process.stdout
        async with asyncio.timeout(20):
            first_line = await process.stdout.readline()
        yield json.loads(first_line)
    finally:
        process.kill()
        await process.wait()


class ControlError(Exception):
    """The server says that what a person tried did not work out: no answer came, say."""


class Control:
    """Asks such a server to do something, in JSON."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self._session = session
        self._url = url

    async def slack(self, verb: str, **given: Any) -> Json:
        """One verb of the played Slack; raises `ControlError`."""
        return await self._post(f"{self._url}/{verb}", given)

    async def discord(self, act: str, **given: Any) -> Any:
        """One act on the played Discord; raises `ControlError`."""
        return (await self._post(self._url, {"do": act, **given}))["result"]

    async def _post(self, url: str, body: Json) -> Json:
        async with self._session.post(url, json=body) as answer:
            told: Json = await answer.json()
            if answer.status != 200:
                raise ControlError(told["error"])
            return told
