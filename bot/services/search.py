"""The full-text index: what goes in, and how words become a query on either database.

Text is folded and taken apart into words before it is kept, so both databases
see the same words, whatever their own parsers make of hyphens and accents.
Each word of a query matches words that begin with it. Words that find nothing
are put right from the words that do occur (`near`), by their groups of three
letters and then by their spelling.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from rapidfuzz import fuzz, process
from sqlalchemy import (
    ColumnElement,
    FromClause,
    String,
    bindparam,
    column,
    delete,
    func,
    insert,
    literal_column,
    select,
    table,
)
from sqlalchemy.dialects.postgresql import TSQUERY

from bot.services.text import words
from bot.services.upsert import insert_for
from storage.engine import Tx
from storage.search import SearchEntry, SearchTrigram, SearchWord

PERSON = "person"
"""The kind under which people are indexed; every other kind is an item's."""

SHORTEST_WORD = 3
LONGEST_WORD = 40
_CANDIDATES = 60
_LIKENESS = 70
_FTS = table("search_fts", column("rowid"), column("rank"))


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for: every group of words must occur, by any one of its words."""

    groups: tuple[tuple[str, ...], ...]

    def __bool__(self) -> bool:
        return bool(self.groups)

    @classmethod
    def of(cls, text: str) -> Query:
        """All of the text's words, at most 12."""
        sought = (word[:LONGEST_WORD] for word in words(text))
        return cls(tuple((word,) for word in dict.fromkeys(sought))[:12])

    def any_of(self) -> Query:
        """The same words, but any one of them is enough."""
        return Query((tuple(word for group in self.groups for word in group),))


@dataclass(frozen=True, slots=True)
class Matching:
    """Finding a query's entries: what a statement selects from, its condition, and its order, best first.

    The statement has one parameter, "asked", for what `asked_of` makes of the query.
    """

    source: FromClause
    condition: ColumnElement[bool]
    order: tuple[ColumnElement[Any], ...]


@cache
def matching(dialect: str) -> Matching:
    """How entries are found in the database of that dialect."""
    if dialect == "postgresql":
        document: ColumnElement[str] = literal_column("search_entry.document")
        asked = func.to_tsquery("simple", bindparam("asked", type_=String()), type_=TSQUERY)
        return Matching(
            SearchEntry.__table__,
            document.op("@@", is_comparison=True)(asked),
            (-func.ts_rank(document, asked), SearchEntry.__table__.c.id),
        )
    # By rank alone: SQLite's index hands its rows out in that order, and only those that are wanted are read.
    return Matching(
        _FTS.join(SearchEntry.__table__, _FTS.c.rowid == SearchEntry.id),
        literal_column("search_fts").op("MATCH", is_comparison=True)(bindparam("asked", type_=String())),
        (_FTS.c.rank,),
    )


def asked_of(dialect: str, query: Query) -> str:
    """The query as the database of that dialect wants it spelled; words match words that begin with them."""
    word, either, both = ("'{}':*", " | ", " & ") if dialect == "postgresql" else ('"{}"*', " OR ", " AND ")
    return both.join(f"({either.join(word.format(one) for one in group)})" for group in query.groups)


async def put(
    tx: Tx,
    kind: str,
    ref: int,
    entries: Sequence[tuple[str, str, str]],
    *,
    community: int | None = None,
    further: Sequence[int] = (),
) -> None:
    """Replace what the index has of an item or person by `entries`: (audience, title, body) each.

    They are put in once for the community, and once for each further one in which the item is published.
    """
    await tx.execute(delete(SearchEntry).where(SearchEntry.kind == kind, SearchEntry.ref == ref))
    rows = [
        {
            "kind": kind,
            "ref": ref,
            "community_id": place,
            "audience": audience,
            "title": " ".join(words(title)),
            "body": " ".join(words(body)),
            "extra": place != community,
        }
        for place in (community, *further)
        for audience, title, body in entries
    ]
    if rows:
        await tx.execute(insert(SearchEntry), rows)
        await learn(tx, {word for row in rows for word in f"{row['title']} {row['body']}".split()})


async def take_out(tx: Tx, ref: int) -> None:
    """Take an item out of the index."""
    await tx.execute(delete(SearchEntry).where(SearchEntry.ref == ref, SearchEntry.kind != PERSON))


async def learn(tx: Tx, found: Collection[str]) -> None:
    """Add words to those that misspellings are put right by."""
    spelled = sorted(word for word in found if SHORTEST_WORD < len(word) <= LONGEST_WORD)
    if not spelled:
        return
    known = await tx.execute(select(SearchWord.word).where(SearchWord.word.in_(spelled)))
    fresh = sorted(set(spelled) - set(known.scalars()))
    if not fresh:
        return
    # In order, so that two transactions that learn the same words cannot wait for each other.
    added = await tx.execute(
        insert_for(tx.dialect.name, SearchWord)
        .values([{"word": word} for word in fresh])
        .on_conflict_do_nothing()
        .returning(SearchWord.id, SearchWord.word)
    )
    rows = [{"trigram": trigram, "word_id": row.id} for row in added.all() for trigram in trigrams(row.word)]
    if rows:
        await tx.execute(insert(SearchTrigram), rows)


def trigrams(word: str) -> set[str]:
    """The groups of three letters of a word, its beginning and end marked."""
    padded = f"  {word} "
    return {padded[at : at + 3] for at in range(len(padded) - 2)}


async def near(tx: Tx, word: str, *, limit: int = 5) -> list[str]:
    """Words that occur in the index and are spelled much like `word`, the likest first."""
    if not SHORTEST_WORD <= len(word) <= LONGEST_WORD:
        return []
    shared = func.count()
    rows = await tx.execute(
        select(SearchWord.word)
        .join(SearchTrigram, SearchTrigram.word_id == SearchWord.id)
        .where(SearchTrigram.trigram.in_(sorted(trigrams(word))))
        .group_by(SearchWord.id, SearchWord.word)
        .order_by(shared.desc(), func.length(SearchWord.word))
        .limit(_CANDIDATES)
    )
    close = process.extract(word, list(rows.scalars()), scorer=fuzz.ratio, limit=limit)
    return [candidate for candidate, score, _index in close if score >= _LIKENESS]


async def corrected(tx: Tx, query: Query) -> Query:
    """The query with the near words of each of its words beside it."""
    groups = []
    for group in query.groups:
        close: Iterable[str] = [other for word in group for other in await near(tx, word)]
        groups.append(tuple(dict.fromkeys((*group, *close))))
    return Query(tuple(groups))
