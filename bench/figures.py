"""Several measurements of one thing, and how they are told."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Spread:
    """The least, the middle and the most of several measurements."""

    low: float
    middle: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread:
        """Raises `ValueError` where nothing was measured."""
        return cls(min(values), median(values), max(values))

    def told(self, digits: int = 0, unit: str = "") -> str:
        """ "612 (580 to 640)"."""
        low, middle, high = (f"{value:,.{digits}f}" for value in (self.low, self.middle, self.high))
        return f"{middle}{unit} ({low} to {high})"


@dataclass(frozen=True)
class Line:
    """One line of the report: what was measured, the figure, what it should be, and whether it is."""

    what: str
    measured: str
    aim: str = ""
    reached: bool | None = None

    def cells(self) -> tuple[str, str, str, str]:
        """As a row of a table."""
        verdict = {True: "reached", False: "**missed**", None: ""}[self.reached]
        return self.what, self.measured, self.aim, verdict


def within(values: Sequence[float], percent: int) -> float:
    """What so many of a hundred values do not exceed."""
    return sorted(values)[max(0, -(-len(values) * percent // 100) - 1)]


async def timed(what: Callable[[], Awaitable[object]]) -> float:
    """How many milliseconds it takes."""
    began = time.perf_counter()
    await what()
    return (time.perf_counter() - began) * 1000


def ratios(ours: Sequence[float], theirs: Sequence[float]) -> Spread:
    """Ours over theirs, turn by turn: the two of one turn were measured one after the other."""
    return Spread.of([mine / other for mine, other in zip(ours, theirs, strict=True)])


def table(lines: Sequence[Line]) -> str:
    """The lines as a table in Markdown."""
    rows = [("what", "measured", "aim", ""), ("---", "---", "---", "---"), *(line.cells() for line in lines)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)
