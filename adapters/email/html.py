"""A card as one small page of HTML: styles in place, light and dark, and nothing fetched from anywhere.

Colours are left to the reader's program wherever it has its own, for light and
for dark; those that are set can be read on either. Every text is escaped and
finds its own writing direction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from html import escape
from typing import assert_never

from adapters.email.doing import MOST_CHOICES, Doing, is_link, of_button, of_select
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

_GREEN, _LINE = "#2f6f6a", "#9aa5a3"
_TONES = {"plain": _LINE, "good": "#2e8b57", "warning": "#c98a1b", "bad": "#c0392b"}
_FONT = (
    "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;font-size:16px;line-height:1.5"
)
_CODE = f"font-family:ui-monospace,Consolas,monospace;font-size:14px;border:1px solid {_LINE};padding:1px 5px"
_BUTTON = (
    f"display:inline-block;background:{_GREEN};color:#ffffff;text-decoration:none;padding:8px 16px;"
    "border-radius:6px"
)
_SMALL = "font-size:13px;opacity:0.8"


class Html:
    """Writes cards; `root` is the root command, `when` shows a moment, `cids` names the pictures inside."""

    def __init__(
        self, root: str, when: Callable[[datetime], str], language: str, cids: Mapping[Picture, str]
    ) -> None:
        self._root = root
        self._when = when
        self._language = language
        self._cids = cids

    def page(self, card: Card, subject: str, footer: str) -> str:
        """The card as a page, with a footer that is HTML already."""
        title = f'<h1 style="font-size:20px;margin:0 0 12px" dir="auto">{_text(card.title)}</h1>'
        return (
            f'<!DOCTYPE html>\n<html lang="{escape(self._language)}"><head><meta charset="utf-8">\n'
            '<meta name="viewport" content="width=device-width">\n'
            '<meta name="color-scheme" content="light dark">\n'
            '<meta name="supported-color-schemes" content="light dark">\n'
            f"<title>{escape(subject)}</title></head>\n"
            f'<body style="margin:0;padding:16px;{_FONT}">\n'
            f'<div style="max-width:640px;border-left:4px solid {_TONES[card.tone]};padding-left:16px">\n'
            f"{title if card.title else ''}\n{self.blocks(card)}\n</div>\n"
            f'<div style="max-width:640px;margin-top:24px;{_SMALL}">{footer}</div>\n</body></html>\n'
        )

    def blocks(self, card: Card) -> str:
        """What stands in the card."""
        return "\n".join(part for block in card.blocks for part in self._block(block))

    def _block(self, block: Block) -> Iterator[str]:
        match block:
            case Paragraph(content=content):
                yield f'<p style="margin:0 0 12px" dir="auto">{self._content(content)}</p>'
            case Note(content=content):
                yield f'<p style="margin:0 0 12px;{_SMALL}" dir="auto">{self._content(content)}</p>'
            case Fields(fields=fields):
                for field in fields:
                    value = self._content(field.content)
                    yield f'<p style="margin:0 0 6px" dir="auto"><b>{_text(field.label)}:</b> {value}</p>'
            case Listing(entries=entries):
                rows = "\n".join(self._entry(entry) for entry in entries)
                yield f'<ul style="margin:0 0 12px;padding-left:20px">\n{rows}\n</ul>'
            case Bars(bars=bars):
                yield from (_bar(bar) for bar in bars)
            case Picture(alt=alt):
                yield self._picture(block, str(alt))
            case Attachment(name=name):
                yield f'<p style="margin:0 0 12px" dir="auto">\N{PAPERCLIP} {_text(name)}</p>'
            case Buttons(buttons=buttons):
                yield from (_line(of_button(button, self._root)) for button in buttons)
            case Select(placeholder=placeholder, options=options):
                yield f'<p style="margin:0 0 6px" dir="auto">{_text(placeholder)}:</p>'
                yield from (_line(doing) for doing in of_select(block, self._root))
                if len(options) > MOST_CHOICES:
                    yield "<p>…</p>"
            case _:
                assert_never(block)

    def _picture(self, picture: Picture, alt: str) -> str:
        cid = self._cids.get(picture)
        if cid is None:
            return f'<p dir="auto">[{_text(alt)}]</p>'
        return f'<p><img src="cid:{cid}" alt="{escape(alt)}" style="max-width:100%;height:auto"></p>'

    def _entry(self, entry: Entry) -> str:
        detail = f'<br><span style="{_SMALL}">{self._content(entry.detail)}</span>' if entry.detail else ""
        button = _line(of_button(entry.button, self._root)) if entry.button else ""
        return f'<li style="margin:0 0 10px" dir="auto">{self._content(entry.title)}{detail}{button}</li>'

    def _content(self, content: Content) -> str:
        return "".join(self._inline(part) for part in content)

    def _inline(self, part: Inline) -> str:
        match part:
            case str() | Message():
                return _text(part)
            case Bold(text=text):
                return f"<b>{_text(text)}</b>"
            case Code(text=text):
                return f'<code style="{_CODE}">{_text(text)}</code>'
            case Link(text=text, url=url):
                return _link(url, str(text)) if is_link(url) else _text(f"{text} ({url})")
            case Mention() | ChannelName():
                return f"<b>{_text(str(part))}</b>"
            case Time(at=at, fallback=fallback, style=style):
                return _text(self._when(at) if style == "full" else fallback)
            case _:
                assert_never(part)


def _text(words: str | Message) -> str:
    return escape(str(words)).replace("\n", "<br>\n")


def _link(url: str, label: str, style: str = "") -> str:
    styled = f' style="{style}"' if style else ""
    return f'<a href="{escape(url)}"{styled}>{_text(label)}</a>'


def _bar(bar: Bar) -> str:
    detail = f" {_text(bar.detail)}" if bar.detail else ""
    width = max(0, min(100, round(bar.share * 100)))
    return (
        f'<p style="margin:0 0 2px" dir="auto">{_text(bar.label)}: {bar.count} ({bar.share:.0%}){detail}</p>'
        f'<div style="border:1px solid {_LINE};margin:0 0 10px;height:10px">'
        f'<div style="background:{_GREEN};height:10px;width:{width}%"></div></div>'
    )


def _line(doing: Doing) -> str:
    if doing.url:
        return f'<p style="margin:0 0 10px">{_link(doing.url, doing.label, _BUTTON)}</p>'
    what = f'<code style="{_CODE}">{_text(doing.command)}</code>' if doing.command else "…"
    return f'<p style="margin:0 0 8px" dir="auto"><b>{_text(doing.label)}:</b> {what}</p>'
