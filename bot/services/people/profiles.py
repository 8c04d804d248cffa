"""Profiles: what people say of themselves, and who may read it.

Each field of a profile is shown to everyone, to those who share a community
with the person, or to nobody. Only those who agreed to be findable are in the
index, which holds one entry for each audience.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    and_,
    delete,
    insert,
    or_,
    select,
    update,
)

from bot.services.people.people import Person, get
from bot.services.search import fulltext
from bot.services.text import several_lines
from bot.services.visibility import shares_community
from storage.engine import Tx
from storage.people import Person as Row
from storage.people import ProfileField

FIELDS = ("organisation", "role", "place", "expertise", "interests", "languages", "contact", "links", "about")
"""What a profile holds beside the name, in the order in which it is shown."""


@dataclass(frozen=True, slots=True)
class ProfileEntry:
    """One field of a profile, and who may read it."""

    name: str
    value: str
    visibility: str


def readable(viewer: int | BindParameter[int]) -> ColumnElement[bool]:
    """The condition that the viewer may read a profile's field."""
    return or_(
        ProfileField.visibility == "everyone",
        ProfileField.person_id == viewer,
        and_(ProfileField.visibility == "communities", shares_community(viewer, ProfileField.person_id)),
    )


async def profile(tx: Tx, viewer: int, person_id: int) -> list[ProfileEntry]:
    """What the viewer may read of a person's profile, in order; all of it where it is the viewer's own."""
    rows = await tx.execute(
        select(ProfileField.name, ProfileField.value, ProfileField.visibility).where(
            ProfileField.person_id == person_id, readable(viewer)
        )
    )
    entries = {row.name: ProfileEntry(*row) for row in rows}
    return [entries[name] for name in FIELDS if name in entries]


async def save_profile(
    tx: Tx,
    person: Person,
    *,
    name: str | None = None,
    findable: bool | None = None,
    time_zone: str | None = None,
    language: str | None = None,
    fields: Mapping[str, str] | None = None,
    visibility: Mapping[str, str] | None = None,
) -> None:
    """Change a profile: only what is given. An empty field is taken away; a new one is shown to everyone."""
    own = {"name": name, "findable": findable, "time_zone": time_zone, "language": language}
    changed = {key: value for key, value in own.items() if value is not None}
    if time_zone:
        changed["digest_planned"] = False
    if changed:
        await tx.execute(update(Row).where(Row.id == person.id).values(**changed))
    if fields or visibility:
        await _save_fields(tx, person.id, fields or {}, visibility or {})
    await index(tx, person.id)


async def _save_fields(
    tx: Tx, person_id: int, fields: Mapping[str, str], visibility: Mapping[str, str]
) -> None:
    present = {entry.name: entry for entry in await profile(tx, person_id, person_id)}
    touched = [name for name in FIELDS if name in fields or name in visibility]
    await tx.execute(
        delete(ProfileField).where(ProfileField.person_id == person_id, ProfileField.name.in_(touched))
    )
    rows = []
    for name in touched:
        before = present.get(name)
        value = several_lines(fields.get(name, before.value if before else ""), 2000)
        seen_by = visibility.get(name) or (before.visibility if before else "everyone")
        if value:
            rows.append({"person_id": person_id, "name": name, "value": value, "visibility": seen_by})
    if rows:
        await tx.execute(insert(ProfileField), rows)


async def index(tx: Tx, person_id: int) -> None:
    """Bring the index up to date with what a person says and agreed to."""
    person = await get(tx, person_id)
    if person is None or not person.findable:
        await fulltext.put(tx, "person", person_id, [])
        return
    entries = await profile(tx, person_id, person_id)
    await fulltext.put(tx, "person", person_id, index_entries(person.name, entries))


def index_entries(name: str, entries: Iterable[ProfileEntry]) -> list[tuple[str, str, str]]:
    """What the index holds of a person: (audience, title, body) for everyone, and for the communities."""
    entries = list(entries)
    public = " ".join(entry.value for entry in entries if entry.visibility == "everyone")
    shared = " ".join(entry.value for entry in entries if entry.visibility != "nobody")
    found = [("everyone", name, public)]
    if shared != public:
        found.append(("communities", name, shared))
    return found
