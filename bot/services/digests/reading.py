"""What the digests of many people are made from, read for all of them together.

What there is to tell of a community is read once, whoever its readers are; what
people have to do with it is read for all of them at once. That makes some twenty
statements for fifty people as for one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

from bot.permissions import Role
from bot.services.alerts import alerts, following
from bot.services.alerts.following import Thing
from bot.services.alerts.preferences import MINE
from bot.services.communities.communities import Community
from bot.services.digests import contents, known, needs
from bot.services.digests.contents import New, OpenPoll
from bot.services.digests.known import Known
from bot.services.digests.needs import Answered, Deed, Where
from bot.services.digests.turns import Due
from bot.services.events import listing
from bot.services.events.listing import Coming
from bot.services.text import words
from storage.engine import Tx

LOOKS_AHEAD = timedelta(days=14)
MOST_OF_A_KIND = 20
"""How much that is new of one kind in one community is looked through where nobody says otherwise."""
MOST_POLLS = 5
MOST_EVENTS = 2000
COMMUNITIES_AT_ONCE = 100


@dataclass(frozen=True)
class Found:
    """What was read. News, polls, requests and events are by community, deeds by the author of the item and
    by happening, the rest is by person or item.

    `unread` says how much more is new of each kind in a community than was read; `waits` who waits for a
    place at which time of an event.
    """

    languages: Mapping[int, str | None]
    memberships: Mapping[int, Mapping[int, tuple[Community, Role]]]
    interests: Mapping[int, frozenset[str]]
    things: Mapping[int, Mapping[Thing, bool]]
    known: Known
    left: Mapping[int, set[int]]
    news: Mapping[int, Sequence[New]]
    unread: Mapping[int, Mapping[str, int]]
    tags: Mapping[int, Sequence[str]]
    deeds_to: Mapping[int, Sequence[Deed]]
    deeds: Mapping[int, Deed]
    polls: Mapping[int, Sequence[OpenPoll]]
    voted: set[tuple[int, int]]
    answered: Mapping[int, Sequence[Answered]]
    requests: Mapping[int, int]
    events: Mapping[int, Sequence[Coming]]
    where: Mapping[int, Where]
    rsvps: Mapping[tuple[int, int, str], str]
    waits: set[tuple[int, int, str]]
    _subjects: dict[int, frozenset[str]] = field(default_factory=dict)

    def subject_of(self, one: New) -> frozenset[str]:
        """The words of an item's title and tags, folded."""
        found = self._subjects.get(one.item_id)
        if found is None:
            found = frozenset(words(" ".join((one.title, *self.tags.get(one.item_id, ())))))
            self._subjects[one.item_id] = found
        return found


async def read(
    tx: Tx, now: datetime, until: datetime, readers: Sequence[Due], secret: bytes, *, most: int
) -> Found:
    """Everything that the digests of these readers are made from, of what happened until `until`."""
    people = [one.person_id for one in readers]
    since = min(one.since for one in readers)
    memberships = await needs.memberships(tx, people)
    communities = {number: found[0] for mine in memberships.values() for number, found in mine.items()}
    left = await alerts.left_to(tx, people, since)
    news = await contents.news(tx, [*communities], since, until, most=most)
    deeds = await _deeds(tx, readers, left, since, until)
    polls = await contents.open_polls(tx, _with(communities, "polls"), now, most=MOST_POLLS)
    coming = await _events(tx, _with(communities, "events"), now)
    there = sorted({one.item_id for one in coming})
    items = {
        *there,
        *(one.item_id for one in news),
        *(one.item_id for one in deeds),
        *(one.item_id for one in polls),
    }
    ballots: list[New | OpenPoll] = [*polls, *(one for one in news if one.kind == "poll")]
    where = await needs.whereabouts(tx, there) if there else {}
    return Found(
        languages=await needs.languages(tx, people),
        memberships=memberships,
        interests=await needs.interests(tx, people),
        things=await following.things_of(tx, people),
        known=await known.read(tx, people, since),
        left=left,
        news=_by_community(news),
        unread=_unread(news),
        tags=await contents.tags_of(tx, sorted(items)),
        deeds_to=_grouped((one.author_id or 0, one) for one in deeds),
        deeds={one.happening: one for one in deeds},
        polls=_by_community(polls),
        voted=await needs.voted(tx, _asked(memberships, ballots), secret),
        answered=_grouped((one.asker_id or 0, one) for one in await needs.answered(tx, people, since, until)),
        requests=await needs.to_let_in(tx, _cared_for(memberships)),
        events=_grouped((place, one) for one in coming for place in where[one.item_id].communities),
        where=where,
        rsvps=await needs.coming_to(tx, there, people) if there else {},
        waits=await needs.waiting_for(tx, coming) if there else set(),
    )


