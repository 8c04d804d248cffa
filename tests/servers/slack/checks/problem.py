"""One way in which a payload is not what Slack accepts, and small helpers to find them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class Problem:
    """What is wrong, and where (a JSON pointer)."""

    pointer: str
    what: str

    def __str__(self) -> str:
        return f"{self.what} [json-pointer:{self.pointer}]"


def too_long(value: object, limit: int, pointer: str) -> list[Problem]:
    """A string that must have 1 to `limit` characters."""
    if not isinstance(value, str):
        return [Problem(pointer, "must be a string")]
    if not value:
        return [Problem(pointer, "must not be empty")]
    if len(value) > limit:
        return [Problem(pointer, f"must be at most {limit} characters, has {len(value)}")]
    return []


def optional(holder: Json, key: str, limit: int, pointer: str) -> list[Problem]:
    """A string that may be left out."""
    return too_long(holder[key], limit, f"{pointer}/{key}") if key in holder else []


def count(items: object, low: int, high: int, pointer: str) -> list[Problem]:
    """A list with that many entries."""
    if not isinstance(items, list):
        return [Problem(pointer, "must be a list")]
    if not low <= len(items) <= high:
        return [Problem(pointer, f"must have {low} to {high} entries, has {len(items)}")]
    return []


def text_object(value: object, limit: int, pointer: str, *, plain: bool = False) -> list[Problem]:
    """A text object (`plain_text`, or also `mrkdwn`), of 1 to `limit` characters."""
    if not isinstance(value, dict):
        return [Problem(pointer, "must be a text object")]
    kinds = ("plain_text",) if plain else ("plain_text", "mrkdwn")
    if value.get("type") not in kinds:
        return [Problem(pointer, f"must be of type {' or '.join(kinds)}, is {value.get('type')!r}")]
    return too_long(value.get("text"), limit, f"{pointer}/text")


def repeated(values: Iterable[object], pointer: str, name: str) -> list[Problem]:
    """A value that occurs twice where each must be unique."""
    seen: set[object] = set()
    problems = []
    for value in values:
        if value is not None and value in seen:
            problems.append(Problem(pointer, f"{name} {value!r} already exists"))
        seen.add(value)
    return problems
