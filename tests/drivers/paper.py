"""`Chat` on paper: no platform at all, yet the product's own dispatcher, deliverer and clock.

    answer = await chat.says("alice", '/poll new "Lunch?" Soup Salad')
    card, = await chat.channel("general")

Time stands still until `passes` moves it; then whatever has become due is done.
Messages go out when somebody looks (`channel`, `eventually`), so a test that
does not look can see what waits.

People and channels are there as soon as they are named. Everybody is in the
workspace "north", but for those in `workspaces` (erin is in "west").
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.adapter import Outcome
from bot.clock import Clock
from bot.declare import Group
from bot.deliver import Deliverer
from bot.dispatch import Dispatcher
from bot.house import House
from bot.incoming import (
    Completing,
    FileRef,
    Incoming,
    MessageRef,
    OnMessage,
    Place,
    Pressed,
    Replied,
    Submitted,
    What,
    Who,
    Written,
    file_value,
)
from bot.registry import Registry
from bot.replies import Attachment, Select, plain
from bot.settings import Settings
from commands import GROUPS
from storage.engine import Database
from tests.chat import Picked, Seen
from tests.drivers.paper_reading import Handle, answer_for, buttons_of, seen
from tests.dump import Dump, dump
from tests.paper import PaperAdapter, Posted

NOON = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
"""A Wednesday in winter, when London is at UTC."""

SECRET = b"a secret of these tests"
_MENTION = re.compile(r"(?<!\S)@([a-z][a-z0-9_]*)")
_CHANNEL = re.compile(r"(?<!\S)#([a-z][a-z0-9-]*)")


@dataclass(frozen=True)
class Said:
    """An ordinary message; nobody's where the bot wrote it."""

    author: Who | None
    ref: MessageRef | None
    where: str
    thread: str = ""
    files: tuple[FileRef, ...] = ()


