"""What `convenor check` finds out about Discord: the token, the servers, the rights in them, the commands."""

from __future__ import annotations

import discord

from adapters.discord.publish import PERMISSIONS
from adapters.discord.send import Sender, outcome
from bot.adapter import Health, SendError

_EVENTS = "create events"
_PUBLIC = (
    "anybody can add me to a server of their own, and whoever runs a server is an administrator here unless "
    "the setting `administrators` names some: set it, or switch “Public Bot” off on the application's page"
)


async def checked(sender: Sender) -> list[Health]:
    """One line for each thing that was looked at."""
    try:
        with outcome():
            client = await sender.client()
            found = [Health(True, f"the token belongs to {client.user}")]
            guilds = [guild async for guild in client.fetch_guilds(limit=100)]
            found += [await _rights(client, guild.id) for guild in guilds]
            if client.application and client.application.bot_public:
                found.append(Health(True, _PUBLIC))
            if not guilds:
                found.append(Health(False, "in no server yet: `convenor invite` says how to add me"))
    except SendError as error:
        return [Health(False, f"{error}; the token is on the application's page, under “Bot”")]
    return found


async def _rights(client: discord.Client, guild_id: int) -> Health:
    """Whether the bot has in that server what it needs."""
    guild = await client.fetch_guild(guild_id)
    has = (await guild.fetch_member(client.user.id if client.user else 0)).guild_permissions
    if has.administrator or has.is_superset(PERMISSIONS):
        return Health(True, f"in “{guild.name}”")
    lacking = [name.replace("_", " ") for name, needed in PERMISSIONS if needed and not getattr(has, name)]
    if lacking == [_EVENTS]:
        return Health(
            True, f"in “{guild.name}”; events show among the server's own once my role has {_EVENTS}"
        )
    return Health(False, f"in “{guild.name}”, where my role lacks: {', '.join(lacking)}")
