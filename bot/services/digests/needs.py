"""What somebody has to do with what a digest tells of: read for many people at once.

Each function is one statement where nothing else is said, however many people and items there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, func, select, union_all
from sqlalchemy.orm import aliased

from bot.permissions import Role
from bot.services.communities.communities import COLUMNS, Community
from bot.services.conversation import questions
from bot.services.digests.times import SETTLED
from bot.services.events import events, rsvps
from bot.services.events.listing import Coming
from bot.services.polls import voting
from bot.services.text import words
from storage.communities import Community as CommunityRow
from storage.communities import JoinRequest, Membership
from storage.engine import Tx
from storage.events import Event, Rsvp
from storage.happenings import Happening
from storage.items import Comment, Item, ItemPlace
from storage.people import Person, ProfileField
from storage.polls import Poll, Vote

_SHORTEST_WORD = 3


@dataclass(frozen=True, slots=True)
class Answered:
    """Somebody answered a question of `asker_id` that has no accepted answer."""

    happening: int
    asker_id: int | None
    item_id: int
    title: str
    community_id: int
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


async def answered(tx: Tx, people: Sequence[int], since: datetime, until: datetime) -> list[Answered]:
    """The answers in that time by others to questions of these people, the latest first."""
    given, best = aliased(Comment), aliased(Comment)
    accepted = exists().where(
        best.item_id == Item.id, best.deleted_at.is_(None), best.accepted_at.is_not(None)
    )
    rows = await tx.execute(
        select(Happening.id, Item.author_id, Item.id, Item.title, Item.community_id, Happening.at)
        .join(Happening, Happening.item_id == Item.id)
        .join(given, given.id == Happening.comment_id)
        .where(
            Item.author_id.in_(people),
            Item.kind == questions.KIND,
            Item.deleted_at.is_(None),
            Happening.what == questions.ANSWER,
            Happening.at > since,
            Happening.at <= until,
            given.deleted_at.is_(None),
            given.author_id.is_distinct_from(Item.author_id),
            ~accepted.correlate(Item),
        )
        .order_by(Happening.id.desc())
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


async def voted(tx: Tx, asked: Iterable[tuple[int, int]], secret: bytes) -> set[tuple[int, int]]:
    """Of these (person, number of a poll), in which somebody has voted. Two statements."""
    asked = set(asked)
    polls = {poll for _person, poll in asked}
    if not polls:
        return set()
    anonymous = await tx.execute(select(Poll.item_id, Poll.anonymous).where(Poll.item_id.in_(polls)))
    is_anonymous = {row.item_id: row.anonymous for row in anonymous}
    names = {
        (poll, voting.voter_name(poll, person, secret, anonymous=is_anonymous[poll])): person
        for person, poll in asked
        if poll in is_anonymous
    }
    rows = await tx.execute(
        select(Vote.item_id, Vote.voter).where(
            Vote.item_id.in_(polls), Vote.voter.in_({voter for _poll, voter in names})
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


async def waiting_for(tx: Tx, coming: Sequence[Coming]) -> set[tuple[int, int, str]]:
    """Who waits for a place at these times of events: person, event, time. A statement, or four."""
    limited = select(Event.item_id).where(
        Event.item_id.in_({one.item_id for one in coming}), Event.capacity.is_not(None)
    )
    numbers = (await tx.execute(limited)).scalars().all()
    if not numbers:
        return set()
    full = {event.id: event for event in await events.several(tx, numbers)}
    times = [one for one in coming if one.item_id in full]
    answers = await rsvps.read_several(tx, [*full.values()], [one.key for one in times])
    return {
        (said.person_id, one.item_id, one.key)
        for one in times
        for said in answers[one.item_id].at(one.key if full[one.item_id].rule else rsvps.EVERY).waiting
    }


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


async def gone_through(tx: Tx, now: datetime) -> datetime:
    """Until when all that happened is there and was looked through for alerts; the rest is told later."""
    first = (await tx.execute(select(func.min(Happening.at)).where(Happening.told.is_(False)))).scalar()
    return min(now - SETTLED, first - timedelta(microseconds=1)) if first else now - SETTLED
