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
from adapters.slack.inline import Json, Reader, elements, mrkdwn
from adapters.slack.text import escape, shortened
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

MOST_BLOCKS = 50
MOST_WEIGHT = 11_000
_HEADER = 150
_SECTION = 3000
_CONTEXT = 2000
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
    rendered = Rendered(shortened(escape(plain(card)).strip(), _FALLBACK) or "…", [])
    tone = _TONES[card.tone]
    if card.title:
        rendered.blocks += _title(tone + str(card.title))
        tone = ""
    for number, block in enumerate(card.blocks):
        first = number == 0 and isinstance(block, Paragraph)
        toned = (
            Paragraph((tone, *block.content)) if tone and isinstance(block, Paragraph) and first else block
        )
        rendered.blocks += _block(toned, rendered, reader, number)
    rendered.blocks = _fitting(rendered.blocks)
    return rendered


def _title(text: str) -> list[Json]:
    if len(text) <= _HEADER:
        return [{"type": "header", "text": _plain_text(text)}]
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
            return [_small(f"📎 {name}")]
        case Buttons(buttons=buttons):
            return press.rows(buttons, f"b{number}")
        case Select():
            return press.select(block)
        case _:
            assert_never(block)


def _paragraph(content: Content, reader: Reader) -> list[Json]:
    parts = _cut(elements(content, reader), _PARAGRAPH)
    return [_rich(parts)] if parts else []


def _note(content: Content, reader: Reader) -> list[Json]:
    """Small print; where it has signs that small print would interpret, ordinary print."""
    if not "".join(plain(part) for part in content).strip():
        return []
    if all(isinstance(part, str) for part in content):
        return [_small("".join(map(str, content)))]
    written = mrkdwn(content, reader)
    if written is None or len(written) > _CONTEXT:
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
        parts.append({"type": "text", "text": bar.label, "style": {"bold": True}})
        parts.append({"type": "text", "text": count})
    return _rich(_cut(parts, _PARAGRAPH))


def _picture(picture: Picture, file: str | None) -> Json:
    alt = shortened(str(picture.alt), 2000) or picture.name
    if file is None:
        return _small(f"🖼 {alt}")
    return {"type": "image", "slack_file": {"id": file}, "alt_text": alt}


def _rich(parts: list[Json]) -> Json:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": parts}]}


def _small(text: str) -> Json:
    return {"type": "context", "elements": [_plain_text(shortened(text, _CONTEXT))]}


def _plain_text(text: str) -> Json:
    return {"type": "plain_text", "text": text, "emoji": False}


def _cut(parts: list[Json], limit: int) -> list[Json]:
    """The elements up to so many characters, with an ellipsis where something is missing."""
    kept: list[Json] = []
    for part in parts:
        size = len(part.get("text", ""))
        if size > limit:
            if part["type"] == "text":
                kept.append({**part, "text": shortened(part["text"], max(limit, 1))})
            else:
                kept.append({"type": "text", "text": "…"})
            return kept
        kept.append(part)
        limit -= size
    return kept


def weight(value: object) -> int:
    """The size of blocks, with something for each container: what Slack measures is not published."""
    if isinstance(value, dict):
        text = value.get("text")
        own = len(text) if isinstance(text, str) else 0
        return own + 25 + sum(weight(inner) for inner in value.values())
    if isinstance(value, list):
        return sum(weight(inner) for inner in value)
    return 0


def _fitting(blocks: list[Json]) -> list[Json]:
    """The blocks, without those at the end of the text that are too many; what can be pressed stays."""
    room, count = MOST_WEIGHT, MOST_BLOCKS
    if weight(blocks) <= room and len(blocks) <= count:
        return blocks
    pressed = [block for block in blocks if block.get("type") == "actions"][-5:]
    room -= weight(pressed) + 100
    count -= len(pressed) + 1
    kept: list[Json] = []
    read = [block for block in blocks if block.get("type") != "actions"]
    for block in read[:count]:
        room -= weight(block)
        if room < 0:
            break
        kept.append(block)
    return [*kept, _small(f"… (+{len(read) - len(kept)})"), *pressed]
