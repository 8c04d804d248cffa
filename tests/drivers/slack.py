"""`Chat` on Slack: what a test does becomes what Slack's clients would send to the app.

    async with SlackChat.open(tmp_path, mode="socket") as chat:
        card = await chat.says("alice", '/poll new "Lunch?" Soup Salad')

Everybody is a member of every public channel, the app included; people and
channels beside the usual ones come into being when they are first named. A
command that Slack keeps for itself is typed under the root command, as people
would have to.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal, Self

from adapters.slack.publish import manifest
from bot.app import App, registry
from bot.clock import utc_now
from bot.forward import Journey, MovableClock
from bot.settings import Settings, Slack
from tests.chat import Picked, Seen, SeenField, SeenForm
from tests.databases import installation
from tests.servers.slack import Channel, Installation, Message, Outcome, SlackServer, Timing, User, View
from tests.servers.slack.reading import buttons_of, elements_of, images_of, lines_of, options_of, text_of
from tests.servers.slack.world import Json, Sight

Mode = Literal["socket", "http"]

PEOPLE = ("alice", "bob", "carol", "dave")
CHANNELS = ("general", "random", "lobby")

_SHOWN = ("message", "ephemeral", "changed", "view", "view_changed")


class SlackChat:
    """Drives people in a `SlackServer`; `root` is the name of the root command."""

    name = "slack"
    app: App
    clock: MovableClock

    def __init__(self, server: SlackServer, root: str = "cop", manifest: Json | None = None) -> None:
        self.server = server
        self.root = root
        self.manifest: Json = manifest or {}

    @classmethod
    @asynccontextmanager
    async def open(cls, folder: Path, mode: Mode = "socket", **settings: Any) -> AsyncIterator[Self]:
        """The whole product on a strict Slack, installed by its own manifest.

        `settings` are further settings of the product. At the end the app must have committed no fault, and
        must have been refused nothing for want of a scope.
        """
        own = Settings(**{**await installation(folder), **settings})
        made = manifest(registry(own), socket_mode=mode == "socket")
        timing = Timing(retries=(0.2, 0.5, 1.0))
        async with SlackServer(Installation.of(made), timing=timing) as server:
            _populate(server)
            clock = MovableClock(folder / "clock", utc_now)
            async with App(_with_slack(own, server, mode), now=clock) as app:
                chat = cls(server, own.command, made)
                chat.app, chat.clock = app, clock
                await _reachable(server, app, mode)
                yield chat
            assert not server.faults, [str(fault) for fault in server.faults]
            missing = [call for call in server.platform.calls if call.error == "missing_scope"]
            assert not missing, f"the manifest asks for too little: {missing}"

    # --- who and where

    def person(self, who: str) -> User:
        """The person of that name, who is in every channel."""
        world = self.server.world
        try:
            return world.user(who)
        except KeyError:
            user = self.server.add_user(who)
            for channel in world.channels.values():
                if channel.kind == "public":
                    channel.members.append(user.id)
            return user

    def place(self, who: str, where: str) -> Channel:
        """The channel of that name, or the person's direct conversation with the app for "@bot"."""
        user = self.person(who)
        try:
            return self.server.people.place(user, where)
        except KeyError:
            names = [each.name for each in self.server.world.users.values()]
            return self.server.add_channel(where, members=names)

    async def passes(self, time: timedelta) -> None:
        """See `Chat`."""
        journey = Journey(self.clock, self.app.house, self.app.clock, self.app.deliverer)
        await journey.by(time)

    def make_admin(self, who: str) -> None:
        """See `Chat`."""
        self.person(who).is_admin = True

    # --- what people do

    async def says(self, who: str, text: str, where: str = "general") -> Seen:
        """See `Chat`."""
        channel = self.place(who, where)
        command, _, rest = text.partition(" ")
        if self.server.installation.escapes(command) is None:
            command, rest = f"/{self.root}", f"{command.removeprefix('/')} {rest}"
        outcome = await self.server.people.slash(self.person(who), channel, command, rest)
        return await self._answer(outcome)

    async def writes(self, who: str, text: str, where: str = "@bot") -> Seen:
        """See `Chat`; in a channel the text begins with a mention of the app."""
        channel = self.place(who, where)
        text = text if channel.kind == "im" else f"@{self.server.world.bot.name} {text}"
        outcome = await self.server.people.write(self.person(who), channel, text)
        return await self._seen_by(outcome, await outcome.shows())

    async def writes_in(
        self, who: str, text: str, where: str = "general", file: Picked | None = None
    ) -> Seen:
        """See `Chat`."""
        user, channel = self.person(who), self.place(who, where)
        files = [self.server.people.upload(user, file.name, file.content)] if file else None
        await self.server.people.write(user, channel, text, files=files)
        return self._message(channel.messages[-1], user)

    async def replies(self, who: str, text: str, to: Seen) -> Seen:
        """See `Chat`."""
        message: Message = to.handle
        channel = self.server.world.channels[message.channel]
        await self.server.people.write(self.person(who), channel, text, thread=message.ts)
        return self._message(channel.messages[-1], self.person(who))

    async def menu(self, who: str, label: str, on: Seen) -> Seen | None:
        """See `Chat`."""
        names = {each["name"]: each["callback_id"] for each in self.manifest["features"]["shortcuts"]}
        outcome = await self.server.people.shortcut(self.person(who), on.handle, names[label])
        return await self._perhaps(outcome)

    async def presses(self, who: str, button: str, on: Seen) -> Seen | None:
        """See `Chat`."""
        return await self._perhaps(await self.server.people.press(self.person(who), on.handle, button))

    async def chooses(self, who: str, *labels: str, on: Seen) -> Seen | None:
        """See `Chat`."""
        return await self._perhaps(await self.server.people.select(self.person(who), on.handle, "", *labels))

    async def submits(self, who: str, form: Seen, **values: str | Picked) -> Seen:
        """See `Chat`."""
        assert form.form is not None, f"no form is open: {form.text}"
        view: View = form.form.handle
        elements = {block["block_id"]: element for block, element in elements_of(view.body["blocks"])}
        user = self.person(who)
        filled = {
            name: self.server.people.upload(user, value.name, value.content)
            if isinstance(value, Picked)
            else _filled(elements.get(name, {}), value)
            for name, value in values.items()
        }
        outcome = await self.server.people.submit(self.person(who), view, filled)
        if outcome.errors:
            return Seen("\n".join(outcome.errors.values()), private=True, form=_form(view, outcome.errors))
        return await self._answer(outcome)

    async def takes(self, who: str, on: Seen) -> dict[str, bytes]:
        """See `Chat`: a file comes into the channel, or into the person's direct conversation."""
        places = [self.place(who, "@bot"), self.server.world.channels[on.handle.channel]]
        for _ in range(100):
            shared = [each for place in places for message in place.messages for each in message.files]
            files = [self.server.world.files[each] for each in shared]
            if taken := {file.name: file.content for file in files if file.name in on.text}:
                return taken
            await asyncio.sleep(0.05)
        return {}

    async def completes(self, who: str, text: str, where: str = "general") -> list[str]:
        """See `Chat`: Slack completes nothing in slash commands."""
        return []

    # --- what people see

    async def channel(self, where: str = "general", by: str = "alice") -> list[Seen]:
        """See `Chat`."""
        reader = self.person(by)
        return [self._message(message, reader) for message in self.place(by, where).messages]

    async def eventually(self, where: str, words: str, by: str = "alice", seconds: float = 10) -> Seen:
        """See `Chat`."""
        channel, reader, world = self.place(by, where), self.person(by), self.server.world

        def there() -> Message | None:
            newest_first = reversed(channel.messages)
            return next((each for each in newest_first if words in text_of(world, each, reader)), None)

        try:
            if there() is None:
                await world.sights.wait(lambda _: there() is not None, 0, seconds)
        except TimeoutError:
            shown = [text_of(world, each, reader) for each in channel.messages]
            raise AssertionError(f"{words!r} never came to {where}; there is {shown}") from None
        found = there()
        assert found, f"{words!r} came and went"
        return self._message(found, reader)

    async def _answer(self, outcome: Outcome, seconds: float = 10) -> Seen:
        """What the app answered to this very act, and not what else appeared at that moment."""

        def is_answer(sight: Sight) -> bool:
            whispered = sight.kind == "ephemeral" and sight.user == outcome.user.id and not sight.cause
            granted = sight.cause in (outcome.cause, outcome.earlier or outcome.cause)
            return sight.kind in _SHOWN and (granted or whispered)

        try:
            sight = await self.server.world.sights.wait(is_answer, outcome.since, seconds)
        except TimeoutError:
            seen = [f"{each.kind}: {outcome.text(each)!r}" for each in outcome.seen]
            raise AssertionError(f"no answer ({outcome.failed or 'no error'}); seen: {seen}") from None
        return await self._seen_by(outcome, sight)

    async def _perhaps(self, outcome: Outcome) -> Seen | None:
        assert not outcome.failed, outcome.failed
        try:
            return await self._answer(outcome, seconds=3)
        except AssertionError:
            return None

    async def _seen_by(self, outcome: Outcome, sight: Sight) -> Seen:
        if sight.message is not None:
            return self._message(sight.message, outcome.user)
        assert sight.view is not None
        form = _form(sight.view)
        text = "\n".join([form.title, *lines_of(self.server.world, sight.view.body["blocks"], outcome.user)])
        return Seen(text, private=True, form=form)

    def _message(self, message: Message, reader: User) -> Seen:
        menus = [element for _, element in elements_of(message.blocks) if "select" in element["type"]]
        return Seen(
            text=text_of(self.server.world, message, reader),
            private=message.ephemeral_to is not None,
            buttons=tuple(buttons_of(message.blocks)),
            selects=tuple(_labels(menu) for menu in menus),
            images=images_of(message),
            handle=message,
        )


