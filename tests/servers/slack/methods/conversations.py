"""Channels and direct conversations: what they are, who is in them, what was said."""

from __future__ import annotations

from tests.servers.slack import posting
from tests.servers.slack.errors import SlackError
from tests.servers.slack.methods.method import Method, find_channel, page, truth
from tests.servers.slack.platform import Platform
from tests.servers.slack.world import Channel, Json, Message

_TYPES = {"public_channel": "public", "private_channel": "private", "im": "im", "mpim": "mpim"}


def channel_json(platform: Platform, channel: Channel) -> Json:
    """A conversation as `conversations.info` describes it."""
    shown: Json = {
        "id": channel.id,
        "is_channel": channel.kind == "public",
        "is_group": False,
        "is_im": channel.kind == "im",
        "is_mpim": False,
        "is_private": channel.kind != "public",
        "is_archived": channel.archived,
        "is_member": platform.bot_in(channel),
        "context_team_id": platform.installation.team_id,
    }
    if channel.kind == "im":
        return {**shown, "user": next(each for each in channel.members if each != platform.world.bot.id)}
    return {
        **shown,
        "name": channel.name,
        "name_normalized": channel.name,
        "is_general": channel.name == "general",
        "purpose": {"value": channel.purpose, "creator": "", "last_set": 0},
        "topic": {"value": "", "creator": "", "last_set": 0},
        "num_members": len(channel.members),
    }


def _open(platform: Platform, arguments: Json) -> Json:
    if arguments.get("channel"):
        channel = find_channel(platform, arguments)
    else:
        users = [each for each in str(arguments.get("users") or "").split(",") if each]
        if not users:
            raise SlackError("users_list_not_supplied")
        if len(users) > 1:
            raise SlackError("method_not_supported_for_channel_type")
        user = platform.world.users.get(users[0])
        if user is None:
            raise SlackError("user_not_found")
        if user.deleted:
            raise SlackError("user_disabled")
        channel = platform.world.direct(user)
    full = channel_json(platform, channel) if truth(arguments.get("return_im")) else {"id": channel.id}
    return {"channel": full}


def _info(platform: Platform, arguments: Json) -> Json:
    return {"channel": channel_json(platform, find_channel(platform, arguments))}


def _list(platform: Platform, arguments: Json) -> Json:
    wanted = str(arguments.get("types") or "public_channel").split(",")
    if set(wanted) - set(_TYPES):
        raise SlackError("invalid_types")
    kinds = {_TYPES[each] for each in wanted}
    seen = [
        channel
        for channel in platform.world.channels.values()
        if channel.kind in kinds
        and (channel.kind == "public" or platform.bot_in(channel))
        and not (channel.archived and truth(arguments.get("exclude_archived")))
    ]
    some, cursor = page(seen, arguments)
    return {
        "channels": [channel_json(platform, channel) for channel in some],
        "response_metadata": {"next_cursor": cursor},
    }


def _history(platform: Platform, arguments: Json) -> Json:
    channel = _inside(platform, arguments)
    found = [each for each in channel.messages if not each.thread_ts or each.thread_ts == each.ts]
    return _messages(platform, arguments, found[::-1])


def _replies(platform: Platform, arguments: Json) -> Json:
    channel, root = _inside(platform, arguments), str(arguments["ts"])
    found = [each for each in channel.messages if root in (each.ts, each.thread_ts)]
    if not found:
        raise SlackError("thread_not_found")
    return _messages(platform, arguments, found)


def _inside(platform: Platform, arguments: Json) -> Channel:
    channel = find_channel(platform, arguments)
    if not platform.bot_in(channel):
        raise SlackError("not_in_channel")
    return channel


def _messages(platform: Platform, arguments: Json, found: list[Message]) -> Json:
    oldest, latest = float(arguments.get("oldest") or 0), float(arguments.get("latest") or "inf")
    inclusive = truth(arguments.get("inclusive"))
    kept = [
        each
        for each in found
        if oldest < float(each.ts) < latest or (inclusive and float(each.ts) in (oldest, latest))
    ]
    some, cursor = page(kept, arguments)
    metadata = truth(arguments.get("include_all_metadata"))
    return {
        "messages": [posting.as_json(platform, each, with_metadata=metadata) for each in some],
        "has_more": bool(cursor),
        "response_metadata": {"next_cursor": cursor},
    }


def _members(platform: Platform, arguments: Json) -> Json:
    some, cursor = page(find_channel(platform, arguments).members, arguments)
    return {"members": list(some), "response_metadata": {"next_cursor": cursor}}


def _join(platform: Platform, arguments: Json) -> Json:
    channel = find_channel(platform, arguments)
    if channel.kind != "public":
        raise SlackError("method_not_supported_for_channel_type")
    if channel.archived:
        raise SlackError("is_archived")
    if not platform.bot_in(channel):
        channel.members.append(platform.world.bot.id)
    return {"channel": channel_json(platform, channel)}


_TARGET = ("channel",)
METHODS = {
    "conversations.open": Method(_open, scope="im:write"),
    "conversations.info": Method(_info, family="read", required=_TARGET),
    "conversations.list": Method(_list, family="read"),
    "conversations.history": Method(_history, family="history", required=_TARGET),
    "conversations.replies": Method(_replies, family="history", required=("channel", "ts")),
    "conversations.members": Method(_members, family="read", required=_TARGET),
    "conversations.join": Method(_join, scope="channels:join", required=_TARGET),
}
