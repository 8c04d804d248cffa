"""A made-up profession: as many people as wanted, each findable, with a believable profile.

Everything is drawn from a seed, so that two runs search the same people. Words
are drawn unevenly, as people use them: the first subjects are on every third
profile, the last on one in twenty.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice

from sqlalchemy import insert

from bot.services.people import profiles
from bot.services.people.profiles import ProfileEntry
from bot.services.search import fulltext
from bot.services.text import key_of, words
from storage.communities import Community, Membership
from storage.engine import Database, Tx
from storage.people import Identity, Person, ProfileField
from storage.search import SearchEntry

COMMUNITIES = 100
_BATCH = 2000
_NOW = datetime(2026, 1, 1, tzinfo=UTC)
_FIRST = (
    "Amina", "Ben", "Carla", "Dmitri", "Elif", "Farah", "Gustav", "Hana", "Ines", "Jonas", "Katarzyna",
    "Luis", "Mei", "Nadia", "Oscar", "Priya", "Quentin", "Rosa", "Samuel", "Thandi", "Ursula", "Viktor",
    "Wanjiru", "Ximena", "Yusuf", "Zoë", "Ngozi", "Søren", "Aoife", "Björn", "Chloé", "Darragh",
)  # fmt: skip
_LAST = (
    "Abara", "Bianchi", "Castro", "Dubois", "Eriksen", "Fofana", "García", "Hughes", "Ivanova", "Jansen",
    "Kowalski", "López", "Meyer", "Nguyen", "Okafor", "Patel", "Quinn", "Rossi", "Silva", "Tanaka", "Ueda",
    "Varga", "Weber", "Xu", "Yilmaz", "Zhang", "Ferrer", "Puig", "O'Brien", "Lindqvist",
)  # fmt: skip
_PLACES = (
    "Leeds", "Bristol", "Cardiff", "Belfast", "Glasgow", "Girona", "Lleida", "Tarragona", "Lisbon", "Porto",
    "Nairobi", "Accra", "Kigali", "Oslo", "Malmö", "Utrecht", "Ghent", "Lyon", "Graz", "Kraków", "Brno",
    "Riga", "Vilnius", "Tartu", "Quito", "Lima", "Bogotá", "Manila", "Hanoi", "Pune",
)  # fmt: skip
_ORGANISATIONS = tuple(f"{place} {kind}" for kind in ("Council", "Library", "Trust") for place in _PLACES)
_ROLES = (
    "policy officer", "data analyst", "librarian", "community nurse", "planner", "social worker",
    "transport engineer", "youth worker", "procurement lead", "service designer", "archivist", "lawyer",
)  # fmt: skip
_SUBJECTS = (
    "open data", "public health", "housing", "procurement", "waste and recycling", "road safety",
    "social care", "mediation", "statistics", "accessibility", "flood defence", "air quality",
    "participatory budgeting", "records management", "heat networks", "street lighting", "adult learning",
    "fostering", "probation", "restorative justice", "library makerspaces", "food hygiene",
    "trading standards", "emergency planning", "biodiversity", "cycling", "digital inclusion", "licensing",
    "museums", "allotments", "parking", "energy retrofit", "homelessness", "translation", "webinars",
    "knowledge mapping", "peer assist", "facilitation", "evaluation", "genealogy", "drone surveying",
    "hydrology", "beekeeping", "cartography", "numismatics", "ornithology", "seismology", "typography",
)  # fmt: skip
_WEIGHTS = tuple(1 / (rank + 3) for rank in range(len(_SUBJECTS)))
_LANGUAGES = ("English", "Català", "Español", "Français", "Deutsch", "Kiswahili", "Português", "Türkçe")


@dataclass(frozen=True)
class _One:
    id: int
    name: str
    entries: tuple[ProfileEntry, ...]


def _drawn(number: int, chance: random.Random) -> _One:
    """A person: their number, name and profile."""
    known = list(dict.fromkeys(chance.choices(_SUBJECTS, _WEIGHTS, k=4)))
    private = "communities" if chance.random() < 0.3 else "everyone"
    fields = {
        "organisation": chance.choice(_ORGANISATIONS),
        "role": chance.choice(_ROLES),
        "place": chance.choice(_PLACES),
        "expertise": ", ".join(known[:2]),
        "interests": ", ".join(known[2:]) or "anything new",
        "languages": ", ".join(chance.sample(_LANGUAGES, 2)),
        "about": f"Project {number % 7919} and {chance.choice(_SUBJECTS)} for {chance.randint(2, 30)} years.",
    }
    entries = (
        ProfileEntry(name, value, private if name == "interests" else "everyone")
        for name, value in fields.items()
    )
    return _One(number, f"{chance.choice(_FIRST)} {chance.choice(_LAST)}", tuple(entries))


def _everyone(count: int) -> Iterator[_One]:
    chance = random.Random(20260101)
    return (_drawn(number, chance) for number in range(1, count + 1))


async def populate(database: Database, count: int) -> None:
    """Put `count` people into a database that has none, with memberships and the index."""
    async with database.write() as tx:
        await tx.execute(insert(Community), [_community(number) for number in range(1, COMMUNITIES + 1)])
    everyone = _everyone(count)
    while batch := list(islice(everyone, _BATCH)):
        async with database.write() as tx:
            await _write(tx, batch)


def _community(number: int) -> dict[str, object]:
    return {"id": number, "name": f"C{number}", "name_key": f"c{number}", "created_at": _NOW}


async def _write(tx: Tx, batch: list[_One]) -> None:
    """The rows that first contact, joining and saving a profile make, many at a time."""
    await tx.execute(
        insert(Person),
        [{"id": one.id, "name": one.name, "findable": True, "created_at": _NOW} for one in batch],
    )
    await tx.execute(
        insert(Identity),
        [
            {
                "person_id": one.id,
                "platform": "slack",
                "workspace": "T1",
                "account": f"P{one.id}",
                "name": one.name,
                "name_key": key_of(one.name, 200),
                "seen_at": _NOW,
            }
            for one in batch
        ],
    )
    await tx.execute(
        insert(Membership),
        [{"person_id": one.id, "community_id": 1 + one.id % COMMUNITIES, "joined_at": _NOW} for one in batch],
    )
    await tx.execute(
        insert(ProfileField),
        [
            {
                "person_id": one.id,
                "name": entry.name,
                "value": entry.value,
                "visibility": entry.visibility,
            }
            for one in batch
            for entry in one.entries
        ],
    )
    await _index(tx, batch)


async def _index(tx: Tx, batch: list[_One]) -> None:
    rows = [
        {
            "kind": "person",
            "ref": one.id,
            "community_id": None,
            "audience": audience,
            "title": " ".join(words(title)),
            "body": " ".join(words(body)),
        }
        for one in batch
        for audience, title, body in profiles.index_entries(one.name, one.entries)
    ]
    await tx.execute(insert(SearchEntry), rows)
    await fulltext.learn(tx, {word for row in rows for word in f"{row['title']} {row['body']}".split()})
