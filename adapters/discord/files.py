"""Files that people attach to a command or pick in a form, and where Discord keeps them."""

from __future__ import annotations

from typing import Any

import aiohttp

from adapters.discord.limits import Json
from bot.files.downloads import download, hosts
from bot.incoming import FileRef, Value, file_value

PLATFORM = "discord"
_HOSTS = ("cdn.discordapp.com", "media.discordapp.net")


def attached(data: Json) -> tuple[FileRef, ...]:
    """The files that came with an interaction, in Discord's order; those of the message it was chosen on."""
    on = data.get("resolved", {}).get("messages", {}).get(str(data.get("target_id")), {})
    return tuple(
        FileRef(
            PLATFORM, str(each["filename"]), int(each["size"]), each.get("content_type") or "", each["url"]
        )
        for each in (*_found(data).values(), *on.get("attachments", ()))
    )


def value_of(data: Json, attachment: Any) -> Value:
    """The value that stands for the attachment of that id; empty where it did not come along."""
    ids = list(_found(data))
    return file_value(ids.index(str(attachment))) if str(attachment) in ids else ""


def _found(data: Json) -> dict[str, Json]:
    found: dict[str, Json] = data.get("resolved", {}).get("attachments", {})
    return found


async def content(file: FileRef, limit: int, api_url: str | None) -> bytes:
    """What is in a file; raises like `Adapter.download`. The address itself is the permission to read it."""
    async with aiohttp.ClientSession() as session:
        data, _kind = await download(session, file.place, limit, hosts(*_HOSTS, also=api_url or ""))
        return data
