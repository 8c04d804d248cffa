"""Versions of pages: what a page was each time it was saved, and how two of them differ."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from bot.errors import NotFound
from bot.words import _
from storage.engine import Tx
from storage.pages import PageVersion
from storage.people import Person


@dataclass(frozen=True, slots=True)
class Version:
    """A page as it was saved once."""

    number: int
    title: str
    body: str
    reason: str
    author_name: str
    at: datetime


_VERSIONS = select(
    PageVersion.number,
    PageVersion.title,
    PageVersion.body,
    PageVersion.reason,
    func.coalesce(Person.name, "").label("author_name"),
    PageVersion.at,
).outerjoin(Person, Person.id == PageVersion.author_id)


async def latest(tx: Tx, number: int) -> Version:
    """The page as it was last saved."""
    found = await tx.execute(
        _VERSIONS.where(PageVersion.item_id == number).order_by(PageVersion.number.desc()).limit(1)
    )
    return Version(*found.one())


async def version(tx: Tx, number: int, which: int) -> Version:
    """One version of a page; raises `NotFound` where there is none of that number."""
    found = await tx.execute(_VERSIONS.where(PageVersion.item_id == number, PageVersion.number == which))
    row = found.first()
    if row is None:
        raise NotFound(_("Page #{page} has no version {which}.", page=number, which=which))
    return Version(*row)


async def history(tx: Tx, number: int, *, limit: int = 10, offset: int = 0) -> list[Version]:
    """The versions of a page, the newest first."""
    rows = await tx.execute(
        _VERSIONS.where(PageVersion.item_id == number)
        .order_by(PageVersion.number.desc())
        .limit(limit)
        .offset(offset)
    )
    return [Version(*row) for row in rows]


def difference(before: str, after: str, *, most: int = 40) -> list[tuple[str, str]]:
    """What changed from one text to the next: lines with "-" (taken out), "+" (put in) or " " (beside it)."""
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), n=1, lineterm="")
    changed = [(line[:1], line[1:]) for line in list(lines)[2:] if not line.startswith("@@")]
    return changed[:most]
