"""Lists of blocks: how many, which, and how long."""

from __future__ import annotations

from typing import Any

from tests.servers.slack.checks import elements
from tests.servers.slack.checks.problem import Json, Problem, count, optional, repeated, text_object, too_long

_RICH_PARTS = {"rich_text_section", "rich_text_list", "rich_text_preformatted", "rich_text_quote"}


def blocks(value: object, high: int, pointer: str) -> list[Problem]:
    """At most `high` blocks, each of them right, with ids that do not repeat."""
    problems = count(value, 0, high, pointer)
    if not isinstance(value, list):
        return problems
    for number, each in enumerate(value):
        problems += block(each, f"{pointer}/{number}")
    if any(problem.what.startswith(("must be a list", "unsupported block")) for problem in problems):
        return problems
    problems += repeated([each.get("block_id") for each in value], pointer, "block_id")
    focused = [each for each in value if each.get("element", {}).get("focus_on_load")]
    if len(focused) > 1:
        problems.append(Problem(pointer, "only one element can be focused on load"))
    return problems


def block(value: object, pointer: str) -> list[Problem]:
    """One block of any type that this server knows."""
    kind = value.get("type") if isinstance(value, dict) else None
    if not isinstance(value, dict) or kind not in _CHECKS:
        return [Problem(pointer, f"unsupported block: {kind!r}")]
    return optional(value, "block_id", 255, pointer) + _CHECKS[kind](value, pointer)


def weight(value: object) -> int:
    """The size of a message's blocks as Slack counts it for `msg_blocks_too_long`.

    Undocumented; measured by others as near 13,200 characters of text with
    something for every container (slackapi/bolt-js#2509 and #2867). The options
    of menus, which have a limit of their own, are not counted.
    """
    if isinstance(value, dict):
        own = len(value["text"]) if isinstance(value.get("text"), str) else 0
        return own + 25 + sum(weight(inner) for key, inner in value.items() if key != "options")
    if isinstance(value, list):
        return sum(weight(inner) for inner in value)
    return 0


def _section(value: Json, pointer: str) -> list[Problem]:
    problems = []
    if "text" not in value and "fields" not in value:
        problems.append(Problem(pointer, "needs text or fields"))
    if "text" in value:
        problems += text_object(value["text"], 3000, f"{pointer}/text")
    if "fields" in value:
        problems += count(value["fields"], 1, 10, f"{pointer}/fields")
        for number, each in enumerate(value["fields"]):
            problems += text_object(each, 2000, f"{pointer}/fields/{number}")
    if "accessory" in value:
        problems += elements.element(value["accessory"], elements.IN_SECTION, f"{pointer}/accessory")
    return problems


def _header(value: Json, pointer: str) -> list[Problem]:
    return text_object(value.get("text"), 150, f"{pointer}/text", plain=True)


def _divider(value: Json, pointer: str) -> list[Problem]:
    return []


def _actions(value: Json, pointer: str) -> list[Problem]:
    entries = value.get("elements")
    problems = count(entries, 1, 25, f"{pointer}/elements")
    if not isinstance(entries, list):
        return problems
    for number, each in enumerate(entries):
        problems += elements.element(each, elements.IN_ACTIONS, f"{pointer}/elements/{number}")
    return problems + repeated([each.get("action_id") for each in entries], pointer, "action_id")


def _context(value: Json, pointer: str) -> list[Problem]:
    entries = value.get("elements")
    problems = count(entries, 1, 10, f"{pointer}/elements")
    for number, each in enumerate(entries if isinstance(entries, list) else []):
        at = f"{pointer}/elements/{number}"
        problems += elements.image(each, at) if each.get("type") == "image" else text_object(each, 2000, at)
    return problems


def _image(value: Json, pointer: str) -> list[Problem]:
    problems = elements.image(value, pointer)
    if "title" in value:
        problems += text_object(value["title"], 2000, f"{pointer}/title", plain=True)
    return problems


def _input(value: Json, pointer: str) -> list[Problem]:
    problems = text_object(value.get("label"), 2000, f"{pointer}/label", plain=True)
    if "hint" in value:
        problems += text_object(value["hint"], 2000, f"{pointer}/hint", plain=True)
    return problems + elements.element(value.get("element"), elements.IN_INPUT, f"{pointer}/element")


def _markdown(value: Json, pointer: str) -> list[Problem]:
    return too_long(value.get("text"), 12000, f"{pointer}/text")


def _rich_text(value: Json, pointer: str) -> list[Problem]:
    entries: Any = value.get("elements")
    problems = count(entries, 1, 1000, f"{pointer}/elements")
    for number, each in enumerate(entries if isinstance(entries, list) else []):
        if each.get("type") not in _RICH_PARTS:
            problems.append(
                Problem(f"{pointer}/elements/{number}", f"unsupported part: {each.get('type')!r}")
            )
        problems += _leaves(each, f"{pointer}/elements/{number}")
    return problems


def _leaves(value: Json, pointer: str) -> list[Problem]:
    if "elements" in value:
        inner = value["elements"]
        return [p for number, each in enumerate(inner) for p in _leaves(each, f"{pointer}/elements/{number}")]
    if value.get("type") == "text":
        return too_long(value.get("text"), 40_000, f"{pointer}/text")
    return []


_CHECKS: dict[str, elements.Check] = {
    "section": _section,
    "header": _header,
    "divider": _divider,
    "actions": _actions,
    "context": _context,
    "image": _image,
    "input": _input,
    "markdown": _markdown,
    "rich_text": _rich_text,
}
