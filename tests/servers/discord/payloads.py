"""How the world looks in Discord's JSON: the objects of the reference pages, with the fields they promise."""

from __future__ import annotations

from typing import Any

from tests.servers.discord.errors import Json
from tests.servers.discord.permissions import in_channel, in_guild
from tests.servers.discord.things import (
    DM,
    PUBLIC_THREAD,
    Attachment,
    Channel,
    Guild,
    Member,
    Message,
    Role,
    User,
)


def user(one: User) -> Json:
    """A user object."""
    return {
        "id": str(one.id), "username": one.name, "global_name": None if one.bot else one.display,
        "discriminator": "0001" if one.bot else "0", "avatar": None, "bot": one.bot, "system": False,
        "public_flags": 0, "flags": 0, "banner": None, "accent_color": None, "avatar_decoration_data": None,
        "collectibles": None, "primary_guild": None,
    }  # fmt: skip


def role(one: Role) -> Json:
    """A role object."""
    return {
        "id": str(one.id), "name": one.name, "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False, "icon": None, "unicode_emoji": None, "position": one.position,
        "permissions": str(int(one.permissions)), "managed": False, "mentionable": False, "flags": 0,
        "description": None,
    }  # fmt: skip


def member(one: Member, *, with_user: bool = True) -> Json:
    """A guild member object."""
    body: Json = {
        "nick": one.nick, "avatar": None, "banner": None, "roles": list(map(str, sorted(one.roles))),
        "joined_at": one.joined_at.isoformat(), "premium_since": None, "deaf": False, "mute": False,
        "flags": 0,
        "pending": False, "communication_disabled_until": None, "avatar_decoration_data": None,
    }  # fmt: skip
    return body | {"user": user(one.user)} if with_user else body


def member_in(one: Member, place: Channel) -> Json:
    """A member as interactions carry it: with the permissions in the place."""
    return member(one) | {"permissions": str(int(in_channel(one, place)))}


def resolved_member(one: Member) -> Json:
    """A member as it stands in resolved data: without user, deaf and mute."""
    body = member(one, with_user=False) | {"permissions": str(int(in_guild(one)))}
    del body["deaf"], body["mute"]
    return body


def channel(one: Channel) -> Json:
    """A channel object: text channel, thread or direct conversation."""
    last = str(max(one.messages)) if one.messages else None
    if one.kind == DM:
        assert one.recipient is not None
        return {
            "id": str(one.id), "type": DM, "last_message_id": last, "flags": 0,
            "recipients": [user(one.recipient)],
        }  # fmt: skip
    assert one.guild is not None
    body: Json = {
        "id": str(one.id), "type": one.kind, "guild_id": str(one.guild.id), "name": one.name, "flags": 0,
        "last_message_id": last, "rate_limit_per_user": 0,
        "parent_id": str(one.parent.id) if one.parent else None,
    }  # fmt: skip
    if one.kind == PUBLIC_THREAD:
        return body | _thread(one)
    overwrites = [
        {"id": str(key), "type": o.kind, "allow": str(int(o.allow)), "deny": str(int(o.deny))}
        for key, o in one.overwrites.items()
    ]
    return body | {"position": 0, "topic": None, "nsfw": False, "permission_overwrites": overwrites}


def _thread(one: Channel) -> Json:
    owner = next(iter(one.messages.values())).author.id if one.messages else 0
    return {
        "owner_id": str(owner), "message_count": len(one.messages), "member_count": 1,
        "total_message_sent": len(one.messages),
        "thread_metadata": {
            "archived": False, "auto_archive_duration": 1440, "locked": False,
            "archive_timestamp": "2026-01-01T00:00:00+00:00", "create_timestamp": "2026-01-01T00:00:00+00:00",
        },
    }  # fmt: skip


def unavailable_guild(one: Guild) -> Json:
    """A guild as READY lists it."""
    return {"id": str(one.id), "unavailable": True}


def guild(one: Guild, *, full: bool = False) -> Json:
    """A guild object; `full` is what GUILD_CREATE carries: channels, threads and the members it may show."""
    body: Json = {
        "id": str(one.id), "name": one.name, "icon": None, "splash": None, "discovery_splash": None,
        "owner_id": str(one.owner_id), "region": "deprecated", "afk_channel_id": None, "afk_timeout": 300,
        "verification_level": 0, "default_message_notifications": 1, "explicit_content_filter": 0,
        "roles": [role(r) for r in one.roles.values()], "emojis": [], "stickers": [], "features": [],
        "mfa_level": 0, "application_id": None, "system_channel_id": None, "system_channel_flags": 0,
        "rules_channel_id": None, "max_members": 500_000, "vanity_url_code": None, "description": None,
        "banner": None, "premium_tier": 0, "preferred_locale": one.locale, "public_updates_channel_id": None,
        "nsfw_level": 0, "premium_progress_bar_enabled": False, "safety_alerts_channel_id": None,
        "incidents_data": None,
    }  # fmt: skip
    if not full:
        return body
    threads = [channel(c) for c in one.channels.values() if c.kind == PUBLIC_THREAD]
    return body | {
        "joined_at": "2026-01-01T00:00:00+00:00", "large": False, "unavailable": False,
        "member_count": len(one.members), "voice_states": [], "presences": [], "stage_instances": [],
        "members": [member(m) for m in one.members.values() if m.user.bot],
        "channels": [channel(c) for c in one.channels.values() if c.kind != PUBLIC_THREAD],
        "threads": threads, "guild_scheduled_events": list(one.events.values()), "soundboard_sounds": [],
    }  # fmt: skip


def attachment(one: Attachment) -> Json:
    """An attachment object; this server answers at its address with the bytes."""
    kind = "image/png" if one.filename.endswith(".png") else "application/octet-stream"
    body: Json = {
        "id": str(one.id), "filename": one.filename, "size": len(one.content), "url": one.url,
        "proxy_url": one.url, "content_type": kind, "flags": 0,
    }  # fmt: skip
    return body | {"description": one.description} if one.description else body


def message(one: Message) -> Json:
    """A message object as REST returns it."""
    body: Json = {
        "id": str(one.id), "channel_id": str(one.channel.id), "author": user(one.author), "type": 0,
        "content": one.content, "timestamp": one.created_at.isoformat(), "tts": False, "pinned": False,
        "edited_timestamp": one.edited_at.isoformat() if one.edited_at else None,
        "mention_everyone": False, "mentions": [user(m) for m in one.mentions], "mention_roles": [],
        "attachments": [attachment(a) for a in one.attachments], "embeds": one.embeds,
        "components": one.components, "flags": one.flags,
    }  # fmt: skip
    optional: dict[str, Any] = {"nonce": one.nonce, "interaction_metadata": one.metadata}
    body |= {key: value for key, value in optional.items() if value is not None}
    if one.reference:
        body["type"] = 19
        body["message_reference"] = {
            "type": 0, "message_id": str(one.reference), "channel_id": str(one.channel.id),
        }  # fmt: skip
    return body
