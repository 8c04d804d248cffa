"""What Discord's client sends when somebody fills in a modal, and what it would not let pass."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tests.servers.discord.component_limits import (
    CHECKBOX,
    ENTITY_SELECTS,
    FILE_UPLOAD,
    LABEL,
    RADIO_GROUP,
    STRING_SELECT,
    TEXT_INPUT,
)
from tests.servers.discord.errors import Json
from tests.servers.discord.options import Resolved


def inputs(modal: Json) -> Iterator[tuple[Json, Json]]:
    """The labels of a modal, each with the input inside it."""
    for component in modal["components"]:
        if component["type"] == LABEL:
            yield component, component["component"]


def initial(control: Json) -> Any:
    """What the input holds before anybody touched it."""
    kind = control["type"]
    if kind == TEXT_INPUT:
        return control.get("value") or ""
    if kind == CHECKBOX:
        return bool(control.get("default"))
    chosen = [option["value"] for option in control.get("options", ()) if option.get("default")]
    if kind == RADIO_GROUP:
        return chosen[0] if chosen else None
    return chosen + [entry["id"] for entry in control.get("default_values") or ()]


def modal_data(modal: Json, values: Mapping[str, Any], resolved: Resolved) -> Json:
    """The `data` of a submission; `AssertionError` for what the client would not send."""
    unknown = set(values) - {control["custom_id"] for _, control in inputs(modal)}
    assert not unknown, f"the modal has no {sorted(unknown)}"
    components: list[Json] = []
    for number, component in enumerate(modal["components"], start=1):
        body: Json = {"type": component["type"], "id": number * 2}
        if component["type"] == LABEL:
            control = component["component"]
            value = values.get(control["custom_id"], initial(control))
            body["component"] = _submitted(control, value, resolved) | {"id": number * 2 + 1}
        components.append(body)
    return {"custom_id": modal["custom_id"], "components": components, **resolved.body()}


def _submitted(control: Json, value: Any, resolved: Resolved) -> Json:
    kind, name = control["type"], control["custom_id"]
    body: Json = {"type": kind, "custom_id": name}
    required = control.get("required", kind != CHECKBOX)
    if kind == TEXT_INPUT:
        _check_text(control, value, required)
        return body | {"value": value}
    if kind in (CHECKBOX, RADIO_GROUP):
        assert value is not None or not required, f"{name!r} is required"
        return body | {"value": value}
    chosen = [value] if isinstance(value, str) or not isinstance(value, list | tuple) else list(value)
    least = control.get("min_values", 1) if required or chosen else 0
    most = control.get("max_values") or 1
    assert least <= len(chosen) <= most, f"{name!r} takes {least} to {most} values, not {len(chosen)}"
    if kind == FILE_UPLOAD or kind in ENTITY_SELECTS:
        chosen = [one if isinstance(one, str) else resolved.add(one) for one in chosen]
    else:
        offered = [option["value"] for option in control["options"]]
        assert set(chosen) <= set(offered), f"{name!r} offers {offered}, not {chosen}"
    return body | {"values": chosen} | ({"component_type": kind} if kind == STRING_SELECT else {})


def _check_text(control: Json, value: Any, required: bool) -> None:
    name = control["custom_id"]
    assert isinstance(value, str), f"{name!r} takes text, not {value!r}"
    assert value or not required, f"{name!r} is required"
    least, most = control.get("min_length") or 0, control.get("max_length") or 4000
    assert not value or least <= len(value) <= most, f"{name!r} takes {least} to {most} characters"
