"""What is asked of the search, and the statements that somebody would write by hand for the same.

A word's rank in the vocabulary says how common it is. Each kind of question is asked with several words of
nearly the same rank.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from bench import corpus
from bench.corpus import OUTSIDER, VIEWER
from bot.services.search.finding import Wanted

LIMIT = 7
_WORDS = 5
_SINCE = corpus.LAST_DAY - timedelta(days=30)
_SMALL = 97
_AUTHOR = 77


@dataclass(frozen=True)
class Question:
    """One search: what our service is asked, by whom, and the words as the bare statement has them."""

    wanted: Wanted
    viewer: int
    words: tuple[str, ...]
    ending: str = "*"


@dataclass(frozen=True)
class Kind:
    """A kind of question, and several of it."""

    name: str
    questions: tuple[Question, ...]


def kinds() -> list[Kind]:
    """The kinds of question, from a word that is in nearly every text to one that is misspelt."""
    known = corpus.vocabulary()
    common = _of_rank(48)
    return [
        _kind("a word in nearly every text", _of_rank(0)),
        _kind("a common word (in one text of ten)", common),
        _kind("a less common word (in one of fifty)", _of_rank(300)),
        _kind("a rare word (in one of two thousand)", _of_rank(8000)),
        _kind("two words", lambda at: (known[100 + at], known[200 + at])),
        _kind("the beginning of a word", lambda at: (known[3000 + at][:4],)),
        Kind("a misspelt word", tuple(_misspelt(known[3000 + at]) for at in range(_WORDS))),
        _kind("a common word, polls only", common, kind="poll"),
        _kind("a common word, in a small community", common, community_id=_SMALL),
        _kind("a common word, by one author", common, author_id=_AUTHOR),
        _kind("a common word, of the last 30 days", common, since=_SINCE),
        _kind("a common word, by an outsider", common, OUTSIDER),
        _kind("a rare word, by an outsider", _of_rank(8000), OUTSIDER),
    ]


def _of_rank(rank: int) -> Callable[[int], tuple[str, ...]]:
    return lambda at: (corpus.vocabulary()[rank + at],)


def _kind(name: str, words: Callable[[int], tuple[str, ...]], viewer: int = VIEWER, **narrowed: Any) -> Kind:
    asked = (words(at) for at in range(_WORDS))
    return Kind(name, tuple(Question(Wanted(" ".join(each), **narrowed), viewer, each) for each in asked))


def _misspelt(word: str) -> Question:
    """With one letter that is in no word; the bare statement is asked for the word as it should be."""
    wrong = f"{word[:2]}q{word[3:]}"
    return replace(Question(Wanted(wrong), VIEWER, (word,)), ending="")


def visible(viewer: int) -> str:
    """The communities that somebody may look into, as a list in SQL."""
    mine = corpus.communities_of(viewer)
    seen = (
        place for place in range(1, corpus.COMMUNITIES + 1) if place in mine or not corpus.is_private(place)
    )
    return ", ".join(map(str, seen))


def bare(dialect: str, asked: Question) -> tuple[str, tuple[Any, ...]]:
    """The statement for a question as one would write it by hand for one database, and its values.

    The same words, whom they are for, what they are narrowed to, best first, so many; all that is shown of
    what is found. Communities are put in as numbers, and no thought is given to what is published twice.
    """
    postgresql = dialect == "postgresql"
    wanted = asked.wanted
    if postgresql:
        words = " & ".join(f"'{word}'{':*' if asked.ending else ''}" for word in asked.words)
    else:
        words = " AND ".join(f'"{word}"{asked.ending}' for word in asked.words)
    values: list[Any] = [words]
    conditions = [f"e.kind <> 'person' AND NOT e.extra AND e.community_id IN ({visible(asked.viewer)})"]
    for column, value in (
        ("e.kind", wanted.kind),
        ("e.community_id", wanted.community_id),
        ("i.author_id", wanted.author_id),
    ):
        if value is not None:
            values.append(value)
            conditions.append(f"{column} = {f'${len(values)}' if postgresql else '?'}")
    if wanted.since:
        values.append(wanted.since if postgresql else f"{wanted.since:%Y-%m-%d %H:%M:%S.%f}")
        conditions.append(f"i.updated_at >= {f'${len(values)}' if postgresql else '?'}")
    shape = _POSTGRESQL if postgresql else _SQLITE
    return shape.format(narrowed=" AND ".join(conditions), limit=LIMIT), tuple(values)


_SQLITE = """
    SELECT i.id, i.kind, i.title, i.body, i.updated_at, p.name, c.name
    FROM search_fts JOIN search_entry e ON e.id = search_fts.rowid JOIN item i ON i.id = e.ref
    JOIN community c ON c.id = e.community_id LEFT JOIN person p ON p.id = i.author_id
    WHERE search_fts MATCH ? AND {narrowed} ORDER BY rank LIMIT {limit}"""
_POSTGRESQL = """
    SELECT i.id, i.kind, i.title, i.body, i.updated_at, p.name, c.name FROM (
        SELECT e.ref, e.community_id, ts_rank(e.document, q) AS score
        FROM to_tsquery('simple', $1) q, search_entry e JOIN item i ON i.id = e.ref
        WHERE e.document @@ q AND {narrowed} ORDER BY score DESC LIMIT {limit}) found
    JOIN item i ON i.id = found.ref JOIN community c ON c.id = found.community_id
    LEFT JOIN person p ON p.id = i.author_id ORDER BY score DESC"""
