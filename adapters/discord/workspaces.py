"""Which guild a direct conversation is about.

Discord accounts are the same everywhere, workspaces are guilds. Somebody who
writes directly is who they are in the guild where the bot met them last, or
else in the first guild that both are in.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict

import aiohttp
import discord

from adapters.discord import receive
from bot.incoming import Who

_REMEMBERED = 10_000


class Workspaces:
    """Remembers where each account was seen, and looks it up where it was not."""

    def __init__(self) -> None:
        self._last: OrderedDict[int, int] = OrderedDict()

    def saw(self, account: int, guild: int) -> None:
        """The account did something in that guild."""
        self._last[account] = guild
        self._last.move_to_end(account)
        if len(self._last) > _REMEMBERED:
            self._last.popitem(last=False)

    async def of(self, client: discord.Client, account: int, guild: int | None) -> str:
        """The workspace: the guild given, else one of the account's; empty where there is none."""
        if guild is not None:
            self.saw(account, guild)
            return str(guild)
        joined = {one.id for one in client.guilds}
        if self._last.get(account) not in joined:
            found = await _shared_guild(client, account)
            if found is None:
                return ""
            self.saw(account, found)
        return str(self._last[account])


async def _shared_guild(client: discord.Client, account: int) -> int | None:
    guilds = sorted(client.guilds, key=lambda guild: guild.id)
    if len(guilds) == 1:
        # A direct conversation needs a common guild, and there is only this one.
        return guilds[0].id
    for guild in guilds:
        try:
            async with asyncio.timeout(2):
                await guild.fetch_member(account)
        except (discord.NotFound, discord.Forbidden):
            continue
        return guild.id
    return None


async def described(client: discord.Client | None, who: Who) -> Who:
    """What the guild knows of an account; what is known already where it does not tell within 1 s."""
    guild = client.get_guild(int(who.workspace)) if client and who.workspace.isdigit() else None
    if guild is None:
        return who
    try:
        async with asyncio.timeout(1):
            member = await guild.fetch_member(int(who.id))
    except (discord.HTTPException, aiohttp.ClientError, OSError, TimeoutError):
        return who
    runs_server = receive.administers(member.guild_permissions)
    return receive.who(member, who.workspace, language=who.language, runs_server=runs_server)
