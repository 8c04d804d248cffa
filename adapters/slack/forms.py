"""Forms as modals: drawn from the questions, and read back by field name.

A field's name is its `block_id` and its `action_id`. What the answer needs to
know later (the command line, the place, where to answer) travels in the view's
`private_metadata`, for a submission names no channel.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from adapters.slack import press
from adapters.slack.fit import plain_text
from adapters.slack.inline import Json
from adapters.slack.text import PLATFORM, shortened
from bot.incoming import FileRef, Value, file_value
from bot.replies import Choice, Form, FormField

CALLBACK = "form"
MOST_FIELDS = 90
_TITLE = 24
_METADATA = 3000
_TEXT = 3000


class Origin(msgspec.Struct, frozen=True):
    """Where a form was asked for, and how its answer gets back there.

    `response_url` works until `until` (seconds of the epoch). `own` says that it is the person's direct
    conversation with the bot, `replace` that a message was pressed whose place the answer may take.
    """

    channel: str = ""
    name: str = ""
    direct: bool = False
    own: bool = False
    response_url: str = ""
    until: float = 0
    replace: bool = False
    thread: str = ""


class _Metadata(msgspec.Struct, frozen=True):
    action: str
    origin: Origin


def view(form: Form, origin: Origin) -> Json:
    """The form as a modal."""
    title = str(form.title)
    above = [title if len(title) > _TITLE else "", str(form.about)]
    blocks: list[Json] = [{"type": "section", "text": plain_text(one, _TEXT)} for one in above if one]
    blocks += [_block(each) for each in form.fields]
    metadata = msgspec.json.encode(_Metadata(form.action, origin)).decode()
    if len(metadata) > _METADATA:
        metadata = msgspec.json.encode(_Metadata(form.action, Origin(origin.channel))).decode()
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "title": plain_text(title, _TITLE),
        "submit": plain_text(str(form.submit), _TITLE),
        "private_metadata": metadata,
        "blocks": blocks,
    }


def _block(field: FormField) -> Json:
    block: Json = {
        "type": "input",
        "block_id": field.name,
        "label": plain_text(str(field.label), 2000),
        "optional": not field.required or field.kind == "switch",
        "element": {**_element(field), "action_id": field.name},
    }
    if field.hint:
        block["hint"] = plain_text(str(field.hint), 2000)
    return block


def _element(field: FormField) -> Json:
    match field.kind:
        case "switch":
            yes = press.option(Choice(field.label, "yes"))
            start = {"initial_options": [yes]} if field.value == "yes" else {}
            return {"type": "checkboxes", "options": [yes], **start}
        case "file":
            endings = [each.value for each in field.choices]
            return {"type": "file_input", "max_files": 1, **({"filetypes": endings} if endings else {})}
        case "choice" | "choices" if _can_be_chosen(field):
            return _menu(field)
        case _:
            return _input(field)


def _can_be_chosen(field: FormField) -> bool:
    """Whether a menu can hold the choices; else they are typed."""
    return 0 < len(field.choices) <= 100 and all(0 < len(each.value) <= 150 for each in field.choices)


def _menu(field: FormField) -> Json:
    starts = field.value.split(",") if field.kind == "choices" else [field.value]
    wanted = {start.strip() for start in starts}
    menu: Json = {"options": press.options(field.choices)}
    chosen = [each for each in menu["options"] if each["value"] in wanted]
    if field.kind == "choices":
        return {"type": "multi_static_select", **menu, **({"initial_options": chosen} if chosen else {})}
    return {"type": "static_select", **menu, **({"initial_option": chosen[0]} if chosen else {})}


def _input(field: FormField) -> Json:
    longest = max(1, min(field.max_length, _TEXT))
    element: Json = {"type": "plain_text_input", "multiline": field.kind == "text", "max_length": longest}
    return {**element, "initial_value": shortened(field.value, longest)} if field.value else element


def answers(submitted: Mapping[str, Any]) -> tuple[dict[str, Value], tuple[FileRef, ...]]:
    """The answers in a submitted view, by field name, and the files among them.

    A field left empty is "" or [].
    """
    elements = {
        block["block_id"]: block["element"] for block in submitted["blocks"] if block["type"] == "input"
    }
    values: dict[str, Value] = {}
    files: list[FileRef] = []
    for name, element in elements.items():
        state = submitted["state"]["values"].get(name, {}).get(name, {})
        if element["type"] == "file_input":
            picked = [file_of(each) for each in state.get("files") or []][:1]
            values[name] = file_value(len(files)) if picked else ""
            files += picked
        else:
            values[name] = _answer(element, state)
    return values, tuple(files)


def file_of(told: Mapping[str, Any]) -> FileRef:
    """A file as a view or a message tells of it; its size may not be told."""
    name, mime = str(told.get("name") or ""), str(told.get("mimetype") or "")
    return FileRef(PLATFORM, name, int(told.get("size") or 0), mime, str(told["id"]))


def _answer(element: Mapping[str, Any], state: Mapping[str, Any]) -> Value:
    match element["type"]:
        case "checkboxes":
            return "yes" if state.get("selected_options") else "no"
        case "multi_static_select":
            return [each["value"] for each in state.get("selected_options") or []]
        case "static_select":
            return str((state.get("selected_option") or {}).get("value", ""))
        case _:
            return str(state.get("value") or "")


def metadata(submitted: Mapping[str, Any]) -> tuple[str, Origin]:
    """The command line of a submitted view, and where it was asked for; raises `msgspec.DecodeError`."""
    found = msgspec.json.decode(submitted["private_metadata"], type=_Metadata)
    return found.action, found.origin


def errors(submitted: Mapping[str, Any], found: Mapping[str, str]) -> dict[str, str]:
    """The complaints beside their fields; one about a field that is not asked stands at the first."""
    asked = [block["block_id"] for block in submitted["blocks"] if block["type"] == "input"]
    shown: dict[str, str] = {}
    for name, complaint in found.items():
        at = name if name in asked else asked[0]
        shown[at] = f"{shown[at]} {complaint}" if at in shown else complaint
    return shown
