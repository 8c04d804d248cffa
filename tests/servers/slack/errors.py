"""The two ways in which something is wrong: an answer to the app, and a fault of the app.

`SlackError` is what a method answers with (`ok: false`). A `Fault` is written
down when the app did what a correct app never does; the test that finds the
list of faults not empty at its end fails. An answer is not always a fault: a
channel may be gone, but fifty-one blocks are fifty-one blocks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


class SlackError(Exception):
    """A refusal: the error code of the answer, and whatever else the answer carries."""

    def __init__(self, code: str, **more: Any) -> None:
        super().__init__(code)
        self.code = code
        self.more = more


@dataclass(frozen=True)
class Fault:
    """One thing that a correct app never does: where it happened, and what it was."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


class Faults(list[Fault]):
    """All faults so far."""

    def note(self, where: str, what: str) -> None:
        """Write one down."""
        self.append(Fault(where, what))

    def take(self, words: str) -> Fault:
        """Remove and return the one fault that has these words: the test expected it.

        Raises AssertionError when there is none.
        """
        for fault in self:
            if words in str(fault):
                self.remove(fault)
                return fault
        raise AssertionError(f"no fault about {words!r} among {[str(each) for each in self]}")
