"""The parts of the played Slack that every module needs, held together.

`Platform` is state and a few short cuts; it speaks no HTTP. `server.py` puts the
doors round it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.servers.slack.errors import Faults
from tests.servers.slack.failures import Failures
from tests.servers.slack.grants import Grants
from tests.servers.slack.installation import Installation
from tests.servers.slack.timing import Timing
from tests.servers.slack.world import Channel, Json, World


@dataclass(frozen=True)
class Call:
    """One call of the Web API (or of a response URL), and what was answered ("" means well)."""

    method: str
    arguments: Json
    error: str = ""
    at: float = field(default_factory=time.monotonic)


class Platform:
    """The workspace, the app in it, and the books that are kept."""

    def __init__(self, installation: Installation | None = None, timing: Timing | None = None) -> None:
        self.installation = installation or Installation()
        self.timing = timing or Timing()
        self.world = World()
        self.faults = Faults()
        self.failures = Failures()
        self.grants = Grants(self.timing, self.faults)
        self.calls: list[Call] = []
        self.enforce_rate = False
        self.base_url = ""
        self.socket_url: Callable[[], str] = str
        self.emit: Callable[[Json], None] = lambda event: None

    def called(self, method: str) -> list[Call]:
        """The calls of one method, in order."""
        return [call for call in self.calls if call.method == method]

    def bot_in(self, channel: Channel) -> bool:
        """Whether the app is a member of the channel."""
        return self.world.bot.id in channel.members

    def team(self) -> Json:
        """The workspace as payloads name it."""
        return {"id": self.installation.team_id, "domain": self.installation.team_domain}

    def event(self, kind: str, inside: Json, channel: Channel | None = None) -> None:
        """Send the app an event, if it subscribed to it and can see the channel where it happens."""
        name = kind
        if kind == "message" and channel is not None:
            name = {"im": "message.im", "public": "message.channels", "private": "message.groups"}[
                channel.kind
            ]
        if not self.installation.hears(name) or (channel is not None and not self.bot_in(channel)):
            return
        self.emit({**inside, "type": kind, "event_ts": self.world.new_ts()})
