"""`Chat` on Discord: what a test does becomes what Discord's client would send to the bot.

    async with DiscordChat.open(tmp_path) as chat:
        card = await chat.says("alice", '/poll new "Lunch?" Soup Salad')

Nobody types command lines on Discord: `commanding` turns one into the options
of the command that the bot published, and what no option can hold goes through
the root command, as people would have to do it. A question whether something is
really meant is answered yes.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, Self

from adapters.discord.actions import Step, read
from bot.app import App
from bot.clock import utc_now
from bot.forward import Journey, MovableClock
from bot.settings import Discord, Settings
from tests.chat import Picked, Seen
from tests.databases import installation
from tests.drivers.commanding import Commanding
from tests.drivers.discord_forms import form_of, values_of
from tests.servers.discord import DiscordServer
from tests.servers.discord.interaction import Callback, Interaction
from tests.servers.discord.modals import inputs
from tests.servers.discord.permissions import Permission
from tests.servers.discord.reading import buttons_of, images_of, selects_of, text_of
from tests.servers.discord.things import Channel, Guild, Message, User

PEOPLE = ("alice", "bob", "carol", "dave")
CHANNELS = ("general", "random", "lobby")
_LINGER = 0.3
_TEXT_INPUT = 4


class DiscordChat:
    """Drives people in a `DiscordServer` with two guilds: everybody is in one, erin in the other, "west"."""

    name = "discord"
    app: App
    clock: MovableClock

    def __init__(self, server: DiscordServer) -> None:
        self.server = server
        self.home = self._guild("Library", "alice", PEOPLE[1:])
        self.west = self._guild("West", "wendy", ("erin",))

    @classmethod
    @asynccontextmanager
    async def open(cls, folder: Path, **settings: Any) -> AsyncIterator[Self]:
        """The whole product on a strict Discord; at the end the bot must have committed no fault."""
        async with DiscordServer() as server:
            chat = cls(server)
            own = Settings(**{**await installation(folder), "discord": access(server), **settings})
            clock = MovableClock(folder / "clock", utc_now)
            async with App(own, now=clock) as app:
                chat.app, chat.clock = app, clock
                await server.connected()
                yield chat
            server.faults.assert_none()

    # --- who and where

    def _guild(self, name: str, owner: str, members: tuple[str, ...]) -> Guild:
        world = self.server.world
        guild = world.add_guild(name, world.add_user(owner))
        for member in members:
            world.join(guild, world.add_user(member))
        for channel in CHANNELS:
            world.add_channel(guild, channel)
        return guild

    def person(self, who: str) -> User:
        """The account of that name; somebody new joins the guild where most are."""
        for user in self.server.world.users.values():
            if user.name == who:
                return user
        user = self.server.world.add_user(who)
        self.server.world.join(self.home, user)
        return user

    def guild_of(self, user: User) -> Guild:
        """The guild in which the person is."""
        return self.home if user.id in self.home.members else self.west

    def place(self, who: str, where: str) -> Channel:
        """The channel of that name in the person's guild, or their direct conversation for "@bot"."""
        user = self.person(who)
        if where == "@bot":
            return self.server.world.direct(user)
        guild = self.guild_of(user)
        for channel in guild.channels.values():
            if channel.name == where:
                return channel
        return self.server.world.add_channel(guild, where)

    async def passes(self, time: timedelta) -> None:
        """See `Chat`."""
        journey = Journey(self.clock, self.app.house, self.app.clock, self.app.deliverer)
        await journey.by(time)

    def make_admin(self, who: str) -> None:
        """See `Chat`."""
        user = self.person(who)
        self.server.world.grant(self.guild_of(user), user, Permission.ADMINISTRATOR)

    # --- what people do

    async def says(self, who: str, text: str, where: str = "general") -> Seen:
        """See `Chat`."""
        user, channel = self.person(who), self.place(who, where)
        path, values = await self._commanding().options(user, channel, text)
        return self._seen(await self.server.people.slash(user, channel, path, values))

    async def writes(self, who: str, text: str, where: str = "@bot") -> Seen:
        """See `Chat`; in a channel the text begins with a mention of the bot, who may answer directly."""
        user, channel = self.person(who), self.place(who, where)
        text = self._commanding().with_mentions(user, text)
        if channel.guild is not None:
            text = f"{self.server.world.bot.mention} {text}"
        written = self.server.people.message(user, channel, text)
        direct = self.server.world.direct(user)

        def answers() -> list[Message]:
            found = [*channel.messages.values(), *direct.messages.values()]
            return [m for m in found if m.id > written.id and m.author is self.server.world.bot]

        assert await self.server.world.changes.until(answers, 10), f"no answer to {text!r}"
        message = answers()[0]
        return self._message(message, private=message.channel is not channel)

    async def writes_in(
        self, who: str, text: str, where: str = "general", file: Picked | None = None
    ) -> Seen:
        """See `Chat`."""
        user, channel = self.person(who), self.place(who, where)
        written = self._commanding().with_mentions(user, text)
        files = [self.server.world.attach(file.name, file.content)] if file else []
        return self._message(self.server.people.message(user, channel, written, attachments=files))

    async def replies(self, who: str, text: str, to: Seen) -> Seen:
        """See `Chat`; the thread is the one that was opened on the message."""
        message, world = self._handle(to), self.server.world
        there = await world.changes.until(lambda: message.id in world.channels, 5)
        assert there, "no thread was opened on the message"
        reply = self.server.people.message(self.person(who), world.channels[message.id], text)
        return self._message(reply)

    async def menu(self, who: str, label: str, on: Seen) -> Seen | None:
        """See `Chat`."""
        message = self._handle(on)
        done = await self.server.people.context_menu(self.person(who), message.channel, label, message)
        return await self._perhaps(done)

    async def presses(self, who: str, button: str, on: Seen) -> Seen | None:
        """See `Chat`."""
        user, message = self.person(who), self._handle(on)
        done = await self.server.people.press(user, message, _button(message, button))
        question = done.message
        if question is not None and not done.updated:
            for control in question.controls():
                if read(control.get("custom_id", "")).step is Step.CONFIRMED:
                    done = await self.server.people.press(user, question, control["custom_id"])
                    break
        return await self._perhaps(done)

    async def chooses(self, who: str, *labels: str, on: Seen) -> Seen | None:
        """See `Chat`."""
        message = self._handle(on)
        menu = selects_of(message)[0]
        values = values_of(menu, labels)
        done = await self.server.people.select(self.person(who), message, menu["custom_id"], values)
        return await self._perhaps(done)

    async def submits(self, who: str, form: Seen, **values: str | Picked) -> Seen:
        """See `Chat`."""
        assert form.form is not None, f"no form is open: {form.text}"
        opened: Interaction = form.form.handle
        assert opened.modal is not None
        assert opened.user is self.person(who), f"the form is on {opened.user.name}'s screen"
        controls = {control["custom_id"]: control for _label, control in inputs(opened.modal)}
        filled = {name: self._filled(opened.user, controls[name], value) for name, value in values.items()}
        return self._seen(await self.server.people.submit_modal(opened, filled))

    def _filled(self, user: User, control: dict[str, Any], value: str | Picked) -> Any:
        if isinstance(value, Picked):
            return self.server.world.attach(value.name, value.content)
        if control["type"] == _TEXT_INPUT:
            return self._commanding().with_mentions(user, value)
        return values_of(control, [part.strip() for part in value.split(",") if part.strip()])

    async def takes(self, who: str, on: Seen) -> dict[str, bytes]:
        """See `Chat`."""
        return {each.filename: each.content for each in self._handle(on).attachments}

    async def completes(self, who: str, text: str, where: str = "general") -> list[str]:
        """See `Chat`."""
        return await self._commanding().completions(self.person(who), self.place(who, where), text)

    # --- what people see

    async def channel(self, where: str = "general", by: str = "alice") -> list[Seen]:
        """See `Chat`."""
        seen = self.server.people.sees(self.person(by), self.place(by, where))
        return [self._message(message) for message in seen if message.ephemeral_to is None]

    async def eventually(self, where: str, words: str, by: str = "alice", seconds: float = 10) -> Seen:
        """See `Chat`."""
        channel, reader, world = self.place(by, where), self.person(by), self.server.world

        def there() -> Message | None:
            lasting = [m for m in self.server.people.sees(reader, channel) if m.ephemeral_to is None]
            return next((m for m in reversed(lasting) if words in text_of(world, m)), None)

        await world.changes.until(there, seconds)
        found = there()
        shown = [text_of(world, message) for message in channel.messages.values()]
        assert found, f"{words!r} never came to {where}; there is {shown}"
        return self._message(found)

    def _commanding(self) -> Commanding:
        return Commanding(self.server, self.app.core.registry)

    def _handle(self, on: Seen) -> Message:
        message = on.handle
        assert isinstance(message, Message), f"nothing to press in {on.text!r}"
        return message

    async def _perhaps(self, done: Interaction) -> Seen | None:
        """What came of a press: a form, a new answer, a private message that was replaced, or nothing."""
        if done.modal is None and done.response in (Callback.UPDATE, Callback.DEFERRED_UPDATE):
            await self.server.world.changes.until(lambda: done.followups, _LINGER)
            if done.followups:
                return self._message(done.followups[-1])
            return self._message(done.message) if done.private and done.message else None
        return self._seen(done)

    def _seen(self, done: Interaction) -> Seen:
        if done.modal is not None:
            form = form_of(done)
            lines = [form.title, form.about, *(field.label for field in form.fields)]
            return Seen("\n".join(lines), private=True, form=form)
        assert done.message is not None, "an answer without a message"
        return self._message(done.message)

    def _message(self, message: Message, *, private: bool = False) -> Seen:
        return Seen(
            text=text_of(self.server.world, message),
            private=private or message.ephemeral,
            buttons=buttons_of(message),
            selects=tuple(tuple(o["label"] for o in menu.get("options", ())) for menu in selects_of(message)),
            images=images_of(message),
            handle=message,
        )


def access(server: DiscordServer) -> Discord:
    """Settings that lead to that server."""
    given = {"token": server.world.token, "api_url": server.api_url, "gateway_url": server.gateway_url}
    return Discord.model_validate(given)


def _button(message: Message, label: str) -> str:
    """The id of the button of that label; rows of a list have their number before it."""
    numbered = re.compile(rf"\d+ · {re.escape(label)}")
    for wanted in (re.compile(re.escape(label)), numbered):
        for control in message.controls():
            if wanted.fullmatch(control.get("label") or "") and "custom_id" in control:
                return str(control["custom_id"])
    return message.button(label)
