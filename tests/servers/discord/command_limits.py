"""The limits of application commands, as the bulk overwrite of all of them is checked."""

from __future__ import annotations

import re
from typing import Any

from tests.servers.discord.errors import Wrong
from tests.servers.discord.inspection import Inspection

CHAT_INPUT, USER_MENU, MESSAGE_MENU = 1, 2, 3
SUBCOMMAND, GROUP, STRING, INTEGER, NUMBER = 1, 2, 3, 4, 10
MOST_OF_KIND = {CHAT_INPUT: 100, USER_MENU: 5, MESSAGE_MENU: 5}
NAME = re.compile(r"[-_'\w]{1,32}")
TOTAL = 8000


def wrongs_of_commands(commands: Any) -> list[Wrong]:
    """What breaks a limit in the list of an application's commands."""
    body = Inspection({"commands": commands})
    seen: set[tuple[int, str]] = set()
    counts = dict.fromkeys(MOST_OF_KIND, 0)
    for command in body.each("commands", 0, 110):
        kind = command.get("type", CHAT_INPUT)
        if kind not in counts:
            command.wrong(f"Unknown type of command {kind}", "type")
            continue
        counts[kind] += 1
        key = (kind, str(command.get("name")))
        if key in seen:
            command.wrong("Application command names must be unique", "name")
        seen.add(key)
        _check_command(command, kind)
    for kind, most in MOST_OF_KIND.items():
        if counts[kind] > most:
            body.wrong(f"At most {most} commands of type {kind}, not {counts[kind]}")
    return body.found


def _check_command(command: Inspection, kind: int) -> None:
    if kind != CHAT_INPUT:
        command.text("name", 32, least=1, required=True)
        if command.get("description") or command.get("options"):
            command.wrong("A context menu command has neither description nor options")
        return
    _check_names(command)
    _check_options(command, depth=0)
    size = _size(command.value)
    if size > TOTAL:
        command.wrong(f"Command exceeds maximum size of {TOTAL}, is {size}")


def _check_names(thing: Inspection) -> None:
    name = thing.text("name", 32, least=1, required=True)
    thing.text("description", 100, least=1, required=True)
    names = {"name": name, **thing.get("name_localizations", {})}
    for key, one in names.items():
        if one and (not NAME.fullmatch(one) or one != one.lower()):
            thing.wrong(f"Command name is invalid ({key}): {one!r}", "name")
    for locale, one in thing.get("description_localizations", {}).items():
        if not 1 <= len(one) <= 100:
            thing.wrong(f"Must be between 1 and 100 in length ({locale})", "description_localizations")


def _check_options(parent: Inspection, depth: int) -> None:
    names: set[str] = set()
    optional_seen = False
    kinds = {option.get("type") in (SUBCOMMAND, GROUP) for option in parent.get("options", [])}
    if len(kinds) > 1:
        parent.wrong("Sub-commands and plain options cannot stand together", "options")
    for option in parent.each("options", 0, 25):
        _check_names(option)
        if option.get("name") in names:
            option.wrong("Option names must be unique", "name")
        names.add(str(option.get("name")))
        if option.get("type") in (SUBCOMMAND, GROUP):
            _check_nesting(option, depth)
            continue
        if option.get("required") and optional_seen:
            option.wrong("Required options must be placed before non-required options", "required")
        optional_seen = optional_seen or not option.get("required")
        _check_value_option(option)


def _check_nesting(option: Inspection, depth: int) -> None:
    if option.get("type") == GROUP and depth > 0:
        option.wrong("A group of sub-commands stands at the top only", "type")
    elif depth > 1:
        option.wrong("Sub-commands are nested too deeply", "type")
    if option.get("required") is not None:
        option.wrong("A sub-command is not required", "required")
    if option.get("type") == GROUP and not option.get("options"):
        option.wrong("A group needs a sub-command", "options")
    _check_options(option, depth + 1 if option.get("type") == GROUP else 2)


def _check_value_option(option: Inspection) -> None:
    kind = option.number("type", 3, 11, STRING)
    if option.get("choices") and option.get("autocomplete"):
        option.wrong("Choices and autocomplete exclude each other", "autocomplete")
    if option.get("autocomplete") and kind not in (STRING, INTEGER, NUMBER):
        option.wrong("Only texts and numbers have autocomplete", "autocomplete")
    option.number("min_length", 0, 6000, 0)
    option.number("max_length", 1, 6000, 6000)
    for choice in option.each("choices", 0, 25):
        choice.text("name", 100, least=1, required=True)
        if kind == STRING:
            choice.text("value", 100, least=1, required=True)
        elif not isinstance(choice.get("value"), int | float):
            choice.wrong("Must be a number", "value")


def _size(thing: dict[str, Any]) -> int:
    """The characters that count towards the limit: names, descriptions and values, at every depth."""
    size = _longest(thing, "name") + _longest(thing, "description")
    for choice in thing.get("choices") or ():
        size += _longest(choice, "name") + len(str(choice.get("value", "")))
    return size + sum(_size(option) for option in thing.get("options") or ())


def _longest(thing: dict[str, Any], key: str) -> int:
    localised = thing.get(f"{key}_localizations") or {}
    return max(len(thing.get(key) or ""), *(len(text) for text in localised.values()), 0)


def wrongs_of_choices(choices: Any) -> list[Wrong]:
    """What breaks a limit in an answer to autocomplete."""
    answer = Inspection({"choices": choices})
    for choice in answer.each("choices", 0, 25):
        choice.text("name", 100, least=1, required=True)
        if isinstance(choice.get("value"), str):
            choice.text("value", 100, least=1)
        elif not isinstance(choice.get("value"), int | float):
            choice.wrong("This field is required", "value")
    return answer.found
