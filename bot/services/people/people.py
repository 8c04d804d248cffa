"""People: who there is, how they are addressed, and whom one may know of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import (
    case,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from bot.services.text import fold, key_of
from bot.services.visibility import sees_community
from storage.communities import Community, Membership
from storage.emails import EmailAddress
from storage.engine import Tx
from storage.people import Identity
from storage.people import Person as Row


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody, as everything outside the storage knows them."""

    id: int
    name: str
    language: str | None = None
    time_zone: str | None = None
    findable: bool = False


async def get(tx: Tx, person_id: int) -> Person | None:
    """The person of that number."""
    found = await tx.execute(
        select(Row.id, Row.name, Row.language, Row.time_zone, Row.findable).where(Row.id == person_id)
    )
    row = found.first()
    return Person(*row) if row else None


async def get_all(tx: Tx, people: Sequence[int]) -> list[Person]:
    """The people of those numbers, as far as they are there."""
    rows = await tx.execute(
        select(Row.id, Row.name, Row.language, Row.time_zone, Row.findable)
        .where(Row.id.in_(people))
        .order_by(Row.id)
    )
    return [Person(*row) for row in rows]


async def known(tx: Tx, viewer: int, person_id: int) -> Person | None:
    """The person of that number, if the viewer may know of them.

    People know of those who agreed to be found, who are in a community that they can see, or who have an
    account in a workspace of theirs.
    """
    theirs, mine = aliased(Identity), aliased(Identity)
    together = exists().where(
        mine.person_id == viewer,
        theirs.person_id == Row.id,
        theirs.platform == mine.platform,
        theirs.workspace == mine.workspace,
    )
    listed = exists().where(
        Membership.person_id == Row.id,
        Membership.community_id == Community.id,
        sees_community(viewer),
    )
    found = await tx.execute(
        select(Row.id, Row.name, Row.language, Row.time_zone, Row.findable).where(
            Row.id == person_id,
            or_(Row.findable.is_(True), together, listed),
        )
    )
    row = found.first()
    return Person(*row) if row else None


async def by_account(tx: Tx, platform: str, workspace: str, account: str) -> Person | None:
    """The person behind an account."""
    found = await tx.execute(
        select(Row.id, Row.name, Row.language, Row.time_zone, Row.findable)
        .join(Identity, Identity.person_id == Row.id)
        .where(Identity.platform == platform, Identity.workspace == workspace, Identity.account == account)
    )
    row = found.first()
    return Person(*row) if row else None


async def suggestions(
    tx: Tx, typed: str, *, platform: str, workspace: str, limit: int = 25
) -> list[tuple[str, str]]:
    """Accounts of a workspace whose name or handle begins with or has `typed`: (account, name)."""
    key = fold(typed.lstrip("@"))
    name = Identity.name_key
    rows = await tx.execute(
        select(Identity.account, Identity.name)
        .where(
            Identity.platform == platform,
            Identity.workspace == workspace,
            or_(
                name.contains(key, autoescape=True),
                func.lower(Identity.handle).contains(key, autoescape=True),
            ),
        )
        .order_by(case((name.startswith(key, autoescape=True), 0), else_=1), name)
        .limit(limit)
    )
    return [(row.account, row.name) for row in rows]


async def by_handle(tx: Tx, platform: str, workspace: str, handle: str) -> Person | None:
    """The person of that handle or whole name in a workspace; None where it is nobody's or several's."""
    key = key_of(handle.lstrip("@"), 200)
    if not key:
        return None
    rows = await tx.execute(
        select(Row.id, Row.name, Row.language, Row.time_zone, Row.findable)
        .join(Identity, Identity.person_id == Row.id)
        .where(
            Identity.platform == platform,
            Identity.workspace == workspace,
            or_(func.lower(Identity.handle) == key, Identity.name_key == key),
        )
        .limit(2)
    )
    found = rows.all()
    return Person(*found[0]) if len(found) == 1 else None


@dataclass(frozen=True, slots=True)
class Address:
    """One way to reach a person directly."""

    platform: str
    workspace: str
    account: str


By = Literal["dm", "email", "both"]
"""How somebody likes to be written to: directly in a chat, by e-mail, or both ways."""

EMAIL = "email"
"""The platform of addresses for e-mail; the account is the number of the address."""


async def addresses(tx: Tx, person_id: int, by: By = "dm") -> list[Address]:
    """Every way to reach a person, the one to try first first (see `addresses_of_all`)."""
    return (await addresses_of_all(tx, {person_id: by}))[person_id]


async def addresses_of_all(tx: Tx, people: Mapping[int, By]) -> dict[int, list[Address]]:
    """Every way to reach each of these people, in two statements.

    That is each account, the one last used first, and their confirmed address for e-mail, which by "email"
    comes before the others and else after them.
    """
    ways: dict[int, list[Address]] = {person: [] for person in people}
    rows = await tx.execute(
        select(Identity.person_id, Identity.platform, Identity.workspace, Identity.account)
        .where(Identity.person_id.in_(people))
        .order_by(Identity.seen_at.desc(), Identity.id)
    )
    for person, *address in rows:
        ways[person].append(Address(*address))
    found = await tx.execute(
        select(EmailAddress.person_id, EmailAddress.id).where(
            EmailAddress.person_id.in_(people),
            EmailAddress.confirmed_at.is_not(None),
            EmailAddress.stopped_at.is_(None),
        )
    )
    for person, number in found:
        ways[person].insert(
            0 if people[person] == "email" else len(ways[person]), Address(EMAIL, "", str(number))
        )
    return ways


def further(ways: Sequence[Address], here: Address, by: By) -> list[Address]:
    """The addresses that are left to try after `here`, of a person's `addresses` by the same preference.

    Where a message went both ways, neither stands in for the other.
    """
    if by == "both":
        ways = [way for way in ways if (way.platform == EMAIL) == (here.platform == EMAIL)]
    if here in ways:
        return [*ways[ways.index(here) + 1 :]]
    # An address that was given up, or stopped, since the message was written.
    return [*ways] if here.platform == EMAIL and by == "email" else []


async def accounts(tx: Tx, people: Sequence[int]) -> dict[int, tuple[tuple[str, str, str], ...]]:
    """The accounts of several people: (platform, workspace, account) each, as mentions want them."""
    rows = await tx.execute(
        select(Identity.person_id, Identity.platform, Identity.workspace, Identity.account).where(
            Identity.person_id.in_(people)
        )
    )
    found: dict[int, tuple[tuple[str, str, str], ...]] = {}
    for row in rows:
        found[row.person_id] = (*found.get(row.person_id, ()), (row.platform, row.workspace, row.account))
    return found


async def administrators(tx: Tx, named: Sequence[str], *, limit: int = 20) -> list[int]:
    """The administrators: those `named` (platform:workspace:account), else whom the platforms name."""
    address = Identity.platform + ":" + Identity.workspace + ":" + Identity.account
    condition = address.in_(named) if named else Identity.administers.is_(True)
    rows = await tx.execute(select(Identity.person_id).where(condition).distinct().limit(limit))
    return list(rows.scalars())
