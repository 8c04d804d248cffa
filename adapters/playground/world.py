"""The small world of the playground: its workspaces, channels and people.

A *person* of the playground sits before the page; in each workspace that they
belong to they have one *account*, as on the real platforms, and one direct
conversation with the bot. The description is frozen; what people say in it is
in `history`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from adapters.playground.records import Readable
from bot.incoming import Place, Who

PLATFORM = "playground"
BOT = "bot"
"""The account that the bot's own messages carry."""

_DIRECT = "dm_"


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel of a workspace, or (`direct`) the conversation of the account `owner` with the bot."""

    id: str
    workspace: str
    name: str
    topic: str = ""
    owner: str = ""

    @property
    def direct(self) -> bool:
        """Whether it is a conversation between one account and the bot."""
        return bool(self.owner)

    @property
    def place(self) -> Place:
        """The channel as the core knows it."""
        return Place(PLATFORM, self.workspace, self.id, "" if self.direct else self.name, self.direct)


@dataclass(frozen=True, slots=True)
class Workspace:
    """A workspace and its channels, in the order in which the page lists them."""

    id: str
    name: str
    channels: tuple[Channel, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whom a visitor of the playground can be. `accounts` has the account's id by workspace."""

    id: str
    name: str
    title: str
    accounts: Mapping[str, str]
    time_zone: str = "Europe/London"
    language: str = "en"
    administers: frozenset[str] = field(default_factory=frozenset)

    def who(self, workspace: str) -> Who:
        """The person's account in that workspace, as the core is told of it."""
        return Who(
            platform=PLATFORM,
            workspace=workspace,
            id=self.accounts[workspace],
            name=self.name,
            handle=self.id,
            language=self.language,
            time_zone=self.time_zone,
            administers=workspace in self.administers,
        )


@dataclass(frozen=True)
class World:
    """Everything that is there, with look-ups that return None for the unknown."""

    workspaces: tuple[Workspace, ...]
    people: tuple[Person, ...]
    bot_name: str = "Convenor"
    bot_handle: str = "convenor"

    def person(self, person_id: str) -> Person | None:
        """The person of that id (which is also their handle)."""
        return next((person for person in self.people if person.id == person_id), None)

    def workspace(self, workspace_id: str) -> Workspace | None:
        """The workspace of that id."""
        return next((each for each in self.workspaces if each.id == workspace_id), None)

    def owner(self, account: str) -> tuple[Person, str] | None:
        """The person behind an account, and the account's workspace."""
        for person in self.people:
            for workspace, each in person.accounts.items():
                if each == account:
                    return person, workspace
        return None

    def members(self, workspace_id: str) -> Iterator[Who]:
        """The accounts of a workspace."""
        return (person.who(workspace_id) for person in self.people if workspace_id in person.accounts)

    def channel(self, channel_id: str) -> Channel | None:
        """The channel of that id, direct conversations included."""
        if channel_id.startswith(_DIRECT):
            account = channel_id.removeprefix(_DIRECT)
            found = self.owner(account)
            return self.direct(account, found[1]) if found else None
        channels = (channel for workspace in self.workspaces for channel in workspace.channels)
        return next((channel for channel in channels if channel.id == channel_id), None)

    def direct(self, account: str, workspace_id: str) -> Channel:
        """The conversation of an account with the bot."""
        return Channel(f"{_DIRECT}{account}", workspace_id, self.bot_name, "", account)

    def seen_by(self, person: Person) -> list[tuple[Workspace, list[Channel]]]:
        """The workspaces of a person, each with the channels that they may read, the direct one last."""
        return [
            (workspace, [*workspace.channels, self.direct(person.accounts[workspace.id], workspace.id)])
            for workspace in self.workspaces
            if workspace.id in person.accounts
        ]

    def may_read(self, person: Person, channel: Channel) -> bool:
        """Whether the channel is one of the person's."""
        account = person.accounts.get(channel.workspace)
        return account is not None and channel.owner in ("", account)


def readable(world: World, person: Person) -> Readable:
    """What that person may read."""
    channels = tuple(channel.id for _workspace, channels in world.seen_by(person) for channel in channels)
    return Readable(channels, tuple(person.accounts.values()))
