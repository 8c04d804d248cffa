"""What a command's handler and a job are given to work with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bot import outbox
from bot.adapter import Target
from bot.permissions import Role
from bot.replies import Card, Mention, Time
from bot.services.communities.communities import Community
from bot.services.people import people
from bot.services.people.people import By, Person
from bot.services.people.standing import Standing
from bot.settings import Settings
from bot.times.times import show_time

if TYPE_CHECKING:
    from bot.declare import Command
    from bot.files.fetching import Given
    from bot.incoming import Incoming, Place
    from bot.registry import Registry
    from storage.engine import Tx


@dataclass(kw_only=True)
class Work:
    """One transaction, the moment at which it runs (UTC), and the ways to say something elsewhere.

    What is said elsewhere waits in the outbox and goes out only if the transaction commits. `in_community` is
    whose language and zone what is written is for, where it is for no one person.
    """

    tx: Tx
    now: datetime
    settings: Settings
    secret: bytes
    registry: Registry
    in_community: Community | None = None

    @property
    def language(self) -> str:
        """The language of those who will read."""
        return self.in_community.language if self.in_community else self.settings.language

    @property
    def zone(self) -> ZoneInfo:
        """The zone of those who will read, for readers whose platform does not show them their own."""
        return ZoneInfo(self.in_community.time_zone if self.in_community else self.settings.time_zone)

    def when(self, moment: datetime) -> Time:
        """A moment, in each reader's own zone where the platform can show it so, else in `zone`."""
        return Time(moment, show_time(moment, self.zone, self.language))

    async def tell(self, person_id: int, card: Card, *, by: By = "dm") -> bool:
        """Write to a person, `by` the way that they like (see `bot.outbox.tell`).

        Where no e-mail is set up that is directly. Returns False for one who cannot be reached at all.
        """
        way = by if self.settings.has_mail else "dm"
        return await outbox.tell(self.tx, self.now, person_id, card, self.settings.language, by=way)

    async def show(self, item_id: int, card: str, target: Target, *, asked_by: int | None = None) -> None:
        """Post the card of an item in a channel, and keep it up to date."""
        await outbox.show(self.tx, self.now, item_id, card, target, asked_by=asked_by)

    async def refresh(self, *item_ids: int) -> None:
        """Have every card of those items drawn again, as they have changed."""
        await outbox.refresh(self.tx, self.now, *item_ids)

    async def take_down(self, item_id: int, targets: Sequence[Target]) -> None:
        """Take the cards of an item away from those channels."""
        await outbox.take_down(self.tx, self.now, item_id, targets)

    async def mention(self, person_id: int, name: str) -> Mention:
        """A person, as each platform can show them."""
        known = await people.accounts(self.tx, [person_id])
        return Mention(name, known.get(person_id, ()))


@dataclass(kw_only=True)
class Request(Work):
    """What somebody asks for: who, where, and in which community.

    `here` is the community that the place belongs to, `in_community` the one that the command is about (None
    only for commands that need none), and `role` what the person is to that one. `missed` says that something
    for the person could not be told to them.
    """

    incoming: Incoming
    command: Command
    person: Person
    account: int
    role: Role
    administrator: bool
    here: Community | None
    given: dict[str, Any] = field(default_factory=dict)
    files: tuple[Given, ...] = ()
    missed: bool = False

    @property
    def community(self) -> Community:
        """The community that the command is about; a fault to ask for where it needs none."""
        if self.in_community is None:
            raise LookupError(f"{self.command.path} asked for a community and declares no need of one")
        return self.in_community

    @property
    def where(self) -> Place:
        """The place in which it was asked."""
        return self.incoming.where

    @property
    def target(self) -> Target | None:
        """The channel to post in, None in a direct conversation."""
        if self.where.direct:
            return None
        return Target(self.where.platform, self.where.workspace, self.where.channel)

    @property
    def language(self) -> str:
        """The person's language."""
        return self.person.language or self.settings.language

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which the person's times are read and shown."""
        community = self.in_community or self.here
        stand_in = community.time_zone if community else self.settings.time_zone
        return ZoneInfo(self.person.time_zone or stand_in)


def request_of(
    work: Work, incoming: Incoming, command: Command, found: Standing, *, administrator: bool
) -> Request:
    """What somebody of that standing asks for, in the transaction and at the moment of `work`."""
    here = found.community
    if here and (here.suspended or (here.private and not (found.role or administrator))):
        # What somebody may not see does not exist for them, even in its own channel.
        here = None
    return Request(
        tx=work.tx,
        now=work.now,
        settings=work.settings,
        secret=work.secret,
        registry=work.registry,
        incoming=incoming,
        command=command,
        person=found.person,
        account=found.identity_id,
        role=found.role if here else Role.NOBODY,
        administrator=administrator,
        here=here,
        missed=found.missed,
    )
