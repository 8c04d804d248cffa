"""Reading a file's text in a process of its own, which is ended when it takes too long (see `extract`)."""

from __future__ import annotations

import asyncio
import contextlib
import re
import sys
from pathlib import Path

from bot.services.library import extract
from bot.services.text import several_lines

PATIENCE = 20.0
MOST_WORDS = 6000
"""How many different words are kept; a long report has some 4000."""

_MOST_BYTES = 4 * extract.LONGEST + 1


async def text_of(data: bytes, kind: str, *, patience: float = PATIENCE) -> str | None:
    """The text of a file with that ending ("pdf"); None where it cannot be read within the limits."""
    if kind not in extract.READERS:
        return None
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-I",
        str(Path(extract.__file__)),
        kind,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={"LANG": "C.UTF-8"},
    )
    try:
        async with asyncio.timeout(patience):
            written = await _talk(process, data)
            if await process.wait() != 0:
                return None
    except TimeoutError:
        return None
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    return _bounded(several_lines(written.decode("utf-8", "replace"), extract.LONGEST))


def _bounded(text: str) -> str:
    """The text as far as its words are not too many: noise would keep the database busy for seconds."""
    seen: set[str] = set()
    for word in re.finditer(r"\S+", text):
        seen.add(word[0])
        if len(seen) > MOST_WORDS:
            return text[: word.start()].rstrip()
    return text


async def _talk(process: asyncio.subprocess.Process, data: bytes) -> bytes:
    """Give the process the file and take its answer, not more than there can be."""
    assert process.stdin is not None
    assert process.stdout is not None
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        process.stdin.write(data)
        await process.stdin.drain()
        process.stdin.close()
    written = bytearray()
    while len(written) < _MOST_BYTES and (chunk := await process.stdout.read(64 * 1024)):
        written += chunk
    return bytes(written)
