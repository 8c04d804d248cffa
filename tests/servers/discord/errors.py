"""What Discord answers when it refuses a request: an HTTP status, its own numeric code, a sentence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class Wrong:
    """One thing that is wrong with a request body: where (`embeds`, 0, `title`) and what."""

    path: tuple[str | int, ...]
    message: str

    def __str__(self) -> str:
        return f"{'.'.join(map(str, self.path)) or 'body'}: {self.message}"


class Refused(Exception):
    """A request that Discord does not carry out.

    `fault` is set where a correct bot would never have sent it, so that the
    test that is running fails even if the bot swallowed the error.
    """

    def __init__(
        self, status: int, code: int, message: str, *, errors: Json | None = None, fault: str | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.errors = errors
        self.fault = fault

    def body(self) -> Json:
        """The JSON document that goes with the status."""
        body: Json = {"message": self.message, "code": self.code}
        if self.errors:
            body["errors"] = self.errors
        return body


def unknown(what: str, code: int) -> Refused:
    """Something that does not exist (any more): "Unknown Channel"."""
    return Refused(404, code, f"Unknown {what}")


def unknown_channel() -> Refused:
    return unknown("Channel", 10003)


def unknown_message() -> Refused:
    return unknown("Message", 10008)


def unknown_interaction(fault: str | None = None) -> Refused:
    return Refused(404, 10062, "Unknown interaction", fault=fault)


def missing_access() -> Refused:
    """The bot does not see the place."""
    return Refused(403, 50001, "Missing Access")


def missing_permissions() -> Refused:
    """The bot sees the place and may not do this there."""
    return Refused(403, 50013, "Missing Permissions")


def cannot_message() -> Refused:
    """The person takes no direct messages from the bot."""
    return Refused(403, 50007, "Cannot send messages to this user")


def invalid_form(wrongs: Iterable[Wrong]) -> Refused:
    """A body that breaks a limit: answered as Discord does, and a fault in the test that is running."""
    listed = list(wrongs)
    errors: Json = {}
    for wrong in listed:
        node = errors
        for step in wrong.path:
            node = node.setdefault(str(step), {})
        node.setdefault("_errors", []).append({"code": "BASE_TYPE_INVALID", "message": wrong.message})
    said = "; ".join(map(str, listed))
    return Refused(400, 50035, "Invalid Form Body", errors=errors, fault=f"invalid form body: {said}")
