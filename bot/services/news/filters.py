"""Filters of news: words that an entry must have or must not have, and how many are posted in an hour."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from bot.errors import NotUnderstood
from bot.services.text import fold, one_line, shortened, words
from bot.words import _

MOST_PER_HOUR = 4
"""How many entries of a feed are posted in an hour, unless somebody says otherwise."""

MOST_WORDS = 20


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of an entry, and why (see `storage.news.FeedDecision`)."""

    verdict: str
    reason: str = ""
    word: str = ""


def filtered(text: str, include: Sequence[str], exclude: Sequence[str]) -> Verdict | None:
    """Why a text is not wanted; None where it is. A word is found whatever its case and accents."""
    said, plain = f" {' '.join(words(text))} ", fold(text)
    if unwanted := next((one for one in exclude if _has(said, plain, one)), None):
        return Verdict("filtered", "has", unwanted)
    if include and not any(_has(said, plain, one) for one in include):
        return Verdict("filtered", "lacks", ", ".join(include)[:100])
    return None


def _has(said: str, plain: str, wanted: str) -> bool:
    sought = " ".join(words(wanted))
    if not sought:
        return False
    # Scripts that put no spaces between words.
    if any(unicodedata.category(char) == "Lo" for char in sought):
        return sought in plain
    return f" {sought} " in said


def checked_words(given: Sequence[str], field: str) -> list[str]:
    """Words of a filter as they are kept; "none" alone stands for none of them. Raises `NotUnderstood`."""
    wanted = list(dict.fromkeys(shortened(one_line(one), 60) for one in given if fold(one)))
    if [fold(one) for one in wanted] in (["none"], ["-"]):
        return []
    if len(wanted) > MOST_WORDS:
        raise NotUnderstood(_("At most {most} words fit.", most=MOST_WORDS), field=field)
    return wanted


def checked_rate(given: int) -> int:
    """How many entries may be posted in an hour; raises `NotUnderstood` for what is no such number."""
    if not 0 <= given <= 60:
        raise NotUnderstood(
            _("From 0 (all of it goes into the digest) to 60 an hour."), field="most_per_hour"
        )
    return given
