"""What an act of a person allows the app to do: open one modal, and answer a few times.

A `trigger_id` opens one modal within 3 s. A `response_url` takes five messages
within 30 minutes. Using either too late or too often is refused, and is a fault.
"""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass

from tests.servers.slack.errors import Faults, SlackError
from tests.servers.slack.timing import Timing
from tests.servers.slack.world import Message


@dataclass
class Trigger:
    """The right to open one modal on the screen of one user."""

    user: str
    cause: str
    made: float
    used: bool = False


@dataclass
class ResponseUrl:
    """The right to answer where the act happened; `message` is what the act was done on."""

    user: str
    channel: str
    cause: str
    made: float
    message: Message | None = None
    uses: int = 0


class Grants:
    """All triggers and response URLs that were handed out."""

    def __init__(self, timing: Timing, faults: Faults) -> None:
        self._timing = timing
        self._faults = faults
        self._triggers: dict[str, Trigger] = {}
        self._response_urls: dict[str, ResponseUrl] = {}

    def new_trigger(self, user: str, cause: str) -> str:
        """The id of a fresh trigger."""
        name = f"{secrets.randbelow(10**12)}.{secrets.randbelow(10**11)}.{secrets.token_hex(16)}"
        self._triggers[name] = Trigger(user, cause, time.monotonic())
        return name

    def use_trigger(self, name: str, where: str) -> Trigger:
        """Use the trigger up; raises SlackError as Slack answers, and writes down a fault."""
        trigger = self._triggers.get(name)
        code = ""
        if trigger is None:
            code = "invalid_trigger_id"
        elif trigger.used:
            code = "exchanged_trigger_id"
        elif time.monotonic() - trigger.made > self._timing.trigger:
            code = "expired_trigger_id"
        if trigger is None or code:
            self._faults.note(where, code)
            raise SlackError(code)
        trigger.used = True
        return trigger

    def new_response_url(self, user: str, channel: str, cause: str, message: Message | None = None) -> str:
        """The last part of a fresh response URL."""
        name = secrets.token_hex(12)
        self._response_urls[name] = ResponseUrl(user, channel, cause, time.monotonic(), message)
        return name

    def use_response_url(self, name: str) -> ResponseUrl:
        """Count one use; raises SlackError when it is unknown, too old or used up."""
        grant = self._response_urls.get(name)
        code = ""
        if grant is None:
            code = "no_such_url"
        elif time.monotonic() - grant.made > self._timing.response_url:
            code = "expired_url"
        elif grant.uses >= self._timing.response_url_uses:
            code = "used_url"
        if grant is None or code:
            self._faults.note("response_url", code)
            raise SlackError(code)
        grant.uses += 1
        return grant
