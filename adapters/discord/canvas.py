"""The readable part of a message: text, fields and pictures in up to ten embeds, within Discord's budgets.

Things stand in the order in which they are put; where an embed cannot keep the
order (text after fields), the next embed begins.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from adapters.discord import limits, markup
from adapters.discord.limits import Json

_NOTE_ROOM = 120


@dataclass
class _Section:
    texts: list[str] = field(default_factory=list)
    fields: list[Json] = field(default_factory=list)
    picture: str = ""

    @property
    def length(self) -> int:
        return sum(len(text) + 1 for text in self.texts)


class Canvas:
    """Takes the parts of a card; `too_long` is what is said where not all of it fits."""

    def __init__(self, title: str, too_long: str) -> None:
        self._title = markup.cut(markup.escaped(title.strip()), limits.EMBED_TITLE)
        self._too_long = too_long
        self._left = limits.EMBED_TOTAL - len(self._title) - _NOTE_ROOM
        self._full = False
        self.sections = [_Section()]

    def text(self, text: str) -> None:
        """A block of markdown under what is there."""
        text = text.strip("\n")
        if not text.strip() or self._full:
            return
        if len(text) > self._left:
            text, self._full = markup.cut(text, self._left), True
        for piece in _pieces(text):
            section = self._section_for_text(len(piece))
            section.texts.append(piece)
            self._left -= len(piece) + 1

    def _section_for_text(self, length: int) -> _Section:
        section = self.sections[-1]
        full = section.length + length > limits.EMBED_DESCRIPTION - _NOTE_ROOM
        if (section.fields or section.picture or full) and len(self.sections) < limits.EMBEDS:
            self.sections.append(_Section())
        return self.sections[-1]

    def fields(self, fields: list[tuple[str, str]]) -> None:
        """Labelled values (both in markdown), side by side."""
        for name, value in fields:
            name = markup.cut(name, limits.FIELD_NAME).strip() or "–"
            value = markup.cut(value, limits.FIELD_VALUE).strip() or "–"
            if len(name) + len(value) > self._left:
                self._full = True
                return
            if self.sections[-1].picture or len(self.sections[-1].fields) == limits.EMBED_FIELDS:
                self.text(f"**{name}**: {value}")
                continue
            self.sections[-1].fields.append({"name": name, "value": value, "inline": True})
            self._left -= len(name) + len(value)

    def picture(self, name: str) -> bool:
        """A picture that comes along as a file; returns whether an embed had room to show it."""
        if self.sections[-1].picture:
            if len(self.sections) == limits.EMBEDS:
                return False
            self.sections.append(_Section())
        self.sections[-1].picture = name
        return True

    def as_text(self) -> str | None:
        """All of it as plain content, where it is nothing but a little text."""
        only = self.sections[0]
        text = "\n\n".join(only.texts)
        simple = len(self.sections) == 1 and not (only.fields or only.picture or self._title or self._full)
        return text if simple and text and len(text) <= limits.CONTENT else None

    def as_embeds(self, color: int | None) -> list[Json]:
        """All of it as embeds."""
        if self._full:
            section = (
                self.sections[-1] if self.sections[-1].texts or len(self.sections) == 1 else self.sections[0]
            )
            section.texts.append(markup.small(self._too_long))
        embeds = [self._embed(section) for section in self.sections]
        if self._title:
            embeds[0]["title"] = self._title
        for embed in embeds:
            if color is not None:
                embed["color"] = color
        return [embed for embed in embeds if embed.keys() - {"color"}] or [{"description": "–"}]

    @staticmethod
    def _embed(section: _Section) -> Json:
        embed: Json = {}
        if section.texts:
            embed["description"] = "\n".join(section.texts)
        if section.fields:
            embed["fields"] = section.fields
        if section.picture:
            embed["image"] = {"url": f"attachment://{section.picture}"}
        return embed


def _pieces(text: str) -> list[str]:
    """The text in pieces that each fit into one description."""
    most = limits.EMBED_DESCRIPTION - _NOTE_ROOM
    pieces: list[str] = []
    while len(text) > most:
        end = max(text.rfind("\n", 0, most), text.rfind(" ", 0, most))
        end = end if end > most // 2 else most
        pieces.append(text[:end])
        text = text[end:].lstrip()
    return [*pieces, text]
