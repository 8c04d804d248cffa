"""What came of something that a person did: what the app answered, and what the person saw."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.servers.slack import reading
from tests.servers.slack.platform import Platform
from tests.servers.slack.world import Channel, Json, Message, Sight, User, View

_CLOSES = ("view_closed", "deleted")


@dataclass
class Outcome:
    """The consequences of one act; sights keep coming in after the acknowledgement.

    `failed` is the error that Slack itself showed ("operation_timeout",
    "dispatch_failed", "unknown_command"); `errors` are the complaints beside
    the fields of a form; `ack` is the body of the acknowledgement. A form that is
    sent may be answered with the grants of the act that opened it: `earlier`.
    """

    platform: Platform
    user: User
    cause: str
    since: int
    channel: Channel | None = None
    ack: Json | None = None
    failed: str = ""
    errors: dict[str, str] = field(default_factory=dict)
    earlier: str = ""

    def concerns(self, sight: Sight) -> bool:
        """Whether this sight can be an answer to the act.

        It carries the act's own grant, or it is for this person's eyes, or it
        is a new message where the act happened.
        """
        if sight.cause:
            return sight.cause in (self.cause, self.earlier)
        if sight.user:
            return sight.user == self.user.id
        channel = self.platform.world.channels[sight.channel]
        here = self.channel is not None and sight.channel == self.channel.id
        return here or (channel.kind == "im" and self.user.id in channel.members)

    @property
    def seen(self) -> list[Sight]:
        """Everything so far."""
        return [sight for sight in self.platform.world.sights.since(self.since) if self.concerns(sight)]

    async def shows(self, words: str = "", *, seconds: float = 10) -> Sight:
        """The first thing with these words that the person sees; AssertionError if it does not come."""

        def wanted(sight: Sight) -> bool:
            return self.concerns(sight) and sight.kind not in _CLOSES and words in self.text(sight)

        try:
            return await self.platform.world.sights.wait(wanted, self.since, seconds)
        except TimeoutError:
            seen = [f"{sight.kind} by {sight.via}: {self.text(sight)!r}" for sight in self.seen]
            problem = self.failed or self.errors or "no error"
            raise AssertionError(f"{self.user.name} never saw {words!r} ({problem}), but {seen}") from None

    async def message(self, words: str = "", *, seconds: float = 10) -> Message:
        """The same, when it must be a message."""
        sight = await self.shows(words, seconds=seconds)
        assert sight.message is not None, f"a view opened: {self.text(sight)}"
        return sight.message

    async def view(self, *, seconds: float = 10) -> View:
        """The same, when it must be a modal."""
        sight = await self.shows(seconds=seconds)
        assert sight.view is not None, f"not a view but a message: {self.text(sight)}"
        return sight.view

    def text(self, sight: Sight) -> str:
        """The sight as this person reads it."""
        world = self.platform.world
        if sight.message is not None:
            return reading.text_of(world, sight.message, self.user)
        if sight.view is None:
            return ""
        title = sight.view.body.get("title", {}).get("text", "")
        return "\n".join([title, *reading.lines_of(world, sight.view.body["blocks"], self.user)])
