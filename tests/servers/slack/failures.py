"""Bad weather at will: the next calls of a method fail in the way that the test asks for."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Literal

FailureKind = Literal["ratelimited", "server_error", "drop_before", "drop_after", "hang", "error"]


@dataclass(frozen=True)
class Failure:
    """How one call fails.

    `drop_before` and `drop_after` cut the connection before or after the method
    had its effect, so that the caller cannot know which; `hang` answers after
    `seconds`; `error` answers with the error code.
    """

    kind: FailureKind
    seconds: float = 1.0
    code: str = "internal_error"


class Failures:
    """Failures that wait for their calls, by method name ("*" is any method)."""

    def __init__(self) -> None:
        self._waiting: dict[str, deque[Failure]] = {}

    def add(self, method: str, failure: Failure, times: int) -> None:
        """Let the next calls of the method fail."""
        self._waiting.setdefault(method, deque()).extend([failure] * times)

    def take(self, method: str) -> Failure | None:
        """The failure of this call, used up with it."""
        for name in (method, "*"):
            if queue := self._waiting.get(name):
                return queue.popleft()
        return None