async def _deeds(
    tx: Tx, readers: Sequence[Due], left: Mapping[int, set[int]], since: datetime, until: datetime
) -> list[Deed]:
    """What was done to items, for those who were to hear of it at once and did not, or did not want to."""
    happenings = {number for numbers in left.values() for number in numbers}
    found = await needs.deeds(tx, sorted(happenings)) if happenings else []
    patient = [one.person_id for one in readers if _is_patient(one)]
    if patient:
        seen = {one.happening for one in found}
        others = await needs.deeds_of_others(tx, patient, since, until)
        found += [one for one in others if one.happening not in seen]
    return found


def _is_patient(reader: Due) -> bool:
    """Whether somebody wants to hear of what others do to their things, but not at once."""
    return any(
        kind == MINE and soon in ("daily", "weekly") for (_, kind), soon in reader.frequencies.said.items()
    )


async def _events(tx: Tx, communities: Sequence[int], now: datetime) -> list[Coming]:
    """The events that come, some communities at a time, for only so many are looked through at once."""
    found: dict[tuple[int, str], Coming] = {}
    for at in range(0, len(communities), COMMUNITIES_AT_ONCE):
        some = communities[at : at + COMMUNITIES_AT_ONCE]
        for one in await listing.coming(tx, some, now, now + LOOKS_AHEAD, limit=MOST_EVENTS):
            found.setdefault((one.item_id, one.key), one)
    return sorted(found.values(), key=lambda one: (one.starts, one.item_id))


def _with(communities: Mapping[int, Community], feature: str) -> list[int]:
    """The communities that have a feature switched on."""
    return [number for number, one in communities.items() if feature not in one.features_off]


def _cared_for(memberships: Mapping[int, Mapping[int, tuple[Community, Role]]]) -> list[int]:
    """The communities that any of the readers facilitates."""
    return sorted(
        {n for mine in memberships.values() for n, (_, role) in mine.items() if role >= Role.FACILITATOR}
    )


def _asked(
    memberships: Mapping[int, Mapping[int, object]], ballots: Iterable[New | OpenPoll]
) -> Iterator[tuple[int, int]]:
    """Which readers could vote in which polls: (person, the poll's number)."""
    polls = _by_community(ballots)
    for person, mine in memberships.items():
        for community in mine:
            for poll in polls.get(community, ()):
                yield person, poll.item_id


_Of = TypeVar("_Of")
_Somewhere = TypeVar("_Somewhere", bound=New | OpenPoll)


def _grouped(pairs: Iterable[tuple[int, _Of]]) -> dict[int, list[_Of]]:
    found: dict[int, list[_Of]] = {}
    for key, one in pairs:
        found.setdefault(key, []).append(one)
    return found


def _by_community(rows: Iterable[_Somewhere]) -> dict[int, list[_Somewhere]]:
    return _grouped((one.community_id, one) for one in rows)


def _unread(news: Iterable[New]) -> dict[int, dict[str, int]]:
    """Of how much that is new only the number was read."""
    found: dict[int, dict[str, int]] = {}
    for one in news:
        here = found.setdefault(one.community_id, {})
        here[one.kind] = here.get(one.kind, one.of_kind) - 1
    return found
