"""How a command is declared, once, for every platform.

    polls = Group("poll", _("Ask your community"), feature="polls", default="new")

    @polls.command("new", needs=MEMBER, example='"Where do we meet?" Library "Town hall"')
    async def new(request: Request,
                  question: Annotated[str, Param(_("What do you want to know?"))],
                  options: Annotated[list[str], Param(_("Answers, at least two"))],
                  closes: Annotated[datetime | None, Param(_("When it closes"))] = None) -> Reply:
        \"\"\"Open a poll in this channel.\"\"\"

From that alone come Discord's options and completion, Slack's text grammar,
modals and manifest, the playground's completion, `help`, and the reference
page. Required parameters are positional, in order; optional ones are named,
but for those that are `placed`, and the first one of a command that requires none.

A group also declares the *card* of its kind of item (drawn again whenever the
item changes), the *jobs* that schedules run, and the *rounds* that the clock makes
at every tick. `Registry` holds all groups and is made once, in `bot.app`; nothing
registers itself by being imported.
"""

from __future__ import annotations

import inspect
import types
import typing
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union, get_args, get_origin

from bot.permissions import Permission
from bot.replies import Card, Reply
from bot.services.communities.communities import Community
from bot.services.items.items import Item
from bot.words import Message, Words, _, speak

if TYPE_CHECKING:
    from bot.request import Request, Work
    from storage.engine import Tx

Handler = Callable[..., Awaitable[Reply]]
CardMaker = Callable[["Work", int], Awaitable[Card | None]]
Job = Callable[["Work", int], Awaitable[None]]
Removal = Callable[["Request", int, bool], Awaitable[None]]
Due = Callable[["Tx", datetime], Awaitable[Sequence[int]]]
Following = Callable[["Tx", datetime], Awaitable[datetime | None]]
PutOff = Callable[["Tx", int, datetime], Awaitable[None]]


@dataclass(frozen=True)
class Param:
    """What a parameter's annotation says beside its type.

    `label` is its name in forms; by default made from the name. `long` asks for several lines where there
    is a form. `carried` says that a form does not ask for it where it is given. `item` names the kind of
    item that a parameter of type `Item` may be ("poll"). `placed` says that it can be given without its name
    although it is not required; it then stands behind those that are.
    `endings` are those that the name of a file may have, without the dot; by default all that are taken.
    """

    description: Message
    label: Words = ""
    long: bool = False
    carried: bool = False
    item: str | None = None
    placed: bool = False
    endings: tuple[str, ...] = ()
    max_length: int = 2000


@dataclass(frozen=True)
class Round:
    """What the clock looks for at every tick.

    `due` reads the numbers of what is to be done now, the longest due first and some 50 at most; it must be
    cheap. `run` does one of them in a transaction of its own, and first makes sure that no other process
    has: it claims, or finds it done and does nothing. What fails is tried again after a pause that grows;
    `put_off` moves it in the database, where many that fail would stand in the way of the others.
    `following` tells when the next is due, for the playground, whose clock can be moved there.
    """

    due: Due
    run: Job
    put_off: PutOff | None = None
    following: Following | None = None


@dataclass(frozen=True)
class Parameter:
    """One declared parameter. `type` is the type of the value, or of one member of a list.

    `implied` marks the community that a command takes beside what is declared: it says where the command
    is to work when written outside of the community's channels; the handler finds it in the request.
    """

    name: str
    type: Any
    spec: Param
    required: bool
    default: Any
    positional: bool
    is_list: bool
    choices: tuple[str, ...] = ()
    implied: bool = False

    @property
    def is_switch(self) -> bool:
        """Whether it is yes or no."""
        return self.type is bool

    @property
    def is_word(self) -> bool:
        """Whether its value is always one word, so that what follows it is a mistake.

        An item is a number, but for pages, which are called by their titles.
        """
        by_title = self.type is Item and self.spec.item == "page"
        return not (self.is_list or by_title) and self.type in (int, bool, Item)

    @property
    def label(self) -> Words:
        """Its name as a form shows it."""
        return self.spec.label or Message(self.name.replace("_", " ").capitalize())


