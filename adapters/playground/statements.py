"""The SQL of the playground's history: each function is one unit of work on an open connection."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from adapters.playground.records import Draft, File, Message, Readable

SCHEMA = """
CREATE TABLE IF NOT EXISTS messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    changed INTEGER NOT NULL,
    channel TEXT NOT NULL,
    author TEXT NOT NULL,
    at REAL NOT NULL,
    text TEXT NOT NULL,
    card TEXT NOT NULL,
    reader TEXT,
    command TEXT NOT NULL,
    caller TEXT NOT NULL,
    edited INTEGER NOT NULL DEFAULT 0,
    gone INTEGER NOT NULL DEFAULT 0,
    key TEXT UNIQUE,
    thread INTEGER REFERENCES messages (id)
);
CREATE INDEX IF NOT EXISTS messages_channel ON messages (channel, id);
CREATE INDEX IF NOT EXISTS messages_thread ON messages (thread) WHERE thread IS NOT NULL;
CREATE INDEX IF NOT EXISTS messages_changed ON messages (changed);
CREATE TABLE IF NOT EXISTS files (
    message INTEGER NOT NULL REFERENCES messages (id),
    number INTEGER NOT NULL,
    name TEXT NOT NULL,
    mime TEXT NOT NULL,
    data BLOB NOT NULL,
    PRIMARY KEY (message, number)
);
CREATE TABLE IF NOT EXISTS marks (
    account TEXT NOT NULL,
    channel TEXT NOT NULL,
    message INTEGER NOT NULL,
    PRIMARY KEY (account, channel)
);
CREATE TABLE IF NOT EXISTS beginning (one INTEGER PRIMARY KEY CHECK (one = 1));
"""

_COLUMNS = "id, changed, channel, author, at, text, card, reader, command, caller, edited, gone, thread"
_MOST_REPLIES = 500
_NEXT = "(SELECT coalesce(max(changed), 0) + 1 FROM messages)"


def post(connection: sqlite3.Connection, draft: Draft, at: datetime) -> Message:
    """Add the message, or return the one that has its key."""
    cursor = connection.execute(
        "INSERT INTO messages"
        " (changed, channel, author, at, text, card, reader, command, caller, key, thread)"
        f" VALUES ({_NEXT}, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING",
        [
            draft.channel,
            draft.author,
            at.timestamp(),
            draft.text,
            draft.card,
            draft.reader,
            draft.command,
            draft.caller,
            draft.key,
            draft.thread,
        ],
    )
    if not cursor.rowcount:
        return many(connection, "key = ?", [draft.key])[0]
    message = cursor.lastrowid or 0
    _add_files(connection, message, draft.files)
    return many(connection, "id = ?", [message])[0]


def begin(connection: sqlite3.Connection) -> bool:
    """Whether nothing was ever said here, and nobody has begun: whoever is told so has begun."""
    begun = connection.execute(
        "INSERT OR IGNORE INTO beginning SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM messages)"
    )
    return begun.rowcount > 0


def edit(connection: sqlite3.Connection, message: int, card: str, files: Sequence[File]) -> Message | None:
    """Replace the message's card and files; None where it is gone."""
    done = connection.execute(
        f"UPDATE messages SET card = ?, edited = 1, changed = {_NEXT} WHERE id = ? AND NOT gone",
        [card, message],
    )
    if not done.rowcount:
        return None
    connection.execute("DELETE FROM files WHERE message = ?", [message])
    _add_files(connection, message, files)
    return one(connection, "id = ?", [message])


def delete(connection: sqlite3.Connection, message: int) -> None:
    """Empty the message and say that it is gone."""
    connection.execute("DELETE FROM files WHERE message = ?", [message])
    connection.execute(
        f"UPDATE messages SET gone = 1, text = '', card = '', command = '', changed = {_NEXT}"
        " WHERE id = ? AND NOT gone",
        [message],
    )


def one(connection: sqlite3.Connection, condition: str, values: Sequence[Any]) -> Message | None:
    """The first message that meets the condition."""
    found = many(connection, f"{condition} LIMIT 1", values)
    return found[0] if found else None


def many(connection: sqlite3.Connection, condition: str, values: Sequence[Any]) -> list[Message]:
    """The messages that meet the condition, which may end with an order and a limit."""
    rows = connection.execute(f"SELECT {_COLUMNS} FROM messages WHERE {condition}", values)
    return [_message(row) for row in rows]


