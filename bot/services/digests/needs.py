"""What somebody has to do with what a digest tells of: read for many people at once.

Each function is one statement, however many people and items there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, func, select, union_all

from bot.permissions import Role
from bot.services.alerts.queue import WAITS
from bot.services.communities.communities import COLUMNS, Community
from bot.services.conversation import questions
from bot.services.digests.digest_contents import OpenPoll
from bot.services.digests.digest_times import SETTLED
from bot.services.polls import voting
from bot.services.text import words
from storage.alerts import Alert
from storage.communities import Community as CommunityRow
from storage.communities import JoinRequest, Membership
from storage.engine import Tx
from storage.events import Rsvp
from storage.happenings import Happening
from storage.items import Comment, Item, ItemPlace
from storage.people import Person, ProfileField
from storage.polls import Vote

_SHORTEST_WORD = 3


@dataclass(frozen=True, slots=True)
class Answered:
    """A question of `asker_id` that has answers by others, none of them accepted; `at` is the latest's."""

    asker_id: int | None
    item_id: int
    title: str
    community_id: int
    answers: int
    at: datetime


async def languages(tx: Tx, people: Sequence[int]) -> dict[int, str | None]:
    """The language of each, None where it is not known."""
    rows = await tx.execute(select(Person.id, Person.language).where(Person.id.in_(people)))
    return {row.id: row.language for row in rows}


async def memberships(tx: Tx, people: Sequence[int]) -> dict[int, dict[int, tuple[Community, Role]]]:
    """The communities that each is in, by number, and what they are to it; suspended ones are left out."""
    found: dict[int, dict[int, tuple[Community, Role]]] = {person: {} for person in people}
    known: dict[int, Community] = {}
    rows = await tx.execute(
        select(Membership.person_id, Membership.role, *COLUMNS)
        .join(CommunityRow, CommunityRow.id == Membership.community_id)
        .where(Membership.person_id.in_(people), CommunityRow.suspended_at.is_(None))
    )
    for row in rows:
        community = known.setdefault(row.id, Community.of(row))
        found[row.person_id][row.id] = community, Role[row.role.upper()]
    return found


async def interests(tx: Tx, people: Sequence[int]) -> dict[int, frozenset[str]]:
    """The words by which each says what they know and want to learn, folded."""
    rows = await tx.execute(
        select(ProfileField.person_id, ProfileField.value).where(
            ProfileField.person_id.in_(people), ProfileField.name.in_(("expertise", "interests"))
        )
    )
    found: dict[int, frozenset[str]] = {}
    for row in rows:
        said = {word for word in words(row.value) if len(word) >= _SHORTEST_WORD}
        found[row.person_id] = found.get(row.person_id, frozenset()) | said
    return found


async def answered(tx: Tx, people: Sequence[int], since: datetime) -> list[Answered]:
    """Questions of these people that were answered since then, the latest answer first."""
    last = func.max(Comment.created_at)
    accepted = exists().where(
        Comment.item_id == Item.id, Comment.deleted_at.is_(None), Comment.accepted_at.is_not(None)
    )
    rows = await tx.execute(
        select(Item.author_id, Item.id, Item.title, Item.community_id, func.count(), last)
        .join(Comment, Comment.item_id == Item.id)
        .where(
            Item.author_id.in_(people),
            Item.kind == questions.KIND,
            Item.deleted_at.is_(None),
            Comment.kind == questions.ANSWER,
            Comment.deleted_at.is_(None),
            Comment.author_id.is_distinct_from(Item.author_id),
            ~accepted.correlate(Item),
        )
        .group_by(Item.author_id, Item.id, Item.title, Item.community_id)
        .having(last > since)
        .order_by(last.desc(), Item.id)
    )
    return [Answered(*row) for row in rows]


async def to_let_in(tx: Tx, communities: Sequence[int]) -> dict[int, int]:
    """How many wait to be let into each of these communities."""
    rows = await tx.execute(
        select(JoinRequest.community_id, func.count())
        .where(JoinRequest.community_id.in_(communities), JoinRequest.state == "pending")
        .group_by(JoinRequest.community_id)
    )
    return {row[0]: row[1] for row in rows}


