"""REST: who the bot is, and the guilds, members and users around it."""

from __future__ import annotations

from collections.abc import Callable

from tests.servers.discord import payloads
from tests.servers.discord.core import Core
from tests.servers.discord.errors import Json, missing_access, unknown
from tests.servers.discord.things import PUBLIC_THREAD
from tests.servers.discord.web import Call, Routes

GUILD_MEMBERS_INTENT = 1 << 1


class Directory:
    """The routes that only look things up."""

    def __init__(self, core: Core, gateway_url: Callable[[], str]) -> None:
        self._world = core.world
        self._gateway_url = gateway_url

    def routes(self) -> Routes:
        return {
            "GET /gateway": self.gateway,
            "GET /gateway/bot": self.gateway_bot,
            "GET /users/@me": self.me,
            "GET /users/@me/guilds": self.my_guilds,
            "GET /users/{user_id}": self.user,
            "GET /applications/@me": self.application,
            "GET /oauth2/applications/@me": self.application,
            "GET /guilds/{guild_id}": self.guild,
            "GET /guilds/{guild_id}/channels": self.channels,
            "GET /guilds/{guild_id}/roles": self.roles,
            "GET /guilds/{guild_id}/members": self.members,
            "GET /guilds/{guild_id}/members/search": self.search_members,
            "GET /guilds/{guild_id}/members/{user_id}": self.member,
        }

    async def gateway(self, call: Call) -> Json:
        return {"url": self._gateway_url()}

    async def gateway_bot(self, call: Call) -> Json:
        limit = {"total": 1000, "remaining": 999, "reset_after": 86_400_000, "max_concurrency": 1}
        return {"url": self._gateway_url(), "shards": 1, "session_start_limit": limit}

    async def me(self, call: Call) -> Json:
        return payloads.user(self._world.bot) | {
            "verified": True,
            "mfa_enabled": False,
            "locale": "en-US",
            "email": None,
        }

    async def my_guilds(self, call: Call) -> list[Json]:
        joined = [guild for guild in self._world.guilds.values() if self._world.bot.id in guild.members]
        return [
            {"id": str(guild.id), "name": guild.name, "icon": None, "banner": None, "owner": False,
             "permissions": "0", "features": []}
            for guild in joined
        ]  # fmt: skip

    async def user(self, call: Call) -> Json:
        user = self._world.users.get(call.id("user_id"))
        if user is None:
            raise unknown("User", 10013)
        return payloads.user(user)

    async def application(self, call: Call) -> Json:
        owner = payloads.user(next((u for u in self._world.users.values() if not u.bot), self._world.bot))
        return {
            "id": str(self._world.application_id), "name": "Convenor", "icon": None, "description": "",
            "summary": "", "bot_public": True, "bot_require_code_grant": False, "verify_key": "0" * 64,
            "owner": owner, "team": None, "flags": self._application_flags(), "rpc_origins": [],
            "bot": payloads.user(self._world.bot), "approximate_guild_count": len(self._world.guilds),
        }  # fmt: skip

    def _application_flags(self) -> int:
        """The privileged intents, as the application's page shows them (limited: under 100 guilds)."""
        return sum(
            flag
            for intent, flag in ((1 << 1, 1 << 15), (1 << 15, 1 << 19))
            if self._world.privileged_intents & intent
        )

    async def guild(self, call: Call) -> Json:
        return payloads.guild(self._world.joined_guild(call.id("guild_id")))

    async def channels(self, call: Call) -> list[Json]:
        guild = self._world.joined_guild(call.id("guild_id"))
        return [
            payloads.channel(channel) for channel in guild.channels.values() if channel.kind != PUBLIC_THREAD
        ]

    async def roles(self, call: Call) -> list[Json]:
        return [payloads.role(role) for role in self._world.joined_guild(call.id("guild_id")).roles.values()]

    async def members(self, call: Call) -> list[Json]:
        if not self._world.privileged_intents & GUILD_MEMBERS_INTENT:
            raise missing_access()
        guild = self._world.joined_guild(call.id("guild_id"))
        limit, after = int(call.query.get("limit", 1)), int(call.query.get("after", 0))
        ids = [user_id for user_id in sorted(guild.members) if user_id > after][:limit]
        return [payloads.member(guild.members[user_id]) for user_id in ids]

    async def search_members(self, call: Call) -> list[Json]:
        guild = self._world.joined_guild(call.id("guild_id"))
        start, limit = call.query.get("query", "").lower(), int(call.query.get("limit", 1))
        found = [m for m in guild.members.values() if (m.nick or m.user.name).lower().startswith(start)]
        return [payloads.member(member) for member in found[:limit]]

    async def member(self, call: Call) -> Json:
        member = self._world.joined_guild(call.id("guild_id")).members.get(call.id("user_id"))
        if member is None:
            raise unknown("Member", 10007)
        return payloads.member(member)
