"""How soon people hear of what happens, and how they want to be reached.

For each kind of item in each community: "now" makes alerts, "daily" and
"weekly" are gathered in the digest, "never" is left out. The most specific of
what a person has said counts: community and kind, then the community, then the
kind, then all; who has said nothing hears weekly. "mine" is a kind of its own:
what others say of what one has made; of that everybody hears at once unless
they have said otherwise of just that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, cast

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import aliased

from bot.services.people.people import By
from bot.services.upsert import insert_for
from storage.alerts import AlertPreference, AlertSetting
from storage.communities import Community, Membership
from storage.engine import Tx
from storage.people import Person

Frequency = Literal["now", "daily", "weekly", "never"]

ALL_KINDS = "*"
MINE = "mine"
EVERYWHERE = 0
DEFAULT: Frequency = "weekly"
DEFAULT_OF_MINE: Frequency = "now"


@dataclass(frozen=True, slots=True)
class Frequencies:
    """All that a person has said of how soon, by community (0 is all) and kind ("*" is all)."""

    said: Mapping[tuple[int, str], Frequency] = field(default_factory=dict)

    def of(self, community_id: int, kind: str) -> Frequency:
        """How soon the person hears of a kind of item in a community."""
        if not self.said:
            return DEFAULT_OF_MINE if kind == MINE else DEFAULT
        where = (community_id, EVERYWHERE)
        # What is one's own is not one of "all kinds": who wants less news still waits for answers.
        kinds = (MINE,) if kind == MINE else (kind, ALL_KINDS)
        default = DEFAULT_OF_MINE if kind == MINE else DEFAULT
        told = (self.said.get((place, one)) for place in where for one in kinds)
        return next((one for one in told if one), default)


@dataclass(frozen=True, slots=True)
class Settings:
    """How somebody wants to be reached; the defaults are those of one who has said nothing.

    `quiet_from` and `quiet_to` are minutes of the local day. `digest_weekday` (0 is Monday) and
    `digest_minute` are local too; `digest_at` is when the next personal digest is due, in UTC.
    """

    by: By = "dm"
    quiet_from: int | None = None
    quiet_to: int | None = None
    ceiling: int = 10
    digest_on: bool = True
    digest_weekday: int = 0
    digest_minute: int = 480
    digest_at: datetime | None = None
    stopped: bool = False
    zone_asked_at: datetime | None = None


async def frequency(tx: Tx, person_id: int, community_id: int, kind: str) -> Frequency:
    """How soon somebody hears of a kind of item in a community."""
    return (await frequencies(tx, [person_id]))[person_id].of(community_id, kind)


async def frequencies(tx: Tx, people: Sequence[int]) -> dict[int, Frequencies]:
    """What each of these people has said, in one statement."""
    said: dict[int, dict[tuple[int, str], Frequency]] = {person: {} for person in people}
    rows = await tx.execute(
        select(
            AlertPreference.person_id,
            AlertPreference.community_id,
            AlertPreference.kind,
            AlertPreference.frequency,
        ).where(AlertPreference.person_id.in_(people))
    )
    for row in rows:
        said[row.person_id][row.community_id, row.kind] = cast(Frequency, row.frequency)
    return {person: Frequencies(one) for person, one in said.items()}


async def set_frequency(
    tx: Tx,
    person_id: int,
    soon: Frequency | None,
    *,
    community_id: int = EVERYWHERE,
    kind: str = ALL_KINDS,
) -> None:
    """Say how soon to hear of a kind in a community; None takes back what was said of just that."""
    key = {"person_id": person_id, "community_id": community_id, "kind": kind}
    if soon is None:
        await tx.execute(
            delete(AlertPreference).where(*(getattr(AlertPreference, name) == key[name] for name in key))
        )
        await _plan_digest_again(tx, person_id)
        return
    statement = insert_for(tx.dialect.name, AlertPreference).values(**key, frequency=soon)
    await tx.execute(statement.on_conflict_do_update(index_elements=list(key), set_={"frequency": soon}))
    await _plan_digest_again(tx, person_id)


_COLUMNS = tuple(getattr(AlertSetting, name) for name in Settings.__dataclass_fields__)


async def settings_of(tx: Tx, person_id: int) -> Settings:
    """How somebody wants to be reached."""
    return (await settings_of_all(tx, [person_id]))[person_id]


async def settings_of_all(tx: Tx, people: Sequence[int]) -> dict[int, Settings]:
    """How each of these people wants to be reached, in one statement."""
    rows = await tx.execute(
        select(AlertSetting.person_id, *_COLUMNS).where(AlertSetting.person_id.in_(people))
    )
    found = {row[0]: Settings(*row[1:]) for row in rows}
    return {person: found.get(person, Settings()) for person in people}


async def change(tx: Tx, person_id: int, **values: Any) -> None:
    """Change how somebody wants to be reached; the names are those of `Settings`."""
    statement = insert_for(tx.dialect.name, AlertSetting).values(person_id=person_id, **values)
    await tx.execute(statement.on_conflict_do_update(index_elements=["person_id"], set_=values))
    if any(name == "stopped" or name.startswith("digest_") for name in values):
        await _plan_digest_again(tx, person_id)


async def _plan_digest_again(tx: Tx, person_id: int) -> None:
    """Have the clock reckon anew when the person's next digest comes."""
    await tx.execute(update(Person).where(Person.id == person_id).values(digest_planned=False))


async def zone_of(tx: Tx, person_id: int, default: str) -> str:
    """The zone in which somebody's day is reckoned."""
    return (await zones_of(tx, [person_id], default))[person_id]


async def zones_of(tx: Tx, people: Sequence[int], default: str) -> dict[int, str]:
    """The zone of each: their own where it is known, else that of the community they joined first."""
    earlier = aliased(Membership)
    first = (
        select(Community.time_zone)
        .join(earlier, earlier.community_id == Community.id)
        .where(earlier.person_id == Person.id)
        .order_by(earlier.joined_at, earlier.community_id)
        .limit(1)
        .correlate(Person)
        .scalar_subquery()
    )
    zone = func.coalesce(Person.time_zone, first, default)
    rows = await tx.execute(select(Person.id, zone).where(Person.id.in_(people)))
    return {row[0]: row[1] for row in rows}
