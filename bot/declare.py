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

A group also declares its *kind* of item with the card that shows one (drawn again
whenever the item changes), the *jobs* that schedules run, and the *rounds* that the
clock makes at every tick. `bot.registry` holds all groups and is made once, in
`bot.app`; nothing registers itself by being imported.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from bot.kinds import (
    CardMaker,
    Due,
    Facts,
    FirstReply,
    Following,
    Job,
    Kind,
    PutOff,
    Removal,
    Round,
)
from bot.parameters import (
    IMPLIED_COMMUNITY,
    Feature,
    Handler,
    ItemKind,
    Param,
    Parameter,
    parameters_of,
)
from bot.permissions import Permission
from bot.replies import OK
from bot.services.communities.communities import Community
from bot.services.items.items import Item
from bot.words import Message, _

__all__ = ["Command", "Feature", "Group", "ItemKind", "Kind", "Param", "Round"]


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
    prefilled: bool = False
    submit: Message = OK

    @property
    def path(self) -> str:
        """The command's name in a command line: "poll new"."""
        return f"{self.group.name} {self.name}"

    def usage(self) -> str:
        """Its name and its parameters: "poll new <question> <options…> [closes: …]"."""
        return " ".join([self.path, *(parameter.usage() for parameter in self.parameters)])

    def sample(self) -> str:
        """A command line that works."""
        return f"{self.path} {self.example}".strip()


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
    kinds: dict[str, Kind] = field(default_factory=dict)
    cards: dict[str, CardMaker] = field(default_factory=dict)
    facts: dict[str, Facts] = field(default_factory=dict)
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
        prefilled: bool = False,
        submit: Message = OK,
    ) -> Callable[[Handler], Handler]:
        """Declare a verb. Its docstring's first line is its summary.

        `private` says that only the person who asked sees the answer. `hidden` keeps it out of help and
        menus (it is there for buttons). `form` opens a form when required values are missing.
        `prefilled` says that the handler, given nothing but what the form is about, answers with a form that
        holds what is there; so the form is not opened without that.
        `submit` is what the form's button says that it does, in at most 24 characters ("Save"). It is also on
        the buttons with which a last value that is missing is chosen.
        """

        def declare(handler: Handler) -> Handler:
            summary = (inspect.getdoc(handler) or "").split("\n")[0]
            if not summary:
                raise TypeError(f"{self.name} {name} has no docstring")
            parameters = parameters_of(handler)
            about = (p for p in parameters if p.type in (Community, Item) and not p.is_list)
            if needs.in_community and not any(about):
                parameters = (*parameters, IMPLIED_COMMUNITY)
            self.commands[name] = Command(
                self,
                name,
                needs,
                private,
                hidden,
                example,
                _(summary),
                parameters,
                handler,
                form,
                prefilled=prefilled,
                submit=submit,
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
        self,
        label: Message,
        name: str,
        *,
        needs: Permission,
        files: bool = False,
        submit: Message = OK,
    ) -> Callable[[Handler], Handler]:
        """Declare an entry of the menu that platforms show on every message.

        It is a hidden command whose parameter `message` is the message as a quote
        (`bot.services.items.quotes`); `files` says that it wants the message's files too, which are then
        fetched. Platforms take labels of at most 24 characters, and five entries in all.
        """

        def declare(handler: Handler) -> Handler:
            self.command(name, needs=needs, hidden=True, submit=submit)(handler)
            self.commands[name] = replace(self.commands[name], keeps_files=files)
            self.menu[name] = label
            return handler

        return declare

    def kind(
        self,
        name: str,
        *,
        one: Message,
        many: Message,
        listed_by: str = "list",
        thread: bool = False,
        reply: FirstReply | None = None,
    ) -> Callable[[CardMaker], CardMaker]:
        """Declare a kind of item, and how one is drawn; called again whenever it has changed.

        `one` is what it is called within a sentence ("poll"), `many` as a heading ("Polls"). The group's verb
        `show` shows one, and `listed_by` lists them ("" for none). `thread` opens a thread under the card
        where it is posted. `reply` makes the button that stands beside one wherever people are told of it:
        what most would do first, such as to answer a question.
        """

        def declare(maker: CardMaker) -> CardMaker:
            listing = f"{self.name} {listed_by}" if listed_by else ""
            self.kinds[name] = Kind(name, one, many, f"{self.name} show", listing, reply)
            if thread:
                self.threads.add(name)
            return self.card(name)(maker)

        return declare

    def card(self, name: str) -> Callable[[CardMaker], CardMaker]:
        """Declare one more card of an item, beside that of its kind; called again whenever it has changed.

        The maker is given the work at hand and the item's number, and returns None when the item is gone.
        """

        def declare(maker: CardMaker) -> CardMaker:
            self.cards[name] = maker
            return maker

        return declare

    def facts_of(self, kind: str) -> Callable[[Facts], Facts]:
        """Declare what belongs beside the title of an item of that kind, such as when an event is.

        The maker is given the work at hand and numbers of such items, and says it of each that has any, in a
        line. It is asked once for all items of a message.
        """

        def declare(maker: Facts) -> Facts:
            self.facts[kind] = maker
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
