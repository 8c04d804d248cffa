"""Words that are marked for translation where they are written and translated where they are read.

`_("{name} joined", name=x)` makes a `Message`: the English text and its values,
nothing more. Everything that is said carries such messages, and `speak` turns
one into a string in a reader's language (dispatch does it for answers, the
deliverer for what is said elsewhere). Values may be messages themselves, or
typed inline parts (a link, a time, bold), which `pieces` keeps whole.

Catalogues are GNU gettext files, `bot/locale/<language>/LC_MESSAGES/convenor.mo`.
A language without one reads English.
"""

from __future__ import annotations

import gettext
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any, TypeAlias

import msgspec
from babel import Locale, UnknownLocaleError

LOCALES = Path(__file__).parent / "locale"
DOMAIN = "convenor"
_LANGUAGE_TAG = re.compile("[a-z]{2,3}([-_][a-z0-9]{2,8})*", re.IGNORECASE)


class Message(msgspec.Struct, frozen=True, tag="message"):
    """A text to be translated: its English template (and plural), and the values that go into it."""

    msgid: str
    values: dict[str, Any] = {}
    plural: str | None = None
    n: int = 0

    def __str__(self) -> str:
        return speak(self, "en")


Words: TypeAlias = str | Message


def _(msgid: str, /, **values: Any) -> Message:
    """Mark `msgid`, a `str.format` template with named fields, for translation."""
    return Message(msgid, values)


def plural(one: str, many: str, n: int, /, **values: Any) -> Message:
    """Mark a text that depends on the number `n`, which both templates may name as `{n}`."""
    return Message(one, {"n": n, **values}, many, n)


def language_named(tag: str) -> str | None:
    """The language of a short name ("en", "es-ES"), as it is kept; None where there is none of that name."""
    if not _LANGUAGE_TAG.fullmatch(tag.strip()):
        return None
    language, *more = tag.strip().replace("_", "-").split("-")
    try:
        Locale.parse("_".join([language.lower(), *more]))
    except (UnknownLocaleError, ValueError):
        return None
    return "-".join([language.lower(), *more])


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    """The texts of a language ("ca", "es-ES"), or English where there is none."""
    names = [language.replace("-", "_"), language.split("-")[0].split("_")[0]]
    return gettext.translation(DOMAIN, LOCALES, languages=names, fallback=True)


def spoken(language: str) -> str:
    """The language in which readers of `language` are written to: English where it has no catalogue."""
    known = isinstance(_catalogue(language), gettext.GNUTranslations)
    return language if known or re.match("en([-_]|$)", language) else "en"


def template(message: Message, language: str) -> str:
    """The message's template in that language, its fields not yet filled in."""
    catalogue = _catalogue(language)
    if message.plural is None:
        return catalogue.gettext(message.msgid)
    return catalogue.ngettext(message.msgid, message.plural, message.n)


def pieces(message: Message, language: str) -> Iterator[Any]:
    """The message's parts in order: strings, and the values that are neither text nor number, as they are."""
    for literal, name, spec, _conversion in Formatter().parse(template(message, language)):
        if literal:
            yield literal
        if name is None:
            continue
        value = message.values[name]
        if isinstance(value, Message):
            yield from pieces(value, language)
        elif isinstance(value, str | int | float):
            yield format(value, spec or "")
        else:
            yield value


def speak(words: Words, language: str) -> str:
    """The words as one plain string in `language`; inline parts among the values show as their plain text."""
    if isinstance(words, str):
        return words
    return "".join(piece if isinstance(piece, str) else str(piece) for piece in pieces(words, language))
