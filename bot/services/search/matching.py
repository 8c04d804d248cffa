"""Asking the full-text index, on either database, at a cost that has an end.

All words of a query must occur, each of them by itself or as the beginning of
a longer word. How many entries match is counted first, and no further than
needed (`extent`). At most `MOST_RANKED` of them are ranked by the database.
Where more match, words tell little about which of them is meant, and to rank
them all would take seconds: then those come first that have the words in their
title, and then the newest, and where the whole words are in so many already,
longer words are left out. Entries are written anew with every change, so the
newest have the highest numbers, and are read in that order without looking at
the rest.

A statement can count and, where few match, rank as well (`ranking_if_few`);
`ask` only counts, for those who then have several statements.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    FromClause,
    Row,
    Select,
    String,
    bindparam,
    case,
    column,
    func,
    literal_column,
    select,
    table,
    text,
    true,
)
from sqlalchemy.dialects.postgresql import TSQUERY

from bot.services.search.query import Query
from storage.engine import Tx
from storage.postgresql import hold
from storage.search import SearchEntry

MOST_RANKED = 2_000
"""So many matches are ranked; where there are more, titles and time decide."""

_ENTRY = SearchEntry.__table__
_FTS = table("search_fts", column("rowid"), column("rank"))
_FEW, _MANY, _MANY_WHOLE = range(3)
# PostgreSQL takes reading the whole table for cheaper than it is where rows are as long as ours, and a plan
# made for one word is wrong for another that many more texts have.
_PLAN = text(
    "SELECT set_config('enable_seqscan', 'off', true),"
    " set_config('plan_cache_mode', 'force_custom_plan', true)"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A query, and whether many entries match. `values` are parameters for a statement with a `Matching`.

    `last` is the number of the newest entry of all.
    """

    many: bool
    values: dict[str, str]
    last: int


@dataclass(frozen=True, slots=True)
class Matching:
    """Finding entries: what a statement selects from, its conditions, and its orders.

    In the order of `best` (by `score`, the less the better) all that matches is looked at, in that of
    `newest` only as much as is wanted.
    """

    source: FromClause
    entry_id: ColumnElement[int]
    condition: ColumnElement[bool]
    in_title: ColumnElement[bool]
    score: ColumnElement[float]
    best: tuple[ColumnElement[Any], ...]
    newest: ColumnElement[int]


@cache
def matching(dialect: str) -> Matching:
    """How entries are found in the database of that dialect, planned for the words that are asked."""
    return _matching(dialect, _asked(dialect, "asked"))


@cache
def ranking(dialect: str) -> Matching:
    """The same where few match: by the index, which PostgreSQL takes where it is not told the words."""
    return _matching(dialect, select(_asked(dialect, "asked")).scalar_subquery())


@cache
def ranking_if_few(dialect: str) -> Matching:
    """The same for a statement with the `extent`, which finds nothing where many match."""
    counted = extent(dialect)
    asked = case((counted.c.size == _number(_FEW), _asked(dialect, "begun")), else_=_nothing(dialect))
    return _matching(dialect, select(asked).scalar_subquery())


def _matching(dialect: str, asked: ColumnElement[Any]) -> Matching:
    condition = _matches(dialect, asked)
    if dialect == "postgresql":
        score = -func.ts_rank(literal_column("search_entry.document"), asked)
        # As the index has it.
        title: ColumnElement[str] = literal_column("to_tsvector('simple', search_entry.title)")
        in_title = title.op("@@", is_comparison=True)(asked)
        entry_id = _ENTRY.c.id
        return Matching(_ENTRY, entry_id, condition, in_title, score, (score, entry_id), entry_id.desc())
    source = _FTS.join(_ENTRY, _FTS.c.rowid == _ENTRY.c.id)
    titled = _matches(dialect, _asked(dialect, "in_title"))
    rank = _FTS.c.rank
    # By rank alone: the index hands its rows out in that order, and only those that are wanted are read.
    return Matching(source, _FTS.c.rowid, condition, titled, rank, (rank,), _FTS.c.rowid.desc())


def _matches(dialect: str, asked: ColumnElement[Any]) -> ColumnElement[bool]:
    postgresql = dialect == "postgresql"
    index: ColumnElement[Any] = literal_column("search_entry.document" if postgresql else "search_fts")
    return index.op("@@" if postgresql else "MATCH", is_comparison=True)(asked)


