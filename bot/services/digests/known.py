"""What readers of digests know already, so that it is not told again.

- What an alert told them, or is about to.
- What the bot wrote to them directly about an item since their last digest: a
  reminder, a change of an event, a place that became free. A reminder tells of
  the time that it is for; everything else of what is next.
- What they have had in hand themselves: answered, commented, rated, voted in,
  or said of whether they come.

Everything is read for many people at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, union_all

from bot.services.alerts import alerts
from bot.services.alerts.queue import WAITS
from storage.alerts import Alert
from storage.engine import Tx
from storage.events import Rsvp
from storage.items import Comment, Item, Rating
from storage.messages import Outbox

_SAID_DIRECTLY = ("changed", "cancelled")
"""What those who come to an event are told of by a message of its own."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A message to somebody about an item; a reminder is of the time of an event that begins `until`."""

    at: datetime
    until: datetime | None


@dataclass(frozen=True)
class Known:
    """What each reader knows: happenings by person, the rest by person and item."""

    told: Mapping[int, set[int]]
    awaited: set[tuple[int, int]]
    letters: Mapping[tuple[int, int], Sequence[Letter]]
    in_hand: set[tuple[int, int]]

    def has_heard(self, person_id: int, happening: int) -> bool:
        """Whether an alert told somebody of that, or is about to."""
        return happening in self.told[person_id] or (person_id, happening) in self.awaited

    def has_met(self, person_id: int, item_id: int) -> bool:
        """Whether an item can be no news to somebody."""
        return (person_id, item_id) in self.in_hand or (person_id, item_id) in self.letters

    def was_told_of(self, person_id: int, item_id: int, what: str, at: datetime) -> bool:
        """Whether somebody was written to directly because of what was done to an item at that moment."""
        letters = self.letters.get((person_id, item_id), ())
        return what in _SAID_DIRECTLY and any(one.at >= at for one in letters)

    def knows_time(self, person_id: int, item_id: int, starts: datetime) -> bool:
        """Whether somebody was written to about the time of an event that begins then."""
        letters = self.letters.get((person_id, item_id), ())
        return any(one.until is None or one.until >= starts for one in letters)


async def read(tx: Tx, people: Sequence[int], since: datetime) -> Known:
    """What these people know of what happened since then. Four statements."""
    return Known(
        told=await alerts.told_to(tx, people, since),
        awaited=await _awaited(tx, people),
        letters=await _letters(tx, people, since),
        in_hand=await _in_hand(tx, people, since),
    )


async def _awaited(tx: Tx, people: Sequence[int]) -> set[tuple[int, int]]:
    """What each is about to hear of by an alert: (person, happening)."""
    rows = await tx.execute(
        select(Alert.person_id, Alert.happening_id).where(Alert.person_id.in_(people), WAITS)
    )
    return {(row.person_id, row.happening_id) for row in rows}


async def _letters(tx: Tx, people: Sequence[int], since: datetime) -> dict[tuple[int, int], list[Letter]]:
    """What was written to each directly since then and did not fail: by person and item."""
    rows = await tx.execute(
        select(Outbox.person_id, Outbox.about, Outbox.created_at, Outbox.useful_until).where(
            Outbox.person_id.in_(people),
            Outbox.about.is_not(None),
            Outbox.created_at > since,
            Outbox.state != "failed",
        )
    )
    found: dict[tuple[int, int], list[Letter]] = {}
    for person, item, at, until in rows:
        if person is not None and item is not None:
            found.setdefault((person, item), []).append(Letter(at, until))
    return found


async def _in_hand(tx: Tx, people: Sequence[int], since: datetime) -> set[tuple[int, int]]:
    """Who did something with which item that can be new since then, but for votes: (person, item)."""
    said = select(Comment.author_id, Comment.item_id).where(
        Comment.author_id.in_(people), Comment.created_at > since, Comment.deleted_at.is_(None)
    )
    answered = select(Rsvp.person_id, Rsvp.item_id).where(Rsvp.person_id.in_(people), Rsvp.at > since)
    rated = (
        select(Rating.person_id, Rating.item_id)
        .join(Item, Item.id == Rating.item_id)
        .where(Rating.person_id.in_(people), Item.created_at > since)
    )
    rows: Iterable[Any] = await tx.execute(union_all(said, answered, rated))
    return {(person, item) for person, item in rows}
