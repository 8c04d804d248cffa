"""The state of the pretended Discord: one application, its bot, and the guilds and people around it.

A test arranges the world before or while the bot runs; what changes is told to
the gateway through `announce`, as Discord would.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from urllib.parse import quote

from tests.servers.discord import payloads
from tests.servers.discord.errors import Json, missing_access, unknown, unknown_channel
from tests.servers.discord.permissions import EVERYONE, Permission, in_channel
from tests.servers.discord.things import (
    DM,
    PUBLIC_THREAD,
    TEXT,
    Attachment,
    Channel,
    Guild,
    Member,
    Message,
    Overwrite,
    Role,
    User,
)

DISCORD_EPOCH_MS = 1_420_070_400_000
BOT_PERMISSIONS = EVERYONE | Permission.MANAGE_EVENTS | Permission.CREATE_EVENTS


class Changes:
    """Wakes whoever waits for something in the world to become true."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def announce(self) -> None:
        """Something changed."""
        self._event.set()
        self._event = asyncio.Event()

    async def until(self, true: Callable[[], object], seconds: float) -> bool:
        """Wait until `true()`; returns whether it became so in time.

        It is asked at each change of the world, and now and then besides, for
        what is true or not on the bot's side.
        """
        deadline = time.monotonic() + seconds
        while not true():
            left = deadline - time.monotonic()
            if left <= 0:
                return False
            try:
                await asyncio.wait_for(self._event.wait(), min(left, 0.05))
            except TimeoutError:
                continue
        return True