def _asked(dialect: str, parameter: str) -> ColumnElement[Any]:
    """The parameter, as the index is asked for it."""
    said = bindparam(parameter, type_=String())
    if dialect != "postgresql":
        return said
    return func.to_tsquery(literal_column("'simple'::regconfig"), said, type_=TSQUERY)


def _nothing(dialect: str) -> ColumnElement[Any]:
    """What finds nothing, at once."""
    return literal_column("NULL::tsquery" if dialect == "postgresql" else "'\"\"'")


def spelled(dialect: str, query: Query) -> dict[str, str]:
    """The parameters for a statement with the `extent`."""
    return {"whole": query.spelled(dialect, ""), "begun": query.spelled(dialect, "*")}


async def counted(tx: Tx, query: Query, row: Row[Any]) -> Asked:
    """What a row with the `extent` says; makes the transaction ready for the statements that follow."""
    if row.size != _FEW:
        await _plan(tx)
    ending = "" if row.size == _MANY_WHOLE else "*"
    return Asked(row.size != _FEW, _values(query.spelled(tx.dialect.name, ending)), row.last or 0)


async def ask(tx: Tx, query: Query) -> Asked | None:
    """Find out how many entries match; None where none does, whoever might see it."""
    dialect = tx.dialect.name
    row = (await tx.execute(_count(dialect), spelled(dialect, query))).one()
    return await counted(tx, query, row) if row.some else None


async def in_titles(tx: Tx, query: Query, *, whole: bool) -> dict[str, str]:
    """The parameters for a statement that looks at titles only, for whole words or what begins with them."""
    await _plan(tx)
    return _values(query.spelled(tx.dialect.name, "" if whole else "*"))


async def _plan(tx: Tx) -> None:
    if tx.dialect.name == "postgresql":
        await hold(tx)
        await tx.execute(_PLAN)


def _values(asked: str) -> dict[str, str]:
    return {"asked": asked, "in_title": f"{{title}} : ({asked})"}


@cache
def extent(dialect: str) -> CTE:
    """One row: how many entries match (`size`), and the `last` of all. Whole words cost least: first."""
    size = case(
        (_reaches(dialect, "whole", MOST_RANKED), _number(_MANY_WHOLE)),
        (_reaches(dialect, "begun", MOST_RANKED), _number(_MANY)),
        else_=_number(_FEW),
    )
    last = select(func.max(SearchEntry.id)).scalar_subquery()
    return select(size.label("size"), last.label("last")).cte("extent").prefix_with("MATERIALIZED")


@cache
def _count(dialect: str) -> Select[Any]:
    counted = extent(dialect)
    some = case((counted.c.size != _number(_FEW), true()), else_=_reaches(dialect, "begun", 0))
    return select(counted.c.size, counted.c.last, some.label("some"))


def _reaches(dialect: str, parameter: str, most: int) -> ColumnElement[bool]:
    """Whether more than so many entries match. It stops to count at the first that is too much."""
    source = _ENTRY if dialect == "postgresql" else _FTS
    asked = select(_asked(dialect, parameter)).scalar_subquery()
    hits = select(_number(1)).select_from(source).where(_matches(dialect, asked))
    return hits.limit(_number(1)).offset(_number(most)).scalar_subquery().is_not(None)


def _number(value: int) -> ColumnElement[int]:
    """As it stands in the statement: a parameter would hide from the database how little is wanted."""
    return literal_column(str(value), BigInteger)


class Best(NamedTuple):
    """A limited statement thrice: where few match, the best; where many do, titles, and the newest."""

    ranked: Select[Any]
    titled: Select[Any]
    newest: Select[Any]

    @classmethod
    def of(cls, statement: Select[Any], dialect: str) -> Best:
        """Of a statement on a `Matching`'s source that has neither an order nor a condition on words."""
        few, match = ranking(dialect), matching(dialect)
        return cls(
            statement.where(few.condition).order_by(*few.best),
            statement.where(match.in_title).order_by(match.newest),
            statement.where(match.condition).order_by(match.newest),
        )

    async def rows(self, tx: Tx, asked: Asked, values: dict[str, Any]) -> list[Any]:
        """The rows, best first; where many match, one may come twice, for its title and for its time."""
        wanted = (self.titled, self.newest) if asked.many else (self.ranked,)
        return [
            row for statement in wanted for row in await tx.execute(statement, {**asked.values, **values})
        ]
