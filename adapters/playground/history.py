"""The playground's memory: messages, files and reading marks in an SQLite file of its own.

Every posting, edit and deletion gives the message the next `changed` number.
A reader who knows everything up to one number asks for what has changed since,
and has then lost nothing, however long they were away; a deleted message stays
as an empty row for that reason.

sqlite3 is synchronous, so one worker thread owns the connection and runs one
call after the other. `on_change` is called on the event loop after each change.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from adapters.playground import statements
from adapters.playground.records import Draft, File, Message, Readable

P = ParamSpec("P")
R = TypeVar("R")

_END = 2**62


class History:
    """All messages. `open` comes first and `close` last; the rest may be called from many tasks at once."""

    def __init__(self, path: Path, on_change: Callable[[], None]) -> None:
        self._path = path
        self._on_change = on_change
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="playground-history")
        self._connection: sqlite3.Connection | None = None

    async def open(self) -> None:
        """Open the file, made at first. Raises `sqlite3.Error` or `OSError` where that cannot be done."""
        self._connection = await asyncio.get_running_loop().run_in_executor(self._thread, self._connect)

    async def close(self) -> None:
        """Close the file and end the thread."""
        connection, self._connection = self._connection, None
        if connection is not None:
            await asyncio.get_running_loop().run_in_executor(self._thread, connection.close)
        self._thread.shutdown()

    async def begin(self) -> bool:
        """Whether the first conversation is to be played: of all processes one is told so, once."""
        return await self._run(statements.begin)

    async def post(self, draft: Draft, at: datetime) -> Message:
        """Post it, or return what was posted with its key before."""
        return await self._change(statements.post, draft, at)

    async def edit(self, message: int, card: str, files: Sequence[File]) -> Message | None:
        """Show the card in place of what the message shows; None where the message is gone."""
        return await self._change(statements.edit, message, card, files)

    async def delete(self, message: int) -> None:
        """Take the message away; content when it is gone already."""
        await self._change(statements.delete, message)

    async def message(self, message: int) -> Message | None:
        """The message of that id, unless it is gone."""
        return await self._run(statements.one, "id = ? AND NOT gone", [message])

    async def with_key(self, key: str) -> Message | None:
        """The message that was posted with that key, gone or not."""
        return await self._run(statements.one, "key = ?", [key])

    async def page(self, channel: str, readable: Readable, before: int | None, limit: int) -> list[Message]:
        """The last `limit` messages of a channel (before the message of that id), oldest first."""
        return await self._run(statements.page, channel, readable, before or _END, limit)

    async def replies(self, roots: Sequence[int]) -> list[Message]:
        """What was written in the threads of those messages, oldest first."""
        return await self._run(statements.replies, roots)

    async def since(self, changed: int, readable: Readable, limit: int) -> list[Message]:
        """What was posted, edited or deleted after that number, in order."""
        return await self._run(statements.since, changed, readable, limit)

    async def latest(self) -> tuple[int, int]:
        """The number of the latest change and the id of the newest message; 0 where nothing was ever said."""
        return await self._run(statements.latest)

    async def file(self, message: int, number: int) -> File | None:
        """One of a message's files."""
        return await self._run(statements.file, message, number)

    async def mark(self, account: str, channel: str, message: int) -> None:
        """Remember that the account has read the channel up to that message."""
        await self._run(statements.mark, account, channel, message)

    async def unread(self, account: str, readable: Readable) -> dict[str, int]:
        """How many messages of others the account has not read, by channel; those with none are left out."""
        return await self._run(statements.unread, account, readable)

    async def _change(
        self, work: Callable[Concatenate[sqlite3.Connection, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        result = await self._run(work, *args, **kwargs)
        self._on_change()
        return result

    async def _run(
        self, work: Callable[Concatenate[sqlite3.Connection, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """Run `work` in the thread, in one transaction."""
        connection = self._connection
        if connection is None:
            raise RuntimeError("the history is not open")

        def transaction() -> R:
            with connection:
                return work(connection, *args, **kwargs)

        return await asyncio.get_running_loop().run_in_executor(self._thread, transaction)

    def _connect(self) -> sqlite3.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(self._path, check_same_thread=False)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        statements.upgrade(connection)
        connection.executescript(statements.SCHEMA)
        return connection
