"""What becomes of the places of somebody who leaves a community: they are given up, for good.

What was said of events that are over stays, as it says who came. What was said of those that come is
forgotten: whoever comes back answers anew, behind those who have had the place since.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, delete, not_, or_, select

from bot.services.events import events, rsvps
from bot.services.events.events import Event
from bot.services.events.occurrences import Occurrence
from bot.services.events.rsvps import Answers, MovedUp
from storage.communities import Community
from storage.engine import Tx
from storage.events import Event as Row
from storage.events import Rsvp
from storage.items import Item


@dataclass(frozen=True, slots=True)
class GivenUp:
    """An event of which somebody's answer is forgotten, and who has moved up by it."""

    event: Event
    moved_up: MovedUp


async def give_up(tx: Tx, now: datetime, person_id: int, community_id: int) -> list[GivenUp]:
    """Forget what somebody says of a community's events that come; returns the events, to be told of.

    To be called before their membership ends. Where another community of theirs has the event too, what they
    said stands.
    """
    numbers = await _held(tx, now, person_id, community_id)
    if not numbers:
        return []
    there = await events.several(tx, numbers)
    times = {event.id: rsvps.next_times(event, now) for event in there}
    keys = {rsvps.key_for(event, one) for event in there for one in times[event.id]}
    answers = await rsvps.read_several(tx, there, keys)
    await tx.execute(delete(Rsvp).where(Rsvp.item_id.in_(numbers), Rsvp.person_id == person_id))
    return [
        GivenUp(event, _moved_up(event, times[event.id], answers[event.id], person_id)) for event in there
    ]


def _moved_up(event: Event, times: Sequence[Occurrence], before: Answers, gone: int) -> MovedUp:
    if event.cancelled_at:
        return {}
    moved = rsvps.moved_up(event, times, before, before.without(gone))
    return {person: when for person, when in moved.items() if person != gone}


async def _held(tx: Tx, now: datetime, person_id: int, community_id: int) -> Sequence[int]:
    """The events that come of which somebody said something, as a member of that community only; held."""
    rows = await tx.execute(
        select(Row.item_id)
        .join(Item, Item.id == Row.item_id)
        .join(Rsvp, and_(Rsvp.item_id == Row.item_id, Rsvp.person_id == person_id))
        .where(
            or_(Row.over_at.is_(None), Row.over_at > now),
            rsvps.counts(),
            not_(rsvps.counts(Community.id != community_id)),
        )
        .order_by(Row.item_id)
        .with_for_update(of=Row)
    )
    # An event has a row for each of its times that somebody answered for.
    return list(dict.fromkeys(rows.scalars()))
