"""The pages of the documentation that are made from the code: commands and settings, as Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel

from bot.declare import Command, Group
from bot.parameters import Parameter
from bot.registry import Registry
from bot.settings import Settings


def pages(registry: Registry) -> dict[str, str]:
    """The pages by their file's name in docs/."""
    return {"commands.md": command_reference(registry), "settings.md": settings_reference()}


def settings_reference() -> str:
    """Every setting: its name in the file and in the environment, its default, what it is."""
    return "\n".join(_setting_lines()) + "\n"


def _setting_lines() -> Iterator[str]:
    yield "# Settings"
    yield ""
    yield "Made from the code by `make reference`; a test fails when it is out of date."
    yield ""
    yield "Each can stand in `bot.toml` (or the file that `CONVENOR_CONFIG` names) and in the environment,"
    yield "which wins."
    yield ""
    yield "| in bot.toml | in the environment | default | what it is |"
    yield "| --- | --- | --- | --- |"
    yield from _settings_of(Settings, ())


def _settings_of(section: type[BaseModel], path: tuple[str, ...]) -> Iterator[str]:
    for name, field in section.model_fields.items():
        here = (*path, name)
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from _settings_of(field.annotation, here)
            continue
        variable = "CONVENOR_" + "__".join(here).upper()
        default = "" if field.default is None else f"`{field.default}`"
        yield f"| `{'.'.join(here)}` | `{variable}` | {default} | {field.description} |"


def command_reference(registry: Registry) -> str:
    """Every command that people are shown: usage, who may, values, an example."""
    return "\n".join(_lines(registry)) + "\n"


def _lines(registry: Registry) -> Iterator[str]:
    yield "# Commands"
    yield ""
    yield "Made from the declarations by `make reference`; a test fails when it is out of date."
    yield f"Each command works as written here and after `/{registry.root}`, the same on every platform."
    yield f"Slack keeps some names for itself; those are written with `/{registry.root}` here."
    for group in registry.groups.values():
        commands = [command for command in group.commands.values() if not command.hidden]
        if commands:
            yield from _group(registry, group, commands)


def _group(registry: Registry, group: Group, commands: list[Command]) -> Iterator[str]:
    yield ""
    yield f"## {group.name}"
    yield ""
    yield f"{group.summary}."
    for command in commands:
        yield from _command(registry, command)


def _command(registry: Registry, command: Command) -> Iterator[str]:
    yield ""
    yield f"### {registry.typed(command.path)}"
    yield ""
    yield str(command.summary)
    yield ""
    yield f"- Usage: `{registry.typed(command.usage())}`"
    yield f"- Example: `{registry.typed(command.sample())}`"
    yield f"- Who: {command.needs.description}"
    yield f"- The answer is seen by: {'only you' if command.private else 'everyone in the channel'}"
    if command.parameters:
        yield ""
        yield "| value | what it is | |"
        yield "| --- | --- | --- |"
        yield from (_parameter(parameter) for parameter in command.parameters)


def _parameter(parameter: Parameter) -> str:
    notes = []
    if parameter.required:
        notes.append("required")
    if parameter.is_list:
        notes.append("several")
    if parameter.is_switch:
        notes.append("yes or no")
    if parameter.choices:
        notes.append("one of " + ", ".join(parameter.choices))
    return f"| `{parameter.name}` | {parameter.spec.description} | {'; '.join(notes)} |"
