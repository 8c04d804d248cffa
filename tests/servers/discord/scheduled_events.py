"""REST: a guild's scheduled events, of the external kind (somewhere else, with a start and an end).

A test reads them in `Guild.events`; a person may call one off there, too.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from tests.servers.discord import payloads
from tests.servers.discord.core import Core
from tests.servers.discord.errors import Json, Refused, invalid_form, missing_permissions, unknown
from tests.servers.discord.inspection import Inspection
from tests.servers.discord.permissions import Permission, in_guild
from tests.servers.discord.things import Guild, now
from tests.servers.discord.web import Call, Routes

EXTERNAL = 3
SCHEDULED, ACTIVE, COMPLETED, CANCELED = 1, 2, 3, 4
NEXT_STATUS = {SCHEDULED: {ACTIVE, CANCELED}, ACTIVE: {COMPLETED}}
MOST = 100


class ScheduledEvents:
    """The routes under /guilds/{guild_id}/scheduled-events."""

    def __init__(self, core: Core) -> None:
        self._world = core.world

    def routes(self) -> Routes:
        every = "/guilds/{guild_id}/scheduled-events"
        one = every + "/{event_id}"
        return {
            f"GET {every}": self.listed,
            f"POST {every}": self.create,
            f"GET {one}": self.show,
            f"PATCH {one}": self.change,
            f"DELETE {one}": self.delete,
        }

    async def listed(self, call: Call) -> list[Json]:
        return list(self._guild(call).events.values())

    async def show(self, call: Call) -> Json:
        return self._event(call)

    async def create(self, call: Call) -> Json:
        guild = self._guild(call, Permission.CREATE_EVENTS)
        planned = [event for event in guild.events.values() if event["status"] in (SCHEDULED, ACTIVE)]
        if len(planned) >= MOST:
            raise Refused(400, 30038, "Maximum number of guild scheduled events reached (100)")
        event: Json = {
            "id": str(self._world.new_id()), "guild_id": str(guild.id), "channel_id": None, "entity_id": None,
            "creator_id": str(self._world.bot.id), "creator": payloads.user(self._world.bot),
            "description": None, "image": None, "status": SCHEDULED, "user_count": 0, "recurrence_rule": None,
        } | call.body  # fmt: skip
        _check(event, starts_anew=True)
        guild.events[int(event["id"])] = event
        self._world.announce("GUILD_SCHEDULED_EVENT_CREATE", event)
        self._world.changes.announce()
        return event

    async def change(self, call: Call) -> Json:
        event = self._event(call, Permission.CREATE_EVENTS)
        if event["status"] in (COMPLETED, CANCELED):
            raise Refused(400, 180000, "Cannot update a finished event")
        status = call.body.get("status", event["status"])
        if status != event["status"] and status not in NEXT_STATUS.get(event["status"], ()):
            raise Refused(400, 180000, "Cannot update a finished event")
        _check(event | call.body, starts_anew="scheduled_start_time" in call.body)
        event |= call.body
        self._world.announce("GUILD_SCHEDULED_EVENT_UPDATE", event)
        self._world.changes.announce()
        return event

    async def delete(self, call: Call) -> None:
        event = self._event(call, Permission.CREATE_EVENTS)
        del self._guild(call).events[int(event["id"])]
        self._world.announce("GUILD_SCHEDULED_EVENT_DELETE", event)
        self._world.changes.announce()

    def _guild(self, call: Call, needed: Permission | None = None) -> Guild:
        guild = self._world.joined_guild(call.id("guild_id"))
        if needed and not in_guild(guild.members[self._world.bot.id]) & needed:
            raise missing_permissions()
        return guild

    def _event(self, call: Call, needed: Permission | None = None) -> Json:
        event = self._guild(call, needed).events.get(call.id("event_id"))
        if event is None:
            raise unknown("Guild Scheduled Event", 10070)
        return event


def _check(event: Json, *, starts_anew: bool) -> None:
    body = Inspection(event)
    body.text("name", 100, least=1, required=True)
    body.text("description", 1000)
    if event.get("entity_type") != EXTERNAL:
        body.wrong("this test server plays external events only", "entity_type")
    if event.get("privacy_level") != 2:
        body.wrong("Must be GUILD_ONLY", "privacy_level")
    body.child("entity_metadata").text("location", 100, least=1, required=True)
    start, end = (_moment(body, event.get(f"scheduled_{which}_time"), which) for which in ("start", "end"))
    if starts_anew and start and start < now():
        body.wrong("Cannot schedule event in the past", "scheduled_start_time")
    if start and end and end <= start:
        body.wrong("End time must be after start time", "scheduled_end_time")
    if body.found:
        raise invalid_form(body.found)


def _moment(body: Inspection, value: Any, which: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        body.wrong("This field is required", f"scheduled_{which}_time")
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
