"""Files that people have picked and not yet sent with a form: kept in memory, few and for a short time.

The oldest make way for new ones; who sends a form with a file that is gone is
asked to pick it again. Only who picked a file can send it.
"""

from __future__ import annotations

import secrets
from collections import OrderedDict
from dataclasses import dataclass

from adapters.playground.world import PLATFORM
from bot.adapter import TooLarge, Unfetched
from bot.incoming import FileRef

MOST = 20
MOST_BYTES = 4


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that somebody picked."""

    person: str
    name: str
    mime: str
    data: bytes


class Uploads:
    """What was picked; `limit` is how large one file can be, and a few times that is how large all are."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._kept: OrderedDict[str, Upload] = OrderedDict()

    def keep(self, upload: Upload) -> str:
        """Keep a file; returns what it is called."""
        name = secrets.token_urlsafe(12)
        self._kept[name] = upload
        while len(self._kept) > MOST or self._size() > MOST_BYTES * self.limit:
            self._kept.popitem(last=False)
        return name

    def refer(self, name: str, person: str) -> FileRef | None:
        """The file of that name, if that person picked it."""
        found = self._kept.get(name)
        if found is None or found.person != person:
            return None
        return FileRef(PLATFORM, found.name, len(found.data), found.mime, name)

    def content(self, file: FileRef, limit: int) -> bytes:
        """What is in it; raises like `Adapter.download`."""
        found = self._kept.get(file.place)
        if found is None:
            raise Unfetched("the file has made way for newer ones")
        if len(found.data) > limit:
            raise TooLarge(file.name)
        return found.data

    def _size(self) -> int:
        return sum(len(each.data) for each in self._kept.values())
