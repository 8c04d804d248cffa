"""How a message comes into existence, whichever way the app sends it.

The Web API, a response URL and the body of an acknowledgement all end here: the
payload is checked, ids that the app left out are filled in, the message is put
where it belongs, and somebody sees it.
"""

from __future__ import annotations

import copy
import mimetypes
import secrets
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from tests.servers.slack.checks import payloads
from tests.servers.slack.checks.problem import Problem
from tests.servers.slack.errors import SlackError
from tests.servers.slack.platform import Platform
from tests.servers.slack.world import Channel, File, Json, Message, User

_ELEMENTS = ("elements", "accessory", "element")


def refuse_if_wrong(platform: Platform, where: str, payload: Json, *, heavy: bool = False) -> None:
    """Note every fault of a message payload; raise SlackError when Slack would not take it."""
    if not payload.get("text") and not payload.get("blocks") and not payload.get("attachments"):
        platform.faults.note(where, "no_text: a message with neither text nor blocks")
        raise SlackError("no_text")
    _refuse(platform, where, "invalid_blocks", payloads.message(payload))
    for problem in payloads.manners(payload):
        platform.faults.note(where, str(problem))
    if heavy and payloads.message_is_too_heavy(payload):
        platform.faults.note(where, "msg_blocks_too_long")
        raise SlackError("msg_blocks_too_long")
    _refuse_files(platform, where, payload.get("blocks") or [])


def refuse_view(platform: Platform, where: str, view: Any) -> Json:
    """The same for a view; returns the view with the ids that the app left out."""
    if not isinstance(view, dict):
        platform.faults.note(where, "a view must be an object")
        raise SlackError("invalid_arguments")
    _refuse(platform, where, "invalid_arguments", payloads.view(view))
    _refuse_files(platform, where, view["blocks"])
    return {**view, "blocks": with_ids(view["blocks"])}


def _refuse(platform: Platform, where: str, code: str, problems: list[Problem]) -> None:
    if not problems:
        return
    for problem in problems:
        platform.faults.note(where, f"{code}: {problem}")
    raise SlackError(
        code,
        errors=[str(problem) for problem in problems],
        response_metadata={"messages": [f"[ERROR] {problem}" for problem in problems]},
    )


def _refuse_files(platform: Platform, where: str, blocks: list[Json]) -> None:
    for shown in _slack_files(blocks):
        file = platform.world.files.get(shown.get("id", ""))
        if file is None:
            platform.faults.note(where, f"invalid_blocks: no such file {shown}")
        if file is None or not file.ready:
            raise SlackError("invalid_blocks", errors=["invalid slack file"])


