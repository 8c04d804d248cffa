"""Looking at a feed: asking its server, reading the answer, and finding the feed of a page."""

from __future__ import annotations

from dataclasses import dataclass

from bot.outside.outside import Answer, Outside, Unreachable
from bot.services.news.feedreading import Read, Readings
from bot.services.news.feedtext import hashed
from bot.services.news.pagefeeds import usual_places


class Failed(Exception):
    """There is no feed to be had. `code` says why: as `Unreachable` does, or "status 404", "empty", "nofeed",
    "heavy" for what takes too long to read.

    `gone` says that the server knows of none any more, and `retry_after` is when it wants to be asked again,
    as it said so.
    """

    def __init__(self, code: str, *, gone: bool = False, retry_after: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.gone = gone
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen at an address: `read` is None where nothing is new since the last look."""

    answer: Answer
    digest: str
    read: Read | None


class Looking:
    """Looks at feeds, of at most `limit` bytes each."""

    def __init__(self, outside: Outside, readings: Readings, limit: int) -> None:
        self._outside = outside
        self._readings = readings
        self._limit = limit

    async def close(self) -> None:
        """Let go of connections, and of the process that reads."""
        await self._outside.close()
        await self._readings.close()

    async def look(self, url: str, *, etag: str = "", last_modified: str = "", digest: str = "") -> Seen:
        """Look at a feed; with what was learnt at the last look, for what is new. Raises `Failed`."""
        seen = await self._seen(url, etag, last_modified, digest)
        if seen.read is not None and seen.read.kind != "feed":
            raise Failed("nofeed")
        return seen

    async def find(self, url: str) -> Seen:
        """The feed at an address, or of the page there: what the page names, else the usual places.

        Raises `Failed`.
        """
        seen = await self._seen(url)
        assert seen.read is not None
        if seen.read.kind == "feed":
            return seen
        for place in seen.read.feeds or usual_places(seen.answer.url):
            try:
                return await self.look(place)
            except Failed as error:
                if error.code.startswith("internal "):
                    raise
        raise Failed("nofeed")

    async def _seen(self, url: str, etag: str = "", last_modified: str = "", digest: str = "") -> Seen:
        try:
            answer = await self._outside.get(url, self._limit, etag=etag, last_modified=last_modified)
        except Unreachable as error:
            raise Failed(error.code) from error
        if answer.status == 304 and (etag or last_modified):
            return Seen(answer, digest, None)
        if answer.status != 200:
            gone = answer.status == 410
            raise Failed(f"status {answer.status}", gone=gone, retry_after=answer.retry_after)
        if not answer.content.strip():
            raise Failed("empty")
        found = hashed(answer.content)
        if found == digest:
            return Seen(answer, digest, None)
        read = await self._readings.read(answer.content, answer.url, answer.content_type)
        if read.kind == "heavy":
            raise Failed("heavy")
        return Seen(answer, found, read)
