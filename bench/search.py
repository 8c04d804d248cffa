"""Searching, looking pages up and saving them among many items, on both databases.

`--items` says among how many; each size has a database of its own, filled once (`bench.filling`).
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

from sqlalchemy import text

from bench import corpus
from bench.figures import Line, Spread, ratios, timed, within
from bench.filling import fill
from bench.names import looked_up
from bench.questions import LIMIT, Kind, Question, bare, kinds
from bench.raw import Raw, raw
from bench.saving import saved
from bot.services.search import finding
from storage.engine import Database
from storage.migrate import upgrade
from tests.databases import PostgresqlServer, postgresql

SIZES = (10_000, 100_000)
AIM = 2.0
MOST_MS = 1000.0
_TURNS = 5
_EMPTY = 20
_LONGEST_S = 25.0
_NOTHING = "SELECT 1"
Filled = dict[int, Database]


async def run(sizes: Sequence[int] = SIZES, turns: int = _TURNS) -> list[Line]:
    """Measure at each size, on SQLite and then on PostgreSQL."""
    lines = []
    with tempfile.TemporaryDirectory() as folder:
        urls = {size: f"sqlite:///{folder}/{size}.db" for size in sizes}
        lines += await _measured("SQLite", urls, turns)
    async with _server() as server:
        urls = {size: await server.empty() for size in sizes}
        lines += await _measured("PostgreSQL", urls, turns)
    return lines


@asynccontextmanager
async def _server() -> AsyncIterator[PostgresqlServer]:
    """A PostgreSQL of its own, as the tests have it; it starts and ends outside of the running loop."""
    server = postgresql()
    started = await asyncio.to_thread(server.__enter__)
    try:
        yield started
    finally:
        await asyncio.to_thread(server.__exit__, None, None, None)


async def _measured(name: str, urls: dict[int, str], turns: int) -> list[Line]:
    lines = []
    async with _filled(urls) as (databases, seconds):
        for size, database in databases.items():
            where = f"{name}, {size:,}"
            lines.append(Line(f"{where}: to write the items down and index them", f"{seconds[size]:.0f} s"))
            async with raw(database) as by_hand:
                lines.append(await _empty(where, database, by_hand, turns))
                lines += await _searched(where, database, by_hand, turns)
                lines += await looked_up(where, database, turns)
                lines.append(await _growth(where, by_hand, size, sqlite=database.is_sqlite))
        lines += await saved(name, databases, turns)
    return lines


@asynccontextmanager
async def _filled(urls: dict[int, str]) -> AsyncIterator[tuple[Filled, dict[int, float]]]:
    """A database of each size, and how long it took to fill them."""
    databases, seconds = {}, {}
    async with AsyncExitStack() as stack:
        for size, url in urls.items():
            database = databases[size] = Database(url)
            stack.push_async_callback(database.close)
            await upgrade(database)
            began = time.perf_counter()
            await fill(database, corpus.items(size))
            seconds[size] = time.perf_counter() - began
        yield databases, seconds


async def _empty(where: str, database: Database, by_hand: Raw, turns: int) -> Line:
    """What a question costs that asks the database for nothing: less than that, no search of ours can."""

    async def ask() -> None:
        async with database.read() as tx:
            await tx.execute(text(_NOTHING))

    ours, theirs = [], []
    await ask()
    for _turn in range(turns * _EMPTY):
        ours.append(await timed(ask))
        theirs.append(await timed(lambda: by_hand.rows(_NOTHING)))
    measured = f"{Spread.of(ours).told(2, ' ms')}, bare {Spread.of(theirs).told(2, ' ms')}"
    return Line(f"{where}: an empty transaction of ours (“{_NOTHING}”)", measured)


async def _searched(where: str, database: Database, by_hand: Raw, turns: int) -> list[Line]:
    """Each kind of question, ours and the bare statement in turns; and all of them together."""
    lines, all_ours, all_ratios = [], [], []
    for kind in kinds():
        ours, theirs = await _in_turns(kind, database, by_hand, turns)
        ratio = ratios(ours, theirs)
        all_ours += ours
        all_ratios.append(ratio.middle)
        measured = (
            f"{Spread.of(ours).middle:.1f} ms (95 of 100 within {within(ours, 95):.0f}), "
            f"bare {Spread.of(theirs).middle:.1f} ms: {ratio.told(2)} times"
        )
        lines.append(Line(f"{where}: {kind.name}", measured, f"{AIM:g} times", ratio.middle <= AIM))
    middle, most = Spread.of(all_ratios), within(all_ours, 95)
    return [
        *lines,
        Line(
            f"{where}: the median of these", f"{middle.told(2)} times", f"{AIM:g} times", middle.middle <= AIM
        ),
        Line(f"{where}: 95 of 100 searches within", f"{most:.0f} ms", f"{MOST_MS:.0f} ms", most <= MOST_MS),
    ]


async def _in_turns(
    kind: Kind, database: Database, by_hand: Raw, turns: int
) -> tuple[list[float], list[float]]:
    """Milliseconds of ours and of the bare statements; ends early where a kind takes long."""
    ours: list[float] = []
    theirs: list[float] = []
    began = time.perf_counter()
    await _find(database, kind.questions[0])
    for _turn in range(turns):
        for question in kind.questions:
            statement, values = bare("sqlite" if database.is_sqlite else "postgresql", question)
            ours.append(await timed(lambda: _find(database, question)))  # noqa: B023 - called at once
            theirs.append(await timed(lambda: by_hand.rows(statement, values)))  # noqa: B023
        if time.perf_counter() - began > _LONGEST_S:
            break
    return ours, theirs


async def _find(database: Database, question: Question) -> None:
    async with database.read() as tx:
        await finding.find(tx, question.viewer, question.wanted, limit=LIMIT)


async def _growth(where: str, by_hand: Raw, items: int, *, sqlite: bool) -> Line:
    """What an item takes in the database's files for being found: its entry, the index, the words."""
    if sqlite:
        found = await by_hand.rows("SELECT name, sum(pgsize) FROM dbstat GROUP BY name")
        sizes = {row[0]: row[1] for row in found}
        index = sum(size for name, size in sizes.items() if "search_" in name)
        items_own = sum(size for name, size in sizes.items() if name == "item")
    else:
        rows = await by_hand.rows(
            "SELECT (SELECT sum(pg_total_relation_size(c)) FROM unnest("
            "'{search_entry,search_word,search_trigram}'::regclass[]) c)::bigint, pg_table_size('item')"
        )
        index, items_own = rows[0]
    told = f"{index / items:,.0f} bytes an item, beside {items_own / items:,.0f} of the item itself"
    return Line(f"{where}: the index", told)