async def voted(tx: Tx, asked: Sequence[tuple[int, OpenPoll]], secret: bytes) -> set[tuple[int, int]]:
    """Of these (person, poll), who has voted: (person, the poll's number)."""
    names = {
        (poll.item_id, voting.voter_name(poll.item_id, person, secret, anonymous=poll.anonymous)): person
        for person, poll in asked
    }
    rows = await tx.execute(
        select(Vote.item_id, Vote.voter).where(
            Vote.item_id.in_({poll for poll, _voter in names}),
            Vote.voter.in_({voter for _poll, voter in names}),
        )
    )
    return {(names[poll, voter], poll) for poll, voter in rows if (poll, voter) in names}


async def coming_to(tx: Tx, items: Sequence[int], people: Sequence[int]) -> dict[tuple[int, int, str], str]:
    """What these people said of coming: by person, event, and time ("" is every time)."""
    rows = await tx.execute(
        select(Rsvp.person_id, Rsvp.item_id, Rsvp.occurrence, Rsvp.answer).where(
            Rsvp.item_id.in_(items), Rsvp.person_id.in_(people)
        )
    )
    return {(row.person_id, row.item_id, row.occurrence): row.answer for row in rows}


@dataclass(frozen=True, slots=True)
class Where:
    """Whose an item is, when it was made, and all communities in which it is."""

    author_id: int | None
    created_at: datetime
    communities: frozenset[int]


async def whereabouts(tx: Tx, items: Sequence[int]) -> dict[int, Where]:
    """Whose each item is, and where it is."""
    own = select(Item.id, Item.author_id, Item.created_at, Item.community_id).where(Item.id.in_(items))
    further = (
        select(Item.id, Item.author_id, Item.created_at, ItemPlace.community_id)
        .join(ItemPlace, ItemPlace.item_id == Item.id)
        .where(Item.id.in_(items))
    )
    found: dict[int, Where] = {}
    for number, author, made, community in await tx.execute(union_all(own, further)):
        before = found[number].communities if number in found else frozenset()
        found[number] = Where(author, made, before | {community})
    return found


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that others did to an item: `what` as in a happening."""

    happening: int
    item_id: int
    kind: str
    title: str
    community_id: int
    author_id: int | None
    what: str
    at: datetime


_DEEDS = (
    select(
        Happening.id.label("happening"),
        Item.id.label("item_id"),
        Item.kind,
        Item.title,
        Happening.community_id,
        Item.author_id,
        Happening.what,
        Happening.at,
    )
    .join(Item, Item.id == Happening.item_id)
    .where(Item.deleted_at.is_(None))
    .order_by(Happening.id.desc())
)
MOST_DEEDS = 2000


async def deeds(tx: Tx, happenings: Sequence[int]) -> list[Deed]:
    """What was done in these happenings, but for what is new; the latest first."""
    statement = _DEEDS.where(Happening.id.in_(happenings), Happening.what != "new").limit(MOST_DEEDS)
    return [Deed(*row) for row in await tx.execute(statement)]


async def deeds_of_others(tx: Tx, people: Sequence[int], since: datetime, until: datetime) -> list[Deed]:
    """What others did in that time to what these people made, the latest first."""
    statement = _DEEDS.where(
        Item.author_id.in_(people),
        Happening.actor_id.is_distinct_from(Item.author_id),
        Happening.what != "new",
        Happening.at > since,
        Happening.at <= until,
    ).limit(MOST_DEEDS)
    return [Deed(*row) for row in await tx.execute(statement)]


async def awaited(tx: Tx, people: Sequence[int]) -> set[tuple[int, int]]:
    """What each is about to hear of by an alert: (person, happening)."""
    rows = await tx.execute(
        select(Alert.person_id, Alert.happening_id).where(Alert.person_id.in_(people), WAITS)
    )
    return {(row.person_id, row.happening_id) for row in rows}


async def gone_through(tx: Tx, now: datetime) -> datetime:
    """Until when all that happened is there and was looked through for alerts; the rest is told later."""
    first = (await tx.execute(select(func.min(Happening.at)).where(Happening.told.is_(False)))).scalar()
    return min(now - SETTLED, first - timedelta(microseconds=1)) if first else now - SETTLED
