"""Checks request bodies against Discord's own published description of its API.

The description (`discord-openapi.json`) stands outside the project, in the
folder that the environment variable `PLATFORM_SPECS` names. Its objects are
open; here they are closed, so that a misspelt key is found.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from tests.servers.discord.errors import Json

ANY_NUMBER = {"type": ["integer", "null"]}
ANY_FLAG = {"type": ["boolean", "null"]}


class Schema:
    """Discord's description; `problem` says what a body has that it does not know."""

    def __init__(self, document: Json) -> None:
        self._components = document["components"]
        for named in self._components["schemas"].values():
            _close(named)
        _allow_what_discord_allows(self._components["schemas"])
        self._bodies = {
            (method.upper(), _shape(path)): body for path, method, body in _bodies(document["paths"])
        }
        self._validators: dict[tuple[str, str], Draft202012Validator] = {}

    def problem(self, method: str, route: str, body: Any) -> str | None:
        """What is wrong with the body of a request to that route; `None` where nothing is (known)."""
        key = (method, _shape(route))
        if key not in self._bodies:
            return None
        if key not in self._validators:
            root = {**self._bodies[key], "components": self._components}
            self._validators[key] = Draft202012Validator(root)
        error = next(self._validators[key].iter_errors(body), None)
        if error is None:
            return None
        told = _closest(error)
        return f"{told.json_path}: {told.message[:300]}"


def _closest(error: ValidationError) -> ValidationError:
    """The complaint of the alternative that was meant: whose `type` fits, else the least wrong one."""
    if not error.context:
        return error
    branches: dict[object, list[ValidationError]] = {}
    for inner in error.context:
        branches.setdefault(inner.schema_path[0], []).append(inner)
    meant = min(branches.values(), key=lambda errors: (_is_of_other_type(errors), len(errors)))
    return _closest(meant[0])


def _is_of_other_type(errors: list[ValidationError]) -> bool:
    return any(error.validator == "enum" and error.path and error.path[-1] == "type" for error in errors)


def _shape(path: str) -> str:
    """A path with nameless parameters, because two sides name them differently."""
    return re.sub(r"\{[^}]*\}", "{}", path)


def _bodies(paths: Json) -> Iterator[tuple[str, str, Json]]:
    for path, methods in paths.items():
        for method, operation in methods.items():
            content = operation.get("requestBody", {}).get("content", {}) if method != "parameters" else {}
            if "application/json" in content:
                yield path, method, content["application/json"]["schema"]


def _close(schema: Any) -> None:
    if isinstance(schema, dict):
        if "properties" in schema:
            schema.setdefault("additionalProperties", False)
        for inner in schema.values():
            _close(inner)
    elif isinstance(schema, list):
        for inner in schema:
            _close(inner)


def _allow_what_discord_allows(schemas: Json) -> None:
    """What Discord takes (and discord.py sends) although its description leaves it out."""
    schemas["SnowflakeType"]["type"] = ["string", "integer"]
    for name, schema in schemas.items():
        properties = schema.get("properties", {})
        if name.startswith("ApplicationCommand") and name.endswith("Request"):
            properties["nsfw"] = ANY_FLAG
        elif name == "RichEmbed":
            properties["flags"] = ANY_NUMBER
        elif "content" in properties and name.endswith(("Request", "Partial")):
            properties.setdefault("tts", ANY_FLAG)


@cache
def _read(path: Path) -> Schema | None:
    return Schema(json.loads(path.read_text())) if path.exists() else None


def load_schema() -> Schema | None:
    """Discord's description, where `PLATFORM_SPECS` names a folder that has it."""
    folder = os.environ.get("PLATFORM_SPECS")
    return _read(Path(folder) / "discord-openapi.json") if folder else None