@dataclass(frozen=True)
class Command:
    """One verb of a noun, as declared. `keeps_files` says that it wants the files of a picked message."""

    group: Group
    name: str
    needs: Permission
    private: bool
    hidden: bool
    example: str
    summary: Message
    parameters: tuple[Parameter, ...]
    handler: Handler
    form: bool
    keeps_files: bool = False

    @property
    def path(self) -> str:
        """The command's name in a command line: "poll new"."""
        return f"{self.group.name} {self.name}"

    def usage(self) -> str:
        """Its name and its parameters: "poll new <question> <options…> [closes: …]"."""
        return " ".join([self.path, *(_usage(parameter) for parameter in self.parameters)])

    def sample(self) -> str:
        """A command line that works."""
        return f"{self.path} {self.example}".strip()


_IMPLIED_COMMUNITY = Parameter(
    name="community",
    type=Community,
    spec=Param(_("Which community; needed only outside of its channels")),
    required=False,
    default=None,
    positional=False,
    is_list=False,
    implied=True,
)


def _usage(parameter: Parameter) -> str:
    shown = parameter.name + ("…" if parameter.is_list else "")
    if parameter.required:
        return f"<{shown}>"
    return f"[{shown}]" if parameter.positional else f"[{parameter.name}: …]"


@dataclass(frozen=True, eq=False)
class Group:
    """A noun and its verbs.

    `feature` is the switch that turns it on and off in a community. `default` is the verb that is meant
    when the first word is none of the verbs. `order` names the verbs as people come to need them, where more
    than one module declares them and the order of imports would decide; others stand behind, as declared.
    `alone` says that the noun by itself is that default verb, which then needs nothing; else its verbs are
    listed. `taken` says that a platform keeps the name for itself: people are told to write it after the
    root's, on every platform (`Registry.typed`).
    """

    name: str
    summary: Message
    feature: str | None = None
    default: str | None = None
    order: tuple[str, ...] = ()
    alone: bool = False
    taken: bool = False
    commands: dict[str, Command] = field(default_factory=dict)
    cards: dict[str, CardMaker] = field(default_factory=dict)
    threads: set[str] = field(default_factory=set)
    jobs: dict[str, Job] = field(default_factory=dict)
    rounds: dict[str, Round] = field(default_factory=dict)
    removals: dict[str, Removal] = field(default_factory=dict)
    menu: dict[str, Message] = field(default_factory=dict)

    def command(
        self,
        name: str,
        *,
        needs: Permission,
        example: str = "",
        private: bool = True,
        hidden: bool = False,
        form: bool = True,
    ) -> Callable[[Handler], Handler]:
        """Declare a verb. Its docstring's first line is its summary.

        `private` says that only the person who asked sees the answer. `hidden` keeps it out of help and
        menus (it is there for buttons). `form` opens a form when required values are missing.
        """

        def declare(handler: Handler) -> Handler:
            summary = (inspect.getdoc(handler) or "").split("\n")[0]
            if not summary:
                raise TypeError(f"{self.name} {name} has no docstring")
            parameters = _parameters(handler)
            about = (p for p in parameters if p.type in (Community, Item) and not p.is_list)
            if needs.in_community and not any(about):
                parameters = (*parameters, _IMPLIED_COMMUNITY)
            self.commands[name] = Command(
                self, name, needs, private, hidden, example, _(summary), parameters, handler, form
            )
            self._arrange()
            return handler

        return declare

    def _arrange(self) -> None:
        """Put the verbs declared so far into their order."""
        places = {verb: place for place, verb in enumerate(self.order)}
        arranged = sorted(self.commands.items(), key=lambda pair: places.get(pair[0], len(places)))
        self.commands.clear()
        self.commands.update(arranged)

    def message(
        self, label: Message, name: str, *, needs: Permission, files: bool = False
    ) -> Callable[[Handler], Handler]:
        """Declare an entry of the menu that platforms show on every message.

        It is a hidden command whose parameter `message` is the message as a quote
        (`bot.services.items.quotes`); `files` says that it wants the message's files too, which are then
        fetched. Platforms take labels of at most 24 characters, and five entries in all.
        """

        def declare(handler: Handler) -> Handler:
            self.command(name, needs=needs, hidden=True)(handler)
            self.commands[name] = replace(self.commands[name], keeps_files=files)
            self.menu[name] = label
            return handler

        return declare

    def card(self, kind: str, *, thread: bool = False) -> Callable[[CardMaker], CardMaker]:
        """Declare how an item of that kind is drawn; called again whenever it has changed.

        The maker is given the work at hand and the item's number, and returns None when the item is gone.
        `thread` opens a thread under the card where it is posted.
        """

        def declare(maker: CardMaker) -> CardMaker:
            self.cards[kind] = maker
            if thread:
                self.threads.add(kind)
            return maker

        return declare

    def removal(self, kind: str) -> Callable[[Removal], Removal]:
        """Declare what else is done when an item of that kind is taken away, or (True) brought back."""

        def declare(removal: Removal) -> Removal:
            self.removals[kind] = removal
            return removal

        return declare

    def job(self, name: str) -> Callable[[Job], Job]:
        """Declare what schedules of that name do; it is given the work at hand and the subject."""

        def declare(job: Job) -> Job:
            self.jobs[name] = job
            return job

        return declare

    def round(
        self, name: str, *, due: Due, put_off: PutOff | None = None, following: Following | None = None
    ) -> Callable[[Job], Job]:
        """Declare what the clock looks for at every tick, and what it does with each that is due."""

        def declare(run: Job) -> Job:
            self.rounds[name] = Round(due, run, put_off, following)
            return run

        return declare


