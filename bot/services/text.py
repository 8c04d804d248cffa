"""Text as people write it, made fit to be kept, compared and shown.

Characters that show nothing and change how their neighbours read (controls,
zero-width marks, overrides of the writing direction) are taken out where a text
comes in; letters of every script stay, right-to-left ones too.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import groupby

_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f"
    "\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e0fff]"
)
"""Control and format characters. The zero-width joiners U+200C and U+200D stay: Persian, Indic scripts and
emoji are written with them; `visible` tells whether a text is more than those."""

_SPACES = re.compile(r"\s+")
_BLANK_LINES = re.compile(r"\n{3,}")
_WORD = re.compile(r"[^\W_]+")


def several_lines(text: str, longest: int) -> str:
    """The text without invisible characters, cut with a mark to `longest` characters."""
    text = _INVISIBLE.sub("", unicodedata.normalize("NFC", text.replace("\r\n", "\n")))
    text = _BLANK_LINES.sub("\n\n", text).strip()
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def one_line(text: str) -> str:
    """The text on one line, without invisible characters and double spaces; empty if nothing shows."""
    if _is_simple(text):
        return " ".join(text.split())
    line = _SPACES.sub(" ", _INVISIBLE.sub("", unicodedata.normalize("NFC", text))).strip()
    return line if visible(line) else ""


def _is_simple(text: str) -> bool:
    """Whether there is nothing in a text to be taken out or taken apart, which is so of most."""
    return text.isascii() and text.isprintable()


def visible(text: str) -> bool:
    """Whether any character of the text shows."""
    return any(unicodedata.category(char)[0] not in "CZM" for char in text)


def number_in(text: str) -> int | None:
    """The number that a text is, as people write it ("142", "#142"); None for any other text."""
    digits = text.strip().lstrip("#")
    # No number of ours is longer, and databases take none that is.
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 15 else None


def parted(text: str, longest: int) -> list[str]:
    """The text in parts of at most `longest` characters, parted behind paragraphs, lines or words.

    Joined they are the text again; an empty text is one empty part.
    """
    parts: list[str] = []
    rest = text
    while len(rest) > longest:
        window = rest[:longest]
        ends = (window.rfind(mark) + len(mark) for mark in ("\n\n", "\n", " ") if mark in window)
        at = next((end for end in ends if end > longest // 2), longest)
        parts.append(rest[:at])
        rest = rest[at:]
    return [*parts, rest]


def shortened(text: str, longest: int) -> str:
    """The text, cut with an ellipsis to `longest` characters."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def fold(text: str) -> str:
    """The text for comparing: no case, no accents, no invisible characters, single spaces."""
    if _is_simple(text):
        return " ".join(text.lower().split())
    decomposed = unicodedata.normalize("NFKD", one_line(text).casefold())
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    # Taking apart can bring capitals and spaces about ("㎑" is kHz).
    return _SPACES.sub(" ", bare.casefold()).strip()


def key_of(text: str, longest: int) -> str:
    """The folded text as a column of that length holds it; folding can make a text many times longer."""
    return fold(text)[:longest]


def pieces(text: str) -> list[str]:
    """The words of a text as they stand there, and what is between them; joined they are the text again."""
    return ["".join(run) for _of_word, run in groupby(text, key=_is_of_word)]


def _is_of_word(char: str) -> bool:
    # The joiners stand inside of Persian and Indic words.
    return unicodedata.category(char)[0] in "LMN" or char in "\u200c\u200d"


def words(text: str) -> list[str]:
    """The folded words of a text, in order."""
    return _WORD.findall(fold(text))
