"""The payloads of what people do, key by key as Slack sends them."""

from __future__ import annotations

import time

from tests.servers.slack import filled, posting
from tests.servers.slack.methods.views import view_json
from tests.servers.slack.platform import Platform
from tests.servers.slack.world import Channel, Json, Message, User, View


def channel_name(channel: Channel) -> str:
    """The name that payloads carry: real only for public channels."""
    return {"public": channel.name, "private": "privategroup", "im": "directmessage"}[channel.kind]


def _common(platform: Platform, user: User) -> Json:
    installation = platform.installation
    return {
        "token": installation.verification_token,
        "api_app_id": installation.app_id,
        "team": platform.team(),
        "enterprise": None,
        "is_enterprise_install": False,
        "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": installation.team_id},
    }


def slash(platform: Platform, user: User, channel: Channel, command: str, text: str, cause: str) -> Json:
    """A slash command: flat, for it travels as a form in HTTP mode."""
    installation = platform.installation
    return {
        "token": installation.verification_token,
        "team_id": installation.team_id,
        "team_domain": installation.team_domain,
        "channel_id": channel.id,
        "channel_name": channel_name(channel),
        "user_id": user.id,
        "user_name": user.name,
        "command": command,
        "text": text,
        "api_app_id": installation.app_id,
        "is_enterprise_install": "false",
        "response_url": response_url(platform, user, channel, cause),
        "trigger_id": platform.grants.new_trigger(user.id, cause),
    }


def response_url(
    platform: Platform, user: User, channel: Channel, cause: str, message: Message | None = None
) -> str:
    """A fresh response URL on this server."""
    name = platform.grants.new_response_url(user.id, channel.id, cause, message)
    return f"{platform.base_url}/hooks/{name}"


def _action(block: Json, element: Json, state: Json | None) -> Json:
    action: Json = {
        "type": element["type"],
        "action_id": element["action_id"],
        "block_id": block["block_id"],
        "action_ts": f"{time.time():.6f}",
    }
    if element["type"] == "button":
        action["text"] = element["text"]
        action |= {key: element[key] for key in ("value", "url", "style") if key in element}
    return {**action, **(state or {})}


def action_on_message(
    platform: Platform, user: User, message: Message, chosen: tuple[Json, Json], values: Json, cause: str
) -> Json:
    """A press or a choice on a message; an ephemeral message is not sent back to the app."""
    block, element = chosen
    channel = platform.world.channels[message.channel]
    ephemeral = message.ephemeral_to is not None
    container = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": ephemeral,
    }
    payload = {
        "type": "block_actions",
        **_common(platform, user),
        "container": container,
        "trigger_id": platform.grants.new_trigger(user.id, cause),
        "channel": {"id": channel.id, "name": channel_name(channel)},
        "state": {"values": values},
        "response_url": response_url(platform, user, channel, cause, message),
        "actions": [_action(block, element, _state(values, block, element))],
    }
    if not ephemeral:
        payload["message"] = posting.as_json(platform, message, with_metadata=True)
    return payload


def action_on_view(
    platform: Platform, user: User, view: View, chosen: tuple[Json, Json], values: Json, cause: str
) -> Json:
    """A press or a choice in a modal or a Home tab: no channel and no response URL."""
    block, element = chosen
    return {
        "type": "block_actions",
        **_common(platform, user),
        "container": {"type": "view", "view_id": view.id},
        "trigger_id": platform.grants.new_trigger(user.id, cause),
        "view": view_json(platform, view, values),
        "actions": [_action(block, element, _state(values, block, element))],
    }


def _state(values: Json, block: Json, element: Json) -> Json | None:
    found: Json | None = values.get(block["block_id"], {}).get(element["action_id"])
    return found


def submission(platform: Platform, user: User, view: View, values: Json, cause: str) -> Json:
    """A modal that is sent."""
    return {
        "type": "view_submission",
        **_common(platform, user),
        "trigger_id": platform.grants.new_trigger(user.id, cause),
        "view": view_json(platform, view, values),
        "response_urls": [],
    }


def closing(platform: Platform, user: User, view: View) -> Json:
    """A modal that is closed with its cross."""
    values = filled.initial(view.body["blocks"])
    return {
        "type": "view_closed",
        **_common(platform, user),
        "view": view_json(platform, view, values),
        "is_cleared": False,
    }


def message_shortcut(platform: Platform, user: User, message: Message, callback_id: str, cause: str) -> Json:
    """A shortcut from the menu of a message."""
    channel = platform.world.channels[message.channel]
    return {
        "type": "message_action",
        **_common(platform, user),
        "action_ts": f"{time.time():.6f}",
        "callback_id": callback_id,
        "trigger_id": platform.grants.new_trigger(user.id, cause),
        "response_url": response_url(platform, user, channel, cause),
        "channel": {"id": channel.id, "name": channel_name(channel)},
        "message_ts": message.ts,
        "message": posting.as_json(platform, message),
    }


def global_shortcut(platform: Platform, user: User, callback_id: str, cause: str) -> Json:
    """A shortcut from anywhere: no channel."""
    return {
        "type": "shortcut",
        **_common(platform, user),
        "action_ts": f"{time.time():.6f}",
        "callback_id": callback_id,
        "trigger_id": platform.grants.new_trigger(user.id, cause),
    }
