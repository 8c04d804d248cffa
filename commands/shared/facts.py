"""What kinds of items say of themselves beside a title, wherever people are told of several."""

from __future__ import annotations

from collections.abc import Iterable

from bot.replies import Button, Content
from bot.request import Work


async def facts_of(work: Work, items: Iterable[tuple[str, int]]) -> dict[int, Content]:
    """What is to be said beside the titles of these items (kind, number), of those that have anything.

    Each kind is asked once for all items of it.
    """
    by_kind: dict[str, list[int]] = {}
    for kind, number in items:
        if kind in work.registry.facts:
            by_kind.setdefault(kind, []).append(number)
    found: dict[int, Content] = {}
    for kind, numbers in by_kind.items():
        found |= await work.registry.facts[kind](work, numbers)
    return found


def first_reply(work: Work, kind: str, number: int) -> Button | None:
    """The button with which a reader of a new item would begin; None where its kind has none."""
    make = work.registry.kinds[kind].reply
    return make(number) if make else None
