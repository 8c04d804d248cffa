"""A made-up installation for digests: as many people as wanted, their communities, and a week in them.

For 20,000 people there are 580 communities, as IDeA's platform had, and for fewer
in proportion. Memberships are uneven, as they are: a few communities have many.
In the week before the digests each has a dozen new items, which people replied to,
rated and voted in, an open poll and an event. Everybody has the default settings.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import insert

from storage.base import Base
from storage.communities import Channel, Community, Membership
from storage.engine import Database
from storage.events import Event
from storage.happenings import Happening
from storage.items import Comment, Item, ItemTag, Rating
from storage.people import Identity, Person, ProfileField
from storage.polls import Poll, PollOption, Vote

MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
"""When the personal digests of people in UTC come."""
COMMUNITIES_OF_20_000 = 580
ITEMS = 12
_KINDS = ("question", "topic", "page", "document", "post", "poll")
_SUBJECTS = ("open data", "housing", "procurement", "mediation", "statistics", "accessibility", "cycling")
_BATCH = 2000

Row = dict[str, Any]


async def populate(database: Database, people: int) -> int:
    """Fill a database that has nothing in it; returns how many communities it has."""
    communities = people * COMMUNITIES_OF_20_000 // 20_000
    chance = random.Random(20261123)
    members = _members(people, communities, chance)
    await _write(database, Person, _people(people))
    await _write(database, Identity, _identities(people))
    await _write(database, ProfileField, _interests(people, chance))
    await _write(database, Community, _communities(communities))
    await _write(database, Channel, _channels(communities))
    await _write(database, Membership, members)
    await _week(database, communities, members, chance)
    return communities


async def _write(database: Database, table: type[Base], rows: Sequence[Row]) -> None:
    for some in _parts(rows):
        async with database.write() as tx:
            await tx.execute(insert(table), some)


def _parts(rows: Sequence[Row]) -> Iterator[list[Row]]:
    for at in range(0, len(rows), _BATCH):
        yield list(rows[at : at + _BATCH])


def _people(people: int) -> list[Row]:
    made = MONDAY - timedelta(days=60)
    return [
        {"id": n, "name": f"Person {n}", "language": "en", "time_zone": "UTC", "created_at": made}
        for n in range(1, people + 1)
    ]


def _identities(people: int) -> list[Row]:
    seen = MONDAY - timedelta(days=1)
    where = {"platform": "slack", "workspace": "T1", "seen_at": seen}
    return [
        {"person_id": n, "account": f"U{n}", "name": f"Person {n}", **where} for n in range(1, people + 1)
    ]


def _interests(people: int, chance: random.Random) -> list[Row]:
    """What every third person says of themselves."""
    return [
        {
            "person_id": n,
            "name": "interests",
            "value": ", ".join(chance.sample(_SUBJECTS, 2)),
            "visibility": "everyone",
        }
        for n in range(1, people + 1, 3)
    ]


def _communities(communities: int) -> list[Row]:
    made = MONDAY - timedelta(days=60)
    return [
        {"id": 1000 + n, "name": f"Community {n}", "name_key": f"community {n}", "created_at": made}
        for n in range(communities)
    ]


def _channels(communities: int) -> list[Row]:
    return [
        {"platform": "slack", "workspace": "T1", "channel": f"C{n}", "community_id": 1000 + n}
        for n in range(communities)
    ]


def _members(people: int, communities: int, chance: random.Random) -> list[Row]:
    """One to four communities for each person, the first ones likelier than the last."""
    weights = [1 / (n + 10) for n in range(communities)]
    joined = MONDAY - timedelta(days=30)
    rows = []
    for person in range(1, people + 1):
        chosen = set(chance.choices(range(communities), weights, k=chance.randint(1, 4)))
        for n in sorted(chosen):
            rows.append(
                {"community_id": 1000 + n, "person_id": person, "role": "member", "joined_at": joined}
            )
    return rows


async def _week(database: Database, communities: int, members: Sequence[Row], chance: random.Random) -> None:
    """What happened in the week before."""
    of_community: dict[int, list[int]] = {}
    for row in members:
        of_community.setdefault(row["community_id"], []).append(row["person_id"])
    week = _Week(of_community, chance)
    for number in range(1000, 1000 + communities):
        week.happens_in(number)
    for table in (Item, Happening, ItemTag, Comment, Rating, Poll, PollOption, Vote, Event):
        await _write(database, table, week.rows.get(table, []))


class _Week:
    """The rows of a week, by table."""

    def __init__(self, members: dict[int, list[int]], chance: random.Random) -> None:
        self.rows: dict[type[Base], list[Row]] = {}
        self._members = members
        self._chance = chance
        self._numbers = count(100_000)

    def happens_in(self, community: int) -> None:
        """A dozen items, and an event."""
        members = self._members.get(community) or [1]
        for n in range(ITEMS):
            self._item(community, _KINDS[n % len(_KINDS)], members)
        self._event(community, members)

    def _item(self, community: int, kind: str, members: Sequence[int]) -> None:
        number = self._new(community, kind, members)
        for _n in range(self._chance.choice((0, 0, 1, 1, 2, 5))):
            self._comment(number, kind, members)
        people = self._chance.sample(members, min(len(members), self._chance.randint(0, 4)))
        if kind == "document":
            self._add(Rating, *({"item_id": number, "person_id": n, "stars": 4} for n in people))
        if kind == "poll":
            self._add(Poll, {"item_id": number})
            option = next(self._numbers)
            self._add(PollOption, {"id": option, "item_id": number, "position": 1, "text": "Yes"})
            votes = ({"voter": str(n), "person_id": n} for n in people)
            self._add(Vote, *({"item_id": number, "slot": 0, "option_id": option, **one} for one in votes))

    def _event(self, community: int, members: Sequence[int]) -> None:
        number = self._new(community, "event", members)
        begins = MONDAY + timedelta(days=self._chance.randint(1, 20), hours=6)
        self._add(
            Event,
            {
                "item_id": number,
                "starts": f"{begins:%Y-%m-%dT%H:%M}",
                "zone": "UTC",
                "minutes": 60,
                "begins_at": begins,
                "over_at": begins + timedelta(hours=1),
                "reminders": [],
                "reminded_to": MONDAY,
            },
        )

    def _new(self, community: int, kind: str, members: Sequence[int]) -> int:
        number, author = next(self._numbers), self._chance.choice(members)
        at = MONDAY - timedelta(minutes=self._chance.randint(60, 7 * 24 * 60 - 60))
        subject = self._chance.choice(_SUBJECTS)
        made = {"created_at": at, "updated_at": at, "author_id": author}
        title = f"What we know of {subject}, {number}"
        self._add(Item, {"id": number, "kind": kind, "community_id": community, "title": title, **made})
        happened = {"at": at, "what": "new", "kind": kind, "community_id": community, "told": True}
        self._add(Happening, {"item_id": number, "actor_id": author, **happened})
        tag = subject.replace(" ", "-")
        self._add(ItemTag, {"item_id": number, "key": tag, "name": tag, "person_id": author, "at": at})
        return number

    def _comment(self, item: int, kind: str, members: Sequence[int]) -> None:
        said = {"kind": "answer" if kind == "question" else "comment", "body": "Yes, we do."}
        who = {"author_id": self._chance.choice(members), "created_at": MONDAY - timedelta(minutes=59)}
        self._add(Comment, {"id": next(self._numbers), "item_id": item, **said, **who})

    def _add(self, table: type[Base], *rows: Row) -> None:
        self.rows.setdefault(table, []).extend(rows)
