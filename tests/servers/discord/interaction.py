"""One interaction: what a person did, and everything that the bot made of it."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from enum import IntEnum

from tests.servers.discord import payloads
from tests.servers.discord.errors import Json
from tests.servers.discord.permissions import ALL
from tests.servers.discord.things import Channel, Message, User
from tests.servers.discord.world import World


class Kind(IntEnum):
    """What the person did, by Discord's numbers."""

    COMMAND = 2
    COMPONENT = 3
    AUTOCOMPLETE = 4
    MODAL_SUBMIT = 5


class Callback(IntEnum):
    """How the bot answered first."""

    MESSAGE = 4
    DEFERRED_MESSAGE = 5
    DEFERRED_UPDATE = 6
    UPDATE = 7
    AUTOCOMPLETE = 8
    MODAL = 9


@dataclass(eq=False, repr=False)
class Interaction:
    """What the person sees of it, kept up to date while the bot goes on answering.

    `message` is the answer (or, where a component's own message was updated,
    that message), `modal` and `choices` what opened instead; `private` says
    that only this person can see the answer.
    """

    id: int
    token: str
    kind: Kind
    user: User
    channel: Channel
    data: Json
    source: Message | None = None
    opener: Interaction | None = None
    began: float = field(default_factory=time.monotonic)
    response: Callback | None = None
    message: Message | None = None
    modal: Json | None = None
    choices: list[Json] | None = None
    followups: list[Message] = field(default_factory=list)

    def __repr__(self) -> str:
        return f"<Interaction {self.kind.name} of {self.user.name}: {self.data}>"

    @property
    def answered(self) -> bool:
        """Whether the first response has come."""
        return self.response is not None

    @property
    def settled(self) -> bool:
        """Whether the person sees an answer, and no longer that the bot is thinking."""
        return self.answered and not (self.message and self.message.loading)

    @property
    def deferred(self) -> bool:
        return self.response in (Callback.DEFERRED_MESSAGE, Callback.DEFERRED_UPDATE)

    @property
    def updated(self) -> bool:
        """Whether the message that carries the component was itself changed."""
        return self.response is Callback.UPDATE

    @property
    def private(self) -> bool:
        return self.message is not None and self.message.ephemeral

    @property
    def text(self) -> str:
        """What can be read in the answer and its follow-ups."""
        seen = [m for m in (self.message, *self.followups) if m is not None and not m.deleted]
        return "\n".join(m.text for m in seen)

    def metadata(self) -> Json:
        """How messages refer to the interaction that caused them."""
        owners = {"0": str(self.channel.guild.id if self.channel.guild else 0)}
        body: Json = {
            "id": str(self.id), "type": int(self.kind), "user": payloads.user(self.user),
            "authorizing_integration_owners": owners,
        }  # fmt: skip
        if self.kind is Kind.COMMAND:
            body |= {"name": self.data["name"], "command_type": self.data["type"]}
        if self.kind is Kind.COMPONENT and self.source:
            body["interacted_message_id"] = str(self.source.id)
        if self.kind is Kind.MODAL_SUBMIT and self.opener:
            body["triggering_interaction_metadata"] = self.opener.metadata()
        return body


def event(interaction: Interaction, world: World) -> Json:
    """INTERACTION_CREATE as the gateway sends it."""
    channel, guild = interaction.channel, interaction.channel.guild
    body: Json = {
        "id": str(interaction.id), "application_id": str(world.application_id), "type": int(interaction.kind),
        "token": interaction.token, "version": 1, "data": interaction.data, "channel_id": str(channel.id),
        "channel": payloads.channel(channel), "locale": interaction.user.locale, "entitlements": [],
        "entitlement_sku_ids": [], "attachment_size_limit": 10 * 1024 * 1024,
        "app_permissions": str(int(world.permissions(world.bot, channel) if guild else ALL)),
    }  # fmt: skip
    if interaction.source:
        body["message"] = payloads.message(interaction.source)
    if guild is None:
        owners = {"authorizing_integration_owners": {"0": "0"}, "context": 1}
        return body | owners | {"user": payloads.user(interaction.user)}
    place = payloads.member_in(guild.members[interaction.user.id], channel)
    body["channel"]["permissions"] = place["permissions"]
    return body | {
        "guild_id": str(guild.id), "guild_locale": guild.locale, "context": 0, "member": place,
        "guild": {"id": str(guild.id), "locale": guild.locale, "features": []},
        "authorizing_integration_owners": {"0": str(guild.id)},
    }  # fmt: skip
