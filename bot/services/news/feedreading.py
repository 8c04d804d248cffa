"""Reading feeds in a process beside this one, which is ended when it takes too long (see `feedparsing`)."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
from datetime import datetime
from pathlib import Path

import msgspec

PATIENCE = 10.0
IDLE = 60.0
MOST_DOCUMENTS = 1000
"""After so many documents the process makes room for a fresh one."""

_LONGEST_ANSWER = 32 * 1024 * 1024
_CHUNK = 64 * 1024
_ROOT = Path(__file__).parent.parent.parent.parent


class Entry(msgspec.Struct, frozen=True):
    """An entry of a feed, in plain text; the hashes are described in `storage.news`."""

    key: str
    link_key: str
    title_key: str
    content_key: str
    title: str
    link: str
    summary: str
    text: str
    published: datetime | None


class Read(msgspec.Struct, frozen=True):
    """What a document is: a "feed", a "page" that may name feeds, or "nothing" of both.

    "heavy" is one that could not be read in time.
    """

    kind: str
    title: str = ""
    site: str = ""
    entries: tuple[Entry, ...] = ()
    feeds: tuple[str, ...] = ()


_NOTHING, _HEAVY = Read("nothing"), Read("heavy")
_decoder = msgspec.json.Decoder(Read)


class Readings:
    """Reads one document after the other, for one event loop. The process is begun at the first need."""

    def __init__(self, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._turn = asyncio.Lock()
        self._process: asyncio.subprocess.Process | None = None
        self._documents = 0
        self._rest: asyncio.TimerHandle | None = None

    async def read(self, data: bytes, url: str, content_type: str = "") -> Read:
        """What a document is; all others wait until it is read, or given up."""
        async with self._turn:
            if self._rest:
                self._rest.cancel()
            try:
                async with asyncio.timeout(self._patience):
                    answer = await self._answer(data, url, content_type)
                return _decoder.decode(answer)
            except TimeoutError:
                await self._end()
                return _HEAVY
            except (OSError, ValueError, msgspec.DecodeError):
                await self._end()
                return _NOTHING
            except asyncio.CancelledError:
                # Half a document is in its pipe; the next would be taken for the rest of it.
                await self._end()
                raise
            finally:
                self._rest = asyncio.get_running_loop().call_later(IDLE, self._let_go)

    async def close(self) -> None:
        """End the process."""
        if self._rest:
            self._rest.cancel()
        await self._end()

    async def _answer(self, data: bytes, url: str, content_type: str) -> bytes:
        if self._documents >= MOST_DOCUMENTS:
            await self._end()
        process = self._process = self._process or await _begun()
        self._documents += 1
        assert process.stdin is not None
        assert process.stdout is not None
        head = json.dumps({"size": len(data), "url": url, "type": content_type})
        process.stdin.write(head.encode() + b"\n")
        for start in range(0, len(data), _CHUNK):
            process.stdin.write(data[start : start + _CHUNK])
            await process.stdin.drain()
        return await process.stdout.readline()

    def _let_go(self) -> None:
        """Nothing to read for a while: the process sees the end of its input, and ends."""
        if self._process and self._process.stdin and not self._turn.locked():
            self._process.stdin.close()
            self._process, self._documents = None, 0

    async def _end(self) -> None:
        process, self._process, self._documents = self._process, None, 0
        if process is None:
            return
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
        await process.wait()


async def _begun() -> asyncio.subprocess.Process:
    """The program, with nothing of our environment: it knows no secret."""
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-s",
        "-P",
        "-m",
        "bot.services.news.feedparsing",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={"LANG": "C.UTF-8", "PYTHONPATH": str(_ROOT)},
        limit=_LONGEST_ANSWER,
    )