def page(
    connection: sqlite3.Connection, channel: str, readable: Readable, before: int, limit: int
) -> list[Message]:
    """The last `limit` messages of the channel with a smaller id than `before`, without replies, in order."""
    visible, values = _visible(readable)
    condition = f"channel = ? AND id < ? AND NOT gone AND thread IS NULL AND {visible}"
    return many(connection, f"{condition} ORDER BY id DESC LIMIT ?", [channel, before, *values, limit])[::-1]


def replies(connection: sqlite3.Connection, roots: Sequence[int]) -> list[Message]:
    """The latest of what was written in the threads of those messages, which the reader may read."""
    marks = ", ".join("?" * len(roots))
    condition = f"thread IN ({marks}) AND NOT gone ORDER BY id DESC LIMIT {_MOST_REPLIES}"
    return many(connection, condition, roots)[::-1]


def upgrade(connection: sqlite3.Connection) -> None:
    """Give a file from before there were threads its column for them."""
    columns = {row[1] for row in connection.execute("PRAGMA table_info(messages)")}
    if columns and "thread" not in columns:
        connection.execute("ALTER TABLE messages ADD COLUMN thread INTEGER REFERENCES messages (id)")


def since(connection: sqlite3.Connection, changed: int, readable: Readable, limit: int) -> list[Message]:
    """What has a higher number of change, in order."""
    visible, values = _visible(readable)
    return many(connection, f"changed > ? AND {visible} ORDER BY changed LIMIT ?", [changed, *values, limit])


def latest(connection: sqlite3.Connection) -> tuple[int, int]:
    """The highest number of change, and the highest id of a message."""
    found = connection.execute("SELECT coalesce(max(changed), 0), coalesce(max(id), 0) FROM messages")
    row = found.fetchone()
    return int(row[0]), int(row[1])


def file(connection: sqlite3.Connection, message: int, number: int) -> File | None:
    """A file of a message."""
    row = connection.execute(
        "SELECT name, mime, data FROM files WHERE message = ? AND number = ?", [message, number]
    ).fetchone()
    return File(*row) if row else None


def mark(connection: sqlite3.Connection, account: str, channel: str, message: int) -> None:
    """Move the account's reading mark forward, never back, and not beyond what there is to read."""
    connection.execute(
        "INSERT INTO marks VALUES (?, ?, min(?, (SELECT coalesce(max(id), 0) FROM messages)))"
        " ON CONFLICT (account, channel)"
        " DO UPDATE SET message = max(message, excluded.message)",
        [account, channel, message],
    )


def unread(connection: sqlite3.Connection, account: str, readable: Readable) -> dict[str, int]:
    """How many messages stand behind the account's marks, its own not counted, by channel."""
    visible, values = _visible(readable)
    rows = connection.execute(
        "SELECT channel, count(*) FROM messages m WHERE NOT gone AND author <> ? AND caller <> ?"
        " AND id > coalesce((SELECT message FROM marks WHERE account = ? AND channel = m.channel), 0)"
        f" AND {visible} GROUP BY channel",
        [account, account, account, *values],
    )
    return dict(rows.fetchall())


def _add_files(connection: sqlite3.Connection, message: int, files: Sequence[File]) -> None:
    rows = [(message, number, each.name, each.mime, each.data) for number, each in enumerate(files)]
    connection.executemany("INSERT INTO files VALUES (?, ?, ?, ?, ?)", rows)


def _visible(readable: Readable) -> tuple[str, list[Any]]:
    """The condition that every read by a person goes through, and its values."""
    channels, accounts = (", ".join("?" * len(each)) for each in (readable.channels, readable.accounts))
    condition = f"channel IN ({channels}) AND (reader IS NULL OR reader IN ({accounts}))"
    return condition, [*readable.channels, *readable.accounts]


def _message(row: tuple[Any, ...]) -> Message:
    number, changed, channel, author, at, text, card, reader, command, caller, edited, gone, thread = row
    moment = datetime.fromtimestamp(at, UTC)
    return Message(
        number,
        changed,
        channel,
        author,
        moment,
        text,
        card,
        reader,
        command,
        caller,
        bool(edited),
        bool(gone),
        thread,
    )
