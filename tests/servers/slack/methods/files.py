"""Files: the upload in three steps, and looking one up."""

from __future__ import annotations

import mimetypes
import time

from tests.servers.slack import posting
from tests.servers.slack.errors import SlackError
from tests.servers.slack.methods.method import Method
from tests.servers.slack.platform import Platform
from tests.servers.slack.world import Channel, File, Json, Message


def _get_upload_url(platform: Platform, arguments: Json) -> Json:
    name = str(arguments["filename"])
    file = File(
        platform.world.new_id("F"),
        name,
        alt_text=str(arguments.get("alt_txt") or ""),
        user=platform.world.bot.id,
        length=int(arguments["length"]),
        mimetype=mimetypes.guess_type(name)[0] or "application/octet-stream",
    )
    platform.world.files[file.id] = file
    return {"file_id": file.id, "upload_url": f"{platform.base_url}/upload/v1/{file.id}"}


def receive(platform: Platform, file_id: str, content: bytes) -> None:
    """The second step: the bytes, exactly as many as were announced."""
    file = platform.world.files.get(file_id)
    if file is None:
        raise SlackError("file_not_found")
    if len(content) != file.length:
        platform.faults.note(
            "upload", f"{file.name} was announced with {file.length} bytes, has {len(content)}"
        )
        raise SlackError("length_mismatch")
    file.content = content


def _complete_upload(platform: Platform, arguments: Json) -> Json:
    named = arguments["files"]
    if not isinstance(named, list):
        raise SlackError("invalid_arguments")
    files = []
    for each in named:
        file = platform.world.files.get(each.get("id", ""))
        if file is None or len(file.content) != file.length:
            raise SlackError("file_not_found")
        file.title = each.get("title") or file.name
        files.append(file)
    for channel in _targets(platform, arguments):
        _share(platform, channel, files, arguments)
    _finish(platform, files)
    return {"files": [posting.file_json(platform, file.id) for file in files]}


def _targets(platform: Platform, arguments: Json) -> list[Channel]:
    names = [*str(arguments.get("channels") or "").split(","), str(arguments.get("channel_id") or "")]
    channels = []
    for name in filter(None, names):
        channel = platform.world.channels.get(name)
        if channel is None or (channel.kind != "public" and not platform.bot_in(channel)):
            raise SlackError("channel_not_found")
        if not platform.bot_in(channel):
            raise SlackError("not_in_channel")
        channels.append(channel)
    return channels


def _share(platform: Platform, channel: Channel, files: list[File], arguments: Json) -> None:
    """The message that shows the files in the channel."""
    comment = str(arguments.get("initial_comment") or "")
    blocks = arguments.get("blocks") or []
    if comment or blocks:
        posting.refuse_if_wrong(
            platform, "files.completeUploadExternal", {"text": comment or "file", "blocks": blocks}
        )
    message = Message(
        ts=platform.world.new_ts(),
        channel=channel.id,
        user=platform.world.bot.id,
        text=comment,
        blocks=posting.with_ids(blocks),
        thread_ts=arguments.get("thread_ts"),
        files=[file.id for file in files],
        by_app=True,
        subtype="file_share",
    )
    channel.messages.append(message)
    for file in files:
        file.shares.append((channel.id, message.ts))
    platform.world.sights.add("message", "files.completeUploadExternal", channel=channel.id, message=message)


def _finish(platform: Platform, files: list[File]) -> None:
    """A completed file can be shown in blocks once Slack has looked at it."""
    ready = time.monotonic() + platform.timing.file_ready
    for file in files:
        file.ready_at = ready


def _info(platform: Platform, arguments: Json) -> Json:
    if str(arguments["file"]) not in platform.world.files:
        raise SlackError("file_not_found")
    return {"file": posting.file_json(platform, str(arguments["file"])), "comments": []}


def _delete(platform: Platform, arguments: Json) -> Json:
    file = platform.world.files.pop(str(arguments["file"]), None)
    if file is None:
        raise SlackError("file_not_found")
    return {}


METHODS = {
    "files.getUploadURLExternal": Method(
        _get_upload_url, scope="files:write", required=("filename", "length")
    ),
    "files.completeUploadExternal": Method(_complete_upload, scope="files:write", required=("files",)),
    "files.info": Method(_info, scope="files:read", required=("file",)),
    "files.delete": Method(_delete, scope="files:write", required=("file",)),
}
