"""Every noun that the product has, and what only all of them together tell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from bot.declare import Command, Group, Kind
from bot.parameters import Feature, ItemKind, Parameter
from bot.words import speak


class Registry:
    """Every group that the product has, by noun, under one root name ("cop").

    Parameters that take a kind of item, or a feature, have their choices here: what is declared.
    """

    def __init__(self, groups: Iterable[Group], root: str = "cop") -> None:
        declared = tuple(groups)
        self.root = root
        self.kinds: dict[str, Kind] = {kind: one for group in declared for kind, one in group.kinds.items()}
        features = tuple(group.feature for group in declared if group.feature)
        gathered = {ItemKind: tuple(self.kinds), Feature: tuple(dict.fromkeys(features))}
        self.groups = {group.name: _complete(group, gathered) for group in declared}
        self.cards = {kind: maker for group in declared for kind, maker in group.cards.items()}
        self.facts = {kind: maker for group in declared for kind, maker in group.facts.items()}
        self.threads = {kind for group in declared for kind in group.threads}
        self.jobs = {name: job for group in declared for name, job in group.jobs.items()}
        self.removals = {kind: one for group in declared for kind, one in group.removals.items()}
        self.rounds = {name: one for group in declared for name, one in group.rounds.items()}

    def typed(self, line: str) -> str:
        """A command line as people are told to type it: "/poll new"; "/cop feed add" for a `taken` name."""
        group = self.groups.get(line.split(" ", 1)[0])
        return f"/{self.root} {line}" if group and group.taken else f"/{line}"

    def visible(self) -> Iterable[Command]:
        """Every command that people are shown, noun by noun."""
        for group in self.groups.values():
            yield from (command for command in group.commands.values() if not command.hidden)

    def menu(self) -> list[tuple[str, Command]]:
        """The entries of the menu on messages: label and command. Platforms know an entry by its label."""
        return [
            (speak(label, "en"), group.commands[name])
            for group in self.groups.values()
            for name, label in group.menu.items()
        ]

    def get(self, noun: str, verb: str) -> Command | None:
        """The command of that name, if there is one."""
        group = self.groups.get(noun)
        return group.commands.get(verb) if group else None


def _complete(group: Group, gathered: Mapping[Any, tuple[str, ...]]) -> Group:
    """The group with the choices of its parameters that are gathered from all groups."""
    commands = {
        name: replace(command, parameters=tuple(_chosen(one, gathered) for one in command.parameters))
        for name, command in group.commands.items()
        if any(one.type in gathered for one in command.parameters)
    }
    return replace(group, commands=group.commands | commands) if commands else group


def _chosen(parameter: Parameter, gathered: Mapping[Any, tuple[str, ...]]) -> Parameter:
    if parameter.type not in gathered:
        return parameter
    return replace(parameter, type=str, choices=(*gathered[parameter.type], *parameter.choices))
