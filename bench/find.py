"""`people find` among 100,000 people, beside the same full-text query by raw sqlite3."""

from __future__ import annotations

import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import event

from bench.figures import Line, Spread, ratios
from bench.population import populate
from bot.services.people import finder
from storage.engine import Database
from storage.migrate import upgrade

PEOPLE = 100_000
LIMIT = 9
TURNS = 9
AIM = 2.0
QUERIES = (
    ("a common word", "housing"),
    ("a rarer word", "beekeeping"),
    ("two words", "social care"),
    ("a name", "Amina Patel"),
    ("the beginning of a word", "typo"),
    ("three words", "cycling lisbon librarian"),
    ("a misspelt word", "beekeping"),
    ("a misspelt word and another", "cyclng lisbon"),
    ("words that nobody has together", "numismatics zzzz"),
)
_RAW = "SELECT rowid, rank FROM search_fts WHERE search_fts MATCH ? ORDER BY rank LIMIT ?"


async def run() -> list[Line]:
    """Measure each kind of query. What raw SQLite is asked is the last query that ours came to ask."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "people.db")
        database = Database(f"sqlite:///{path}")
        try:
            await upgrade(database)
            began = time.perf_counter()
            await populate(database, PEOPLE)
            filled = time.perf_counter() - began
            with closing(sqlite3.connect(path)) as raw:
                lines = [await _compare(database, raw, name, words) for name, words in QUERIES]
        finally:
            await database.close()
    return [*lines, Line(f"to write down {PEOPLE:,} people and index them", f"{filled:.0f} s")]


async def _compare(database: Database, raw: sqlite3.Connection, name: str, words: str) -> Line:
    ours, theirs = [], []
    with _asked(database) as asked:
        await _find(database, words)
        for _turn in range(TURNS):
            began = time.perf_counter()
            await _find(database, words)
            ours.append((time.perf_counter() - began) * 1000)
            began = time.perf_counter()
            raw.execute(_RAW, asked[-1]).fetchall()
            theirs.append((time.perf_counter() - began) * 1000)
    ratio = ratios(ours, theirs)
    measured = (
        f"{Spread.of(ours).middle:.1f} ms, raw {Spread.of(theirs).middle:.1f} ms: {ratio.told(1)} times"
    )
    return Line(f"{name}: “{words}”", measured, f"{AIM:g} times", ratio.middle <= AIM)


async def _find(database: Database, words: str) -> None:
    async with database.read() as tx:
        await finder.find(tx, 1, words, limit=LIMIT)


@contextmanager
def _asked(database: Database) -> Iterator[list[tuple[str, int]]]:
    """What is asked of the full-text index meanwhile: each query, and how many of the best it wants."""
    found: list[tuple[str, int]] = []

    def executed(_c: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        # Not what only asks how many there are, nor what looks at titles only.
        if "MATCH" in statement and "CASE" not in statement:
            asked = [value for value in parameters if isinstance(value, str) and value.startswith('("')]
            found.extend((words, 2 * LIMIT) for words in asked)

    engine = database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", executed)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", executed)
