"""What can be pressed or chosen: buttons, selects, and what they mean when they come back.

A button's `value` is the command line that it runs. A select's command line is
in its `action_id`, behind `select:`, as its values are those of the options.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from adapters.slack.inline import Json
from adapters.slack.text import shortened
from bot.replies import Button, Choice, LinkButton, Select

SELECT = "select:"
_ROW = 25
_LABEL = 75
_VALUE = 150
_GROUP = 100
_ALTOGETHER = 5000


def button(of: Button | LinkButton, name: str) -> Json:
    """A button; `name` tells it from the others of its block."""
    label = _plain_text(shortened(str(of.label), _LABEL) or "…")
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
        "title": _plain_text(shortened(label, 100)),
        "text": _plain_text(shortened(question, 300)),
        "confirm": _plain_text(shortened(label, 30)),
        "deny": _plain_text("✕"),
    }


def rows(buttons: Sequence[Button | LinkButton], name: str) -> list[Json]:
    """Rows of buttons, as many in a row as Slack takes."""
    drawn = [button(each, f"{name}-{number}") for number, each in enumerate(buttons)]
    return [{"type": "actions", "elements": drawn[at : at + _ROW]} for at in range(0, len(drawn), _ROW)]


def select(of: Select) -> list[Json]:
    """A menu; options that Slack cannot send back are named under it."""
    usable = [each for each in of.options if each.value and len(each.value) <= _VALUE][:_ALTOGETHER]
    left_out = [str(each.label) for each in of.options if each not in usable]
    blocks: list[Json] = []
    if usable:
        menu: Json = {
            "type": "multi_static_select" if of.most > 1 else "static_select",
            "action_id": f"{SELECT}{of.action}",
            "placeholder": _plain_text(shortened(str(of.placeholder), 150) or "…"),
            **options(usable),
        }
        if of.most > 1:
            menu["max_selected_items"] = of.most
        blocks.append({"type": "actions", "elements": [menu]})
    if left_out:
        text = shortened("… " + ", ".join(left_out), 2000)
        blocks.append({"type": "context", "elements": [_plain_text(text)]})
    return blocks


def options(choices: Sequence[Choice]) -> Json:
    """The choices as options, in groups where they are more than one list takes; each value once."""
    seen = {each.value: each for each in choices}
    drawn = [option(each) for each in seen.values()]
    if len(drawn) <= _GROUP:
        return {"options": drawn}
    groups = [drawn[at : at + _GROUP] for at in range(0, len(drawn), _GROUP)]
    labels = [
        f"{at + 1}-{at + len(group)}" for at, group in zip(range(0, len(drawn), _GROUP), groups, strict=True)
    ]
    return {
        "option_groups": [
            {"label": _plain_text(label), "options": group}
            for label, group in zip(labels, groups, strict=True)
        ]
    }


def option(choice: Choice) -> Json:
    """One option."""
    drawn: Json = {"text": _plain_text(shortened(str(choice.label), _LABEL) or "…"), "value": choice.value}
    if choice.description:
        drawn["description"] = _plain_text(shortened(str(choice.description), _LABEL))
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


def _plain_text(text: str) -> Json:
    return {"type": "plain_text", "text": text, "emoji": False}