def _parameters(handler: Handler) -> tuple[Parameter, ...]:
    """Read a handler's parameters, all but the first (the request)."""
    hints = typing.get_type_hints(handler, include_extras=True)
    declared = list(inspect.signature(handler).parameters.values())[1:]
    any_required = any(p.default is p.empty for p in declared)
    return tuple(
        _parameter(p, hints[p.name], first=index == 0 and not any_required)
        for index, p in enumerate(declared)
    )


def _parameter(declared: inspect.Parameter, hint: Any, *, first: bool) -> Parameter:
    if get_origin(hint) is not Annotated:
        raise TypeError(f"{declared.name} is not Annotated[…, Param(…)]")
    kind, spec = get_args(hint)[:2]
    if get_origin(kind) in (Union, types.UnionType):
        kind = next(arg for arg in get_args(kind) if arg is not types.NoneType)
    is_list = get_origin(kind) is list
    if is_list:
        kind = get_args(kind)[0]
    choices = tuple(get_args(kind)) if get_origin(kind) is Literal else ()
    required = declared.default is declared.empty
    return Parameter(
        name=declared.name,
        type=str if choices else kind,
        spec=spec,
        required=required,
        default=None if required else declared.default,
        positional=required or first or spec.placed,
        is_list=is_list,
        choices=choices,
    )


class Registry:
    """Every group that the product has, by noun, under one root name ("cop")."""

    def __init__(self, groups: Iterable[Group], root: str = "cop") -> None:
        self.root = root
        self.groups = {group.name: group for group in groups}
        self.cards = {kind: maker for group in self.groups.values() for kind, maker in group.cards.items()}
        self.threads = {kind for group in self.groups.values() for kind in group.threads}
        self.jobs = {name: job for group in self.groups.values() for name, job in group.jobs.items()}
        self.removals = {kind: one for group in self.groups.values() for kind, one in group.removals.items()}
        self.rounds = {name: one for group in self.groups.values() for name, one in group.rounds.items()}

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
