"""A card as plain text, for readers that show no HTML and for people who like it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import assert_never

from adapters.email.doing import MOST_CHOICES, Doing, of_button, of_select
from bot.replies import (
    Attachment,
    Bar,
    Bars,
    Block,
    Bold,
    Buttons,
    Card,
    ChannelName,
    Code,
    Content,
    Entry,
    Fields,
    Inline,
    Link,
    Listing,
    Mention,
    Note,
    Paragraph,
    Picture,
    Select,
    Time,
)
from bot.words import Message

_BAR = 20


class PlainText:
    """Writes cards; `root` is the root command, `when` shows a moment to the reader."""

    def __init__(self, root: str, when: Callable[[datetime], str]) -> None:
        self._root = root
        self._when = when

    def card(self, card: Card) -> str:
        """The card, its blocks apart by an empty line."""
        title = f"{card.title}\n{'-' * min(max(len(str(card.title)), 3), 60)}" if card.title else ""
        parts = [title, *("\n".join(self._block(block)) for block in card.blocks)]
        return "\n\n".join(part for part in parts if part.strip())

    def _block(self, block: Block) -> Iterator[str]:
        match block:
            case Paragraph(content=content) | Note(content=content):
                yield self._content(content)
            case Fields(fields=fields):
                yield from (f"{field.label}: {self._content(field.content)}" for field in fields)
            case Listing(entries=entries):
                for entry in entries:
                    yield from self._entry(entry)
            case Bars(bars=bars):
                yield from (_bar(bar) for bar in bars)
            case Picture(alt=alt):
                yield f"[{alt}]"
            case Attachment(name=name):
                yield f"[{name}]"
            case Buttons(buttons=buttons):
                yield from (_line(of_button(button, self._root)) for button in buttons)
            case Select(placeholder=placeholder, options=options):
                yield f"{placeholder}:"
                yield from (_line(doing) for doing in of_select(block, self._root))
                if len(options) > MOST_CHOICES:
                    yield "- …"
            case _:
                assert_never(block)

    def _entry(self, entry: Entry) -> Iterator[str]:
        yield f"* {self._content(entry.title)}"
        if entry.detail:
            yield "  " + self._content(entry.detail).replace("\n", "\n  ")
        if entry.button:
            yield "  " + _line(of_button(entry.button, self._root)).removeprefix("- ")

    def _content(self, content: Content) -> str:
        return "".join(self._inline(part) for part in content)

    def _inline(self, part: Inline) -> str:
        match part:
            case str() | Message() | Bold() | Code() | Mention() | ChannelName():
                return str(part)
            case Link(text=text, url=url):
                return url if str(text) == url else f"{text} <{url}>"
            case Time(at=at, fallback=fallback, style=style):
                return self._when(at) if style == "full" else fallback
            case _:
                assert_never(part)


def _bar(bar: Bar) -> str:
    filled = round(bar.share * _BAR)
    detail = f" {bar.detail}" if bar.detail else ""
    return f"{bar.label}: {'#' * filled}{'.' * (_BAR - filled)} {bar.count} ({bar.share:.0%}){detail}"


def _line(doing: Doing) -> str:
    return f"- {doing.label}: {doing.url or doing.command or '…'}"