def _labels(element: Json) -> tuple[str, ...]:
    return tuple(option["text"]["text"] for option in options_of(element))


def _filled(element: Json, value: str) -> Any:
    """A value of a test as the person would give it to that element."""
    kind = element.get("type", "")
    if kind == "checkboxes":
        return ["yes"] if value == "yes" else []
    return [each.strip() for each in value.split(",")] if kind.startswith("multi_") else value


def _form(view: View, errors: dict[str, str] | None = None) -> SeenForm:
    blocks = view.body["blocks"]
    above = [block["text"]["text"] for block in blocks if block["type"] == "section"]
    short = view.body["title"]["text"]
    title = above.pop(0) if short.endswith("…") else short
    fields = tuple(_field(block) for block in blocks if block["type"] == "input")
    return SeenForm(title, fields, "".join(above), dict(errors or {}), view, view.body["submit"]["text"])


def _field(block: Json) -> SeenField:
    element = block["element"]
    required = not block.get("optional", False)
    if element["type"] == "checkboxes":
        value = "yes" if element.get("initial_options") else "no"
        return SeenField(block["block_id"], block["label"]["text"], value, required)
    chosen = element.get("initial_options") or [element[key] for key in ("initial_option",) if key in element]
    value = ",".join(option["value"] for option in chosen) or element.get("initial_value", "")
    return SeenField(block["block_id"], block["label"]["text"], value, required, _labels(element))


def _populate(server: SlackServer) -> None:
    for name in PEOPLE:
        server.add_user(name, is_owner=name == "alice")
    for name in CHANNELS:
        server.add_channel(name, members=[server.world.bot.name, *PEOPLE])


def _with_slack(settings: Settings, server: SlackServer, mode: Mode) -> Settings:
    installation = server.installation
    way_in = {"app_token": installation.app_token} if mode == "socket" else {}
    if mode == "http":
        way_in = {"signing_secret": installation.signing_secret}
    slack = Slack.model_validate({"bot_token": installation.bot_token, "api_url": server.api_url, **way_in})
    return settings.model_copy(update={"slack": slack})


async def _reachable(server: SlackServer, app: App, mode: Mode) -> None:
    """Wait until events reach the app."""
    if mode == "socket":
        await server.sockets.connected()
        return
    server.deliver_to(f"http://127.0.0.1:{app.port}/slack/events")
    for _ in range(500):
        if all(adapter.health().ok for adapter in app.adapters):
            return
        await asyncio.sleep(0.01)
    raise AssertionError([adapter.health().detail for adapter in app.adapters])