class World:
    """Everything that exists; `announce(event, payload)` is the gateway's ear."""

    def __init__(self) -> None:
        self._last_id = 0
        self.changes = Changes()
        self.announce: Callable[[str, Json], None] = lambda event, payload: None
        self.token = "test-token"
        self.cdn = ""
        self.application_id = self.new_id()
        self.privileged_intents = 0
        self.users: dict[int, User] = {}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.attachments: list[Attachment] = []
        self.bot = self.add_user("convenor", bot=True)

    def new_id(self) -> int:
        """The next snowflake: the time, and a count where the time does not move."""
        stamp = (int(time.time() * 1000) - DISCORD_EPOCH_MS) << 22
        self._last_id = max(stamp, self._last_id + 1)
        return self._last_id

    def add_user(self, name: str, display: str | None = None, *, bot: bool = False) -> User:
        """A new account that is nowhere yet."""
        user = User(self.new_id(), name, display or name.capitalize(), bot=bot)
        self.users[user.id] = user
        return user

    def add_guild(self, name: str, owner: User, *, with_bot: bool = True) -> Guild:
        """A new guild with its owner in it, and the bot where it was invited."""
        guild = Guild(self.new_id(), name, owner.id)
        guild.roles[guild.id] = Role(guild.id, "@everyone", EVERYONE)
        self.guilds[guild.id] = guild
        self.join(guild, owner)
        if with_bot:
            role = self.add_role(guild, "convenor", BOT_PERMISSIONS)
            self.join(guild, self.bot, role)
            self.announce("GUILD_CREATE", payloads.guild(guild, full=True))
        return guild

    def add_role(self, guild: Guild, name: str, permissions: Permission) -> Role:
        """A new role, above those that the guild has."""
        role = Role(self.new_id(), name, permissions, position=len(guild.roles))
        guild.roles[role.id] = role
        self.announce("GUILD_ROLE_CREATE", {"guild_id": str(guild.id), "role": payloads.role(role)})
        return role

    def join(self, guild: Guild, user: User, *roles: Role) -> Member:
        """`user` becomes a member of the guild."""
        member = Member(user, guild, {role.id for role in roles})
        guild.members[user.id] = member
        if user is not self.bot:
            self.announce("GUILD_MEMBER_ADD", payloads.member(member) | {"guild_id": str(guild.id)})
        return member

    def leave(self, guild: Guild, user: User) -> None:
        """`user` is no longer a member."""
        del guild.members[user.id]
        gone = {"guild_id": str(guild.id), "user": payloads.user(user)}
        self.announce("GUILD_MEMBER_REMOVE", gone)

    def grant(self, guild: Guild, user: User, permissions: Permission) -> None:
        """Give `user` a role with those permissions."""
        role = self.add_role(guild, f"{user.name}'s role", permissions)
        member = guild.members[user.id]
        member.roles.add(role.id)
        self.announce("GUILD_MEMBER_UPDATE", payloads.member(member) | {"guild_id": str(guild.id)})

    def add_channel(self, guild: Guild, name: str, *, only: tuple[User, ...] | None = None) -> Channel:
        """A new text channel; with `only`, nobody but those people (and no bot that is not named) sees it."""
        channel = Channel(self.new_id(), TEXT, name, guild)
        if only is not None:
            channel.overwrites[guild.id] = Overwrite(0, deny=Permission.VIEW_CHANNEL)
            for user in only:
                channel.overwrites[user.id] = Overwrite(1, allow=Permission.VIEW_CHANNEL)
        guild.channels[channel.id] = self.channels[channel.id] = channel
        self.announce("CHANNEL_CREATE", payloads.channel(channel))
        return channel

    def restrict(self, channel: Channel, user: User) -> Overwrite:
        """The member's own overwrite in the channel, to be changed by the test."""
        return channel.overwrites.setdefault(user.id, Overwrite(1))

    def remove_channel(self, channel: Channel) -> None:
        """Delete a channel of a guild, with all its messages."""
        assert channel.guild is not None, "a direct conversation cannot be deleted"
        del channel.guild.channels[channel.id], self.channels[channel.id]
        self.announce("CHANNEL_DELETE", payloads.channel(channel))

    def add_thread(self, parent: Channel, name: str, *, thread_id: int | None = None) -> Channel:
        """A new public thread; started from a message it has that message's id."""
        thread = Channel(thread_id or self.new_id(), PUBLIC_THREAD, name, parent.guild, parent=parent)
        self.channels[thread.id] = thread
        if parent.guild:
            parent.guild.channels[thread.id] = thread
        self.announce("THREAD_CREATE", payloads.channel(thread) | {"newly_created": True})
        return thread

    def direct(self, user: User) -> Channel:
        """The direct conversation between the bot and `user`; opened where there is none."""
        for channel in self.channels.values():
            if channel.recipient is user:
                return channel
        channel = Channel(self.new_id(), DM, user.name, recipient=user)
        self.channels[channel.id] = channel
        return channel

    def attach(self, filename: str, content: bytes, description: str | None = None) -> Attachment:
        """Take in a file, and give it an address."""
        new_id = self.new_id()
        url = f"{self.cdn}/attachments/{new_id}/{quote(filename, safe='')}"
        attachment = Attachment(new_id, filename, content, url, description)
        self.attachments.append(attachment)
        return attachment

    def permissions(self, user: User, channel: Channel) -> Permission:
        """What `user` may do there; nothing for somebody who is not a member."""
        if channel.guild is None:
            return EVERYONE if user in (self.bot, channel.recipient) else Permission(0)
        member = channel.guild.members.get(user.id)
        return in_channel(member, channel) if member else Permission(0)

    def shares_a_guild_with_the_bot(self, user: User) -> bool:
        """Whether a direct message can be thought of at all."""
        return any(
            user.id in guild.members and self.bot.id in guild.members for guild in self.guilds.values()
        )

    def visible_channel(self, channel_id: int) -> Channel:
        """The channel as the bot finds it; raises `Refused` for Unknown Channel and Missing Access."""
        channel = self.channels.get(channel_id)
        if channel is None:
            raise unknown_channel()
        if not self.permissions(self.bot, channel) & Permission.VIEW_CHANNEL:
            raise missing_access()
        return channel

    def joined_guild(self, guild_id: int) -> Guild:
        """A guild that the bot is in; raises `Refused` for Unknown Guild."""
        guild = self.guilds.get(guild_id)
        if guild is None or self.bot.id not in guild.members:
            raise unknown("Guild", 10004)
        return guild

    def find_message(self, message_id: int) -> Message:
        """Any message of any channel; `KeyError` where there is none."""
        for channel in self.channels.values():
            if message_id in channel.messages:
                return channel.messages[message_id]
        raise KeyError(message_id)
