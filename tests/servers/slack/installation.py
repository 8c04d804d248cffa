"""The app as it is installed in the played workspace: its tokens, and what it may do and receive.

By default the app may do and receive everything. `Installation.of(manifest)`
restricts it to what an app manifest asks for, so that a scope or a subscription
that the manifest forgot is missing here as it would be in Slack.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

EVERY_SCOPE = frozenset(
    f"{thing}:{right}"
    for thing in ("channels", "groups", "im", "mpim")
    for right in ("read", "history", "write")
) | {
    "app_mentions:read",
    "channels:join",
    "chat:write",
    "chat:write.public",
    "commands",
    "files:read",
    "files:write",
    "team:read",
    "users:read",
    "users:read.email",
}


@dataclass
class Installation:
    """Who the app is; `None` for events, commands or shortcuts means all there are."""

    team_id: str = "T0000000001"
    team_domain: str = "practice"
    app_id: str = "A0000000001"
    bot_id: str = "B0000000001"
    bot_token: str = "xoxb-of-the-test-workspace"
    app_token: str = "xapp-of-the-test-app"
    verification_token: str = "verification"
    signing_secret: str = "secret-of-the-test-app"
    scopes: set[str] = field(default_factory=lambda: set(EVERY_SCOPE))
    events: set[str] | None = None
    commands: dict[str, bool] | None = None
    shortcuts: set[str] | None = None

    @classmethod
    def of(cls, manifest: Mapping[str, Any]) -> Installation:
        """The installation that Slack would make of an app manifest."""
        features, settings = manifest.get("features", {}), manifest.get("settings", {})
        return cls(
            scopes=set(manifest["oauth_config"]["scopes"]["bot"]),
            events=set(settings.get("event_subscriptions", {}).get("bot_events", [])),
            commands={
                each["command"]: each.get("should_escape", False) for each in features["slash_commands"]
            },
            shortcuts={each["callback_id"] for each in features.get("shortcuts", [])},
        )

    def hears(self, event: str) -> bool:
        """Whether the app subscribed to this event."""
        return self.events is None or event in self.events

    def escapes(self, command: str) -> bool | None:
        """Whether the command gets its text escaped; None when the app has no such command."""
        return True if self.commands is None else self.commands.get(command)

    def offers(self, callback_id: str) -> bool:
        """Whether the app has this shortcut."""
        return self.shortcuts is None or callback_id in self.shortcuts
