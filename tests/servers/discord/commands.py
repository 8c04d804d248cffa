"""REST: the application's commands, global and per guild, with a count of how often they were synced."""

from __future__ import annotations

import copy
from typing import Any

from tests.servers.discord.command_limits import wrongs_of_commands
from tests.servers.discord.core import Core
from tests.servers.discord.errors import Json, invalid_form, missing_access, unknown
from tests.servers.discord.web import Call, Routes

GLOBAL = 0
CREATES_A_DAY = 200
DEFAULTS: Json = {
    "type": 1, "default_member_permissions": None, "nsfw": False, "dm_permission": True,
    "contexts": None, "integration_types": [0], "name_localizations": None, "description_localizations": None,
}  # fmt: skip


class Commands:
    """The commands that the bot published; `syncs` counts bulk overwrites, `creates` new names."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._world = core.world
        self._by_place: dict[int, list[Json]] = {}
        self.syncs = 0
        self.creates = 0

    def routes(self) -> Routes:
        everywhere = "/applications/{application_id}/commands"
        in_guild = "/applications/{application_id}/guilds/{guild_id}/commands"
        return {
            f"GET {everywhere}": self.listed,
            f"PUT {everywhere}": self.overwrite,
            f"GET {in_guild}": self.listed,
            f"PUT {in_guild}": self.overwrite,
        }

    def known(self, guild_id: int | None) -> list[Json]:
        """The commands that a person is offered there."""
        own = self._by_place.get(guild_id, []) if guild_id else []
        return own + self._by_place.get(GLOBAL, [])

    async def listed(self, call: Call) -> list[Json]:
        return self._by_place.get(self._place(call), [])

    async def overwrite(self, call: Call) -> list[Json]:
        place = self._place(call)
        wrongs = wrongs_of_commands(call.body)
        if wrongs:
            raise invalid_form(wrongs)
        before = {(c["type"], c["name"]): c["id"] for c in self._by_place.get(place, [])}
        stored = [self._stored(command, before) for command in call.body]
        self._by_place[place] = stored
        self.syncs += 1
        self.creates += sum((c["type"], c["name"]) not in before for c in stored)
        if self.creates > CREATES_A_DAY:
            self._core.faults.add(f"{self.creates} commands created in a day, {CREATES_A_DAY} are allowed")
        self._world.changes.announce()
        return stored

    def _stored(self, command: Json, before: dict[tuple[int, str], str]) -> Json:
        stored: dict[str, Any] = DEFAULTS | {"description": ""} | copy.deepcopy(command)
        stored["id"] = before.get((stored["type"], stored["name"]), str(self._world.new_id()))
        stored["application_id"] = str(self._world.application_id)
        stored["version"] = str(self._world.new_id())
        if stored["default_member_permissions"] is not None:
            stored["default_member_permissions"] = str(stored["default_member_permissions"])
        return stored

    def _place(self, call: Call) -> int:
        if call.id("application_id") != self._world.application_id:
            raise unknown("Application", 10002)
        if "guild_id" not in call.path:
            return GLOBAL
        if call.id("guild_id") not in self._world.guilds:
            raise missing_access()
        return call.id("guild_id")