def _slack_files(value: Any) -> Iterator[Json]:
    if isinstance(value, dict):
        if "slack_file" in value:
            yield value["slack_file"]
        for inner in value.values():
            yield from _slack_files(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _slack_files(inner)


def with_ids(blocks: list[Json]) -> list[Json]:
    """A copy of the blocks in which each block and each interactive element has an id."""
    filled = copy.deepcopy(blocks)
    for block in filled:
        block.setdefault("block_id", secrets.token_hex(3))
        for key in _ELEMENTS:
            inner = block.get(key) or []
            for each in inner if isinstance(inner, list) else [inner]:
                if block["type"] not in ("context", "rich_text") and each.get("type") != "image":
                    each.setdefault("action_id", secrets.token_hex(3))
    return filled


def post(platform: Platform, channel: Channel, payload: Json, *, via: str, cause: str = "") -> Message:
    """A lasting message of the app in that channel."""
    message = Message(
        ts=platform.world.new_ts(),
        channel=channel.id,
        user=platform.world.bot.id,
        text=payload.get("text") or "",
        blocks=with_ids(payload.get("blocks") or []),
        metadata=payload.get("metadata"),
        thread_ts=payload.get("thread_ts"),
        by_app=True,
    )
    channel.messages.append(message)
    platform.world.sights.add("message", via, channel=channel.id, message=message, cause=cause)
    platform.event("message", {**as_json(platform, message), **place(channel)}, channel)
    return message


def post_ephemeral(
    platform: Platform, channel: Channel, user: User, payload: Json, *, via: str, cause: str = ""
) -> Message:
    """A message that only this user sees, and only now."""
    message = Message(
        ts=platform.world.new_ts(),
        channel=channel.id,
        user=platform.world.bot.id,
        text=payload.get("text") or "",
        blocks=with_ids(payload.get("blocks") or []),
        by_app=True,
        ephemeral_to=user.id,
    )
    platform.world.ephemerals.append(message)
    shown = {"channel": channel.id, "user": user.id, "message": message, "cause": cause}
    platform.world.sights.add("ephemeral", via, **shown)
    return message


def change(platform: Platform, message: Message, payload: Json, *, via: str, cause: str = "") -> None:
    """Change a message in place; what the payload does not name stays as it was."""
    message.text = payload.get("text") or message.text
    if payload.get("blocks") is not None:
        message.blocks = with_ids(payload["blocks"])
    if payload.get("metadata") is not None:
        message.metadata = payload["metadata"] or None
    message.edited = platform.world.new_ts()
    platform.world.sights.add(
        "changed", via, channel=message.channel, user=message.ephemeral_to or "", message=message, cause=cause
    )
    channel = platform.world.channels[message.channel]
    if message.ephemeral_to is None:
        inside = {"subtype": "message_changed", "hidden": True, "ts": message.edited, **place(channel)}
        platform.event("message", {**inside, "message": as_json(platform, message)}, channel)


def delete(platform: Platform, message: Message, *, via: str, cause: str = "") -> None:
    """Take a message away."""
    if message.ephemeral_to is not None:
        platform.world.ephemerals.remove(message)
    else:
        platform.world.channels[message.channel].messages.remove(message)
    platform.world.sights.add(
        "deleted", via, channel=message.channel, user=message.ephemeral_to or "", message=message, cause=cause
    )


def place(channel: Channel) -> Json:
    """Where it happened, as message events say it."""
    kind = {"im": "im", "public": "channel", "private": "group"}[channel.kind]
    return {"channel": channel.id, "channel_type": kind}


def as_json(platform: Platform, message: Message, *, with_metadata: bool = False) -> Json:
    """The message as histories and payloads show it."""
    installation = platform.installation
    shown: Json = {"type": "message", "ts": message.ts, "user": message.user, "text": message.text}
    shown["team"] = installation.team_id
    if message.by_app:
        shown |= {"bot_id": installation.bot_id, "app_id": installation.app_id}
    if message.blocks:
        shown["blocks"] = copy.deepcopy(message.blocks)
    if message.subtype:
        shown["subtype"] = message.subtype
    if message.thread_ts:
        shown["thread_ts"] = message.thread_ts
    if message.edited:
        shown["edited"] = {"user": message.user, "ts": message.edited}
    if message.files:
        shown["files"] = [file_json(platform, each) for each in message.files]
    if with_metadata and message.metadata:
        shown["metadata"] = copy.deepcopy(message.metadata)
    return shown


def upload(platform: Platform, user: User, name: str, content: bytes) -> str:
    """A file of a person; returns its id."""
    file = File(
        platform.world.new_id("F"),
        name,
        user=user.id,
        content=content,
        length=len(content),
        mimetype=mimetypes.guess_type(name)[0] or "application/octet-stream",
        ready_at=0.0,
    )
    platform.world.files[file.id] = file
    return file.id


def file_json(platform: Platform, file_id: str) -> Json:
    """A file as `files.info` describes it."""
    file = platform.world.files[file_id]
    address = f"{platform.base_url}/files-pri/{file.id}/{quote(file.name, safe='')}"
    shares: Json = {"public": {}, "private": {}}
    for channel, ts in file.shares:
        where = platform.world.channels[channel]
        side = "public" if where.kind == "public" else "private"
        shares[side].setdefault(channel, []).append({"ts": ts, "channel_name": where.name})
    return {
        "id": file.id,
        "name": file.name,
        "title": file.title or file.name,
        "user": file.user,
        "mimetype": file.mimetype,
        "filetype": file.name.rpartition(".")[2],
        "size": len(file.content),
        "url_private": address,
        "url_private_download": address,
        "shares": shares,
        "channels": [channel for channel, _ in file.shares],
    }
