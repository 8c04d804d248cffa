"""From what people of the playground type to the canonical form that the core reads.

`@amina` becomes `<@amina>` (her account) and `#recycling` becomes
`<#ns_recycling>` where the workspace has such a person or channel; anything
else stays as it was typed. Those mentioned are described to the core as well.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from adapters.playground.world import Channel, Person, World
from bot.incoming import FileRef, Incoming, OnMessage, Place, Pressed, Submitted, Value, What, Who, Written

_MENTION = re.compile(r"(?<![\w<&/])([@#])([A-Za-z0-9][\w-]*)")


class Mentions:
    """Finds mentions in the texts of one event and collects who and what was mentioned."""

    def __init__(self, world: World, workspace: str) -> None:
        found = world.workspace(workspace)
        self._people = {who.handle.lower(): who for who in world.members(workspace)}
        self._channels = {channel.name.lower(): channel for channel in (found.channels if found else ())}
        self.people: dict[str, Who] = {}
        self.channels: dict[str, Place] = {}

    def canonical(self, text: str) -> str:
        """The text with its mentions in canonical form."""
        return _MENTION.sub(self._replace, text)

    def _replace(self, match: re.Match[str]) -> str:
        sign, name = match[1], match[2].lower()
        if sign == "@" and (who := self._people.get(name)):
            self.people[who.id] = who
            return f"<@{who.id}>"
        if sign == "#" and (channel := self._channels.get(name)):
            self.channels[channel.id] = channel.place
            return f"<#{channel.id}>"
        return match[0]


def incoming(
    world: World,
    event_id: str,
    person: Person,
    channel: Channel,
    what: What,
    files: tuple[FileRef, ...] = (),
) -> Incoming:
    """What the person did in the channel, as the core is told of it."""
    mentions = Mentions(world, channel.workspace)
    translated = _translated(what, mentions)
    return Incoming(
        id=f"{person.accounts[channel.workspace]}:{event_id}",
        who=person.who(channel.workspace),
        where=channel.place,
        what=translated,
        people=tuple(mentions.people.values()),
        channels=tuple(mentions.channels.values()),
        files=files,
    )


def _translated(what: What, mentions: Mentions) -> What:
    match what:
        case Written(line=line):
            return Written(mentions.canonical(line))
        case Submitted(action=action, values=values):
            return Submitted(action, _values(values, mentions))
        case Pressed() | OnMessage():
            return what
        case _:
            raise TypeError(f"the playground makes no {type(what).__name__}")


def _values(values: Mapping[str, Value], mentions: Mentions) -> dict[str, Value]:
    return {
        name: mentions.canonical(value)
        if isinstance(value, str)
        else [mentions.canonical(each) for each in value]
        for name, value in values.items()
    }


def command_line(world: World, channel: Channel, text: str) -> str | None:
    """The command line in a text: after a slash, after the bot's name, or all of what is written to it."""
    text = text.strip()
    if text.startswith("/"):
        return text[1:]
    if channel.direct:
        return text
    mention = f"@{world.bot_handle}"
    if text.lower().startswith(mention) and not text[len(mention) :][:1].isalnum():
        return text[len(mention) :].lstrip(" :,")
    return None
