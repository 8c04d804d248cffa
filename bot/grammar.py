"""The grammar of typed commands: words, quotes, and named values.

    poll new "Where do we meet?" Library "Town hall" closes: tomorrow 5pm anonymous: yes

- Words are parted by white space; "straight", “curly”, „low” and «angle» quotes keep words together, and
  a backslash inside quotes takes the next character as it is.
- Values without a name fill the positional parameters in order. The last one takes all that is left: a text
  takes it as it stands, a list takes it apart (at line ends, else at commas, else at white space).
- `name: value` names a parameter and runs to the next name, or over one pair of quotes. `--name` means yes.

Buttons carry command lines of the same grammar; `line` writes what `parse` reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.errors import NotUnderstood
from bot.incoming import Value
from bot.words import _

_PAIRS = {'"': '"', "“": "”", "”": "”", "„": "“”", "«": "»"}
_NAMED = re.compile(r"(?:--)?([A-Za-z][A-Za-z_]*):|--([A-Za-z][A-Za-z_]*)$")
_SAFE = re.compile(r"[\w#@.<>+=-]+")


class Slot(Protocol):
    """What the grammar needs to know of a parameter."""

    @property
    def name(self) -> str:
        """What it is called, in lower case."""

    @property
    def positional(self) -> bool:
        """Whether it can be given without its name."""

    @property
    def is_list(self) -> bool:
        """Whether it takes several texts."""

    @property
    def is_switch(self) -> bool:
        """Whether it is yes or no."""

    @property
    def is_word(self) -> bool:
        """Whether its value is always one word."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word of the line: its text without quotes, as it was written, and the white space before it."""

    text: str
    raw: str
    gap: str
    quoted: bool


def tokens(line: str) -> list[Token]:
    """The line's words in order; raises `NotUnderstood` for a quote that is never closed."""
    found: list[Token] = []
    at = 0
    while at < len(line):
        start = at
        while at < len(line) and line[at].isspace():
            at += 1
        gap, begin, quoted = line[start:at], at, False
        text: list[str] = []
        while at < len(line) and not line[at].isspace():
            if line[at] in _PAIRS and (not text or text[-1] == ":"):
                piece, at = _quoted(line, at)
                text.append(piece)
                quoted = True
                break
            text.append(line[at])
            at += 1
        if at > begin:
            found.append(Token("".join(text), line[begin:at], gap, quoted))
    return found


def _quoted(line: str, at: int) -> tuple[str, int]:
    """The text within the quotes that open at `at`, and the place behind them."""
    closing, opened = _PAIRS[line[at]], at
    text: list[str] = []
    at += 1
    while at < len(line):
        if line[at] == "\\" and at + 1 < len(line) and line[at + 1] in closing + "\\":
            text.append(line[at + 1])
            at += 2
            continue
        if line[at] in closing:
            return "".join(text), at + 1
        text.append(line[at])
        at += 1
    raise NotUnderstood(
        _("A quotation mark is opened before “{text}” and never closed.", text=line[opened + 1 : opened + 31])
    )


def split_list(text: str, *, at_spaces: bool = True) -> list[str]:
    """Take a list apart: at line ends if there are any, else at commas, else `at_spaces`.

    Raises `NotUnderstood` for a quote that is never closed.
    """
    if "\n" in text.strip():
        parts = text.splitlines()
        return [stripped for part in parts if (stripped := part.strip().strip(","))]
    words = tokens(text)
    if not any("," in token.raw for token in words if not token.quoted):
        if not at_spaces and len(words) > 1:
            return [text.strip()]
        return [token.text for token in words if token.text]
    parts = [""]
    for token in words:
        pieces = [token.text] if token.quoted else token.text.split(",")
        parts[-1] += (token.gap if parts[-1] else "") + pieces[0]
        parts.extend(pieces[1:])
    return [stripped for part in parts if (stripped := part.strip())]


def parse(slots: Sequence[Slot], line: str) -> dict[str, Value]:
    """The values that the line gives, by parameter name.

    Raises `NotUnderstood` for an open quote, a name given twice, or more values than there are places.
    """
    positional, named = _sort_out(tokens(line), {slot.name: slot for slot in slots})
    values: dict[str, Value] = dict(named)
    places = [slot for slot in slots if slot.positional and slot.name not in values]
    for index, slot in enumerate(places):
        if not positional:
            break
        if index < len(places) - 1 or slot.is_word:
            values[slot.name] = positional.pop(0).text
        else:
            values[slot.name] = _rest(slot, positional)
            positional = []
    if positional:
        raise NotUnderstood(
            _(
                "I did not expect “{text}” there. Texts of several words go in quotes.",
                text=positional[0].text,
            )
        )
    return values


def _sort_out(words: Iterable[Token], slots: Mapping[str, Slot]) -> tuple[list[Token], dict[str, Value]]:
    """Part the words into those without a name and the named values."""
    positional: list[Token] = []
    named: dict[str, list[Token]] = {}
    current: str | None = None
    for token in words:
        match = None if token.quoted and token.raw[0] in _PAIRS else _NAMED.match(token.raw)
        name = (match[1] or match[2]).lower() if match else ""
        if match and name in slots:
            if name in named:
                raise NotUnderstood(_("“{name}” is given twice.", name=name))
            rest = token.text[match.end() :] if match[1] else "yes"
            named[name] = [Token(rest, token.raw[match.end() :] or rest, "", token.quoted)] if rest else []
            current = None if token.quoted or match[2] else name
        elif current is None:
            positional.append(token)
        elif slots[current].is_list or not token.quoted:
            named[current].append(token)
        elif named[current]:
            current = None
            positional.append(token)
        else:
            named[current].append(token)
            current = None
    return positional, {name: _rest(slots[name], found) for name, found in named.items()}


def _rest(slot: Slot, words: list[Token]) -> Value:
    """All of these words as the value of one parameter."""
    if slot.is_list:
        return split_list("".join(token.gap + token.raw for token in words))
    if slot.is_switch and not words:
        return "yes"
    if len(words) > 1 and any(token.quoted for token in words):
        extra = words[1] if words[0].quoted else next(token for token in words if token.quoted)
        raise NotUnderstood(
            _("I did not expect “{text}” there. Texts of several words go in quotes.", text=extra.text)
        )
    return "".join(token.gap + token.text for token in words).strip()


def quote(text: str) -> str:
    """The text as one word of a command line."""
    if _SAFE.fullmatch(text) and not text.startswith("--"):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def line(path: str, *values: object, **named: object) -> str:
    """A command line: the command's name, positional values in order, then named ones (None is left out)."""
    parts = [path, *(quote(str(value)) for value in values)]
    parts += [f"{name}:{quote(str(value))}" for name, value in named.items() if value is not None]
    return " ".join(parts)
