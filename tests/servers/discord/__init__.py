"""A strict Discord of our own, which the real discord.py talks to over loopback.

`DiscordServer` plays REST and gateway, holds a bot to the limits that Discord
publishes, and lets a test act as the people in it:

    async with DiscordServer() as server:
        alice = server.world.add_user("alice")
        guild = server.world.add_guild("Library", owner=alice)
        general = server.world.add_channel(guild, "general")
        ...                                     # start the bot, with server.point_library_here()
        seen = await server.people.slash(alice, general, ["poll", "new"], {"question": "Lunch?"})
        assert "Lunch?" in seen.message.text
        server.faults.assert_none()

Whatever a correct bot would never do is kept in `server.faults`, because a
library may swallow the refusal; a fixture asserts that none is left.
"""

from __future__ import annotations

from tests.servers.discord.server import DiscordServer

__all__ = ["DiscordServer"]
