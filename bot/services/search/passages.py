"""What is shown of a text that was found: the part where the words stand, and those words as written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.services.text import pieces, shortened, words

_AROUND = 60
_LONGEST = 180


def passage_of(body: str, sought: Sequence[str]) -> str:
    """The part of a text around the first word that matches, on one line; its beginning where none does."""
    text = " ".join(body.split())
    at, _word = next(_matching(text, sought), (0, ""))
    begin = text.rfind(" ", 0, max(0, text.rfind(" ", 0, at) + 1 - _AROUND)) + 1
    cut = shortened(text[begin:], _LONGEST)
    return f"… {cut}" if begin else cut


def marked_in(text: str, sought: Sequence[str]) -> tuple[str, ...]:
    """The words of a text that match, as they stand there."""
    # Without the marks of what was left out, most passages are plain letters.
    return tuple(dict.fromkeys(word for _at, word in _matching(text.replace("…", " "), sought)))


def _matching(text: str, sought: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Where words stand that begin with one that is sought, however they are written, and they themselves."""
    if text.isascii():
        # So are most texts, and to compare each word of them by itself would cost more than to find them.
        begun = "|".join(map(re.escape, sought))
        for hit in re.finditer(rf"(?<![^\W_])(?:{begun})[^\W_]*", text.lower()):
            yield hit.start(), text[hit.start() : hit.end()]
        return
    at = 0
    for piece in pieces(text):
        if any(word.startswith(tuple(sought)) for word in words(piece)):
            yield at, piece
        at += len(piece)
