"""What the playground's API reads from the bodies of requests."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

import msgspec

MAX_TEXT = 16_000

DeedId: TypeAlias = Annotated[str, msgspec.Meta(max_length=100, pattern=r"^[\w.:-]*$")]
"""Names a deed, so that a repeated request does nothing twice; one without a name gets one."""

MessageId: TypeAlias = Annotated[int, msgspec.Meta(ge=0, lt=1 << 53)]
"""The number of a message, as far as JavaScript counts."""


class Written(msgspec.Struct):
    """A text, written in a channel, or in the `thread` of one of its messages; `files` are uploads."""

    person: str = msgspec.field(name="as")
    channel: str
    text: str
    files: Annotated[list[str], msgspec.Meta(max_length=5)] = []
    id: DeedId = ""
    thread: MessageId | None = None


class Press(msgspec.Struct):
    """A button's action, or a select's with what was chosen, on a message.

    The card may have changed since the person saw it; what the action does now, the core knows.
    """

    person: str = msgspec.field(name="as")
    message: MessageId
    action: str
    chosen: list[str] = []
    id: DeedId = ""


class Pick(msgspec.Struct):
    """An entry of a message's menu: the path of its command, as the state lists it."""

    person: str = msgspec.field(name="as")
    message: MessageId
    entry: str
    id: DeedId = ""


class Submission(msgspec.Struct):
    """A form, filled in; `message` is the one whose button opened it, if there was one.

    `files` are the uploads that were picked, by field name.
    """

    person: str = msgspec.field(name="as")
    channel: str
    action: str
    values: dict[str, str | list[str]]
    message: MessageId | None = None
    files: dict[str, str] = {}
    id: DeedId = ""


class Move(msgspec.Struct):
    """How far the clock is moved forward."""

    person: str = msgspec.field(name="as")
    to: Literal["next", "hour", "day", "week"]


class Mark(msgspec.Struct):
    """The channel has been read up to that message."""

    person: str = msgspec.field(name="as")
    channel: str
    message: MessageId
