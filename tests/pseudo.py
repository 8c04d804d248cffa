"""A language in which every text that was marked for translation stands in ⟦brackets⟧.

Whatever is shown in it without brackets was not marked, or is what people
wrote themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from bot.commandline.messages import template
from bot.registry import Registry
from bot.replies import Attachment, Button, ChannelName, Code, Content, Form, Time
from bot.words import DOMAIN

LANGUAGE = "eo"
_BRACKETED = re.compile(r"⟦[^⟦⟧]*⟧")
_WORD = re.compile("[A-Za-z_]+")
_NOT_SHOWN = (
    "action",
    "url",
    "value",
    "kind",
    "style",
    "tone",
    "name",
    "platform",
    "workspace",
    "id",
    "accounts",
    "data",
    "drawing",
    "png",
)
_SOURCE = Path(__file__).parents[1]


def write_catalogue(folder: Path, registry: Registry) -> None:
    """Compile the language's catalogue of every text that `make messages` finds."""
    pseudo = Catalog(locale="en", domain=DOMAIN)
    for message in template(_SOURCE, registry):
        if isinstance(message.id, tuple | list):
            pseudo.add(message.id, tuple(f"⟦{text}⟧" for text in message.id))
        elif message.id:
            pseudo.add(message.id, f"⟦{message.id}⟧")
    path = folder / LANGUAGE / "LC_MESSAGES" / f"{DOMAIN}.mo"
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        write_mo(file, pseudo)


def unmarked(part: Any, registry: Registry) -> list[str]:
    """The texts in a reply that have Latin words outside of brackets which are not to be typed so."""
    typed = set(_typed(registry))
    return [text for text in _texts(part) if not set(_WORD.findall(_without_brackets(text))) <= typed]


def _typed(registry: Registry) -> Iterator[str]:
    """The words of commands, which are the same in every language."""
    for group in registry.groups.values():
        yield group.name
        for command in group.commands.values():
            yield command.name
            for parameter in command.parameters:
                yield from parameter.choices


def _without_brackets(text: str) -> str:
    while (shorter := _BRACKETED.sub("", text)) != text:
        text = shorter
    return text


def _texts(part: Any) -> Iterator[str]:
    """Every text that a reader sees: running text as a whole, labels one by one."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, tuple) and all(_is_inline(piece) for piece in part):
        yield "".join(_inline(piece) for piece in part)
    elif isinstance(part, tuple):
        for piece in part:
            yield from _texts(piece)
    elif not isinstance(part, Attachment) and hasattr(part, "__struct_fields__"):
        hidden = (*_NOT_SHOWN, "choices") if isinstance(part, Form) else _NOT_SHOWN
        for name in part.__struct_fields__:
            if name not in hidden:
                yield from _texts(getattr(part, name))


def _is_inline(piece: Any) -> bool:
    return isinstance(piece, Content.__args__[0].__args__) and not isinstance(piece, Button)  # type: ignore[attr-defined]


def _inline(piece: Any) -> str:
    """What of running text needs translating: not what is typed as it stands, a time, a channel."""
    return "" if isinstance(piece, ChannelName | Code | Time) else str(piece)
