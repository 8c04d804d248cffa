"""What every act of a person has in common: a beginning, a delivery, and what is filled in so far."""

from __future__ import annotations

import secrets

from tests.servers.slack import filled
from tests.servers.slack.delivery import Ack, Delivery, Envelope
from tests.servers.slack.outcome import Outcome
from tests.servers.slack.platform import Platform
from tests.servers.slack.world import Channel, Json, Message, User, View


class Actor:
    """The ground that `Forms` and `People` stand on."""

    def __init__(self, platform: Platform, delivery: Delivery) -> None:
        self._platform = platform
        self._delivery = delivery
        self._states: dict[tuple[str, str, str], Json] = {}

    def place(self, who: str | User, where: str | Channel) -> Channel:
        """A channel by name, or the person's direct conversation with the app for "@bot"."""
        world = self._platform.world
        return world.direct(world.user(who)) if where == "@bot" else world.channel(where)

    def _begin(self, who: str | User, channel: Channel | None = None) -> Outcome:
        since = len(self._platform.world.sights.all)
        return Outcome(self._platform, self._platform.world.user(who), secrets.token_hex(6), since, channel)

    async def _interact(self, outcome: Outcome, payload: Json) -> Json | None:
        """Deliver an interaction; returns the answer in the acknowledgement.

        Only a form may be answered there.
        """
        kind = payload["type"]
        result = await self._delivery.deliver(Envelope("interactive", payload, kind == "view_submission"))
        if not isinstance(result, Ack):
            outcome.failed = result
            return None
        outcome.ack = result.body
        if result.body and kind != "view_submission":
            self._platform.faults.note(
                kind, f"an answer in an acknowledgement that takes none: {result.body}"
            )
        return outcome.ack

    def _state(self, user: User, on: Message | View) -> Json:
        """What the person has filled in so far there; a changed message starts anew."""
        if isinstance(on, Message):
            key, blocks = (user.id, on.ts, on.edited or ""), on.blocks
        else:
            key, blocks = (user.id, on.id, on.hash), on.body["blocks"]
        return self._states.setdefault(key, filled.initial(blocks))