class PaperChat:
    """Drives people; `asked` is the last event, for delivering it once more.

    `groups` are the nouns that there are, by default all that the product has.
    """

    name = "paper"

    def __init__(
        self, database: Database, folder: Path, groups: Sequence[Group] = GROUPS, **settings: Any
    ) -> None:
        self.now = NOON
        self.database = database
        self.adapter = PaperAdapter()
        self.settings = Settings(database_url=str(database.url), data=folder, **settings)
        self.registry = Registry(groups, self.settings.command)
        self.house = house = House(database, self.registry, self.settings, SECRET, self._moment)
        self.core = Dispatcher(house)
        self.core.adapters = {self.name: self.adapter}
        self.deliverer = Deliverer(house, self.core.adapters)
        self.clock = Clock(house, self.deliverer.wake, self.core.keeping)
        self.workspaces = {"erin": "west"}
        self.people: dict[str, Who] = {}
        self.asked: Incoming | None = None
        self._numbers = itertools.count(1)

    def _moment(self) -> datetime:
        return self.now

    # --- who and where

    def person(self, who: str, **details: Any) -> Who:
        """The account of that name; `details` change what the platform tells of it from now on."""
        known = self.people.get(who) or Who(
            self.name, self.workspaces.get(who, "north"), who, who.title(), who, None, "en", "Europe/London"
        )
        self.people[who] = replace(known, **details)
        return self.people[who]

    def make_admin(self, who: str) -> None:
        """See `Chat`."""
        self.person(who, administers=True)

    def place(self, who: str, where: str) -> Place:
        """The channel of that name in the person's workspace, or their conversation with the bot."""
        workspace = self.person(who).workspace
        if where == "@bot":
            return Place(self.name, workspace, f"@{who}", direct=True)
        return Place(self.name, workspace, where, where)

    # --- what people do

    async def says(self, who: str, text: str, where: str = "general") -> Seen:
        """See `Chat`; a @name and a #name become mentions, as the platforms' own clients make them."""
        seen = await self.does(who, Written(_with_mentions(text)), where)
        assert seen is not None, "there was no answer at all"
        return seen

    async def writes(self, who: str, text: str, where: str = "@bot") -> Seen:
        """See `Chat`."""
        return await self.says(who, text, where)

    async def writes_in(
        self, who: str, text: str, where: str = "general", file: Picked | None = None
    ) -> Seen:
        """See `Chat`; paper forgets it, but for what a menu is given."""
        place = self.place(who, where)
        ref = MessageRef(self.name, place.workspace, place.channel, f"said-{next(self._numbers)}")
        files = (self._give(file),) if file else ()
        return Seen(text, handle=Said(self.person(who), ref, where, files=files))

    async def replies(self, who: str, text: str, to: Seen, *, event: str = "") -> Seen:
        """See `Chat`; with an `event` the platform can tell of the same reply once more."""
        number, where = event or f"reply-{next(self._numbers)}", self.place(who, to.handle.where)
        await self.core.noticed(Replied(number, self.person(who), where, to.handle.ref))
        await self.deliverer.send_due()
        ref = MessageRef(self.name, where.workspace, where.channel, number)
        return Seen(text, handle=Said(self.person(who), ref, to.handle.where, to.handle.ref.message))

    async def menu(self, who: str, label: str, on: Seen) -> Seen | None:
        """See `Chat`."""
        path = next(command.path for name, command in self.registry.menu() if name == label)
        said = on.handle if isinstance(on.handle, Said) else Said(None, on.handle.ref, on.handle.where)
        assert said.ref is not None, "a private answer has no menu here"
        what = OnMessage(tuple(path.split()), on.text, said.author, said.ref, thread=said.thread)
        return await self.does(who, what, said.where, said.files)

    async def presses(self, who: str, button: str, on: Seen) -> Seen | None:
        """See `Chat`."""
        found = next((one for one in buttons_of(on.handle.reply) if str(one.label) == button), None)
        assert found, f"there is no button {button!r}, only {on.buttons}"
        return await self.does(who, Pressed(found.action, (), on.handle.ref), on.handle.where)

    async def chooses(self, who: str, *labels: str, on: Seen) -> Seen | None:
        """See `Chat`."""
        menu = next(block for block in on.handle.reply.blocks if isinstance(block, Select))
        values = tuple(option.value for option in menu.options if str(option.label) in labels)
        return await self.does(who, Pressed(menu.action, values, on.handle.ref), on.handle.where)

    async def submits(self, who: str, form: Seen, **values: str | Picked) -> Seen:
        """See `Chat`."""
        assert form.form, f"no form is open: {form.text}"
        fields = {field.name: field for field in form.handle.reply.fields}
        assert values.keys() <= fields.keys(), f"the form asks only for {', '.join(fields)}"
        picked = [self._give(value) for value in values.values() if isinstance(value, Picked)]
        token = file_value(0)
        texts = {name: token if isinstance(value, Picked) else value for name, value in values.items()}
        filled = {name: answer_for(field, texts.get(name, field.value)) for name, field in fields.items()}
        what = Submitted(form.handle.reply.action, filled)
        seen = await self.does(who, what, form.handle.where, tuple(picked))
        assert seen is not None, "there was no answer at all"
        return seen

    def _give(self, file: Picked) -> FileRef:
        place = f"file-{next(self._numbers)}"
        self.adapter.files[place] = file.content
        size = len(file.content) if file.size is None else file.size
        return FileRef(self.name, file.name, size, "", place)

    async def takes(self, who: str, on: Seen) -> dict[str, bytes]:
        """See `Chat`."""
        return {block.name: block.data for block in on.handle.reply.blocks if isinstance(block, Attachment)}

    async def does(
        self, who: str, what: What, where: str = "general", files: tuple[FileRef, ...] = ()
    ) -> Seen | None:
        """Let an event of any kind arrive."""
        place = self.place(who, where)
        people = tuple(self.people.values())
        named = tuple(self.place(who, name) for name in _channels_in(what))
        number = f"event-{next(self._numbers)}"
        self.asked = Incoming(number, self.person(who), place, what, people, named, files)
        return self._answered(await self.core.handle(self.asked), where)

    async def again(self) -> Seen | None:
        """The platform delivers the last event once more."""
        assert self.asked
        return self._answered(await self.core.handle(self.asked), self.asked.where.channel)

    async def completes(self, who: str, text: str, where: str = "general") -> list[str]:
        """See `Chat`; the values before the last word are left out of account."""
        noun, verb, *words = text.removeprefix("/").split(" ")
        command = self.registry.groups[noun].commands[verb]
        name, colon, typed = words[-1].partition(":")
        if not colon:
            name, typed = command.parameters[len(words) - 1].name, words[-1]
        return await self.suggestions(who, (noun, verb), name, typed, where)

    async def suggestions(
        self, who: str, path: tuple[str, ...], parameter: str, typed: str = "", where: str = "general"
    ) -> list[str]:
        """What is offered for one parameter."""
        asked = Completing(self.person(who), self.place(who, where), path, parameter, typed)
        return [f"{choice.label} {choice.description}".strip() for choice in await self.core.complete(asked)]

    # --- what people see

    async def channel(self, where: str = "general", by: str = "alice") -> list[Seen]:
        """See `Chat`."""
        await self.deliverer.send_due()
        place = self.place(by, where)
        return [self._standing(one, where) for one in self.adapter.standing(place.workspace, place.channel)]

    async def eventually(self, where: str, words: str, by: str = "alice", seconds: float = 10) -> Seen:
        """See `Chat`; nothing comes here by waiting, so it is there or it is not."""
        seen = await self.channel(where, by)
        found = [one for one in seen if words in one]
        assert found, f"{words!r} is not in {where}; there is {[one.text for one in seen]}"
        return found[-1]

    async def told(self, who: str) -> str:
        """All that the bot has written to somebody directly."""
        return "\n".join(one.text for one in await self.channel("@bot", by=who))

    # --- what only a test can do

    async def passes(self, time: timedelta) -> None:
        """Let time pass, and whatever is due by then be done."""
        self.now += time
        await self.clock.tick()
        await self.deliverer.send_due()

    async def dump(self, *without: str) -> Dump:
        """All that is in the database, but for those tables."""
        return await dump(self.database, *without)

    def _answered(self, outcome: Outcome, where: str) -> Seen | None:
        if outcome.reply is None:
            return None
        assert "Something went wrong on my side" not in plain(outcome.reply), (
            f"a fault: see the log; {self.asked}"
        )
        handle = Handle(outcome.reply, where, None, outcome)
        return seen(outcome.reply, handle, private=outcome.private, errors=dict(outcome.field_errors))

    def _standing(self, posted: Posted, where: str) -> Seen:
        return seen(posted.reply, Handle(posted.reply, where, posted.ref, None), private=False, errors={})


def _channels_in(what: What) -> list[str]:
    return re.findall(r"<#([a-z0-9-]+)>", what.line) if isinstance(what, Written) else []


def _with_mentions(text: str) -> str:
    return _CHANNEL.sub(r"<#\1>", _MENTION.sub(r"<@\1>", text))
