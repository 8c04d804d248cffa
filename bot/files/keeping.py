"""Keeps the contents of files, and takes away those that nobody needs any more.

Both happen outside of any transaction, as a store may be slow; what is in the database beside them is in
`bot.services.library.contents`. A content that somebody gives at the very moment in
which it is being taken away is put there again once it is gone.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from datetime import datetime
from time import monotonic

import structlog

from bot.services.library import contents
from bot.services.library.blobs import Blobs, BlobsAway
from storage.engine import Database

log = structlog.get_logger()

PAUSE = 0.2
MOST_SECONDS = 5.0
"""How long one round of taking away may last: other things wait for it, and the next round comes."""


class Keeping:
    """The contents of one installation. `now` tells the moment in UTC."""

    def __init__(self, database: Database, blobs: Blobs, now: Callable[[], datetime]) -> None:
        self._database = database
        self._blobs = blobs
        self._now = now

    async def keep(self, data: bytes) -> str:
        """Keep a content for as long as it is needed; returns its hash. Raises `BlobsAway`."""
        digest = hashlib.sha256(data).hexdigest()
        while not await self._take(digest):  # noqa: ASYNC110 - another process takes it away, and tells nobody
            await asyncio.sleep(PAUSE)
        return await self._blobs.put(data)

    async def _take(self, digest: str) -> bool:
        async with self._database.write() as tx:
            return await contents.take(tx, self._now(), digest)

    async def clean(self) -> int:
        """Take away contents that nobody needs; returns how many, not more than fit into a few seconds."""
        cleaned, until = 0, monotonic() + MOST_SECONDS
        try:
            while monotonic() < until:
                now, digests = await self._mark()
                for digest in digests:
                    async with asyncio.timeout(until - monotonic()):
                        await self._blobs.delete(digest)
                    async with self._database.write() as tx:
                        await contents.gone(tx, now, digest)
                    cleaned += 1
                if not digests:
                    break
        except (BlobsAway, TimeoutError) as error:
            log.warning("contents that nobody needs stay for now", reason=str(error) or "the store is slow")
        return cleaned

    async def _mark(self) -> tuple[datetime, list[str]]:
        now = self._now()
        async with self._database.write() as tx:
            return now, await contents.mark_unneeded(tx, now)
