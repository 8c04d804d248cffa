"""Builds what Discord's client sends for a command, and refuses what the client would not let pass.

The commands are those that the bot published. Values are given by option name,
as Python has them: text, numbers, booleans, and `User`, `Channel`, `Role` or
`Attachment` for options of those types.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tests.servers.discord import payloads
from tests.servers.discord.errors import Json
from tests.servers.discord.things import Attachment, Channel, Guild, Message, Role, User

SUBCOMMAND, GROUP, STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, MENTIONABLE, NUMBER, ATTACHMENT = range(
    1, 12
)
PYTHON_TYPES: Mapping[int, tuple[type, ...]] = {
    STRING: (str,), INTEGER: (int,), BOOLEAN: (bool,), USER: (User,), CHANNEL: (Channel,), ROLE: (Role,),
    MENTIONABLE: (User, Role), NUMBER: (int, float), ATTACHMENT: (Attachment,),
}  # fmt: skip
LONGEST_TEXT = 6000


class Resolved:
    """The things that values refer to, collected as Discord sends them along."""

    def __init__(self, guild: Guild | None) -> None:
        self._guild = guild
        self._found: Json = {}

    def body(self) -> Json:
        """The `resolved` field; nothing where no value refers to anything."""
        return {"resolved": self._found} if self._found else {}

    def add(self, thing: User | Channel | Role | Attachment | Message) -> str:
        """Take in one thing; returns its id."""
        match thing:
            case User():
                self._put("users", thing.id, payloads.user(thing))
                member = self._guild.members.get(thing.id) if self._guild else None
                if member:
                    self._put("members", thing.id, payloads.resolved_member(member))
            case Channel():
                self._put("channels", thing.id, payloads.channel(thing) | {"permissions": "0"})
            case Role():
                self._put("roles", thing.id, payloads.role(thing))
            case Attachment():
                self._put("attachments", thing.id, payloads.attachment(thing))
            case Message():
                self._put("messages", thing.id, payloads.message(thing))
        return str(thing.id)

    def _put(self, kind: str, key: int, body: Json) -> None:
        self._found.setdefault(kind, {})[str(key)] = body


def find(commands: Sequence[Json], path: Sequence[str]) -> tuple[Json, Json]:
    """The command and the (sub-)command that a path names; `AssertionError` with what there is instead."""
    command = _named(commands, path[0])
    node = command
    for step in path[1:]:
        node = _named(node.get("options", ()), step)
    inner = [option["name"] for option in node.get("options", ()) if option["type"] in (SUBCOMMAND, GROUP)]
    assert not inner, f"/{' '.join(path)} is not a command of its own; there are {inner}"
    return command, node


def _named(things: Sequence[Json], name: str) -> Json:
    for thing in things:
        if thing["name"] == name:
            return thing
    raise AssertionError(f"the bot published no {name!r}; there are {[thing['name'] for thing in things]}")


def command_data(
    command: Json,
    leaf: Json,
    path: Sequence[str],
    values: Mapping[str, Any],
    guild: Guild | None,
    *,
    focused: str | None = None,
) -> Json:
    """The `data` of a command (with `focused`: of an autocomplete, where nothing is required yet)."""
    resolved = Resolved(guild)
    declared = {option["name"]: option for option in leaf.get("options", ())}
    unknown = set(values) - set(declared)
    assert not unknown, f"/{' '.join(path)} has no option {sorted(unknown)}, only {list(declared)}"
    options: list[Json] = []
    for name, option in declared.items():
        if name in values:
            sent = {
                "name": name,
                "type": option["type"],
                "value": _value(option, values[name], resolved, name == focused),
            }
            options.append(sent | ({"focused": True} if name == focused else {}))
        else:
            assert focused or not option.get("required"), f"/{' '.join(path)} needs {name!r}"
    for depth in range(len(path) - 1, 0, -1):
        kind = SUBCOMMAND if depth == len(path) - 1 else GROUP
        options = [{"name": path[depth], "type": kind, "options": options}]
    data: Json = {"id": command["id"], "name": command["name"], "type": command["type"], **resolved.body()}
    return data | ({"options": options} if options else {})


def _value(option: Json, value: Any, resolved: Resolved, focused: bool) -> Any:
    name, kind = option["name"], option["type"]
    if focused:
        assert option.get("autocomplete"), f"option {name!r} has no autocomplete"
        return str(value)
    assert isinstance(value, PYTHON_TYPES[kind]), f"option {name!r} (type {kind}) cannot be {value!r}"
    if isinstance(value, User | Channel | Role | Attachment):
        _check_channel_type(option, value)
        return resolved.add(value)
    choices = [choice["value"] for choice in option.get("choices") or ()]
    assert not choices or value in choices, f"option {name!r} offers {choices}, not {value!r}"
    _check_range(option, value)
    return value


def _check_channel_type(option: Json, value: Any) -> None:
    kinds = option.get("channel_types")
    allowed = not kinds or not isinstance(value, Channel) or value.kind in kinds
    assert allowed, f"option {option['name']!r} takes channels of type {kinds}"


def _check_range(option: Json, value: Any) -> None:
    name = option["name"]
    if isinstance(value, str):
        least, most = option.get("min_length") or 0, option.get("max_length") or LONGEST_TEXT
        assert least <= len(value) <= most, (
            f"option {name!r} takes {least} to {most} characters, not {len(value)}"
        )
    elif not isinstance(value, bool):
        low, high = option.get("min_value"), option.get("max_value")
        assert low is None or value >= low, f"option {name!r} is at least {low}"
        assert high is None or value <= high, f"option {name!r} is at most {high}"
