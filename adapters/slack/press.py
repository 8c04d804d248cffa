"""What can be pressed or chosen: buttons, selects, and what they mean when they come back.

A button's `value` is the command line that it runs. A select's command line is
in its `action_id`, behind `select:`, as its values are those of the options.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from adapters.slack.fit import plain_text, small
from adapters.slack.inline import Json
from bot.replies import Button, Choice, LinkButton, Select

SELECT = "select:"
_ROW = 25
_LABEL = 75
_VALUE = 150
_MOST = 100


def button(of: Button | LinkButton, name: str) -> Json:
    """A button; `name` tells it from the others of its block."""
    label = plain_text(str(of.label), _LABEL)
    if isinstance(of, LinkButton):
        return {"type": "button", "text": label, "action_id": f"link:{name}", "url": of.url}
    drawn: Json = {"type": "button", "text": label, "action_id": f"press:{name}", "value": of.action}
    if of.style != "plain":
        drawn["style"] = of.style
    if of.confirm:
        drawn["confirm"] = _confirm(str(of.confirm), str(of.label))
    return drawn


def _confirm(question: str, label: str) -> Json:
    return {
        "title": plain_text(label, 100),
        "text": plain_text(question, 300),
        "confirm": plain_text(label, 30),
        "deny": plain_text("✕", 30),
    }


def rows(buttons: Sequence[Button | LinkButton], name: str) -> list[Json]:
    """Rows of buttons, as many in a row as Slack takes."""
    drawn = [button(each, f"{name}-{number}") for number, each in enumerate(buttons)]
    return [{"type": "actions", "elements": drawn[at : at + _ROW]} for at in range(0, len(drawn), _ROW)]


def select(of: Select) -> list[Json]:
    """A menu; options for which there is no room are named under it."""
    usable = [each for each in of.options if each.value and len(each.value) <= _VALUE][:_MOST]
    left_out = [str(each.label) for each in of.options if each not in usable]
    blocks: list[Json] = []
    if usable:
        menu: Json = {
            "type": "multi_static_select" if of.most > 1 else "static_select",
            "action_id": f"{SELECT}{of.action}",
            "placeholder": plain_text(str(of.placeholder), 150),
            "options": options(usable),
        }
        if of.most > 1:
            menu["max_selected_items"] = of.most
        blocks.append({"type": "actions", "elements": [menu]})
    if left_out:
        blocks.append(small("… " + ", ".join(left_out)))
    return blocks


def options(choices: Sequence[Choice]) -> list[Json]:
    """The choices as options, each value once."""
    return [option(each) for each in {each.value: each for each in choices}.values()]


def option(choice: Choice) -> Json:
    """One option."""
    drawn: Json = {"text": plain_text(str(choice.label), _LABEL), "value": choice.value}
    if choice.description:
        drawn["description"] = plain_text(str(choice.description), _LABEL)
    return drawn


def meaning(action: Mapping[str, Any]) -> tuple[str, tuple[str, ...]] | None:
    """The command line and the choices of an action that came back; None for a link or an emptied menu."""
    name = str(action.get("action_id", ""))
    if name.startswith(SELECT):
        chosen = (
            [action["selected_option"]]
            if action.get("selected_option")
            else action.get("selected_options", [])
        )
        return (name.removeprefix(SELECT), tuple(each["value"] for each in chosen)) if chosen else None
    return (str(action["value"]), ()) if action.get("value") else None
