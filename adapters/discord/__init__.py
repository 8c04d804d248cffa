"""Discord: slash commands, buttons and forms over the gateway, messages over REST.

Nouns are Discord's commands and verbs their subcommands; `/cop` (the root's
name) takes a typed line for everything else. The parts:

- `publish`: application commands from the declarations, sent when they differ from what Discord has
- `receive`: interactions and messages, as the core reads them
- `answer`: says the answer within Discord's 3 s, or defers and says it later
- `render`, `forms`, `markup`, `actions`: cards, forms, text and buttons, as Discord draws them
- `send`: posts, edits and deletes messages, and tells the core what became of each
- `gateway`: the connection, with a supervisor round it
- `adapter`: the port (`bot.adapter.Adapter`) on top of these

It asks for no privileged intent: direct messages, mentions and interactions
reach a bot without one.
"""

from __future__ import annotations

from adapters.discord.adapter import DiscordAdapter

__all__ = ["DiscordAdapter"]
