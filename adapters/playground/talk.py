"""What people do in the playground: write, press, fill in forms; and what comes of it.

The API and the demo both work through `Talk`. Answers of the core become
messages here: a private one has its asker as only reader, and an answer that
replaces the pressed private message is an edit of it. In a direct conversation
everything is between two anyway, so nothing there is marked private.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from adapters.playground import cards, receive
from adapters.playground.history import History
from adapters.playground.records import Draft, File, Message
from adapters.playground.typed import as_typed
from adapters.playground.world import BOT, PLATFORM, Channel, Person, World
from bot.adapter import Core, Outcome
from bot.incoming import (
    FileRef,
    MessageRef,
    OnMessage,
    Pressed,
    Replied,
    Submitted,
    Value,
    What,
    Who,
    Written,
    file_value,
)
from bot.replies import Card, Form, plain


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of it: the person's own message, the bot's answer, or a form; or what was wrong in a form."""

    posted: Message | None = None
    message: Message | None = None
    form: Form | None = None
    errors: Mapping[str, str] = field(default_factory=dict)
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """An event on its way to the core, with what its answer needs to know."""

    id: str
    person: Person
    channel: Channel
    command: str = ""
    pressed: Message | None = None

    @property
    def account(self) -> str:
        """The asker's account in that workspace."""
        return self.person.accounts[self.channel.workspace]


class Talk:
    """The deeds of people. `world` and `clock` are asked anew each time: tests and the demo change them."""

    def __init__(
        self, core: Core, history: History, world: Callable[[], World], clock: Callable[[], datetime]
    ) -> None:
        self._core = core
        self._history = history
        self._world = world
        self._clock = clock

    async def write(
        self,
        event_id: str,
        person: Person,
        channel: Channel,
        text: str,
        root: Message | None = None,
        files: Sequence[File] = (),
    ) -> Answer:
        """The person sends a text: a message for all, a command line, or both (a mention of the bot).

        `root` is the message in whose thread they write, and `files` are what they attach to the message.
        """
        line = receive.command_line(self._world(), channel, text)
        typed = text.strip().startswith("/") and not channel.direct
        posted = None if typed else await self._say(event_id, person, channel, text, root, files)
        if line is None or not text.strip():
            return Answer(posted=posted)
        asked = Asked(event_id, person, channel, command=text.strip() if typed else "")
        answer = await self._ask(asked, Written(line))
        return Answer(posted, answer.message, answer.form)

    async def press(
        self,
        event_id: str,
        person: Person,
        channel: Channel,
        message: Message,
        action: str,
        chosen: Sequence[str],
    ) -> Answer:
        """The person presses a button of the message, or chooses from a select of it."""
        lasting = MessageRef(PLATFORM, channel.workspace, channel.id, str(message.id))
        pressed = Pressed(action, tuple(chosen), None if message.reader else lasting)
        return await self._ask(Asked(event_id, person, channel, pressed=message), pressed)

    async def pick(
        self, event_id: str, person: Person, channel: Channel, message: Message, entry: str
    ) -> Answer:
        """The person chooses an entry of the message's menu: the path of a command."""
        picked = OnMessage(
            tuple(entry.split()),
            message.text,
            self._author(message, channel),
            MessageRef(PLATFORM, channel.workspace, channel.id, str(message.id)),
            thread=str(message.thread or ""),
        )
        return await self._ask(Asked(event_id, person, channel), picked, cards.attached(message))

    def _author(self, message: Message, channel: Channel) -> Who | None:
        """Who wrote it; None for the bot."""
        for person in self._world().members(channel.workspace):
            if person.id == message.author:
                return person
        return None

    async def fill_in(self, event_id: str, person: Person, channel: Channel, line: str) -> Answer:
        """The person asks for the form of a command line, with what it says already filled in."""
        return await self._ask(Asked(event_id, person, channel, command=f"/{line}"), Pressed(f"?{line}"))

    async def submit(
        self,
        event_id: str,
        person: Person,
        channel: Channel,
        action: str,
        values: Mapping[str, Value],
        pressed: Message | None,
        files: Mapping[str, FileRef] = MappingProxyType({}),
    ) -> Answer:
        """The person sends a form; `pressed` is the message whose button opened it, if one did.

        `files` are those that were picked, by field name.
        """
        command = "" if pressed else as_typed(self._core.registry, action)
        asked = Asked(event_id, person, channel, command=command, pressed=pressed)
        picked = {name: file_value(number) for number, name in enumerate(files)}
        return await self._ask(asked, Submitted(action, {**values, **picked}), tuple(files.values()))

    async def _say(
        self,
        event_id: str,
        person: Person,
        channel: Channel,
        text: str,
        root: Message | None,
        files: Sequence[File],
    ) -> Message:
        account = person.accounts[channel.workspace]
        key = f"{account}:{event_id}"
        draft = Draft(
            channel.id,
            account,
            text=text,
            card=cards.attaching(files),
            files=files,
            key=key,
            thread=root.id if root else None,
        )
        posted = await self._history.post(draft, self._clock())
        if root:
            under = MessageRef(PLATFORM, channel.workspace, channel.id, str(root.id))
            await self._core.noticed(Replied(key, person.who(channel.workspace), channel.place, under))
        return posted

    async def _ask(self, asked: Asked, what: What, files: tuple[FileRef, ...] = ()) -> Answer:
        incoming = receive.incoming(self._world(), asked.id, asked.person, asked.channel, what, files)
        outcome = await self._core.handle(incoming)
        if outcome.field_errors and isinstance(what, Submitted):
            problem = plain(outcome.reply) if outcome.reply else ""
            return Answer(errors=dict(outcome.field_errors), problem=problem)
        match outcome.reply:
            case None:
                return Answer()
            case Form() as form:
                return Answer(form=form)
            case Card() as card:
                return Answer(message=await self._show(asked, card, outcome))

    async def _show(self, asked: Asked, card: Card, outcome: Outcome) -> Message:
        body, files = cards.stored(card)
        pressed = asked.pressed
        if card.replaces and pressed and (pressed.reader or asked.channel.direct):
            edited = await self._history.edit(pressed.id, body, files)
            if edited is not None:
                return edited
        private = outcome.private and not asked.channel.direct
        draft = Draft(
            channel=asked.channel.id,
            author=BOT,
            card=body,
            files=files,
            reader=asked.account if private else None,
            command="" if asked.channel.direct else asked.command,
            caller=asked.account,
        )
        return await self._history.post(draft, self._clock())
