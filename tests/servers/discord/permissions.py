"""Who may do what where: Discord's permission bits and the way roles and overwrites add up."""

from __future__ import annotations

from enum import IntFlag
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.servers.discord.things import Channel, Member


class Permission(IntFlag):
    """The bits that a bot of this kind meets, by Discord's own names."""

    ADMINISTRATOR = 1 << 3
    MANAGE_CHANNELS = 1 << 4
    MANAGE_GUILD = 1 << 5
    ADD_REACTIONS = 1 << 6
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MENTION_EVERYONE = 1 << 17
    MANAGE_ROLES = 1 << 28
    USE_APPLICATION_COMMANDS = 1 << 31
    MANAGE_EVENTS = 1 << 33
    CREATE_PUBLIC_THREADS = 1 << 35
    SEND_MESSAGES_IN_THREADS = 1 << 38
    CREATE_EVENTS = 1 << 44


P = Permission
NOTHING = Permission(0)
EVERYONE = (
    P.VIEW_CHANNEL
    | P.SEND_MESSAGES
    | P.EMBED_LINKS
    | P.ATTACH_FILES
    | P.READ_MESSAGE_HISTORY
    | P.ADD_REACTIONS
    | P.USE_APPLICATION_COMMANDS
    | P.CREATE_PUBLIC_THREADS
    | P.SEND_MESSAGES_IN_THREADS
)
ALL = P(sum(P))


def in_guild(member: Member) -> Permission:
    """What the member's roles allow, before any channel has its say."""
    if member.guild.owner_id == member.user.id:
        return ALL
    granted = NOTHING
    for role_id in {member.guild.id, *member.roles}:
        granted |= member.guild.roles[role_id].permissions
    return ALL if granted & P.ADMINISTRATOR else granted


def in_channel(member: Member, channel: Channel) -> Permission:
    """What the member may do in that channel: everyone's overwrite, the roles', the member's."""
    base = in_guild(member)
    if base == ALL:
        return base
    overwrites = (channel.parent or channel).overwrites
    allow = deny = NOTHING
    for role_id in member.roles:
        if role_id in overwrites:
            allow |= overwrites[role_id].allow
            deny |= overwrites[role_id].deny
    everyone, own = overwrites.get(member.guild.id), overwrites.get(member.user.id)
    if everyone:
        base = (base & ~everyone.deny) | everyone.allow
    base = (base & ~deny) | allow
    if own:
        base = (base & ~own.deny) | own.allow
    return base if base & P.VIEW_CHANNEL else NOTHING
