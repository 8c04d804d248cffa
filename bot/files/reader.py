"""Reads the text of shared files for the index, one after the other, after they were shared.

A file is taken in hand in a transaction, read in none (it may take many seconds
and happens in a process of its own, see `bot.services.library.reading`), and what was
read is written in another. A process that dies in between leaves the file to the
next who looks; a file that nobody survives is left alone after a few tries.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime

import structlog

from bot.services.library import reading, unread
from bot.services.library.blobs import Blobs, BlobsAway
from bot.services.library.filetypes import ending
from storage.engine import Database

log = structlog.get_logger()

PAUSE = 1.0


class Reader:
    """The part that reads files; any number of processes may have one. `now` tells the moment in UTC."""

    def __init__(self, database: Database, blobs: Blobs, now: Callable[[], datetime]) -> None:
        self._database = database
        self._blobs = blobs
        self._now = now

    async def run(self) -> None:
        """Read what there is to read until cancelled."""
        while True:
            if not await self.read_one():
                await asyncio.sleep(PAUSE)

    async def read_one(self) -> bool:
        """Read the file that has waited longest; returns whether there was one."""
        async with self._database.read() as tx:
            if not await unread.waits(tx, self._now()):
                return False
        async with self._database.write() as tx:
            file = await unread.take(tx, self._now())
        if file is None:
            return False
        try:
            data = await self._blobs.get(file.sha256)
        except BlobsAway as error:
            log.warning("a file's content is not there; trying again", item=file.item_id, reason=str(error))
            return True
        text = await reading.text_of(data, ending(file.name))
        if text is None:
            log.info("a file cannot be read", item=file.item_id, version=file.number)
        async with self._database.write() as tx:
            await unread.read(tx, file, text)
        return True
