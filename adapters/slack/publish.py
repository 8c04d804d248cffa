"""The app manifest, made from the command declarations: paste it at api.slack.com/apps.

Each noun is a slash command, and the root command reaches all of them; what commands declare for the
menu of messages is a message shortcut. A noun
whose name Slack keeps for itself, or for which there is no room, is reachable
under the root command only. The manifest asks for the scopes and events that
the adapter uses, and for no other.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from adapters.slack import shortcut
from bot.declare import Group
from bot.registry import Registry

SCOPES: Final = (
    "app_mentions:read",
    "channels:history",
    "chat:write",
    "commands",
    "files:read",
    "files:write",
    "groups:history",
    "im:history",
    "im:write",
    "users:read",
)
"""What the bot may do. Histories are read only to find a message whose sending was interrupted; the events
that tell of replies need them too."""

ADDRESS: Final = "https://convenor.example.org/slack/events"
"""Stands for the operator's own public address in a manifest for HTTP, where `web.url` does not tell it."""

EVENTS: Final = ("app_mention", "message.channels", "message.groups", "message.im")
"""What the bot hears of. Messages in channels are for their threads alone: replies to cards are counted."""

_KEPT = """
    active apps archive away call collapse dm dnd expand feed feedback invite join kick leave me msg mute
    open prefs remind remove rename search shortcuts shrug star status topic who
"""
BUILT_IN: Final = frozenset(_KEPT.split())
"""Commands that Slack keeps for itself."""

_MOST_COMMANDS: Final = 50
_NAME: Final = 31
_DESCRIPTION: Final = 100
_HINT: Final = 100


def manifest(
    registry: Registry, *, socket_mode: bool = True, name: str = "Convenor", address: str = ADDRESS
) -> dict[str, Any]:
    """The manifest, for Socket Mode or for HTTP at that public address."""
    command_url = {} if socket_mode else {"url": address}
    request_url = {} if socket_mode else {"request_url": address}
    return {
        "display_information": {
            "name": name,
            "description": "Communities of practice: find people, ask, and decide together.",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": False,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": name, "always_online": True},
            "shortcuts": shortcut.declared(registry),
            "slash_commands": [
                {**each, **command_url, "should_escape": True} for each in _commands(registry)
            ],
        },
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": {**request_url, "bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True, **request_url},
            "org_deploy_enabled": False,
            "socket_mode_enabled": socket_mode,
            "token_rotation_enabled": False,
        },
    }


def commands(registry: Registry) -> list[str]:
    """The names of the slash commands, without the slash, the root first."""
    nouns = [group.name for group in _groups(registry) if _is_free(group.name, registry.root)]
    return [registry.root, *nouns][:_MOST_COMMANDS]


def _groups(registry: Registry) -> Iterator[Group]:
    """The groups that people are shown something of."""
    shown = {command.group.name for command in registry.visible()}
    return (group for group in registry.groups.values() if group.name in shown)


def _is_free(name: str, root: str) -> bool:
    return name not in BUILT_IN and name != root and len(name) <= _NAME


def _commands(registry: Registry) -> Iterator[dict[str, Any]]:
    for name in commands(registry):
        group = registry.groups.get(name)
        described, hint = "Everything there is; begin with help", "help"
        if group is not None and name != registry.root:
            described, hint = str(group.summary), _hint(group)
        yield {"command": f"/{name}", "description": described[:_DESCRIPTION], "usage_hint": hint}


def _hint(group: Group) -> str:
    """The verbs, as many as there is room for."""
    hint = ""
    for command in group.commands.values():
        longer = f"{hint} | {command.name}" if hint else command.name
        if not command.hidden and len(longer) <= _HINT:
            hint = longer
    return hint
