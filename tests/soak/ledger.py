"""What people were told, and what may therefore be so at the end.

An answer is a promise: "is open" means that the poll exists, "You chose Bee"
that this is the vote. An act without an answer may have been done or not; both
are right, but only for that act.
"""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import dataclass, field

ANIMALS = ("Ant", "Bee", "Cat")


@dataclass(frozen=True)
class Question:
    """What somebody asks; its answers carry its number, so that whoever is told of one knows of which poll."""

    number: int
    who: str

    def __str__(self) -> str:
        return f"Question {self.number:04} of {self.who}?"

    @property
    def choices(self) -> tuple[str, ...]:
        """The answers to choose from."""
        return tuple(f"{animal}{self.number:04}" for animal in ANIMALS)


@dataclass
class Promised:
    """A poll that somebody was told is open."""

    number: int
    question: Question
    place: str
    channel: str
    author: str
    told_closed: bool = False
    votes: int = 0


@dataclass
class Ballot:
    """What one person's vote in one poll may be at the end; "" stands for none."""

    may_be: set[str] = field(default_factory=lambda: {""})

    def tried(self, choice: str, *, kept: bool, refused: bool) -> None:
        """The person chose, and was told that the vote is kept, or refused, or neither."""
        if kept:
            self.may_be = {choice}
        elif not refused:
            self.may_be = self.may_be | {choice}


class Ledger:
    """Everything that people tried and were told, on all platforms.

    `numbers` are those of all polls that were said to be open; `polls` those that people go on with.
    """

    def __init__(self) -> None:
        self.polls: dict[int, Promised] = {}
        self.numbers: set[int] = set()
        self.questions: set[str] = set()
        self.ballots: dict[tuple[int, str], Ballot] = {}
        self.surprises: list[str] = []
        self.acts: Counter[str] = Counter()
        self._numbers = itertools.count(1)

    def new_question(self, who: str) -> Question:
        """A question that nobody has asked before, as each attempt may or may not become a poll."""
        question = Question(next(self._numbers), who)
        self.questions.add(str(question))
        return question

    def ballot(self, number: int, who: str) -> Ballot:
        """The person's vote in that poll."""
        return self.ballots.setdefault((number, who), Ballot())

    def count(self, act: str, answer: str) -> None:
        """Count an act, and whether it was answered."""
        self.acts[act] += 1
        self.acts["answered" if answer else "unanswered"] += 1

    def open_in(self, place: str) -> list[Promised]:
        """The polls there that nobody was told are closed."""
        return [poll for poll in self.polls.values() if poll.place == place and not poll.told_closed]
