"""What the playground's API reads from the bodies of requests."""

from __future__ import annotations

import msgspec

MAX_TEXT = 16_000


class Written(msgspec.Struct):
    """A text, written in a channel. `id` names the deed, so that a repeated request does nothing twice."""

    person: str = msgspec.field(name="as")
    channel: str
    text: str
    id: str = ""


class Press(msgspec.Struct):
    """A button's action, or a select's with what was chosen, on a message.

    The card may have changed since the person saw it; what the action does now, the core knows.
    """

    person: str = msgspec.field(name="as")
    message: int
    action: str
    chosen: list[str] = []
    id: str = ""


class Submission(msgspec.Struct):
    """A form, filled in; `message` is the one whose button opened it, if there was one."""

    person: str = msgspec.field(name="as")
    channel: str
    action: str
    values: dict[str, str | list[str]]
    message: int | None = None
    id: str = ""


class Mark(msgspec.Struct):
    """The channel has been read up to that message."""

    person: str = msgspec.field(name="as")
    channel: str
    message: int
