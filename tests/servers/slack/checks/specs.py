"""The machine-readable references, when the environment variable PLATFORM_SPECS names their folder.

Without it these checks find nothing; the limits of the other modules hold anyway.
"""

from __future__ import annotations

import functools
import json
import os
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator
from jsonschema.exceptions import best_match

from tests.servers.slack.checks.problem import Json, Problem


def folder() -> Path | None:
    """Where the references are, if they are at hand."""
    named = os.environ.get("PLATFORM_SPECS")
    return Path(named) if named else None


def _load(name: str) -> Any:
    at = folder()
    return json.loads((at / name).read_text()) if at else None


@functools.cache
def _validators(file: str) -> dict[str, Draft7Validator]:
    """A validator for each `type` that the schema file knows.

    One validator a type gives a readable complaint; the union of all types gives none.
    """
    schema = _load(file)
    if schema is None:
        return {}
    found = {}
    for name, definition in schema["definitions"].items():
        shapes = [definition, *definition.get("anyOf", [])]
        kinds = {shape.get("properties", {}).get("type", {}).get("const") for shape in shapes} - {None}
        if len(kinds) == 1 and (name.endswith(("Block", "View"))):
            found[kinds.pop()] = Draft7Validator(
                {"$ref": f"#/definitions/{name}", "definitions": schema["definitions"]}
            )
    return found


def _problems(file: str, value: Json, pointer: str) -> list[Problem]:
    validators = _validators(file)
    if not validators:
        return []
    validator = validators.get(str(value.get("type")))
    if validator is None:
        return [Problem(pointer, f"unknown type {value.get('type')!r}")]
    error = best_match(validator.iter_errors(value))
    if error is None:
        return []
    return [Problem(pointer + "".join(f"/{part}" for part in error.absolute_path), error.message[:300])]


def block_problems(blocks: list[Json]) -> list[Problem]:
    """What the schema of blocks says against these."""
    file = "slack-block.schema.json"
    return [p for number, each in enumerate(blocks) for p in _problems(file, each, f"/blocks/{number}")]


def view_problems(view: Json) -> list[Problem]:
    """What the schema of views says against this one, its blocks one by one."""
    problems = _problems("slack-view.schema.json", {**view, "blocks": []}, "")
    return problems + block_problems(view.get("blocks") or [])


@functools.cache
def _methods() -> Json:
    return _load("slack-methods.json") or {}


def unknown_arguments(method: str, names: set[str]) -> set[str]:
    """Argument names that the method's reference does not list.

    The library adds `team_id` to whatever it sends for an app that was installed in an organisation.
    """
    known = _methods().get(method)
    return names - set(known["args"]) - {"team_id"} if known else set()
