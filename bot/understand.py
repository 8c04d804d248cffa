"""From what arrived to the command that is meant and the texts given for its parameters.

Touches no database: a mistake in the words is answered before anything is
looked up, and whether an answer will be private is known at once.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from rapidfuzz import fuzz, process

from bot.declare import Command, Group
from bot.errors import NotUnderstood
from bot.forms import PREFIX
from bot.grammar import parse, quote, tokens
from bot.incoming import Called, OnMessage, Pressed, Submitted, Value, What, Written
from bot.registry import Registry
from bot.words import _

_LIKE_A_VERB = 70
_NUMBER = re.compile("#?[0-9]{1,15}")
_MAKES = "new"
"""The default verb of nouns that make something which others then see."""


@dataclass(frozen=True)
class Asked:
    """A command, and the texts given for its parameters by name.

    `form` asks for the command's form even if nothing is missing. `submitted` says that the texts come
    from a form, `alone` that nothing but the noun was said.
    """

    command: Command
    values: Mapping[str, Value]
    form: bool = False
    submitted: bool = False
    alone: bool = False


@dataclass(frozen=True)
class DraftStep:
    """A step of a form that is kept as a draft: the answers of page `at`, or a wish to see it.

    `at` is None where the draft is to be run as it is, and "edit" means from its beginning.
    """

    draft: str
    at: int | None
    answers: Mapping[str, Value] | None


def understand(registry: Registry, what: What) -> Asked | DraftStep:
    """What is meant. Raises `NotUnderstood`, with what there is instead."""
    match what:
        case Written(line=line):
            return _written(registry, line)
        case Called(path=path, values=values):
            return Asked(_command(registry, path), _without_empty(values))
        case Pressed(action=action, chosen=chosen):
            if step := _draft_step(action, None):
                return step
            line = " ".join([action.lstrip("?"), *map(quote, chosen)])
            asked = _written(registry, line)
            return Asked(asked.command, asked.values, form=action.startswith("?"))
        case OnMessage(path=path):
            return Asked(_command(registry, path), {})
        case Submitted(action=action, values=values):
            if step := _draft_step(action, values):
                return step
            asked = _written(registry, action)
            return Asked(asked.command, {**asked.values, **values}, submitted=True)


def _without_empty(values: Mapping[str, Value]) -> dict[str, Value]:
    return {name: value for name, value in values.items() if value not in ("", [])}


def _draft_step(action: str, answers: Mapping[str, Value] | None) -> DraftStep | None:
    words = action.split()
    if len(words) != 3 or words[0] != PREFIX:
        return None
    return DraftStep(words[1], int(words[2]) if re.fullmatch("[0-9]{1,3}", words[2]) else None, answers)


def _command(registry: Registry, path: tuple[str, ...]) -> Command:
    """The command of a name that a platform took apart itself."""
    names = path[1:] if path and path[0] == registry.root else path
    group = registry.groups.get(names[0]) if names else None
    found = group.commands.get(names[1] if len(names) > 1 else group.default or "") if group else None
    if found is None:
        raise NotUnderstood(_("I do not know the command {name}.", name="/" + " ".join(path)), example="help")
    return found


def _written(registry: Registry, line: str) -> Asked:
    """The command of a typed line. The root's name before the noun changes nothing."""
    line = line.strip().removeprefix("/").strip()
    noun, rest = _first(line)
    if noun == registry.root:
        noun, rest = _first(rest)
    if not noun:
        return _help(registry, "")
    if _NUMBER.fullmatch(noun) and not rest:
        return _parsed(registry.groups["item"].commands["show"], noun)
    group = registry.groups.get(noun)
    if group is None:
        raise NotUnderstood(
            _("I do not know “{noun}”.{guess}", noun=noun[:40], guess=_guess(noun, registry.groups)),
            example="help",
        )
    return _verb(registry, group, rest)


def _first(line: str) -> tuple[str, str]:
    """The first word in lower case, and what follows it as it stands."""
    parts = line.split(None, 1)
    return (parts[0].lower() if parts else "", parts[1] if len(parts) > 1 else "")


def _verb(registry: Registry, group: Group, rest: str) -> Asked:
    verb, more = _first(rest)
    if verb in group.commands:
        return _parsed(group.commands[verb], more)
    alone = group.alone and not rest
    if group.name != "help" and (verb == "help" or not (rest or alone)):
        return _help(registry, group.name)
    default = group.commands.get(group.default or "")
    slip = bool(rest) and not tokens(rest)[0].quoted and _is_slip(registry, group, verb, more)
    if default is None or slip:
        raise NotUnderstood(
            _(
                "“{noun} {verb}” is none of my commands.{guess}",
                noun=group.name,
                verb=verb[:40],
                guess=_guess(verb, _verbs(group)),
            ),
            example=f"{group.name} help",
        )
    return replace(_parsed(default, rest), alone=alone)


def _is_slip(registry: Registry, group: Group, verb: str, more: str) -> bool:
    """Whether the first word is a verb misspelt or, where it would be made something of, another noun's."""
    elsewhere = group.default == _MAKES and not more
    return bool(_guess(verb, _verbs(group))) or (
        elsewhere and any(verb in _verbs(other) for other in registry.groups.values())
    )


def _parsed(command: Command, text: str) -> Asked:
    try:
        return Asked(command, parse(command.parameters, text))
    except NotUnderstood as error:
        error.example = error.example or command.sample()
        raise


def _verbs(group: Group) -> list[str]:
    return [name for name, command in group.commands.items() if not command.hidden]


def _guess(word: str, known: Mapping[str, object] | list[str]) -> object:
    """ " Did you mean …?" where something is spelled alike, else an empty text."""
    # Letters in the wrong order are the commonest slip, and weigh too much in a word of three.
    swapped = next((name for name in known if sorted(name) == sorted(word)), None)
    close = process.extractOne(word, list(known), scorer=fuzz.ratio, score_cutoff=_LIKE_A_VERB)
    guess = swapped or (close and close[0])
    return _(" Did you mean “{guess}”?", guess=guess) if guess else ""


def _help(registry: Registry, noun: str) -> Asked:
    return Asked(registry.groups["help"].commands["show"], {"noun": noun} if noun else {})
