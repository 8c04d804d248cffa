"""A button's action in its `custom_id`, which Discord sends back however old the message is.

The id is the command line itself, with a sign before it where the press means
something else first:

    poll vote 142 #2       run it
    !poll close 142        ask "are you sure?" before
    !!poll close 142       the answer to that question was yes
    !                      it was no

Ids are unique in a message: a line that stands there a second time gets a mark
at its end.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Mapping
from enum import Enum, auto
from typing import NamedTuple

from adapters.discord.limits import CUSTOM_ID

_MARK = "‖"
_MARKED = re.compile(rf"{_MARK}\d+$")


class Step(Enum):
    """What a press means."""

    RUN = auto()
    ASK = auto()
    CONFIRMED = auto()
    NEVER_MIND = auto()


class Press(NamedTuple):
    """A step, and the command line it is about."""

    step: Step
    action: str


_SIGNS = {Step.RUN: "", Step.ASK: "!", Step.CONFIRMED: "!!", Step.NEVER_MIND: "!"}


def read(custom_id: str) -> Press:
    """What pressing something with that id means."""
    line = _MARKED.sub("", custom_id)
    if line == "!":
        return Press(Step.NEVER_MIND, "")
    for step in (Step.CONFIRMED, Step.ASK):
        if line.startswith(_SIGNS[step]):
            return Press(step, line.removeprefix(_SIGNS[step]))
    return Press(Step.RUN, line)


class Ids:
    """The ids of one message."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def take(self, action: str, step: Step = Step.RUN) -> str | None:
        """An id of that meaning that no other component has; None where none fits any more."""
        line = _SIGNS[step] + action
        for number in range(1, 100):
            candidate = line if number == 1 else f"{line}{_MARK}{number}"
            if len(candidate) > CUSTOM_ID:
                return None
            if candidate not in self._taken:
                self._taken.add(candidate)
                return candidate
        return None


class Questions:
    """What is asked before an action runs, for buttons drawn lately; others get a general question."""

    def __init__(self, most: int = 1000) -> None:
        self._most = most
        self._known: OrderedDict[str, str] = OrderedDict()

    def learn(self, questions: Mapping[str, str]) -> None:
        """Remember the questions of a message, by action."""
        for action, question in questions.items():
            self._known[action] = question
            self._known.move_to_end(action)
        while len(self._known) > self._most:
            self._known.popitem(last=False)

    def about(self, action: str) -> str:
        """The question of that action; empty where it is not known any more."""
        return self._known.get(action, "")
