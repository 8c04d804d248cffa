"""Where clocks are changed: local times that a day leaves out, and those that it has twice."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import Enum, auto
from zoneinfo import ZoneInfo


class Oddity(Enum):
    """What a change of the clock makes of a local time."""

    SKIPPED = auto()
    TWICE = auto()


def oddity(local: datetime, zone: ZoneInfo) -> Oddity | None:
    """Whether a zone's clocks leave a naive local time out, or show it twice; None for any other."""
    first, second = (local.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1))
    if first is None or second is None or first == second:
        return None
    return Oddity.SKIPPED if first < second else Oddity.TWICE


def both(local: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The moments (UTC) of a naive local time, before and after the change; the same where there is none."""
    first, second = (local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    return first, second
