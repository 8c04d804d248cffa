"""Cards as Discord messages: text or embeds, rows of components, files.

A short text without title or colour is plain content; anything else is an
embed, in which nothing ever calls anybody. What Discord has no place for falls
back to text, and what is too long ends with a note that says so.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from typing import Any, assert_never

import discord

from adapters.discord import limits, markup
from adapters.discord.canvas import Canvas
from adapters.discord.components import Controls, in_words
from adapters.discord.limits import Json, short
from bot.replies import (
    Attachment,
    Bars,
    Block,
    Buttons,
    Card,
    Entry,
    Fields,
    Listing,
    Note,
    Paragraph,
    Picture,
    Select,
)
from bot.words import _, speak

_COLOURS = {"plain": None, "good": 0x2E7D32, "warning": 0xF9A825, "bad": 0xC62828}
_BAR_LENGTH = 16
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


class RawView(discord.ui.View):
    """Rows that are already drawn. It listens to nothing: one handler serves all components."""

    def __init__(self, rows: list[Json]) -> None:
        super().__init__(timeout=None)
        self._rows = rows
        self.stop()

    def to_components(self) -> list[Json]:
        """The rows as they were drawn."""
        return self._rows


@dataclass
class Drawn:
    """A message, ready to be sent any number of times."""

    content: str | None = None
    embeds: list[Json] = field(default_factory=list)
    rows: list[Json] = field(default_factory=list)
    files: list[tuple[str, bytes, str]] = field(default_factory=list)
    questions: dict[str, str] = field(default_factory=dict)

    def _parts(self) -> Json:
        embeds = [discord.Embed.from_dict(embed) for embed in self.embeds]
        return {"content": self.content, "embeds": embeds}

    def _files(self) -> list[discord.File]:
        return [
            discord.File(io.BytesIO(data), name, description=short(alt, limits.FILE_DESCRIPTION) or None)
            for name, data, alt in self.files
        ]

    def to_send(self) -> dict[str, Any]:
        """Arguments for whatever sends a new message."""
        parts = self._parts() | {"files": self._files()}
        return parts | ({"view": RawView(self.rows)} if self.rows else {})

    def to_edit(self) -> dict[str, Any]:
        """Arguments for whatever edits a message; what it showed before is gone."""
        return self._parts() | {
            "attachments": self._files(),
            "view": RawView(self.rows) if self.rows else None,
        }


def draw(card: Card, workspace: str, language: str = "en") -> Drawn:
    """The card as a message for readers in that guild; notes of our own are in `language`."""
    return _Drawing(card, workspace, language).drawn()


class _Drawing:
    """One card while it is drawn."""

    def __init__(self, card: Card, workspace: str, language: str) -> None:
        self._card = card
        self._workspace = workspace
        self._language = language
        too_long = speak(_("This is too long to be shown whole."), language)
        self._canvas = Canvas(str(card.title), too_long)
        self._controls = Controls()
        self._files: list[tuple[str, bytes, str]] = []
        self._of_blocks = 0

    def drawn(self) -> Drawn:
        blocks = self._card.blocks
        self._of_blocks = sum(len(block.buttons) for block in blocks if isinstance(block, Buttons))
        for block in blocks:
            if isinstance(block, Select):
                self._controls.select(block)
        for block in blocks:
            self._block(block)
        for line in self._controls.overflow:
            self._canvas.text(line)
        content = self._canvas.as_text() if self._card.tone == "plain" else None
        embeds = [] if content else self._canvas.as_embeds(_COLOURS[self._card.tone])
        return Drawn(content, embeds, self._controls.rows(), self._files, self._controls.questions)

    def _markdown(self, content: Any) -> str:
        return markup.markdown(content, self._workspace)

    def _block(self, block: Block) -> None:
        match block:
            case Paragraph(content=content):
                self._canvas.text(self._markdown(content))
            case Note(content=content):
                self._canvas.text(markup.small(self._markdown(content)))
            case Fields(fields=fields):
                pairs = [(markup.escaped(str(one.label)), self._markdown(one.content)) for one in fields]
                self._canvas.fields(pairs)
            case Listing():
                self._listing(block)
            case Bars():
                self._bars(block)
            case Picture():
                self._picture(block)
            case Attachment(data=data, name=name):
                self._file(name, data, "")
            case Buttons():
                self._buttons(block)
            case Select():
                return
            case _:
                assert_never(block)

    def _listing(self, listing: Listing) -> None:
        labels = [str(entry.button.label) for entry in listing.entries if entry.button]
        numbered = len(labels) > len(set(labels))
        for number, entry in enumerate(listing.entries, start=1):
            self._canvas.text(self._entry(entry, number if numbered else 0))

    def _entry(self, entry: Entry, number: int) -> str:
        """A row as text, with its button below the message: numbered alike where several say the same."""
        title, detail = self._markdown(entry.title), self._markdown(entry.detail)
        if number:
            title = f"**{number}** · {title}"
        if entry.button:
            label = f"{number} · {entry.button.label}" if number else ""
            # The card's own buttons come first; those of its rows get the places that are left.
            if not self._controls.button(entry.button, label, spare=self._of_blocks):
                detail = " · ".join(filter(None, [detail, in_words(entry.button)]))
        about, _, said = detail.partition("\n")
        return "\n".join(filter(None, (title, markup.small(about), said)))

    def _bars(self, bars: Bars) -> None:
        lines: list[str] = []
        for bar in bars.bars:
            filled = round(min(max(bar.share, 0.0), 1.0) * _BAR_LENGTH)
            lines.append(f"{markup.escaped(bar.label)}: {bar.count} ({bar.share:.0%})")
            lines.append(markup.code("█" * filled + "░" * (_BAR_LENGTH - filled)))
            if bar.detail:
                lines.append(markup.small(markup.escaped(str(bar.detail))))
        self._canvas.text("\n".join(lines))

    def _picture(self, picture: Picture) -> None:
        name = self._file(picture.name, picture.png, str(picture.alt))
        if not name or not self._canvas.picture(name):
            self._canvas.text(markup.escaped(str(picture.alt)))

    def _file(self, name: str, data: bytes, alt: str) -> str:
        """Take a file along; returns its name in this message, which is empty where no file fits any more."""
        if len(self._files) == limits.FILES or not data:
            return ""
        safe = _UNSAFE.sub("-", name).strip("-.") or "file"
        taken = {one[0] for one in self._files}
        unique = safe if safe not in taken else f"{len(self._files) + 1}-{safe}"
        self._files.append((unique, data, alt))
        return unique

    def _buttons(self, block: Buttons) -> None:
        for button in block.buttons:
            if not self._controls.button(button):
                self._controls.overflow.append(in_words(button))
