"""What a person fills in: the state of inputs and menus, in messages and in views.

`fill` plays the client: it turns what a person writes or picks into the value
that Slack would send, and refuses what the client itself would refuse.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from tests.servers.slack.reading import elements_of, options_of
from tests.servers.slack.world import Json, User, World

_TEXTS = {"plain_text_input", "email_text_input", "url_text_input", "number_input"}
_ENTITIES = {"users": "user", "channels": "channel", "conversations": "conversation"}
_SHAPES = {
    "email_text_input": r"[^@\s]+@[^@\s]+\.[^@\s]+",
    "url_text_input": r"https?://\S+",
    "number_input": r"-?\d+(\.\d+)?",
}


class WontSendError(Exception):
    """The client shows this complaint beside the field and sends nothing."""


def initial(blocks: list[Json]) -> Json:
    """The values of all inputs and menus before anybody touches them."""
    values: Json = {}
    for block, element in elements_of(blocks):
        value = _initial_value(element)
        if value is not None:
            values.setdefault(block["block_id"], {})[element["action_id"]] = value
    return values


def _initial_value(element: Json) -> Json | None:
    kind = element["type"]
    if kind in _TEXTS:
        return {"type": kind, "value": element.get("initial_value")}
    if kind == "file_input":
        return {"type": kind, "files": []}
    if kind in ("datepicker", "timepicker", "datetimepicker"):
        name = {"datepicker": "date", "timepicker": "time", "datetimepicker": "date_time"}[kind]
        return {"type": kind, f"selected_{name}": element.get(f"initial_{name}")}
    for entity, singular in _ENTITIES.items():
        if kind == f"multi_{entity}_select":
            return {"type": kind, f"selected_{entity}": element.get(f"initial_{entity}", [])}
        if kind == f"{entity}_select":
            return {"type": kind, f"selected_{singular}": element.get(f"initial_{singular}")}
    if kind == "checkboxes" or kind.startswith("multi_"):
        return {"type": kind, "selected_options": element.get("initial_options", [])}
    if kind.endswith("_select") or kind == "radio_buttons":
        return {"type": kind, "selected_option": element.get("initial_option")}
    return None


def fill(world: World, element: Json, value: Any, user: User) -> Json:
    """The state of the element after a person gave it this value.

    Options are picked by label or by value, people and channels by name; times
    are in the person's own zone.
    Raises WontSendError when the client would not take it.
    """
    kind = element["type"]
    if kind in _TEXTS:
        return {"type": kind, "value": _text(element, str(value)) or None}
    if kind == "file_input":
        files = [{"id": each, "name": world.files[each].name} for each in _listed(value)]
        return {"type": kind, "files": files}
    if kind == "datetimepicker":
        return {"type": kind, "selected_date_time": _moment(value, user)}
    if kind in ("datepicker", "timepicker"):
        return {"type": kind, f"selected_{kind.removesuffix('picker')}": value or None}
    for entity, singular in _ENTITIES.items():
        if kind.endswith(f"{entity}_select"):
            find = world.user if entity == "users" else world.channel
            ids = [find(each).id for each in _listed(value)]
            if kind.startswith("multi_"):
                return {"type": kind, f"selected_{entity}": ids}
            return {"type": kind, f"selected_{singular}": ids[0] if ids else None}
    picked = [_option(element, each) for each in _listed(value)]
    if kind == "checkboxes" or kind.startswith("multi_"):
        return {"type": kind, "selected_options": picked}
    return {"type": kind, "selected_option": picked[0] if picked else None}


def is_empty(value: Json) -> bool:
    """Whether a state has nothing in it."""
    return all(each in (None, "", []) for key, each in value.items() if key != "type")


def _moment(value: Any, user: User) -> int:
    if isinstance(value, int):
        return value
    written = datetime.fromisoformat(str(value))
    zoned = written if written.tzinfo else written.replace(tzinfo=ZoneInfo(user.tz))
    return int(zoned.timestamp())


def _listed(value: Any) -> list[Any]:
    if value in (None, ""):
        return []
    return list(value) if isinstance(value, list | tuple) else [value]


def _text(element: Json, value: str) -> str:
    low, high = element.get("min_length", 0), element.get("max_length", 3000)
    if len(value) > high:
        raise WontSendError(f"Must be {high} characters or fewer")
    if value and len(value) < low:
        raise WontSendError(f"Must be at least {low} characters")
    shape = _SHAPES.get(element["type"])
    if value and shape and not re.fullmatch(shape, value):
        raise WontSendError(f"Not a valid {element['type'].partition('_')[0]}")
    return value if element.get("multiline") else value.replace("\n", " ")


def _option(element: Json, wanted: str) -> Json:
    for option in options_of(element):
        if wanted in (option["text"]["text"], option["value"]):
            return option
    labels = [option["text"]["text"] for option in options_of(element)]
    raise AssertionError(f"no option {wanted!r} among {labels}")
