"""The limits of components: rows of buttons and selects in messages, labelled inputs in modals."""

from __future__ import annotations

from tests.servers.discord.inspection import Inspection

ROW, BUTTON, STRING_SELECT, TEXT_INPUT = 1, 2, 3, 4
ENTITY_SELECTS = (5, 6, 7, 8)
TEXT_DISPLAY, LABEL, FILE_UPLOAD = 10, 18, 19
RADIO_GROUP, CHECKBOX_GROUP, CHECKBOX = 21, 22, 23
LINK_STYLE = 5


def check_rows(message: Inspection) -> None:
    """At most 5 rows, each of 5 buttons or one select; ids unique in the message."""
    seen: set[str] = set()
    for row in message.each("components", 0, 5):
        if row.get("type") != ROW:
            row.wrong(f"Only action rows stand here, not type {row.get('type')}")
            continue
        kinds = [child.get("type") for child in row.get("components", [])]
        if kinds != [BUTTON] * len(kinds) and len(kinds) != 1:
            row.wrong("A row holds buttons or one select, not both")
        for control in row.each("components", 1, 5):
            _check_control(control)
            _check_id(control, seen)


def _check_id(control: Inspection, seen: set[str]) -> None:
    custom_id = control.get("custom_id")
    if custom_id in seen:
        control.wrong("Component custom id cannot be duplicated", "custom_id")
    elif custom_id is not None:
        seen.add(custom_id)


def _check_control(control: Inspection) -> None:
    kind = control.get("type")
    if kind == BUTTON:
        _check_button(control)
    elif kind == STRING_SELECT or kind in ENTITY_SELECTS:
        _check_select(control, in_modal=False)
    else:
        control.wrong(f"Type {kind} cannot stand in a row of a message", "type")


def _check_button(button: Inspection) -> None:
    style = button.number("style", 1, 5, 2)
    label = button.text("label", 80)
    if not label.strip() and not button.get("emoji"):
        button.wrong("A button needs a label or an emoji", "label")
    if style == LINK_STYLE:
        url = button.text("url", 512, least=1, required=True)
        if url and not url.startswith(("http://", "https://", "discord://")):
            button.wrong("Scheme must be one of http, https, discord", "url")
        if button.get("custom_id"):
            button.wrong("A link button has no custom id", "custom_id")
        return
    button.text("custom_id", 100, least=1, required=True)
    if button.get("url"):
        button.wrong("Only a link button has an address", "url")


def _check_select(select: Inspection, *, in_modal: bool) -> None:
    select.text("custom_id", 100, least=1, required=True)
    select.text("placeholder", 150)
    least = select.number("min_values", 0, 25, 1)
    most = select.number("max_values", 1, 25, 1)
    if least > most:
        select.wrong("Must not be more than max_values", "min_values")
    if in_modal and select.get("disabled"):
        select.wrong("Nothing can be disabled in a modal", "disabled")
    if in_modal and least == 0 and select.get("required", True):
        select.wrong("A required select needs at least one value", "min_values")
    if select.get("type") == STRING_SELECT:
        _check_options(select, 1, 25, most)


def _check_options(group: Inspection, least: int, most: int, choosable: int) -> None:
    seen: set[str] = set()
    defaults = 0
    for option in group.each("options", least, most):
        option.text("label", 100, least=1, required=True)
        value = option.text("value", 100, least=1, required=True)
        option.text("description", 100, least=1)
        defaults += bool(option.get("default"))
        if value in seen:
            option.wrong("The specified option value is already used", "value")
        seen.add(value)
    if choosable > max(len(group.get("options", [])), 1):
        group.wrong("Must not be more than there are options", "max_values")
    if defaults > choosable:
        group.wrong("More defaults than can be chosen", "options")


def check_modal(modal: Inspection) -> None:
    """Title, id, and 1 to 5 labelled inputs (or texts) with ids unique in the modal."""
    modal.text("custom_id", 100, least=1, required=True)
    modal.text("title", 45, least=1, required=True)
    seen: set[str] = set()
    for component in modal.each("components", 1, 5):
        kind = component.get("type")
        if kind == TEXT_DISPLAY:
            component.text("content", 4000, least=1, required=True)
        elif kind == LABEL:
            component.text("label", 45, least=1, required=True)
            component.text("description", 100, least=1)
            inner = component.child("component")
            _check_input(inner)
            _check_id(inner, seen)
        else:
            component.wrong(f"Type {kind} cannot stand in a modal (rows are deprecated: use Label)", "type")


def _check_input(control: Inspection) -> None:
    kind = control.get("type")
    control.text("custom_id", 100, least=1, required=True)
    if kind == TEXT_INPUT:
        _check_text_input(control)
    elif kind == STRING_SELECT or kind in ENTITY_SELECTS:
        _check_select(control, in_modal=True)
    elif kind == FILE_UPLOAD:
        control.number("min_values", 0, 10, 1)
        control.number("max_values", 1, 10, 1)
    elif kind == RADIO_GROUP:
        _check_options(control, 2, 10, 1)
    elif kind == CHECKBOX_GROUP:
        _check_options(
            control, 1, 10, control.number("max_values", 1, 10, len(control.get("options", [])) or 1)
        )
    elif kind != CHECKBOX:
        control.wrong(f"Type {kind} cannot stand in a label", "type")


def _check_text_input(control: Inspection) -> None:
    control.number("style", 1, 2, 0)
    control.text("placeholder", 100)
    if control.get("label") is not None:
        control.wrong("Inside a Label the input has no label of its own", "label")
    least = control.number("min_length", 0, 4000, 0)
    most = control.number("max_length", 1, 4000, 4000)
    if least > most:
        control.wrong("Must not be more than max_length", "min_length")
    control.text("value", most)
