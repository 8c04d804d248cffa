"""A modal of Discord as a test sees it, and what a test gives as the values of its inputs."""

from __future__ import annotations

from typing import Any

from tests.chat import SeenField, SeenForm
from tests.servers.discord.interaction import Interaction
from tests.servers.discord.modals import initial, inputs


def values_of(menu: dict[str, Any], labels: tuple[str, ...] | list[str]) -> list[str]:
    """The values of those options, named by label or value."""
    options = menu["options"]
    by_name = {o["value"]: o["value"] for o in options} | {o["label"]: o["value"] for o in options}
    missing = [label for label in labels if label not in by_name]
    assert not missing, f"no option {missing}, only {[o['label'] for o in options]}"
    return [by_name[label] for label in labels]


def form_of(opened: Interaction) -> SeenForm:
    assert opened.modal is not None
    fields = tuple(_field(label, control) for label, control in inputs(opened.modal))
    about = "".join(one.get("content", "") for one in opened.modal["components"])
    return SeenForm(opened.modal["title"], fields, about, handle=opened)


def _field(label: dict[str, Any], control: dict[str, Any]) -> SeenField:
    value = initial(control)
    return SeenField(
        name=control["custom_id"],
        label=label["label"],
        value=value if isinstance(value, str) else ",".join(value),
        required=bool(control.get("required", True)),
        choices=tuple(option["label"] for option in control.get("options", ())),
    )
