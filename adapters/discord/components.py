"""Buttons and selects: five rows, and what to do with those that do not fit.

A control that finds no room is not dropped: `overflow` holds the text that is
shown for it instead.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from adapters.discord import limits, markup
from adapters.discord.actions import Ids, Step
from adapters.discord.limits import Json, short
from bot.replies import Button, Choice, LinkButton, Select

ROW, BUTTON, STRING_SELECT = 1, 2, 3
_STYLES = {"plain": 2, "primary": 1, "danger": 4}
_LINK_STYLE = 5


@dataclass
class Controls:
    """The controls of one message, in the order in which they are added."""

    selects: list[Json] = field(default_factory=list)
    buttons: list[Json] = field(default_factory=list)
    overflow: list[str] = field(default_factory=list)
    questions: dict[str, str] = field(default_factory=dict)
    _ids: Ids = field(default_factory=Ids)

    def _room(self) -> int:
        return (limits.ROWS - len(self.selects)) * limits.BUTTONS_IN_ROW - len(self.buttons)

    def button(self, button: Button | LinkButton, label: str = "", *, spare: int = 0) -> bool:
        """Add a button, under another label if one is given; returns whether it fitted.

        It does not fit where fewer than `spare` places would be left for others.
        """
        drawn = self._drawn(button) if self._room() > spare else None
        if drawn is not None:
            label = short(label or button.label, limits.BUTTON_LABEL) or "…"
            self.buttons.append({"type": BUTTON, "label": label, **drawn})
        return drawn is not None

    def _drawn(self, button: Button | LinkButton) -> Json | None:
        if isinstance(button, LinkButton):
            fits = button.url.startswith(("http://", "https://")) and len(button.url) <= limits.BUTTON_URL
            return {"style": _LINK_STYLE, "url": button.url} if fits else None
        custom_id = None
        if button.confirm:
            custom_id = self._ids.take(button.action, Step.ASK)
            self.questions[button.action] = str(button.confirm)
        custom_id = custom_id or self._ids.take(button.action)
        return {"style": _STYLES[button.style], "custom_id": custom_id} if custom_id else None

    def step(self, label: str, style: str, action: str, step: Step) -> None:
        """Add a button of the adapter's own."""
        self.buttons.append(
            {
                "type": BUTTON,
                "style": _STYLES[style],
                "label": label,
                "custom_id": self._ids.take(action, step),
            }
        )

    def select(self, select: Select) -> None:
        """Add a select; options beyond what Discord shows go to the overflow."""
        fitting = [option for option in select.options if len(option.value) <= limits.OPTION_TEXT]
        shown = fitting[: limits.OPTIONS]
        custom_id = self._ids.take(select.action) if shown and len(self.selects) < limits.ROWS else None
        if custom_id is None:
            shown = []
        else:
            self.selects.append(_menu(select, custom_id, shown))
        for left in select.options:
            if left not in shown:
                self.overflow.append(f"{markup.escaped(str(left.label))}: {typed(select.action, left.value)}")

    def rows(self) -> list[Json]:
        """The rows of the message: buttons first, then a row for each select."""
        size = limits.BUTTONS_IN_ROW
        packed = [self.buttons[start : start + size] for start in range(0, len(self.buttons), size)]
        return [{"type": ROW, "components": row} for row in [*packed, *([one] for one in self.selects)]]


def _menu(select: Select, custom_id: str, shown: list[Choice]) -> Json:
    return {
        "type": STRING_SELECT,
        "custom_id": custom_id,
        "placeholder": short(select.placeholder, limits.PLACEHOLDER),
        "min_values": 1,
        "max_values": max(1, min(select.most, len(shown))),
        "options": [option(choice) for choice in shown],
    }


def option(choice: Choice) -> Json:
    """One option of a select."""
    drawn: Json = {"label": short(choice.label, limits.OPTION_TEXT) or "…", "value": choice.value}
    description = short(choice.description, limits.OPTION_TEXT)
    return drawn | ({"description": description} if description else {})


def typed(action: str, *values: str) -> str:
    """The command to type instead of pressing."""
    return markup.code("/" + " ".join([action.removeprefix("?"), *values]))


def in_words(button: Button | LinkButton) -> str:
    """A button that finds no room, as text."""
    if isinstance(button, LinkButton):
        return markup.link(str(button.label), button.url)
    return f"{markup.escaped(str(button.label))}: {typed(button.action)}"
