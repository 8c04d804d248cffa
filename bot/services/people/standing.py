"""Who somebody is, where they are, and what they are there: all in one statement for each request.

`look_up` finds the person behind an account, the community that the place
belongs to, and the person's role in it. Somebody whom nobody has met is
`introduce`d: a person and an identity are made of what the platform tells.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BindParameter, and_, bindparam, delete, insert, select, update
from sqlalchemy.engine import Row

from bot.permissions import Role
from bot.services import kept
from bot.services.communities.communities import COLUMNS as COMMUNITY_COLUMNS
from bot.services.communities.communities import Community
from bot.services.people.people import Person
from bot.services.text import key_of
from bot.services.upsert import insert_new
from storage.communities import Channel, Membership
from storage.communities import Community as CommunityRow
from storage.engine import Tx
from storage.people import Identity
from storage.people import Person as PersonRow

STALE_AFTER = timedelta(hours=1)
"""How long what a platform told of an account is believed before it is asked again."""


@dataclass(frozen=True, slots=True)
class Account:
    """An account as the platform describes it; the names are those of `bot.incoming.Who`."""

    platform: str
    workspace: str
    id: str
    name: str
    handle: str
    avatar: str | None
    administers: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """A person in a place. `community` is the one that the place belongs to, `role` the person's in it."""

    identity_id: int
    person: Person
    account: Account
    seen_at: datetime
    community: Community | None
    role: Role
    missed: bool = False


_platform: BindParameter[str] = bindparam("platform")
_workspace: BindParameter[str] = bindparam("workspace")
# Built once, like all that every request runs: to build a statement takes longer than to run it.
_LOOK_UP = (
    select(
        Identity.id.label("identity_id"),
        Identity.name.label("account_name"),
        Identity.handle,
        Identity.avatar,
        Identity.administers,
        Identity.seen_at,
        PersonRow.id.label("person_id"),
        PersonRow.name.label("person_name"),
        PersonRow.language.label("person_language"),
        PersonRow.time_zone.label("person_zone"),
        PersonRow.findable,
        Membership.role,
        kept.anything_kept(PersonRow.id).label("missed"),
        *COMMUNITY_COLUMNS,
    )
    .join(PersonRow, PersonRow.id == Identity.person_id)
    .outerjoin(
        Channel,
        and_(
            Channel.platform == _platform,
            Channel.workspace == _workspace,
            Channel.channel == bindparam("channel"),
        ),
    )
    .outerjoin(CommunityRow, CommunityRow.id == Channel.community_id)
    .outerjoin(
        Membership,
        and_(Membership.community_id == CommunityRow.id, Membership.person_id == Identity.person_id),
    )
    .where(
        Identity.platform == _platform,
        Identity.workspace == _workspace,
        Identity.account == bindparam("account"),
    )
)


async def look_up(tx: Tx, platform: str, workspace: str, account: str, channel: str) -> Standing | None:
    """The standing of an account in a channel; None for an account that nobody has met."""
    sought = {"platform": platform, "workspace": workspace, "account": account, "channel": channel}
    row = (await tx.execute(_LOOK_UP, sought)).first()
    return _standing(row, platform, workspace, account) if row else None


def _standing(row: Row[*tuple[Any, ...]], platform: str, workspace: str, account: str) -> Standing:
    community = Community.of(row) if row.id is not None else None
    return Standing(
        identity_id=row.identity_id,
        person=Person(row.person_id, row.person_name, row.person_language, row.person_zone, row.findable),
        account=Account(
            platform, workspace, account, row.account_name, row.handle, row.avatar, row.administers
        ),
        seen_at=row.seen_at,
        community=community,
        role=Role[row.role.upper()] if row.role else Role.NOBODY,
        missed=bool(row.missed),
    )


async def introduce(
    tx: Tx,
    account: Account,
    now: datetime,
    *,
    language: str | None,
    time_zone: str | None,
    same_everywhere: bool = False,
) -> int:
    """Make a person of an account that nobody has met; returns the person's number.

    `same_everywhere` says that the platform's accounts are the same in all of its workspaces: then somebody
    who is known from another one is the same person. Somebody's first two events can arrive at once:
    whichever comes second finds the person made.
    """
    known = await _known_elsewhere(tx, account) if same_everywhere else None
    person_id = known or await _new_person(tx, account, now, language, time_zone)
    address = {"platform": account.platform, "workspace": account.workspace, "account": account.id}
    first = await insert_new(
        tx, Identity, same=tuple(address), person_id=person_id, **address, **_described(account, now)
    )
    if first:
        return person_id
    if known is None:
        await tx.execute(delete(PersonRow).where(PersonRow.id == person_id))
    found = await tx.execute(select(Identity.person_id).filter_by(**address))
    return int(found.scalar_one())


async def _known_elsewhere(tx: Tx, account: Account) -> int | None:
    """The person behind the same account in another workspace of the platform."""
    found = await tx.execute(
        select(Identity.person_id)
        .where(Identity.platform == account.platform, Identity.account == account.id)
        .order_by(Identity.id)
        .limit(1)
    )
    return found.scalar()


async def _new_person(
    tx: Tx, account: Account, now: datetime, language: str | None, time_zone: str | None
) -> int:
    made = await tx.execute(
        insert(PersonRow)
        .values(
            name=account.name,
            language=language,
            time_zone=time_zone,
            findable=False,
            created_at=now,
        )
        .returning(PersonRow.id)
    )
    return int(made.scalar_one())


async def keep_up(
    tx: Tx,
    standing: Standing,
    account: Account,
    now: datetime,
    *,
    language: str | None,
    time_zone: str | None,
) -> None:
    """Write down what the platform now tells of a known account.

    What the person chose to be called, their zone and their language are theirs: they follow the platform
    only as long as they are what it told before, or unknown.
    """
    await tx.execute(
        update(Identity).where(Identity.id == standing.identity_id).values(**_described(account, now))
    )
    person, follows = standing.person, dict[str, object]()
    if person.name == standing.account.name != account.name:
        follows["name"] = account.name
    if person.language is None and language:
        follows["language"] = language
    if person.time_zone is None and time_zone:
        follows |= {"time_zone": time_zone, "digest_planned": False}
    if follows:
        await tx.execute(update(PersonRow).where(PersonRow.id == person.id).values(**follows))


def _described(account: Account, now: datetime) -> dict[str, object]:
    return {
        "name": account.name,
        "name_key": key_of(account.name, 200),
        "handle": account.handle,
        "avatar": account.avatar,
        "administers": account.administers,
        "seen_at": now,
    }
