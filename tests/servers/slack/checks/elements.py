"""Interactive elements and images: buttons, menus, inputs."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.servers.slack.checks.problem import Json, Problem, count, optional, repeated, text_object, too_long

Check = Callable[[Json, str], list[Problem]]

SELECTS = {f"{kind}_select" for kind in ("static", "external", "users", "conversations", "channels")}
MULTI_SELECTS = {f"multi_{kind}" for kind in SELECTS}
PICKERS = {"datepicker", "timepicker", "datetimepicker"}
BOXES = {"radio_buttons", "checkboxes"}
TEXT_INPUTS = {"plain_text_input", "email_text_input", "url_text_input", "number_input", "rich_text_input"}

IN_ACTIONS = {"button", "overflow", "workflow_button", *SELECTS, *MULTI_SELECTS, *PICKERS, *BOXES}
IN_SECTION = (IN_ACTIONS - {"datetimepicker"}) | {"image"}
IN_INPUT = {"file_input", *SELECTS, *MULTI_SELECTS, *PICKERS, *BOXES, *TEXT_INPUTS}


def element(value: object, allowed: set[str], pointer: str) -> list[Problem]:
    """Any element, in a place where only some are allowed."""
    if not isinstance(value, dict) or value.get("type") not in allowed:
        kind = value.get("type") if isinstance(value, dict) else value
        return [Problem(pointer, f"unsupported element here: {kind!r}")]
    problems = optional(value, "action_id", 255, pointer)
    if "placeholder" in value:
        problems += text_object(value["placeholder"], 150, f"{pointer}/placeholder", plain=True)
    if "confirm" in value:
        problems += _confirm(value["confirm"], f"{pointer}/confirm")
    return problems + _CHECKS.get(value["type"], _nothing_more)(value, pointer)


def _nothing_more(value: Json, pointer: str) -> list[Problem]:
    return []


def _button(value: Json, pointer: str) -> list[Problem]:
    problems = text_object(value.get("text"), 75, f"{pointer}/text", plain=True)
    problems += optional(value, "value", 2000, pointer) + optional(value, "url", 3000, pointer)
    problems += optional(value, "accessibility_label", 75, pointer)
    if value.get("style", "primary") not in ("primary", "danger"):
        problems.append(Problem(f"{pointer}/style", "must be primary or danger"))
    return problems


def _options(value: object, pointer: str, high: int, *, markup: bool = False) -> list[Problem]:
    problems = count(value, 1, high, pointer)
    if not isinstance(value, list):
        return problems
    for number, option in enumerate(value):
        at = f"{pointer}/{number}"
        problems += text_object(option.get("text"), 75, f"{at}/text", plain=not markup)
        problems += too_long(option.get("value"), 150, f"{at}/value")
        if "description" in option:
            problems += text_object(option["description"], 75, f"{at}/description", plain=not markup)
    return problems + repeated([each.get("value") for each in value], pointer, "option value")


def _static_select(value: Json, pointer: str) -> list[Problem]:
    if ("options" in value) == ("option_groups" in value):
        return [Problem(pointer, "needs either options or option_groups")]
    if "options" in value:
        problems = _options(value["options"], f"{pointer}/options", 100)
        known = value["options"]
    else:
        problems = count(value["option_groups"], 1, 100, f"{pointer}/option_groups")
        known = []
        for number, group in enumerate(value["option_groups"]):
            at = f"{pointer}/option_groups/{number}"
            problems += text_object(group.get("label"), 75, f"{at}/label", plain=True)
            problems += _options(group.get("options"), f"{at}/options", 100)
            known += group.get("options", [])
    return problems + _initial(value, known, pointer)


def _initial(value: Json, known: list[Json], pointer: str) -> list[Problem]:
    chosen = [value["initial_option"]] if "initial_option" in value else value.get("initial_options", [])
    problems = []
    if "initial_options" in value and not value["initial_options"]:
        problems.append(Problem(f"{pointer}/initial_options", "must not be empty"))
    for option in chosen:
        if option not in known:
            problems.append(
                Problem(pointer, f"initial option {option.get('value')!r} is not among the options")
            )
    return problems


def _boxes(value: Json, pointer: str) -> list[Problem]:
    problems = _options(value.get("options"), f"{pointer}/options", 10, markup=True)
    return problems + _initial(value, value.get("options", []), pointer)


def _overflow(value: Json, pointer: str) -> list[Problem]:
    return _options(value.get("options"), f"{pointer}/options", 5)


def _pattern(key: str, pattern: str) -> Check:
    def check(value: Json, pointer: str) -> list[Problem]:
        if key in value and not re.fullmatch(pattern, str(value[key])):
            return [Problem(f"{pointer}/{key}", f"must look like {pattern}, is {value[key]!r}")]
        return []

    return check


def _text_input(value: Json, pointer: str) -> list[Problem]:
    low, high = value.get("min_length", 0), value.get("max_length", 3000)
    problems = []
    if not 0 <= low <= high <= 3000 or high < 1:
        problems.append(
            Problem(pointer, f"min_length {low} and max_length {high} must be ordered, within 3000")
        )
    if len(value.get("initial_value", "")) > high:
        problems.append(Problem(f"{pointer}/initial_value", f"is longer than {high}"))
    return problems


def _number_input(value: Json, pointer: str) -> list[Problem]:
    if not isinstance(value.get("is_decimal_allowed"), bool):
        return [Problem(f"{pointer}/is_decimal_allowed", "is required")]
    wrong = [
        key for key in ("initial_value", "min_value", "max_value") if not isinstance(value.get(key, ""), str)
    ]
    return [Problem(f"{pointer}/{key}", "must be a string") for key in wrong]


def _file_input(value: Json, pointer: str) -> list[Problem]:
    if not 1 <= value.get("max_files", 10) <= 10:
        return [Problem(f"{pointer}/max_files", "must be 1 to 10")]
    return []


def image(value: Json, pointer: str) -> list[Problem]:
    """An image, as a block or as an element: its source and its text for those who do not see it."""
    problems = too_long(value.get("alt_text"), 2000, f"{pointer}/alt_text")
    if ("image_url" in value) == ("slack_file" in value):
        return [*problems, Problem(pointer, "needs either image_url or slack_file")]
    if "slack_file" in value:
        if not set(value["slack_file"]) & {"id", "url"}:
            problems.append(Problem(f"{pointer}/slack_file", "needs an id or a url"))
        return problems
    problems += too_long(value["image_url"], 3000, f"{pointer}/image_url")
    if not str(value["image_url"]).startswith(("https://", "http://")):
        problems.append(Problem(f"{pointer}/image_url", "must be a public address"))
    return problems


def _confirm(value: Json, pointer: str) -> list[Problem]:
    problems = text_object(value.get("title"), 100, f"{pointer}/title", plain=True)
    problems += text_object(value.get("text"), 300, f"{pointer}/text")
    problems += text_object(value.get("confirm"), 30, f"{pointer}/confirm", plain=True)
    return problems + text_object(value.get("deny"), 30, f"{pointer}/deny", plain=True)


_CHECKS: dict[str, Check] = {
    "button": _button,
    "static_select": _static_select,
    "multi_static_select": _static_select,
    "radio_buttons": _boxes,
    "checkboxes": _boxes,
    "overflow": _overflow,
    "datepicker": _pattern("initial_date", r"\d{4}-\d\d-\d\d"),
    "timepicker": _pattern("initial_time", r"\d\d:\d\d"),
    "datetimepicker": _pattern("initial_date_time", r"\d{10}"),
    "plain_text_input": _text_input,
    "number_input": _number_input,
    "file_input": _file_input,
    "image": image,
}
