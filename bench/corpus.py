"""What a made-up profession has written down: as many items as wanted, in unevenly used words.

Everything is drawn from a seed, so that two runs search the same. The vocabulary has 200,000 words; the
chance of a word falls with its rank as Zipf found it, so the first words are in nearly every text (they play
"the" and "of"), the fiftieth in one of ten, and most in a few or none. Texts have 15 to 400 words, half of
them fewer than 45. There are 100 communities, of which a few hold most items and half are private, and 5,000
people.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from itertools import pairwise, product

import numpy as np

VOCABULARY = 200_000
COMMUNITIES = 100
PEOPLE = 5_000
VIEWER = 1
"""A person in a few communities, private ones among them."""
OUTSIDER = PEOPLE
"""A person in no community."""
FIRST_DAY = datetime(2020, 1, 1, tzinfo=UTC)
LAST_DAY = datetime(2026, 1, 1, tzinfo=UTC)
KINDS = {"page": 40, "question": 25, "post": 15, "topic": 10, "document": 5, "poll": 5}
_STEEPNESS = 1.07
_SEED = 20260101
_AT_ONCE = 10_000


@dataclass(frozen=True, slots=True)
class Made:
    """An item as it is written down; `further` are communities in which it is published beside its own."""

    number: int
    kind: str
    community: int
    author: int
    title: str
    body: str
    at: datetime
    further: tuple[int, ...]


@cache
def vocabulary() -> tuple[str, ...]:
    """The words, the most used first; those are short."""
    chance = random.Random(_SEED)
    syllables = ["".join(parts) for parts in product("bdfgklmnprstvz", "aeiou", ("", "n", "r", "l"))]
    short = ["".join(parts) for parts in product(syllables, repeat=2)]
    chance.shuffle(short)
    known = dict.fromkeys(short)
    while len(known) < VOCABULARY:
        known["".join(chance.choices(syllables, k=3))] = None
    return tuple(known)


def is_private(community: int) -> bool:
    """Whether only its members may see what is in that community; half of them are so."""
    return community % 2 == 0


def communities_of(person: int) -> tuple[int, ...]:
    """The communities that a person is in: three for most, none for the outsider."""
    if person == OUTSIDER:
        return ()
    return tuple(sorted({1 + (person * step) % COMMUNITIES for step in (1, 7, 31)}))


def items(count: int) -> Iterator[Made]:
    """So many items, in the order in which they were written.

    Their numbers are short and in no order, as the product draws them.
    """
    draw = np.random.default_rng(_SEED)
    numbers = draw.permutation(np.arange(100, 100 + 2 * count))[:count].tolist()
    taken: set[tuple[int, str]] = set()
    for begin in range(0, count, _AT_ONCE):
        for made in _batch(draw, begin, numbers[begin : begin + _AT_ONCE], (LAST_DAY - FIRST_DAY) / count):
            named = (made.community, made.title)
            yield made if named not in taken else _renamed(made)
            taken.add(named)


def _renamed(made: Made) -> Made:
    """With the number in its title: a community has no two pages of one name."""
    values = {name: getattr(made, name) for name in Made.__slots__}
    return Made(**values | {"title": f"{made.title} {made.number}"})


def _batch(draw: np.random.Generator, begin: int, numbers: list[int], step: object) -> Iterator[Made]:
    many = len(numbers)
    kinds = draw.choice(list(KINDS), many, p=np.array(list(KINDS.values())) / 100).tolist()
    busy = 1 / (np.arange(COMMUNITIES) + 5)
    places = (1 + draw.choice(COMMUNITIES, many, p=busy / busy.sum())).tolist()
    authors = draw.integers(1, PEOPLE, many).tolist()
    elsewhere = (draw.random(many) < 0.1).tolist()
    titles = _texts(draw, draw.integers(2, 6, many))
    bodies = _texts(draw, np.minimum(400, 15 + draw.lognormal(3.4, 0.9, many).astype(int)))
    for at, number in enumerate(numbers):
        kind, place = kinds[at], places[at]
        further = (1 + place % COMMUNITIES,) if kind == "post" and elsewhere[at] else ()
        title, body = titles[at].capitalize(), f"{bodies[at].capitalize()}."
        moment = FIRST_DAY + (begin + at) * step
        yield Made(number, kind, place, authors[at], title, body, moment, further)


@cache
def _use() -> np.ndarray:
    """For each word, how much of all that is written it and the more used ones are."""
    share = 1 / (np.arange(VOCABULARY) + 2.7) ** _STEEPNESS
    return np.cumsum(share) / share.sum()


def _texts(draw: np.random.Generator, lengths: np.ndarray) -> list[str]:
    """Texts of that many words each."""
    known = vocabulary()
    ranks = np.minimum(np.searchsorted(_use(), draw.random(int(lengths.sum()))), VOCABULARY - 1).tolist()
    ends = np.cumsum(lengths).tolist()
    begins = [0, *ends]
    return [" ".join([known[rank] for rank in ranks[begin:end]]) for begin, end in pairwise(begins)]
