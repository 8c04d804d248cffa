"""Forms as modals, and what comes back from them.

A modal holds five questions (the core splits longer forms) and must be the
first response to an interaction; where none can open, a card offers a button
that opens it.
"""

from __future__ import annotations

from typing import Any

import discord

from adapters.discord import limits, markup
from adapters.discord.components import STRING_SELECT, option
from adapters.discord.files import value_of
from adapters.discord.limits import Json, short
from bot.forms import PREFIX
from bot.grammar import line
from bot.incoming import Submitted, Value
from bot.replies import MAX_ACTION, Button, Buttons, Card, Choice, Form, FormField, Paragraph
from bot.words import _, speak

TEXT_INPUT, TEXT_DISPLAY, LABEL, FILE_UPLOAD = 4, 10, 18, 19
_LINE, _TEXT = 1, 2


class RawModal(discord.ui.Modal):
    """A modal that is already drawn; one handler serves all submissions."""

    def __init__(self, drawn: Json) -> None:
        super().__init__(title=drawn["title"], timeout=None, custom_id=drawn["custom_id"])
        self._drawn = drawn
        self.stop()

    def to_dict(self) -> Json:
        """The modal as it was drawn."""
        return self._drawn


def draw_form(form: Form, language: str) -> Json:
    """The form as a modal; what it is about takes a field's room, and is left out where there is none."""
    components = [_label(field, language) for field in form.fields[: limits.MODAL_FIELDS]]
    if form.about and len(components) < limits.MODAL_FIELDS:
        about = {"type": TEXT_DISPLAY, "content": markup.escaped(short(form.about, limits.MODAL_TEXT))}
        components.insert(0, about)
    return {
        "custom_id": form.action,
        "title": short(form.title, limits.MODAL_TITLE),
        "components": components,
    }


def _label(field: FormField, language: str) -> Json:
    label: Json = {"type": LABEL, "label": short(field.label, limits.LABEL) or field.name}
    hint = short(field.hint, limits.LABEL_DESCRIPTION)
    return label | ({"description": hint} if hint else {}) | {"component": _input(field, language)}


def _input(field: FormField, language: str) -> Json:
    if field.kind == "switch":
        both = (Choice(speak(_("Yes"), language), "yes"), Choice(speak(_("No"), language), "no"))
        return _select(field, both, {field.value or "no"}, most=1)
    if field.kind == "file":
        least = 1 if field.required else 0
        return {
            "type": FILE_UPLOAD,
            "custom_id": field.name,
            "min_values": least,
            "max_values": 1,
            "required": field.required,
        }
    choices = tuple(choice for choice in field.choices if len(choice.value) <= limits.OPTION_TEXT)
    if field.kind in ("choice", "choices") and choices:
        chosen = {one.strip() for one in field.value.split(",")} if field.kind == "choices" else {field.value}
        return _select(field, choices, chosen, most=1 if field.kind == "choice" else limits.OPTIONS)
    most = max(1, min(field.max_length, limits.INPUT_TEXT))
    drawn: Json = {
        "type": TEXT_INPUT,
        "custom_id": field.name,
        "style": _TEXT if field.kind == "text" else _LINE,
        "required": field.required,
        "max_length": most,
    }
    return drawn | ({"value": field.value[:most]} if field.value else {})


def _select(field: FormField, choices: tuple[Choice, ...], chosen: set[str], *, most: int) -> Json:
    """A select; options that are chosen already come first where not all are shown.

    There has to be one: where none fits, the answer is written instead.
    """
    if len(choices) > limits.OPTIONS:
        choices = tuple(sorted(choices, key=lambda choice: choice.value not in chosen))
    options = [
        option(choice) | ({"default": True} if choice.value in chosen else {})
        for choice in choices[: limits.OPTIONS]
    ]
    return {
        "type": STRING_SELECT,
        "custom_id": field.name,
        "required": field.required,
        "min_values": 1 if field.required else 0,
        "max_values": max(1, min(most, len(options))),
        "options": options,
    }


def submitted(data: Any) -> Submitted:
    """The answers of a modal's submission, by field name."""
    values: dict[str, Value] = {}
    for label in data["components"]:
        control = label.get("component")
        if control is not None and control["type"] == FILE_UPLOAD:
            values[control["custom_id"]] = value_of(data, *control["values"]) if control["values"] else ""
        elif control is not None:
            values[control["custom_id"]] = (
                control["values"] if "values" in control else control.get("value") or ""
            )
    return Submitted(data["custom_id"], values)


def opener(form: Form, language: str) -> Card:
    """A card with a button that opens the form, where no modal can open; keeps the answers that fit."""
    label = speak(_("Fill in the form"), language)
    return Card((Paragraph((form.title,)), Buttons((Button(label, _opening(form), "primary"),))))


def _opening(form: Form) -> str:
    if form.action.startswith(f"{PREFIX} "):
        return form.action
    action = f"?{form.action}"
    for field in form.fields:
        more = line(action, **{field.name: field.value}) if field.value else action
        action = more if len(more) <= MAX_ACTION else action
    return action[:MAX_ACTION]
