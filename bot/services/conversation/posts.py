"""Posts: longer pieces, kept as drafts until they are published to one's communities.

A draft is its author's alone and no item yet. Published, it is one item: its
own community is the first that it was written for, the others are its places.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, insert, select, update

from bot.errors import NotAllowed, NotFound, NotUnderstood
from bot.permissions import Role
from bot.services.communities.communities import COLUMNS, Community
from bot.services.items import happenings, items, tags
from bot.services.items.items import Item
from bot.services.items.numbers import insert_numbered
from bot.services.text import one_line, several_lines, visible
from bot.services.visibility import is_in
from bot.words import _
from storage.communities import Community as CommunityRow
from storage.communities import Membership
from storage.engine import Tx
from storage.items import Item as ItemRow
from storage.items import ItemPlace
from storage.people import Person
from storage.posts import PostDraft as Row

KIND = "post"
FEATURE = "posts"
LONGEST_TITLE = 200
LONGEST_BODY = 40_000
MOST_DRAFTS = 50
MOST_PLACES = 20


@dataclass(frozen=True, slots=True)
class Draft:
    """A post that is being written. `places` are the communities to publish it to, its own one first."""

    id: int
    title: str
    body: str
    tags: tuple[str, ...]
    places: tuple[int, ...]
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Listed:
    """A published post in a list."""

    id: int
    title: str
    author_name: str
    created_at: datetime


def mark_of(text: str) -> int:
    """A number by which a text is known again, so that a form can tell whether it was changed meanwhile."""
    return zlib.crc32(text.encode())


async def begin(
    tx: Tx,
    now: datetime,
    author: int,
    title: str,
    body: str,
    *,
    places: Sequence[int],
    tagged: Sequence[str] = (),
) -> int:
    """Begin a draft; returns its number. Raises `NotUnderstood` for a bad title, tag or too many drafts."""
    mine = await tx.execute(select(func.count()).where(Row.author_id == author))
    if mine.scalar_one() >= MOST_DRAFTS:
        raise NotUnderstood(_("You have {n} drafts; publish or discard some first.", n=MOST_DRAFTS))
    return await insert_numbered(
        tx, Row, author_id=author, updated_at=now, **_values(title, body, places, tagged)
    )


async def rewrite(
    tx: Tx,
    now: datetime,
    number: int,
    title: str,
    body: str,
    *,
    places: Sequence[int],
    tagged: Sequence[str] = (),
) -> None:
    """Change a draft; raises like `begin`."""
    values = _values(title, body, places, tagged)
    await tx.execute(update(Row).where(Row.id == number).values(updated_at=now, **values))


def _values(title: str, body: str, places: Sequence[int], tagged: Sequence[str]) -> dict[str, object]:
    own, *others = dict.fromkeys(places)
    if len(others) >= MOST_PLACES:
        raise NotUnderstood(_("A post goes to at most {most} communities.", most=MOST_PLACES), field="also")
    return {
        "title": _title(title),
        "body": several_lines(body, LONGEST_BODY),
        "tags": [tags.checked(name) for name in tagged],
        "community_id": own,
        "places": others,
    }


def _title(text: str) -> str:
    title = one_line(text)
    if not title:
        raise NotUnderstood(_("A post needs a title."), field="title")
    if len(title) > LONGEST_TITLE:
        raise NotUnderstood(_("A title has at most {most} characters.", most=LONGEST_TITLE), field="title")
    return title


async def drafts(tx: Tx, author: int) -> list[Draft]:
    """What somebody is writing, the latest first."""
    rows = await tx.execute(_DRAFTS.where(Row.author_id == author).order_by(Row.updated_at.desc(), Row.id))
    return [_draft(*row) for row in rows]


async def draft(tx: Tx, author: int, number: int) -> Draft:
    """One's own draft of that number; raises `NotFound` where there is none."""
    row = (await tx.execute(_DRAFTS.where(Row.id == number, Row.author_id == author))).first()
    if row is None:
        raise NotFound(
            _("You have no draft {number}.", number=number), action=(_("Your drafts"), "post drafts")
        )
    return _draft(*row)


