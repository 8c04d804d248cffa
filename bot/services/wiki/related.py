"""What is related to a page: things of its community that share its tags, or words that are rare there.

The page's most telling words (those of its title, and the long ones that it uses often) are looked for in the
index, any one of them being enough. Among what comes back, a word counts the more the fewer have it, and one
that many have does not count at all. Each shared tag counts as much as a word that only two have.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from sqlalchemy import bindparam, func, select

from bot.services.items.items import Item
from bot.services.search.fulltext import PERSON
from bot.services.search.matching import Best, ask, matching
from bot.services.search.query import LONGEST_WORD, Query
from bot.services.text import words
from storage.base import BigId
from storage.engine import Tx
from storage.items import Item as ItemRow
from storage.items import ItemTag
from storage.search import SearchEntry

MOST = 5
_SHORTEST_IN_TITLE, _SHORTEST_IN_TEXT = 4, 6
_WORDS = 16
_LOOKED_AT = 100
_READ = 20_000
_FEW = 3
_MANY = 0.3
_WORTH_SHOWING = 0.5


@dataclass(frozen=True, slots=True)
class Related:
    """Something related: the tags and the words that it shares with the page."""

    id: int
    title: str
    tags: tuple[str, ...]
    words: tuple[str, ...]


async def to(tx: Tx, page: Item, body: str) -> list[Related]:
    """Up to five things that are related to a page, the closest first."""
    tags = await _sharing_tags(tx, page)
    alike = await _sharing_words(tx, page, telling_words(page.title, body[:_READ]))
    score = {
        number: len(tags.get(number, ())) + sum(alike.get(number, {}).values()) for number in {*tags, *alike}
    }
    worth = (number for number in score if score[number] >= _WORTH_SHOWING)
    best = sorted(worth, key=lambda number: (-score[number], number))[:MOST]
    titles = await _titles(tx, best)
    return [
        Related(number, titles[number], tuple(tags.get(number, ())), tuple(alike.get(number, {})))
        for number in best
        if number in titles
    ]


def telling_words(title: str, body: str) -> list[str]:
    """The words that tell most of what a text is about: its title's, then long ones that occur often."""
    uses = Counter(word for word in words(body) if _tells(word, _SHORTEST_IN_TEXT))
    often = sorted(uses, key=lambda word: (-len(word) * math.sqrt(uses[word]), word))
    return list(dict.fromkeys([*filter(_tells, words(title)), *often]))[:_WORDS]


def _tells(word: str, shortest: int = _SHORTEST_IN_TITLE) -> bool:
    return shortest <= len(word) <= LONGEST_WORD and not word.isdigit()


async def _sharing_tags(tx: Tx, page: Item) -> dict[int, list[str]]:
    mine = select(ItemTag.key).where(ItemTag.item_id == page.id)
    rows = await tx.execute(
        select(ItemTag.item_id, ItemTag.name)
        .join(ItemRow, ItemRow.id == ItemTag.item_id)
        .where(
            ItemTag.key.in_(mine),
            ItemRow.community_id == page.community.id,
            ItemRow.deleted_at.is_(None),
            ItemRow.id != page.id,
        )
        .order_by(ItemRow.updated_at.desc())
        .limit(_LOOKED_AT)
    )
    found: dict[int, list[str]] = {}
    for row in rows:
        found.setdefault(row.item_id, []).append(row.name)
    return found


async def _sharing_words(tx: Tx, page: Item, sought: list[str]) -> dict[int, dict[str, float]]:
    """By item, the words that it shares with the page, and what each is worth."""
    if not sought:
        return {}
    asked = await ask(tx, Query((tuple(sought),)))
    if asked is None:
        return {}
    values = {"community": page.community.id, "page": page.id}
    rows = await _others(tx.dialect.name).rows(tx, asked, values)
    shared = {row.ref: _shared(row.text.split(), sought) for row in rows}
    return _weighed(shared)


@cache
def _others(dialect: str) -> Best:
    """The texts of what there is in a community beside a page."""
    text = func.substr(SearchEntry.title + " " + SearchEntry.body, 1, _READ)
    statement = (
        select(SearchEntry.ref, text.label("text"))
        .select_from(matching(dialect).source)
        .where(
            SearchEntry.community_id == bindparam("community", type_=BigId),
            SearchEntry.kind != PERSON,
            SearchEntry.ref != bindparam("page", type_=BigId),
        )
        .limit(_LOOKED_AT)
    )
    return Best.of(statement, dialect)


def _shared(text: Iterable[str], sought: list[str]) -> list[str]:
    present = set(text)
    return [word for word in sought if word in present]


def _weighed(shared: dict[int, list[str]]) -> dict[int, dict[str, float]]:
    having = Counter(word for found in shared.values() for word in found)
    many = max(_FEW, _MANY * len(shared))
    # With the page itself, a word that one other thing has is one that two have.
    worth = {word: math.log(2) / math.log(1 + count) for word, count in having.items() if count <= many}
    return {
        number: {word: worth[word] for word in found if word in worth} for number, found in shared.items()
    }


async def _titles(tx: Tx, numbers: list[int]) -> dict[int, str]:
    rows = await tx.execute(
        select(ItemRow.id, ItemRow.title).where(ItemRow.id.in_(numbers), ItemRow.deleted_at.is_(None))
    )
    return {row.id: row.title for row in rows}
