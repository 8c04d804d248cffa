"""Two platforms as people use them: a line is typed, a button pressed, and an answer comes or it does not.

What a person saw is all that counts here: a killed process never gave an
answer, and an answer that came is a promise.
"""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any

from tests.process.servers import Control, ControlError, Json

ROOT_COMMAND = "cop"
PATIENCE = 4.0
"""How long a person looks at the screen for an answer that takes its time."""
PATIENCE_WITH_MESSAGES = 25.0
"""The same for a message to the bot, which Slack sends again until somebody takes it."""
_LOOK_EVERY = 0.1


@dataclass(frozen=True)
class Shown:
    """A lasting message of the bot's in a channel: its text, and what it takes to press its buttons."""

    channel: str
    text: str
    handle: Any


class Place(ABC):
    """A platform; `people` and `channels` by name. An act returns the answer, "" where none came."""

    name: str
    people: tuple[str, ...]
    channels: tuple[str, ...]
    redelivers = False

    @abstractmethod
    async def types(self, who: str, channel: str, line: str) -> str:
        """Type a command."""

    @abstractmethod
    async def presses(self, who: str, on: Shown, label: str) -> str:
        """Press a button."""

    @abstractmethod
    async def shown(self, channel: str) -> list[Shown]:
        """What the bot has posted in a channel for all to see."""

    @abstractmethod
    async def faults(self) -> list[str]:
        """What a correct bot never does, as far as it was noted."""

    async def writes(self, who: str, line: str) -> str:
        """Write to the bot directly; only where `redelivers`, which says that the platform tries again."""
        raise NotImplementedError


class SlackPlace(Place):
    """The played Slack. One watcher collects what appears, as answers may come after the acknowledgement."""

    name = "slack"
    redelivers = True

    def __init__(self, control: Control, people: tuple[str, ...], channels: tuple[str, ...]) -> None:
        self.people, self.channels = people, channels
        self._control = control
        self._answers: dict[str, str] = {}

    async def populate(self) -> None:
        """Everybody in every channel, the bot too."""
        for who in self.people:
            await self._control.slack("add_user", name=who)
        for channel in self.channels:
            await self._control.slack("add_channel", name=channel, members=["convenor", *self.people])

    async def watch(self) -> None:
        """Collect what appears as the answer to an act, until cancelled."""
        seen = 0
        while True:
            for sight in (await self._control.slack("sights", since=seen))["sights"]:
                seen = sight["number"] + 1
                if sight["cause"] and "message" in sight:
                    self._answers[sight["cause"]] = sight["message"]["text"]
            await asyncio.sleep(_LOOK_EVERY)

    async def types(self, who: str, channel: str, line: str) -> str:
        return await self._do(who, "slash", where=channel, command=f"/{ROOT_COMMAND}", text=line)

    async def presses(self, who: str, on: Shown, label: str) -> str:
        return await self._do(who, "press", on=on.handle, action=label)

    async def _do(self, who: str, verb: str, **given: Any) -> str:
        try:
            told = await self._control.slack(verb, who=who, **given)
        except ControlError:
            return ""
        for _ in range(0 if told["failed"] else int(PATIENCE / _LOOK_EVERY)):
            if told["cause"] in self._answers:
                return self._answers.pop(told["cause"])
            await asyncio.sleep(_LOOK_EVERY)
        return ""

    async def writes(self, who: str, line: str) -> str:
        """See `Place`; the answer is the bot's next message in the conversation."""
        before = len(await self._said_to(who))
        await self._control.slack("write", who=who, where="@bot", text=line)
        for _ in range(int(PATIENCE_WITH_MESSAGES / _LOOK_EVERY)):
            await asyncio.sleep(_LOOK_EVERY)
            answers = await self._said_to(who)
            if len(answers) > before:
                return str(answers[-1]["text"])
        return ""

    async def _said_to(self, who: str) -> list[Json]:
        told = await self._control.slack("messages", who=who, where="@bot")
        return [each for each in told["messages"] if each["by_app"]]

    async def shown(self, channel: str) -> list[Shown]:
        told = await self._control.slack("messages", who=self.people[0], where=channel)
        return [
            Shown(channel, each["text"], {"channel": each["channel"], "ts": each["ts"]})
            for each in told["messages"]
            if each["by_app"]
        ]

    async def faults(self) -> list[str]:
        return list((await self._control.slack("books"))["faults"])


class DiscordPlace(Place):
    """The played Discord; an act's answer comes back with it."""

    name = "discord"

    def __init__(self, control: Control, people: tuple[str, ...], channels: tuple[str, ...]) -> None:
        self.people, self.channels = people, channels
        self._control = control

    async def populate(self) -> None:
        """A guild with everybody in it, owned by the first."""
        owner, *others = self.people
        await self._control.discord("user", name=owner)
        await self._control.discord("guild", name="Library", owner=owner)
        for who in others:
            await self._control.discord("user", name=who, guild="Library")
        for channel in self.channels:
            await self._control.discord("channel", name=channel, guild="Library")

    async def types(self, who: str, channel: str, line: str) -> str:
        return await self._do("slash", user=who, channel=channel, path=[ROOT_COMMAND], values={"line": line})

    async def presses(self, who: str, on: Shown, label: str) -> str:
        return await self._do("press", user=who, message=on.handle, label=label)

    async def _do(self, act: str, **given: Any) -> str:
        try:
            return str((await self._control.discord(act, **given))["text"])
        except ControlError:
            return ""

    async def shown(self, channel: str) -> list[Shown]:
        told = await self._control.discord("messages", channel=channel)
        return [Shown(channel, each["text"], each["id"]) for each in told if each["author"] == "convenor"]

    async def faults(self) -> list[str]:
        return list((await self._control.discord("state"))["faults"])
