"""Where the caret stands in the values of a command line that is still being typed.

The grammar itself (`bot.grammar`) reads finished lines; this reads one that
breaks off anywhere, even inside quotation marks, and says which parameter is
being typed, what is there of it, and what was given before.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.errors import NotUnderstood
from bot.grammar import tokens
from bot.incoming import Value
from bot.parameters import Parameter

_NAMED = re.compile(r"([A-Za-z][A-Za-z_]*):(.*)", re.DOTALL)
_CLOSING = ('"', "”", "“", "»")


@dataclass(frozen=True, slots=True)
class Caret:
    """What is being typed.

    `parameter` is None where no parameter has room for more. `typed` is what there is of its value, which
    begins at `start`; `word` is the last word alone, which may become a parameter's name, and begins at
    `word_start`. `values` are those given before, by name.
    """

    parameter: Parameter | None
    typed: str
    start: int
    word: str
    word_start: int
    values: dict[str, Value] = field(default_factory=dict)


@dataclass(slots=True)
class _Word:
    text: str
    raw: str
    start: int
    quoted: bool


def find(parameters: Sequence[Parameter], rest: str) -> Caret:
    """The caret at the end of `rest`, which is the line without the command's name."""
    words = _words(rest)
    last = words.pop() if words and not rest[-1:].isspace() else _Word("", "", len(rest), quoted=False)
    by_name = {parameter.name: parameter for parameter in parameters}
    given, current, since = _given(words, by_name)
    named = _NAMED.fullmatch(last.raw)
    if named and named[1].lower() in by_name and not last.raw.startswith(_CLOSING):
        start = last.start + len(named[1]) + 1
        return Caret(
            by_name[named[1].lower()], _unquoted(named[2]), start, "", len(rest), _values(given, by_name)
        )
    if current is not None:
        start = last.start if current.is_list else since
        typed = last.text if current.is_list else _unquoted(rest[start:].strip())
        before = {name: value for name, value in given.items() if name != current.name}
        return Caret(current, typed, start, last.raw, last.start, _values(before, by_name))
    return _positional(parameters, given, last, rest)


def _positional(
    parameters: Sequence[Parameter], given: dict[str, list[_Word]], last: _Word, rest: str
) -> Caret:
    free = given.pop("", [])
    places = [parameter for parameter in parameters if parameter.positional and parameter.name not in given]
    for parameter, word in zip(places[:-1], free, strict=False):
        given[parameter.name] = [word]
    taken = free[len(places) - 1 :] if places else free
    if len(free) < len(places):
        parameter, start, typed = places[len(free)], last.start, last.text
    elif places and places[-1].is_list:
        parameter, start, typed = places[-1], last.start, last.text
        given[parameter.name] = taken
    elif places and not any(word.quoted for word in taken):
        parameter, start = places[-1], taken[0].start
        typed = rest[start:]
    else:
        by_name = {parameter.name: parameter for parameter in parameters}
        return Caret(None, "", len(rest), last.raw, last.start, _values(given, by_name))
    values = _values(given, {parameter.name: parameter for parameter in parameters})
    return Caret(parameter, typed, start, last.raw, last.start, values)


def _given(
    words: list[_Word], by_name: dict[str, Parameter]
) -> tuple[dict[str, list[_Word]], Parameter | None, int]:
    """The finished words by parameter ("" for those without a name), and the named value that is open."""
    given: dict[str, list[_Word]] = {}
    current: Parameter | None = None
    since = 0
    for word in words:
        named = _NAMED.fullmatch(word.raw)
        if named and named[1].lower() in by_name:
            current = by_name[named[1].lower()]
            since = word.start + len(named[1]) + 1
            text = _unquoted(named[2])
            given[current.name] = [_Word(text, named[2], since, word.quoted)] if text else []
        elif current is not None:
            given[current.name].append(word)
        else:
            given.setdefault("", []).append(word)
        if current is not None and word.quoted and not current.is_list:
            current = None
    return given, current, since


def _values(given: dict[str, list[_Word]], by_name: dict[str, Parameter]) -> dict[str, Value]:
    return {
        name: [word.text for word in words]
        if by_name[name].is_list
        else " ".join(word.text for word in words)
        for name, words in given.items()
        if name in by_name
    }


def _words(rest: str) -> list[_Word]:
    """The words of a line, the last of which may lack its closing quotation mark."""
    for closing in ("", *_CLOSING):
        try:
            found = tokens(rest + closing)
        except NotUnderstood:
            continue
        words, at = [], 0
        for token in found:
            at += len(token.gap)
            words.append(_Word(token.text, token.raw, at, token.quoted))
            at += len(token.raw)
        if closing:
            words[-1].raw = words[-1].raw.removesuffix(closing)
        return words
    return []


def _unquoted(text: str) -> str:
    text = text.strip()
    return text[1:].rstrip('"”“»') if text[:1] in '"“„«' and text else text
