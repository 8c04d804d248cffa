"""Writing a corpus down in bulk: the rows that the product would write, many at a time.

The full-text index of either database, and every other that nothing depends on, is built when all rows are
there, which is many times faster than with each of them. `tests/services/test_finding.py` compares the rows
with those that the product writes.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from datetime import datetime
from itertools import islice
from typing import Any, Protocol

import asyncpg  # type: ignore[import-untyped]

from bench import corpus
from bench.corpus import Made
from bench.raw import plain_url
from bot.services.search import fulltext
from bot.services.text import fold, words
from storage.engine import Database
from storage.search import SQLITE_INDEX

_AT_ONCE = 5_000
_MEMORY_MB = 256
_COLUMNS = {
    "community": (
        "id name name_key purpose audience topics private time_zone language features_off ask_authors "
        "created_at"
    ),
    "person": "id name findable created_at",
    "membership": "community_id person_id role joined_at",
    "item": "id kind community_id author_id title body found_by created_at updated_at",
    "item_place": "item_id community_id",
    "page_version": "item_id number title body reason author_id at",
    "page_name": "community_id key item_id name alias",
    "search_entry": "id kind ref community_id audience title body extra",
    "search_word": "id word",
    "search_trigram": "trigram word_id",
}
Rows = dict[str, list[tuple[Any, ...]]]


class Writer(Protocol):
    """A raw connection of either driver, for writing in bulk."""

    async def begin(self) -> None:
        """Put the indexes aside."""

    async def write(self, rows: Rows) -> None:
        """Write rows, by table."""

    async def end(self) -> None:
        """Build the indexes, and have the database know what it holds."""


async def fill(database: Database, made: Iterable[Made]) -> int:
    """Fill a database that was migrated and has nothing in it yet; returns how many items it has now."""
    writer = await _writer(database)
    await writer.begin()
    await writer.write(_scene())
    known: set[str] = set()
    entries, written = 0, 0
    rest = iter(made)
    while batch := list(islice(rest, _AT_ONCE)):
        rows = _rows(batch, entries)
        entries += len(rows["search_entry"])
        written += len(batch)
        known.update(word for row in rows["search_entry"] for text in row[5:7] for word in text.split())
        await writer.write(rows)
    await writer.write(_words(known))
    await writer.end()
    return written


def _scene() -> Rows:
    """Communities, people and memberships."""
    now = corpus.FIRST_DAY
    places = range(1, corpus.COMMUNITIES + 1)
    people = range(1, corpus.PEOPLE + 1)
    return {
        "community": [
            (
                place,
                f"C{place}",
                f"c{place}",
                "",
                "",
                "",
                corpus.is_private(place),
                "UTC",
                "en",
                "[]",
                False,
                now,
            )
            for place in places
        ],
        "person": [(person, f"P{person}", False, now) for person in people],
        "membership": [
            (place, person, "member", now) for person in people for place in corpus.communities_of(person)
        ],
    }


def _rows(batch: Sequence[Made], entries: int) -> Rows:
    """The rows of some items; their entries in the index are numbered from `entries` + 1."""
    pages = [one for one in batch if one.kind == "page"]
    places = [(place, one) for one in batch for place in (one.community, *one.further)]
    return {
        "item": [
            (one.number, one.kind, one.community, one.author, one.title, one.body, "", one.at, one.at)
            for one in batch
        ],
        "item_place": [(one.number, place) for one in batch for place in one.further],
        "page_version": [(one.number, 1, one.title, one.body, "", one.author, one.at) for one in pages],
        "page_name": [(one.community, fold(one.title), one.number, one.title, False) for one in pages],
        "search_entry": [_entry(at, place, one) for at, (place, one) in enumerate(places, entries + 1)],
    }


def _entry(at: int, place: int, one: Made) -> tuple[Any, ...]:
    title, body = _folded(one.title), _folded(one.body)
    return at, one.kind, one.number, place, "community", title, body, place != one.community


def _folded(text: str) -> str:
    return " ".join(words(text))


def _words(known: Iterable[str]) -> Rows:
    spelled = sorted(word for word in known if fulltext.SHORTEST_WORD < len(word) <= fulltext.LONGEST_WORD)
    return {
        "search_word": list(enumerate(spelled, 1)),
        "search_trigram": sorted(
            (trigram, at) for at, word in enumerate(spelled, 1) for trigram in fulltext.trigrams(word)
        ),
    }


async def _writer(database: Database) -> Writer:
    if database.path:
        return _Sqlite(sqlite3.connect(database.path, isolation_level=None))
    return _Postgresql(await asyncpg.connect(plain_url(database)))


class _Sqlite:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._to = connection
        self._aside: dict[str, str] = {}

    async def begin(self) -> None:
        self._to.execute("PRAGMA synchronous=OFF")
        # Items have no order in their numbers, so each batch goes all over the table.
        self._to.execute(f"PRAGMA cache_size=-{_MEMORY_MB * 1024}")
        for trigger in ("added", "gone", "changed"):
            self._to.execute(f"DROP TRIGGER search_entry_{trigger}")
        made = self._to.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
            f" AND tbl_name IN ({', '.join('?' * len(_COLUMNS))})",
            list(_COLUMNS),
        )
        self._aside = dict(made.fetchall())
        for name in self._aside:
            self._to.execute(f"DROP INDEX {name}")

    async def write(self, rows: Rows) -> None:
        self._to.execute("BEGIN")
        for table, found in rows.items():
            columns = _COLUMNS[table].split()
            held = f"({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
            self._to.executemany(f"INSERT INTO {table} {held}", map(_plain, found))
        self._to.execute("COMMIT")
        await asyncio.sleep(0)

    async def end(self) -> None:
        with closing(self._to):
            self._to.execute("INSERT INTO search_fts(search_fts) VALUES ('rebuild')")
            for made in (*self._aside.values(), *SQLITE_INDEX[1:]):
                self._to.execute(made)
            self._to.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _plain(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Moments as the product has them in SQLite: in UTC and without a zone."""
    return tuple(f"{value:%Y-%m-%d %H:%M:%S.%f}" if isinstance(value, datetime) else value for value in row)


class _Postgresql:
    def __init__(self, connection: Any) -> None:
        self._to = connection
        self._aside: dict[str, str] = {}

    async def begin(self) -> None:
        await self._to.execute(f"SET maintenance_work_mem = '{_MEMORY_MB}MB'")
        # To look for each row that another points at would take longer than to write it.
        await self._to.execute("SET session_replication_role = replica")
        made = await self._to.fetch(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY($1)"
            " AND indexname NOT IN (SELECT conname FROM pg_constraint)",
            list(_COLUMNS),
        )
        self._aside = dict(made)
        await self._to.execute(f"DROP INDEX {', '.join(self._aside)}")

    async def write(self, rows: Rows) -> None:
        async with self._to.transaction():
            for table, found in rows.items():
                await self._to.copy_records_to_table(table, columns=_COLUMNS[table].split(), records=found)

    async def end(self) -> None:
        for made in self._aside.values():
            await self._to.execute(made)
        for table in ("search_entry", "search_word"):
            await self._to.execute(f"SELECT setval('{table}_id_seq', (SELECT max(id) FROM {table}))")
        await self._to.execute("VACUUM ANALYZE")
        await self._to.close()
