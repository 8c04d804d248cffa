"""What the playground offers while somebody types a command.

First nouns and verbs with their help, then values from the core and the names
of parameters that may still be given. Each suggestion carries the whole text as
it would stand, so that whoever types has nothing to work out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from adapters.playground import caret
from adapters.playground.world import Channel, Person, World
from bot.adapter import Core
from bot.declare import Command, Group
from bot.grammar import quote
from bot.incoming import Completing
from bot.parameters import Parameter
from bot.registry import Registry
from bot.replies import Choice
from bot.words import speak

MOST = 25


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One thing to choose: what is shown, a few words about it, and the text that choosing it makes."""

    label: str
    description: str
    text: str


@dataclass(frozen=True, slots=True)
class UsagePart:
    """A piece of the usage hint; `current` is the one being typed."""

    text: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Completion:
    """Suggestions; and, once the command is known, its usage, a word on what is being typed, and its form.

    `form` says that the command has a form which can be opened instead of typing on.
    """

    suggestions: tuple[Suggestion, ...] = ()
    usage: tuple[UsagePart, ...] = ()
    hint: str = ""
    form: bool = False


async def complete(core: Core, world: World, person: Person, channel: Channel, text: str) -> Completion:
    """The completion of `text`, whose end is where the caret stands."""
    if not text.startswith("/"):
        return Completion()
    registry, language = core.registry, person.language
    found = _command(registry, text)
    if found is None:
        return Completion(tuple(_names(registry, text, language))[:MOST])
    command, begin = found
    at = caret.find(command.parameters, text[begin:])
    values = await _values(core, world, person, channel, command, at, text[: begin + at.start])
    names = _parameters(command, at, text[: begin + at.word_start], language)
    return Completion(
        (*values, *names)[:MOST],
        tuple(_usage(command, at.parameter)),
        speak(at.parameter.spec.description if at.parameter else command.summary, language),
        form=command.form and any(parameter.required for parameter in command.parameters),
    )


def _spoken(registry: Registry, text: str) -> tuple[str, str]:
    """The text after the slash, parted into the root's name (if it is there) with its space, and the rest."""
    root = f"{registry.root} "
    body = text[1:]
    return (body[: len(root)], body[len(root) :]) if body.lower().startswith(root) else ("", body)


def _command(registry: Registry, text: str) -> tuple[Command, int] | None:
    """The command whose values are being typed, and where they begin; None while its name is being typed."""
    root, body = _spoken(registry, text)
    noun, space, rest = body.partition(" ")
    group = registry.groups.get(noun.lower())
    if group is None or not space:
        return None
    verb, space, _ = rest.partition(" ")
    begin = 1 + len(root) + len(noun) + 1
    if space and (command := group.commands.get(verb.lower())):
        return command, begin + len(verb) + 1
    if any(command.name.startswith(verb.lower()) for command in _visible(group)):
        return None
    default = group.commands.get(group.default or "")
    return (default, begin) if default else None


def _names(registry: Registry, text: str, language: str) -> Iterator[Suggestion]:
    """Nouns while several fit; the verbs of one noun; and verbs that fit by themselves ("/join")."""
    root, body = _spoken(registry, text)
    noun, space, verb = body.lower().lstrip().partition(" ")
    fitting = [group for group in registry.groups.values() if group.name.startswith(noun) and _visible(group)]
    if space:
        fitting = [group for group in fitting if group.name == noun]
    prefix = f"/{root}"
    for group in fitting if len(fitting) > 1 and not space else ():
        yield Suggestion(f"/{group.name}", speak(group.summary, language), f"{prefix}{group.name} ")
    if len(fitting) == 1:
        yield from (_named(prefix, command, language) for command in _verbs(fitting[0], verb.strip()))
    if noun and not space:
        others = (command for command in registry.visible() if command.group not in fitting)
        yield from (_named(prefix, command, language) for command in others if command.name.startswith(noun))


def _visible(group: Group) -> list[Command]:
    return [command for command in group.commands.values() if not command.hidden]


def _verbs(group: Group, verb: str) -> list[Command]:
    return [command for command in _visible(group) if command.name.startswith(verb)]


def _named(prefix: str, command: Command, language: str) -> Suggestion:
    return Suggestion(f"/{command.path}", speak(command.summary, language), f"{prefix}{command.path} ")


async def _values(
    core: Core, world: World, person: Person, channel: Channel, command: Command, at: caret.Caret, before: str
) -> list[Suggestion]:
    """What the core offers for the value being typed."""
    if at.parameter is None:
        return []
    path = (command.group.name, command.name)
    who, where = person.who(channel.workspace), channel.place
    choices = await core.complete(Completing(who, where, path, at.parameter.name, at.typed, at.values))
    if at.parameter.is_switch and not choices:
        choices = [Choice(answer, answer) for answer in ("yes", "no") if answer.startswith(at.typed)]
    gap = " " if before.endswith(":") else ""
    return [
        Suggestion(
            speak(choice.label, person.language),
            speak(choice.description, person.language),
            f"{before}{gap}{_typed(world, choice, choices)} ",
        )
        for choice in choices
    ]


def _typed(world: World, choice: Choice, all_of_them: list[Choice]) -> str:
    """A value as one would type it: people by handle, communities by name, texts in quotes if need be."""
    if choice.value.startswith("<@") and (owner := world.owner(choice.value[2:-1])):
        return f"@{owner[0].id}"
    namesakes = [each for each in all_of_them if each.label == choice.label]
    if choice.value.startswith("=") and len(namesakes) == 1:
        return quote(speak(choice.label, "en"))
    return quote(choice.value)


def _parameters(command: Command, at: caret.Caret, before: str, language: str) -> Iterator[Suggestion]:
    """The named parameters that fit the word being typed and were not given."""
    current = at.parameter
    waits = current is not None and not at.word and not current.is_list
    if current is not None and waits and (current.required or not current.positional):
        return
    for parameter in command.parameters:
        taken = parameter.name in at.values or parameter is current
        # The community is rarely needed, so it has to be asked for.
        begun = at.word or not parameter.implied
        if begun and not parameter.positional and not taken and parameter.name.startswith(at.word.lower()):
            description = speak(parameter.spec.description, language)
            yield Suggestion(f"{parameter.name}:", description, f"{before}{parameter.name}: ")


def _usage(command: Command, current: Parameter | None) -> Iterator[UsagePart]:
    """The command's name, its values in order, and the named one that is being typed."""
    yield UsagePart(f"/{command.path}")
    for parameter in command.parameters:
        shown = parameter.name + ("…" if parameter.is_list else "")
        if not parameter.positional:
            shown = f"{parameter.name}: …"
        if parameter.positional or parameter is current:
            yield UsagePart(f"<{shown}>" if parameter.required else f"[{shown}]", parameter is current)
