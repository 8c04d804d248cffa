"""`Chat` on the playground: what a test does goes through the page's own JSON API.

    async with PlaygroundChat.open(tmp_path) as chat:
        card = await chat.says("alice", '/poll new "Lunch?" Soup Salad')

People and channels beside the usual ones come into being when they are first
named. Erin is in a workspace of her own, "west".
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlencode

import aiohttp

from adapters.playground import PlaygroundAdapter
from adapters.playground.world import Channel, Person, Workspace, World
from bot.app import App
from bot.settings import Settings
from tests.chat import Picked, Seen
from tests.databases import installation
from tests.drivers.playground_reading import Json, as_left, buttons_of, filled, form_seen, message_seen

CHANNELS = ("general", "random", "lobby")


def _workspace(name: str) -> Workspace:
    return Workspace(name, name.title(), tuple(Channel(f"{name}_{each}", name, each) for each in CHANNELS))


def _person(name: str, workspace: str = "home", *administers: str) -> Person:
    return Person(name, name.title(), "", {workspace: name}, "Europe/Madrid", "en", frozenset(administers))


WORLD = World(
    workspaces=(_workspace("home"), _workspace("west")),
    people=(
        _person("alice", "home", "home"),
        _person("bob"),
        _person("carol"),
        _person("dave"),
        _person("erin", "west"),
    ),
)


class PlaygroundChat:
    """Drives the people of `WORLD` in an `App` that serves the playground."""

    name = "playground"

    def __init__(self, app: App, adapter: PlaygroundAdapter, session: aiohttp.ClientSession) -> None:
        self.app = app
        self.adapter = adapter
        self.session = session

    @classmethod
    @asynccontextmanager
    async def open(cls, folder: Path, **settings: Any) -> AsyncIterator[Self]:
        """The whole product with its playground; `settings` are further settings of the product."""
        own = Settings(
            **{
                **await installation(folder),
                "playground": {"enabled": True, "demo": False},
                **settings,
            }
        )
        app = App(own)
        adapter = next(each for each in app.adapters if isinstance(each, PlaygroundAdapter))
        adapter.world = WORLD
        async with app:
            address = f"http://127.0.0.1:{app.port}/api/playground/"
            async with aiohttp.ClientSession(address) as session:
                yield cls(app, adapter, session)

    # --- who and where

    def person(self, who: str) -> Person:
        """The person of that name."""
        world = self.adapter.world
        if world.person(who) is None:
            self.adapter.world = replace(world, people=(*world.people, _person(who)))
        found = self.adapter.world.person(who)
        assert found is not None
        return found

    def place(self, who: str, where: str) -> Channel:
        """The channel of that name, or the person's direct conversation with the bot for "@bot"."""
        workspace_id, account = next(iter(self.person(who).accounts.items()))
        if where == "@bot":
            return self.adapter.world.direct(account, workspace_id)
        workspace = self.adapter.world.workspace(workspace_id)
        assert workspace is not None
        found = next((channel for channel in workspace.channels if channel.name == where), None)
        return found or self._add_channel(workspace, where)

    async def passes(self, time: timedelta) -> None:
        """See `Chat`; here the product itself can do that."""
        assert self.app.core.journey
        await self.app.core.journey.by(time)

    def make_admin(self, who: str) -> None:
        """See `Chat`."""
        world, known = self.adapter.world, self.person(who)
        administrator = replace(known, administers=frozenset(known.accounts))
        people = tuple(administrator if one.id == known.id else one for one in world.people)
        self.adapter.world = replace(world, people=people)

    # --- what people do

    async def says(self, who: str, text: str, where: str = "general") -> Seen:
        """See `Chat`."""
        channel = self.place(who, where)
        answer = await self.call("POST", "messages", {"as": who, "channel": channel.id, "text": text})
        return self._answered(answer, channel)

    async def writes(self, who: str, text: str, where: str = "@bot") -> Seen:
        """See `Chat`; in a channel the text begins with a mention of the bot."""
        mention = "" if where == "@bot" else f"@{self.adapter.world.bot_handle} "
        return await self.says(who, f"{mention}{text}", where)

    async def writes_in(
        self, who: str, text: str, where: str = "general", file: Picked | None = None
    ) -> Seen:
        """See `Chat`."""
        files = [await self._upload(who, file)] if file else []
        body = {"as": who, "channel": self.place(who, where).id, "text": text, "files": files}
        return message_seen((await self.call("POST", "messages", body))["posted"])

    async def replies(self, who: str, text: str, to: Seen) -> Seen:
        """See `Chat`."""
        body = {"as": who, "channel": to.handle["channel"], "text": text, "thread": to.handle["id"]}
        return message_seen((await self.call("POST", "messages", body))["posted"])

    async def menu(self, who: str, label: str, on: Seen) -> Seen | None:
        """See `Chat`."""
        state = await self.call("GET", f"state?as={who}")
        entries = {each["label"]: each["entry"] for each in state["menu"]}
        body = {"as": who, "message": on.handle["id"], "entry": entries[label]}
        answer = await self.call("POST", "picks", body)
        channel = self.adapter.world.channel(on.handle["channel"])
        assert channel is not None
        return self._answered(answer, channel) if answer["message"] or answer["form"] else None

    async def presses(self, who: str, button: str, on: Seen) -> Seen | None:
        """See `Chat`."""
        assert on.handle is not None, f"nothing can be pressed on {on.text}"
        labelled = {each["label"]: each for each in buttons_of(on.handle["reply"])}
        assert button in labelled, f"there is no button {button!r}: {on.buttons}"
        return await self._press(who, on.handle, labelled[button]["action"], [])

    async def chooses(self, who: str, *labels: str, on: Seen) -> Seen | None:
        """See `Chat`."""
        assert on.handle is not None, f"nothing can be chosen on {on.text}"
        select = next(part for part in on.handle["reply"]["blocks"] if part["type"] == "select")
        values = {option["label"]: option["value"] for option in select["options"]}
        return await self._press(who, on.handle, select["action"], [values[label] for label in labels])

    async def submits(self, who: str, form: Seen, **values: str | Picked) -> Seen:
        """See `Chat`."""
        assert form.form is not None, f"no form is open: {form.text}"
        channel, pressed, made = form.form.handle
        picked = {name: file for name, file in values.items() if isinstance(file, Picked)}
        files = {name: await self._upload(who, file) for name, file in picked.items()}
        texts = {name: value for name, value in values.items() if isinstance(value, str)}
        answers = {field["name"]: filled(field, texts.get(field["name"])) for field in made["fields"]}
        unknown = values.keys() - answers.keys()
        assert not unknown, f"the form has no {unknown}; it has {list(answers)}"
        body = {"as": who, "channel": channel.id, "action": made["action"], "values": answers, "files": files}
        answer = await self.call("POST", "submissions", {**body, "message": pressed})
        if answer["errors"]:
            return form_seen(channel, pressed, as_left(made, answers), answer["errors"])
        return self._answered(answer, channel, pressed)

    async def _upload(self, who: str, file: Picked) -> str:
        headers = {"Content-Type": "application/octet-stream"}
        path = f"files?{urlencode({'as': who, 'name': file.name})}"
        async with self.session.post(path, data=file.content, headers=headers) as response:
            assert response.ok, await response.text()
            return str((await response.json())["file"])

    async def takes(self, who: str, on: Seen) -> dict[str, bytes]:
        """See `Chat`."""
        taken: dict[str, bytes] = {}
        for part in on.handle["reply"]["blocks"]:
            if part["type"] == "attachment":
                async with self.session.get(part["url"]) as response:
                    assert response.ok, await response.text()
                    taken[part["name"]] = await response.read()
        return taken

    async def completes(self, who: str, text: str, where: str = "general") -> list[str]:
        """See `Chat`."""
        body = {"as": who, "channel": self.place(who, where).id, "text": text}
        found = await self.call("POST", "completions", body)
        return [each["label"] for each in found["suggestions"]]

    # --- what people see

    async def channel(self, where: str = "general", by: str = "alice") -> list[Seen]:
        """See `Chat`."""
        return [message_seen(message) for message in await self.messages(where, by) if not message["private"]]

    async def eventually(self, where: str, words: str, by: str = "alice", seconds: float = 10) -> Seen:
        """See `Chat`."""
        seen: list[Seen] = []
        end = asyncio.get_running_loop().time() + seconds
        while asyncio.get_running_loop().time() < end:
            seen = await self.channel(where, by)
            if found := next((each for each in reversed(seen) if words in each), None):
                return found
            await asyncio.sleep(0.05)
        raise AssertionError(f"{words!r} never came to {where}; there is {[each.text for each in seen]}")

    async def messages(self, where: str = "general", by: str = "alice") -> list[Json]:
        """Every message that `by` can read in the channel, as the API has it."""
        channel = self.place(by, where)
        found: list[Json] = []
        page: Json = {"more": True}
        while page["more"]:
            before = found[0]["id"] if found else 0
            page = await self.call("GET", f"messages?as={by}&channel={channel.id}&before={before}")
            found = [*page["messages"], *found]
        return found

    async def call(self, method: str, path: str, body: Json | None = None) -> Json:
        """A request to the API that must be answered well."""
        async with self.session.request(method, path, json=body) as response:
            answer: Json = await response.json()
            assert response.ok, f"{method} {path} {body}: {response.status} {answer}"
            return answer

    def _add_channel(self, workspace: Workspace, name: str) -> Channel:
        channel = Channel(f"{workspace.id}_{name}", workspace.id, name)
        grown = replace(workspace, channels=(*workspace.channels, channel))
        world = self.adapter.world
        everywhere = tuple(grown if each is workspace else each for each in world.workspaces)
        self.adapter.world = replace(world, workspaces=everywhere)
        return channel

    async def _press(self, who: str, message: Json, action: str, chosen: list[str]) -> Seen | None:
        body = {"as": who, "message": message["id"], "action": action, "chosen": chosen}
        answer = await self.call("POST", "presses", body)
        channel = self.adapter.world.channel(message["channel"])
        assert channel is not None
        if not (answer["message"] or answer["form"]):
            return None
        return self._answered(answer, channel, message["id"])

    def _answered(self, answer: Json, channel: Channel, pressed: int | None = None) -> Seen:
        if answer["form"]:
            return form_seen(channel, pressed, answer["form"], {})
        assert answer["message"], f"there was no answer: {answer}"
        return message_seen(answer["message"])
