"""Handing the app what happened, and waiting for its acknowledgement.

`Delivery` knows the deadline of 3 s and the retries of events; how an envelope
travels is the carrier's business (`sockets.py`, `http_carrier.py`). A late or
failed acknowledgement is a fault of the app. Having no way to reach the app, or
losing it on the way, is not: then the person sees that the command failed.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from tests.servers.slack.platform import Platform
from tests.servers.slack.world import Json

EnvelopeKind = Literal["slash_commands", "interactive", "events_api"]


@dataclass(frozen=True)
class Envelope:
    """One thing that happened, in the form in which the app gets it."""

    kind: EnvelopeKind
    payload: Json
    answerable: bool = False
    retry: int = 0
    retry_reason: str = ""


@dataclass(frozen=True)
class Ack:
    """The app's acknowledgement: an object, a plain text or nothing."""

    body: Any = None


class NotDeliveredError(Exception):
    """The envelope did not reach the app, or the app went away before acknowledging it."""


class RefusedError(Exception):
    """The app answered with an error status."""


class Carrier(Protocol):
    """A way to the app."""

    async def carry(self, envelope: Envelope) -> Ack:
        """Deliver and wait for the acknowledgement, without a deadline.

        Raises NotDeliveredError or RefusedError.
        """

    async def close(self) -> None:
        """Let go of everything."""


class Delivery:
    """All that goes to the app, with deadlines, retries and redelivery."""

    def __init__(self, platform: Platform, carrier: Carrier) -> None:
        self._platform = platform
        self.carrier = carrier
        self.sent: list[Envelope] = []
        self._tasks: set[asyncio.Task[None]] = set()
        platform.emit = self.emit

    async def deliver(self, envelope: Envelope) -> Ack | str:
        """The acknowledgement, or the code of the error that the person sees."""
        self.sent.append(envelope)
        where = (
            f"{envelope.kind} {envelope.payload.get('command') or envelope.payload.get('type', '')}".strip()
        )
        started = time.monotonic()
        try:
            async with asyncio.timeout(self._platform.timing.ack):
                return await self.carrier.carry(envelope)
        except TimeoutError:
            seconds = time.monotonic() - started
            self._platform.faults.note(where, f"operation_timeout: no acknowledgement within {seconds:.1f} s")
            return "operation_timeout"
        except RefusedError as error:
            self._platform.faults.note(where, f"dispatch_failed: {error}")
            return "dispatch_failed"
        except NotDeliveredError:
            return "dispatch_failed"

    def emit(self, event: Json) -> None:
        """Send an event in the background, with its retries."""
        task = asyncio.create_task(self.deliver_event(self.wrap(event)))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def wrap(self, event: Json) -> Json:
        """The event as the Events API sends it, with an id of its own."""
        installation, bot = self._platform.installation, self._platform.world.bot
        team = {"enterprise_id": None, "team_id": installation.team_id, "user_id": bot.id, "is_bot": True}
        return {
            "token": installation.verification_token,
            "team_id": installation.team_id,
            "api_app_id": installation.app_id,
            "event": event,
            "type": "event_callback",
            "event_id": self._platform.world.new_id("Ev"),
            "event_time": int(time.time()),
            "authorizations": [{**team, "is_enterprise_install": False}],
            "is_ext_shared_channel": False,
            "event_context": secrets.token_hex(20),
        }

    async def deliver_event(self, payload: Json) -> None:
        """Deliver an event, and again after each pause until it is acknowledged."""
        reason = ""
        for attempt, pause in enumerate((0.0, *self._platform.timing.retries)):
            await asyncio.sleep(pause)
            outcome = await self.deliver(Envelope("events_api", payload, retry=attempt, retry_reason=reason))
            if isinstance(outcome, Ack):
                return
            reason = {"operation_timeout": "http_timeout"}.get(outcome, "http_error")

    async def redeliver(self, envelope: Envelope | None = None) -> Ack | str:
        """The same envelope once more (the last one if none is named), as after a lost acknowledgement."""
        again = envelope or self.sent[-1]
        retry = Envelope(again.kind, again.payload, again.answerable, again.retry + 1, "http_timeout")
        return await self.deliver(retry)

    async def close(self) -> None:
        """Stop the retries and the carrier."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.carrier.close()
