"""Cards as blocks: one `case` for each part of a reply.

Running text becomes rich text, which is literal by construction. A row of a
list with a button is a section where its text can be literal there, else text
with the button under it. Pictures are uploaded files; `Rendered.pictures` names
those that must be uploaded, and `with_files` puts the uploaded ids in.

What is more than Slack takes (50 blocks, about 12,000 characters) is left out
before the buttons, with a line that says how many parts are missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import assert_never

from adapters.slack import press
from adapters.slack.fit import CONTEXT, cut, fitting, plain_text, small
from adapters.slack.inline import Json, Reader, elements, mrkdwn
from adapters.slack.text import escaped, shortened
from bot.replies import (
    Attachment,
    Bar,
    Bars,
    Block,
    Bold,
    Button,
    Buttons,
    Card,
    Content,
    Entry,
    Field,
    Fields,
    Inline,
    LinkButton,
    Listing,
    Note,
    Paragraph,
    Picture,
    Select,
    plain,
)

_HEADER = 150
_SECTION = 3000
_PARAGRAPH = 8000
_FALLBACK = 3000
_TONES = {"plain": "", "good": "✅ ", "warning": "⚠️ ", "bad": "⛔ "}
_BAR = 12


@dataclass
class Rendered:
    """A card for Slack: the text of notifications, the blocks, and the files that belong to it."""

    text: str
    blocks: list[Json]
    pictures: list[Picture] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)

    def with_files(self, ids: Mapping[int, str]) -> list[Json]:
        """The blocks with uploaded pictures by number; a picture without an id is shown as its words."""
        return [self._picture(each["picture"], ids) if "picture" in each else each for each in self.blocks]

    def _picture(self, number: int, ids: Mapping[int, str]) -> Json:
        return _picture(self.pictures[number], ids.get(number))


def render(card: Card, reader: Reader) -> Rendered:
    """The card as this reader's workspace shows it."""
    rendered = Rendered(escaped(plain(card).strip(), _FALLBACK) or "…", [])
    tone, blocks = _TONES[card.tone], list(card.blocks)
    if card.title:
        rendered.blocks += _title(tone + str(card.title))
    elif tone and blocks and isinstance(blocks[0], Paragraph):
        blocks[0] = Paragraph((tone, *blocks[0].content))
    for number, block in enumerate(blocks):
        rendered.blocks += _block(block, rendered, reader, number)
    rendered.blocks = fitting(rendered.blocks)
    return rendered


def _title(text: str) -> list[Json]:
    if len(text) <= _HEADER:
        return [{"type": "header", "text": plain_text(text, _HEADER)}]
    return [_rich([{"type": "text", "text": shortened(text, _SECTION), "style": {"bold": True}}])]


def _block(block: Block, rendered: Rendered, reader: Reader, number: int) -> list[Json]:
    match block:
        case Paragraph(content=content):
            return _paragraph(content, reader)
        case Note(content=content):
            return _note(content, reader)
        case Fields(fields=fields):
            return _paragraph(_lines(fields), reader)
        case Listing(entries=entries):
            return _listing(entries, reader, number)
        case Bars(bars=bars):
            return [_bars(bars)] if bars else []
        case Picture():
            rendered.pictures.append(block)
            return [{"picture": len(rendered.pictures) - 1}]
        case Attachment(name=name):
            rendered.attachments.append(block)
            return [small(f"📎 {name}")]
        case Buttons(buttons=buttons):
            return press.rows(buttons, f"b{number}")
        case Select():
            return press.select(block)
        case _:
            assert_never(block)


def _paragraph(content: Content, reader: Reader) -> list[Json]:
    parts = cut(elements(content, reader), _PARAGRAPH)
    return [_rich(parts)] if parts else []


def _note(content: Content, reader: Reader) -> list[Json]:
    """Small print; where it has signs that small print would interpret, ordinary print."""
    if not "".join(plain(part) for part in content).strip():
        return []
    if all(isinstance(part, str) for part in content):
        return [small("".join(map(str, content)))]
    written = mrkdwn(content, reader)
    if written is None or len(written) > CONTEXT:
        return _paragraph(content, reader)
    return [{"type": "context", "elements": [{"type": "mrkdwn", "text": written, "verbatim": True}]}]


def _lines(fields: tuple[Field, ...]) -> Content:
    parts: list[Inline] = []
    for each in fields:
        parts += ["\n"] if parts else []
        parts += [Bold(f"{each.label}: "), *each.content]
    return tuple(parts)


def _listing(entries: tuple[Entry, ...], reader: Reader, number: int) -> list[Json]:
    """Rows; those without a button are gathered into one list."""
    blocks: list[Json] = []
    rows: list[Json] = []
    for index, entry in enumerate(entries):
        if entry.button is None:
            rows.append({"type": "rich_text_section", "elements": elements(_row(entry), reader)})
            continue
        blocks += _rows(rows)
        rows = []
        blocks += _with_button(entry, entry.button, reader, f"e{number}-{index}")
    return blocks + _rows(rows)


def _row(entry: Entry) -> Content:
    return (*entry.title, " — ", *entry.detail) if entry.detail else entry.title


def _rows(rows: list[Json]) -> list[Json]:
    rows = [row for row in rows if row["elements"]]
    if not rows:
        return []
    return [
        {"type": "rich_text", "elements": [{"type": "rich_text_list", "style": "bullet", "elements": rows}]}
    ]


def _with_button(entry: Entry, button: Button | LinkButton, reader: Reader, name: str) -> list[Json]:
    written = mrkdwn(_row(entry), reader)
    if not written or len(written) > _SECTION:
        return [*_paragraph(_row(entry), reader), *press.rows((button,), name)]
    text = {"type": "mrkdwn", "text": written, "verbatim": True}
    return [{"type": "section", "text": text, "accessory": press.button(button, name)}]


def _bars(bars: tuple[Bar, ...]) -> Json:
    parts: list[Json] = []
    for bar in bars:
        full = round(bar.share * _BAR)
        drawn = "█" * full + "░" * (_BAR - full)
        count = f": {bar.count} ({bar.share:.0%})" + (f" {bar.detail}" if bar.detail else "")
        parts.append({"type": "text", "text": ("\n" if parts else "") + drawn, "style": {"code": True}})
        parts.append({"type": "text", "text": " "})
        parts.append({"type": "text", "text": bar.label or "…", "style": {"bold": True}})
        parts.append({"type": "text", "text": count})
    return _rich(cut(parts, _PARAGRAPH))


def _picture(picture: Picture, file: str | None) -> Json:
    alt = shortened(str(picture.alt), 2000) or picture.name or "picture"
    if file is None:
        return small(f"🖼 {alt}")
    return {"type": "image", "slack_file": {"id": file}, "alt_text": alt}


def _rich(parts: list[Json]) -> Json:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": parts}]}
