"""Fetching what somebody gave as a file: checked, kept, and known by its hash before the transaction begins.

What is wrong with a file is not raised here but handed on in its place, so that
it is said where every other mistake in a form is said, and what was typed beside
it is not lost.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import structlog

from bot.adapter import Adapter, TooLarge, Unfetched
from bot.errors import Conflict, DomainError
from bot.files.keeping import Keeping
from bot.incoming import FileRef
from bot.services.library.blobs import BlobsAway, File
from bot.services.library.filetypes import check_content, check_promise, clean_name, size_in_words
from bot.settings import Files as Settings
from bot.words import _

log = structlog.get_logger()

PATIENCE = 60.0
AT_ONCE = 3
MOST_FILES = 3

Given = File | DomainError
"""A file that was fetched, or why it was not."""


class Fetching:
    """Fetches files for one process, a few at a time: each is in memory as a whole."""

    def __init__(self, keeping: Keeping, settings: Settings) -> None:
        self._keeping = keeping
        self._settings = settings
        self._slots = asyncio.Semaphore(AT_ONCE)

    async def fetch(self, adapter: Adapter | None, files: Sequence[FileRef]) -> tuple[Given, ...]:
        """Each of the files, or what is wrong with it."""
        given: list[Given] = []
        for file in files[:MOST_FILES]:
            try:
                given.append(await self._fetch(adapter, file))
            except DomainError as error:
                given.append(error)
        return tuple(given)

    async def _fetch(self, adapter: Adapter | None, file: FileRef) -> File:
        name, most = clean_name(file.name), self._settings.max_bytes
        check_promise(name, file.size, types=self._settings.types, most=most)
        try:
            async with asyncio.timeout(PATIENCE), self._slots:
                if adapter is None:
                    raise Unfetched("there is no such platform")
                data = await adapter.download(file, most)
                mime = check_content(name, data)
                return File(await self._keeping.keep(data), name, mime, len(data))
        except TooLarge as error:
            raise Conflict(
                _("“{name}” is larger than {most}.", name=name, most=size_in_words(most))
            ) from error
        except (Unfetched, BlobsAway, TimeoutError) as error:
            log.warning("a file was not fetched", platform=file.platform, reason=str(error) or "too slow")
            raise Conflict(
                _("I could not get “{name}”. Please try again, or share a link.", name=name)
            ) from error
