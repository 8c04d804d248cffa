"""A server's own events: each entry is one of the external kind, somewhere else with a start and an end.

An event is known again by the last line of its description, which no other event has.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import discord

from adapters.discord import limits, markup
from adapters.discord.limits import Json, short
from adapters.discord.send import Sender, outcome
from bot.adapter import CalendarEntry, Refused

GUILD_ONLY, EXTERNAL = 2, 3
PLANNED = (1, 2)
"""Scheduled and active; what is over or was called off is no longer ours to change."""
_ENDED = ("10070", "180000")
"""Unknown, or over: in any case it is not ours any more."""
_FORBIDDEN = "50013"
_HINT = "Give my role “Create Events”; events are then put there when they are next changed."


class ScheduledEvents:
    """Puts entries among a server's events, and takes them away."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    async def put(self, workspace: str, entry: CalendarEntry, known: str) -> str:
        """Make an event of the entry, or change the known one; see `Adapter.mirror`."""
        with _outcome():
            http = (await self._sender.client()).http
            if known:
                await http.edit_scheduled_event(_guild(workspace), int(known), **_drawn(entry))
                return known
            event = await http.create_guild_scheduled_event(
                _guild(workspace), privacy_level=GUILD_ONLY, entity_type=EXTERNAL, **_drawn(entry)
            )
        # discord.py repeats by itself what was answered with a server's error, though it may have been done.
        for double in await self._found(workspace, entry):
            if double != str(event["id"]):
                await self.take(workspace, double)
        return str(event["id"])

    async def find(self, workspace: str, entry: CalendarEntry) -> str | None:
        """The event that was made of the entry, if there is one."""
        return next(iter(await self._found(workspace, entry)), None)

    async def _found(self, workspace: str, entry: CalendarEntry) -> list[str]:
        with _outcome():
            client = await self._sender.client()
            there = await client.http.get_scheduled_events(_guild(workspace), with_user_count=False)
        me = str(client.user.id) if client.user else ""
        return [str(event["id"]) for event in there if _is_of(event, me, entry)]

    async def take(self, workspace: str, known: str) -> None:
        """Take the event away, if it is still there."""
        with _outcome():
            try:
                http = (await self._sender.client()).http
                await http.delete_scheduled_event(_guild(workspace), int(known))
            except discord.NotFound:
                return


@contextmanager
def _outcome() -> Iterator[None]:
    """As with messages, but that what people ended by hand is gone, and that another right is needed."""
    try:
        with outcome():
            yield
    except Refused as error:
        if error.code in _ENDED:
            raise Refused("gone") from error
        raise Refused(error.code, _HINT if error.code == _FORBIDDEN else error.hint) from error


def _is_of(event: Mapping[str, Any], me: str, entry: CalendarEntry) -> bool:
    """Whether an event of ours was made of the entry, and not of an earlier time of the same."""
    last_line = (event.get("description") or "").rpartition("\n")[2]
    ends = datetime.fromisoformat(event.get("scheduled_end_time") or event["scheduled_start_time"])
    marked = str(event.get("creator_id")) == me and last_line == _mark(entry)
    return marked and event["status"] in PLANNED and ends > entry.starts


def _guild(workspace: str) -> int:
    if not workspace.isdigit():
        raise Refused("not_a_snowflake", f"“{workspace}” is no id of a server.")
    return int(workspace)


def _mark(entry: CalendarEntry) -> str:
    return markup.escaped(entry.mark)


def _drawn(entry: CalendarEntry) -> Json:
    mark = _mark(entry)
    text = markup.cut(markup.escaped(entry.text), limits.EVENT_TEXT - len(mark) - 2)
    return {
        "name": short(entry.title, limits.EVENT_NAME) or "–",
        "description": f"{text}\n\n{mark}".strip(),
        "scheduled_start_time": entry.starts.isoformat(),
        "scheduled_end_time": entry.ends.isoformat(),
        "entity_metadata": {"location": short(entry.place, limits.EVENT_PLACE) or "–"},
    }