_DRAFTS = select(Row.id, Row.title, Row.body, Row.tags, Row.community_id, Row.places, Row.updated_at)


def _draft(
    number: int,
    title: str,
    body: str,
    tagged: list[str],
    own: int,
    others: list[int],
    updated_at: datetime,
) -> Draft:
    return Draft(number, title, body, tuple(tagged), (own, *others), updated_at)


async def discard(tx: Tx, number: int) -> None:
    """Throw a draft away."""
    await tx.execute(delete(Row).where(Row.id == number))


async def destinations(tx: Tx, author: int, places: Sequence[int]) -> list[Community]:
    """The communities of those numbers, in order; raises `NotAllowed` where one may not publish there."""
    rows = await tx.execute(
        select(*COLUMNS)
        .join(Membership, Membership.community_id == CommunityRow.id)
        .where(Membership.person_id == author, CommunityRow.id.in_(places))
    )
    mine = {row.id: Community.of(row) for row in rows}
    for number in places:
        there = mine.get(number)
        if there is None or there.suspended:
            raise NotAllowed(_("A post goes only to communities of which you are a member."))
        if FEATURE in there.features_off:
            raise NotAllowed(_("Posts are switched off in {name}.", name=there.name))
    return [mine[number] for number in places]


async def publish(tx: Tx, now: datetime, author: int, written: Draft) -> tuple[int, list[Community]]:
    """Publish a draft; returns the post's number, and the communities where it now is.

    Raises `NotUnderstood` for one without text, and `NotAllowed` like `destinations`.
    """
    if not visible(written.body):
        raise NotUnderstood(_("The post has no text yet."))
    there = await destinations(tx, author, written.places)
    own, *others = there
    number = await items.create(
        tx, now, KIND, community_id=own.id, author_id=author, title=written.title, body=written.body
    )
    if others:
        rows = [{"item_id": number, "community_id": each.id} for each in others]
        await tx.execute(insert(ItemPlace), rows)
        await items.index(tx, number)
        await happenings.note_further(tx, now, "new", number, actor=author)
    if written.tags:
        await tags.add(tx, now, author, number, written.tags)
    await discard(tx, written.id)
    return number, there


async def edit(tx: Tx, now: datetime, person_id: int, post: Item, title: str, body: str) -> None:
    """Change a published post; raises `NotAllowed` for all but its author and `NotUnderstood` if empty."""
    if person_id != post.author_id:
        raise NotAllowed(_("Only its author can change a post."))
    text = several_lines(body, LONGEST_BODY)
    if not visible(text):
        raise NotUnderstood(_("A post needs a text."), field="text")
    await items.save(tx, now, post.id, title=_title(title), body=text)


async def withdraw(tx: Tx, post: Item) -> None:
    """Take a post out of the community in which its facilitator sees it; elsewhere it stays.

    Raises `NotAllowed` for all but facilitators of a community beside the post's own.
    """
    if post.own or post.role < Role.FACILITATOR:
        raise NotAllowed(_("Only facilitators of a community to which it came from elsewhere can do that."))
    await tx.execute(
        delete(ItemPlace).where(ItemPlace.item_id == post.id, ItemPlace.community_id == post.community.id)
    )
    await items.index(tx, post.id)


async def listed(tx: Tx, community_id: int, *, limit: int = 10, offset: int = 0) -> list[Listed]:
    """The posts of a community, wherever else they were published, the latest first."""
    rows = await tx.execute(
        select(ItemRow.id, ItemRow.title, func.coalesce(Person.name, ""), ItemRow.created_at)
        .outerjoin(Person, Person.id == ItemRow.author_id)
        .where(ItemRow.kind == KIND, ItemRow.deleted_at.is_(None), is_in(community_id))
        .order_by(ItemRow.created_at.desc(), ItemRow.id)
        .limit(limit)
        .offset(offset)
    )
    return [Listed(*row) for row in rows]
