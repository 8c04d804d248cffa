"""Slack's message shortcuts: the entries of the menu that stands on every message.

The manifest declares one for each entry that commands declare; a shortcut's `callback_id` is the path of its
command. The payload names people by id alone, so those who are mentioned, and the author, are asked for.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack import forms, receive
from adapters.slack.people import named
from adapters.slack.receive import Asked
from adapters.slack.text import PLATFORM, Mentioned
from bot.incoming import Incoming, MessageRef, OnMessage, Who
from bot.registry import Registry

NAME, DESCRIPTION = 24, 150


def declared(registry: Registry) -> list[dict[str, str]]:
    """The shortcuts as the manifest has them."""
    return [
        {
            "name": label[:NAME],
            "type": "message",
            "callback_id": command.path,
            "description": str(command.summary)[:DESCRIPTION],
        }
        for label, command in registry.menu()
    ]


def picked(payload: Mapping[str, Any], is_own: Callable[[str], bool]) -> Asked:
    """A shortcut chosen on a message. Mentions in its text are still ids: see `described`."""
    who = receive.who_did(payload)
    where = receive.place_of(
        who.workspace, str(payload["channel"]["id"]), str(payload["channel"].get("name", ""))
    )
    message, mentioned = payload["message"], Mentioned(who.workspace)
    ts = str(payload["message_ts"])
    thread = str(message.get("thread_ts") or "")
    what = OnMessage(
        tuple(str(payload["callback_id"]).split()),
        mentioned.canonical(str(message.get("text") or "")),
        _author(message, who),
        MessageRef(PLATFORM, who.workspace, where.channel, ts),
        _link(payload, where.channel, ts, thread),
        thread if thread != ts else "",
    )
    trigger = str(payload["trigger_id"])
    people, channels = tuple(mentioned.people.values()), tuple(mentioned.channels.values())
    origin = receive.origin_of(where, payload, own=is_own(where.channel))
    files = tuple(forms.file_of(each) for each in message.get("files") or () if each.get("id"))
    return Asked(Incoming(trigger, who, where, what, people, channels, files), origin, trigger)


def _author(message: Mapping[str, Any], picker: Who) -> Who | None:
    """Who wrote it; None for an app."""
    account = str(message.get("user") or "")
    if not account or message.get("bot_id"):
        return None
    if account == picker.id:
        return picker
    return Who(PLATFORM, picker.workspace, account, account, details_known=False)


def _link(payload: Mapping[str, Any], channel: str, ts: str, thread: str) -> str:
    """The message's permanent address."""
    domain = (payload.get("team") or {}).get("domain")
    if not domain:
        return ""
    link = f"https://{domain}.slack.com/archives/{channel}/p{ts.replace('.', '')}"
    return f"{link}?thread_ts={thread}&cid={channel}" if thread and thread != ts else link


async def described(client: AsyncWebClient, asked: Asked) -> Asked:
    """The same with its author described, and with names in its text instead of ids."""
    incoming, what = asked.incoming, asked.incoming.what
    assert isinstance(what, OnMessage)
    author = (what.author,) if what.author and not what.author.details_known else ()
    told = await named(client, dataclasses.replace(incoming, people=(*incoming.people, *author)))
    people = told.people[: len(incoming.people)]
    text = what.text
    for person in people:
        text = text.replace(f"<@{person.id}>", f"@{person.name}")
    for channel in incoming.channels:
        text = text.replace(f"<#{channel.channel}>", f"#{channel.name or channel.channel}")
    known = told.people[-1] if author else what.author
    what = dataclasses.replace(what, text=text, author=known)
    return dataclasses.replace(asked, incoming=dataclasses.replace(told, people=people, what=what))
