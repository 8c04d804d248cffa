"""The full-text index: what goes in, and how misspelt words are put right. `matching` asks it.

Text is folded and taken apart into words before it is kept, so both databases
see the same words, whatever their own parsers make of hyphens and accents.
Words that find nothing are put right from the words that do occur (`near`), by
their groups of three letters and then by their spelling.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Sequence

from rapidfuzz import fuzz, process
from sqlalchemy import delete, func, insert, select

from bot.services.search.query import LONGEST_WORD, Query
from bot.services.text import words
from bot.services.upsert import insert_for
from storage.engine import Tx
from storage.search import SearchEntry, SearchTrigram, SearchWord

PERSON = "person"
"""The kind under which people are indexed; every other kind is an item's."""

SHORTEST_WORD = 3
_CANDIDATES = 400
_LIKENESS = 70


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


def _telling(word: str) -> list[str]:
    """A word's groups of three letters, without the one of its first letter alone: too many share it."""
    return sorted(trigram for trigram in trigrams(word) if not trigram.startswith("  "))


async def near(tx: Tx, word: str, *, limit: int = 5) -> list[str]:
    """Words that occur in the index and are spelled much like `word`, the likest first."""
    if not SHORTEST_WORD <= len(word) <= LONGEST_WORD:
        return []
    # First those that share most groups, and only then their spelling: to join all would read all words.
    alike = (
        select(SearchTrigram.word_id)
        .where(SearchTrigram.trigram.in_(_telling(word)))
        .group_by(SearchTrigram.word_id)
        .order_by(func.count().desc(), SearchTrigram.word_id)
        .limit(_CANDIDATES)
        .subquery()
    )
    # Looked up one by one; for a join PostgreSQL would read all words.
    spelled = select(SearchWord.word).where(SearchWord.id == alike.c.word_id).scalar_subquery()
    found = sorted(await tx.scalars(select(spelled).select_from(alike)))
    close = process.extract(word, found, scorer=fuzz.ratio, limit=limit)
    return [candidate for candidate, score, _index in close if score >= _LIKENESS]


async def corrected(tx: Tx, query: Query) -> Query:
    """The query with the near words beside each word that does not occur; beside all, where all occur."""
    known: set[str] = set()
    # A word alone is looked at in either case.
    if len(query.words) > 1:
        known.update(await tx.scalars(select(SearchWord.word).where(SearchWord.word.in_(query.words))))
    if known >= set(query.words):
        known = set()
    groups = []
    for group in query.groups:
        close = [other for word in group if word not in known for other in await near(tx, word)]
        groups.append(tuple(dict.fromkeys((*group, *close))))
    return Query(tuple(groups))


async def attempts(tx: Tx, query: Query) -> AsyncIterator[Query]:
    """The query; then with misspelt words put right; then for any one of its words."""
    yield query
    put_right = await corrected(tx, query)
    if put_right != query:
        yield put_right
    if len(query.groups) > 1:
        yield put_right.any_of()
