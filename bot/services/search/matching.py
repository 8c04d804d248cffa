"""Asking the full-text index, on either database, at a cost that has an end.

All words of a query must occur, each of them by itself or as the beginning of
a longer word. How many entries match is asked first, and counted no further
than needed (`ask`). At most `MOST_RANKED` of them are ranked by the database.
Where more match, words tell little about which of them is meant, and to rank
them all would take seconds: then those come first that have the words in their
title, and then the newest, and where the whole words are in so many already,
longer words are left out. Entries are written anew with every change, so the
newest have the highest numbers, and are read in that order without looking at
the rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    FromClause,
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
)
from sqlalchemy.dialects.postgresql import TSQUERY

from bot.services.text import words
from storage.engine import Tx
from storage.search import SearchEntry

LONGEST_WORD = 40
MOST_RANKED = 2_000
"""So many matches are ranked; where there are more, titles and time decide."""

_MOST_WORDS = 12
_ENTRY = SearchEntry.__table__
_FTS = table("search_fts", column("rowid"), column("rank"))
_NONE, _FEW, _MANY, _MANY_WHOLE = range(4)
# PostgreSQL takes reading the whole table for cheaper than it is where rows are as long as ours, and a plan
# made for one word is wrong for another that many more texts have.
_PLAN = text(
    "SELECT set_config('enable_seqscan', 'off', true),"
    " set_config('plan_cache_mode', 'force_custom_plan', true)"
)


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for: every group of words must occur, by any one of its words."""

    groups: tuple[tuple[str, ...], ...]

    def __bool__(self) -> bool:
        return bool(self.groups)

    @classmethod
    def of(cls, said: str) -> Query:
        """All of the text's words, at most 12."""
        sought = (word[:LONGEST_WORD] for word in words(said))
        return cls(tuple((word,) for word in dict.fromkeys(sought))[:_MOST_WORDS])

    def any_of(self) -> Query:
        """The same words, but any one of them is enough."""
        return Query((tuple(self.words),))

    @property
    def words(self) -> list[str]:
        """All words, whatever their group."""
        return [word for group in self.groups for word in group]


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
    """How entries are found in the database of that dialect."""
    asked = _matches(dialect, "asked")
    if dialect == "postgresql":
        score = -func.ts_rank(literal_column("search_entry.document"), _tsquery("asked"))
        # As the index has it.
        title: ColumnElement[str] = literal_column("to_tsvector('simple', search_entry.title)")
        in_title = title.op("@@", is_comparison=True)(_tsquery("asked"))
        entry_id = _ENTRY.c.id
        return Matching(_ENTRY, entry_id, asked, in_title, score, (score, entry_id), entry_id.desc())
    source = _FTS.join(_ENTRY, _FTS.c.rowid == _ENTRY.c.id)
    rank = _FTS.c.rank
    # By rank alone: the index hands its rows out in that order, and only those that are wanted are read.
    return Matching(
        source, _FTS.c.rowid, asked, _matches(dialect, "in_title"), rank, (rank,), _FTS.c.rowid.desc()
    )


def _matches(dialect: str, parameter: str) -> ColumnElement[bool]:
    if dialect == "postgresql":
        document: ColumnElement[str] = literal_column("search_entry.document")
        return document.op("@@", is_comparison=True)(_tsquery(parameter))
    index: ColumnElement[str] = literal_column("search_fts")
    return index.op("MATCH", is_comparison=True)(bindparam(parameter, type_=String()))


def _tsquery(parameter: str) -> ColumnElement[str]:
    simple: ColumnElement[str] = literal_column("'simple'::regconfig")
    return func.to_tsquery(simple, bindparam(parameter, type_=String()), type_=TSQUERY)


async def ask(tx: Tx, query: Query) -> Asked | None:
    """Find out how many entries match; None where none does, whoever might see it."""
    dialect = tx.dialect.name
    await _plan(tx)
    whole, begun = _spelled(dialect, query, ""), _spelled(dialect, query, "*")
    extent, last = (await tx.execute(_extent(dialect), {"whole": whole, "begun": begun})).one()
    if extent == _NONE:
        return None
    values = _values(whole if extent == _MANY_WHOLE else begun)
    return Asked(extent != _FEW, values, last or 0)


async def in_titles(tx: Tx, query: Query, *, whole: bool) -> dict[str, str]:
    """The parameters for a statement that looks at titles only, for whole words or what begins with them."""
    await _plan(tx)
    return _values(_spelled(tx.dialect.name, query, "" if whole else "*"))


async def _plan(tx: Tx) -> None:
    if tx.dialect.name == "postgresql":
        await tx.execute(_PLAN)


def _values(asked: str) -> dict[str, str]:
    return {"asked": asked, "in_title": f"{{title}} : ({asked})"}


@cache
def _extent(dialect: str) -> Select[int, int | None]:
    """How many entries match, and the last of all. Whole words are asked first, as they cost least."""
    return select(
        case(
            (_reaches(dialect, "whole", MOST_RANKED), _MANY_WHOLE),
            (_reaches(dialect, "begun", MOST_RANKED), _MANY),
            (_reaches(dialect, "begun", 0), _FEW),
            else_=_NONE,
        ),
        select(func.max(SearchEntry.id)).scalar_subquery(),
    )


def _reaches(dialect: str, parameter: str, most: int) -> ColumnElement[bool]:
    """Whether more than so many entries match. It stops to count at the first that is too much."""
    source = _ENTRY if dialect == "postgresql" else _FTS
    hits: Select[Any] = select(literal_column("1")).select_from(source).where(_matches(dialect, parameter))
    return hits.limit(1).offset(most).scalar_subquery().is_not(None)


def _spelled(dialect: str, query: Query, ending: str) -> str:
    """The query as the database wants it; with "*" as the ending, words match longer words too."""
    either, both = (" | ", " & ") if dialect == "postgresql" else (" OR ", " AND ")
    word = f"'{{}}'{':*' if ending else ''}" if dialect == "postgresql" else f'"{{}}"{ending}'
    return both.join(f"({either.join(word.format(one) for one in group)})" for group in query.groups)


class Best(NamedTuple):
    """A limited statement thrice: where few match, the best; where many do, titles, and the newest."""

    ranked: Select[Any]
    titled: Select[Any]
    newest: Select[Any]

    @classmethod
    def of(cls, statement: Select[Any], dialect: str) -> Best:
        """Of a statement on a `Matching`'s source that has neither an order nor a condition on words."""
        match = matching(dialect)
        return cls(
            statement.where(match.condition).order_by(*match.best),
            statement.where(match.in_title).order_by(match.newest),
            statement.where(match.condition).order_by(match.newest),
        )

    async def rows(self, tx: Tx, asked: Asked, values: dict[str, Any]) -> list[Any]:
        """The rows, best first; where many match, one may come twice, for its title and for its time."""
        wanted = (self.titled, self.newest) if asked.many else (self.ranked,)
        return [
            row for statement in wanted for row in await tx.execute(statement, {**asked.values, **values})
        ]
