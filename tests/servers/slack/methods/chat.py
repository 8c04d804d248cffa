"""Messages: posting, changing, deleting."""

from __future__ import annotations

import time

from tests.servers.slack import posting
from tests.servers.slack.checks.payloads import metadata_is_wrong
from tests.servers.slack.errors import SlackError
from tests.servers.slack.methods.method import Method, find_channel, find_own_message, find_user
from tests.servers.slack.platform import Platform
from tests.servers.slack.world import Channel, Json


def _post_message(platform: Platform, arguments: Json) -> Json:
    channel = _open_channel(platform, arguments)
    _check(platform, "chat.postMessage", arguments)
    _keep_rate(platform, channel)
    message = posting.post(platform, channel, arguments, via="chat.postMessage")
    shown = posting.as_json(platform, message, with_metadata=True)
    return {"channel": channel.id, "ts": message.ts, "message": shown}


def _post_ephemeral(platform: Platform, arguments: Json) -> Json:
    channel, user = _open_channel(platform, arguments), find_user(platform, arguments)
    if user.id not in channel.members:
        raise SlackError("user_not_in_channel")
    _check(platform, "chat.postEphemeral", arguments)
    message = posting.post_ephemeral(platform, channel, user, arguments, via="chat.postEphemeral")
    return {"message_ts": message.ts}


def _update(platform: Platform, arguments: Json) -> Json:
    channel = find_channel(platform, arguments)
    message = find_own_message(platform, channel, str(arguments["ts"]), "cant_update_message")
    kept = arguments if arguments.get("blocks") is not None else {**arguments, "blocks": message.blocks}
    _check(platform, "chat.update", kept)
    posting.change(platform, message, arguments, via="chat.update")
    shown = posting.as_json(platform, message, with_metadata=True)
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": shown}


def _delete(platform: Platform, arguments: Json) -> Json:
    channel = find_channel(platform, arguments)
    message = find_own_message(platform, channel, str(arguments["ts"]), "cant_delete_message")
    posting.delete(platform, message, via="chat.delete")
    return {"channel": channel.id, "ts": message.ts}


def _get_permalink(platform: Platform, arguments: Json) -> Json:
    channel = find_channel(platform, arguments)
    message = channel.message(str(arguments["message_ts"]))
    if message is None:
        raise SlackError("message_not_found")
    place = f"/archives/{channel.id}/p{message.ts.replace('.', '')}"
    return {"channel": channel.id, "permalink": platform.base_url + place}


def _open_channel(platform: Platform, arguments: Json) -> Channel:
    """The channel that the app may write to."""
    channel = find_channel(platform, arguments)
    may_write_anywhere = channel.kind == "public" and "chat:write.public" in platform.installation.scopes
    if not platform.bot_in(channel) and not may_write_anywhere:
        raise SlackError("not_in_channel")
    if channel.archived:
        raise SlackError("is_archived")
    thread = arguments.get("thread_ts")
    if thread and channel.message(str(thread)) is None:
        raise SlackError("thread_not_found")
    return channel


def _check(platform: Platform, where: str, arguments: Json) -> None:
    posting.refuse_if_wrong(platform, where, arguments, heavy=True)
    metadata = arguments.get("metadata")
    if metadata not in (None, {}) and metadata_is_wrong(metadata):
        platform.faults.note(where, f"invalid_metadata_format: {metadata!r}")
        raise SlackError("invalid_metadata_format")


def _keep_rate(platform: Platform, channel: Channel) -> None:
    own = [message for message in channel.messages if message.by_app]
    if platform.enforce_rate and own and time.time() - float(own[-1].ts) < platform.timing.message_interval:
        raise SlackError("ratelimited")


_TARGET = ("channel",)
METHODS = {
    "chat.postMessage": Method(_post_message, scope="chat:write", required=_TARGET),
    "chat.postEphemeral": Method(_post_ephemeral, scope="chat:write", required=("channel", "user")),
    "chat.update": Method(_update, scope="chat:write", required=("channel", "ts")),
    "chat.delete": Method(_delete, scope="chat:write", required=("channel", "ts")),
    "chat.getPermalink": Method(_get_permalink, required=("channel", "message_ts")),
}
