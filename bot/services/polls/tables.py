"""Polls in lists, who chose what, and what came of one as a table."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, select

from bot.errors import Conflict
from bot.services.polls.polls import Poll
from bot.services.visibility import sees_community
from bot.words import _
from storage.communities import Community as CommunityRow
from storage.engine import Tx
from storage.items import Item
from storage.people import Person
from storage.polls import Poll as Row
from storage.polls import Vote


async def voters(tx: Tx, number: int, *, limit: int = 1000) -> dict[int, list[str]]:
    """Who chose what in a poll that is not anonymous: names by option, in order."""
    rows = await tx.execute(
        select(Vote.option_id, Person.name)
        .join(Person, Person.id == Vote.person_id)
        .where(Vote.item_id == number)
        .order_by(func.lower(Person.name))
        .limit(limit)
    )
    named: dict[int, list[str]] = {}
    for row in rows:
        named.setdefault(row.option_id, []).append(row.name)
    return named


@dataclass(frozen=True, slots=True)
class ListedPoll:
    """A poll in a list."""

    id: int
    question: str
    closes_at: datetime | None
    closed_at: datetime | None
    voters: int


async def listed(
    tx: Tx, viewer: int, community_id: int, *, closed: bool = False, limit: int = 10, offset: int = 0
) -> list[ListedPoll]:
    """The open polls of a community (or, with `closed`, those that are closed), the newest first."""
    people = select(func.count(func.distinct(Vote.voter))).where(Vote.item_id == Item.id).scalar_subquery()
    rows = await tx.execute(
        select(Item.id, Item.title, Row.closes_at, Row.closed_at, people)
        .join(Row, Row.item_id == Item.id)
        .join(CommunityRow, CommunityRow.id == Item.community_id)
        .where(
            and_(Item.community_id == community_id, Item.deleted_at.is_(None), sees_community(viewer)),
            Row.closed_at.is_not(None) if closed else Row.closed_at.is_(None),
        )
        .order_by(Item.created_at.desc(), Item.id)
        .limit(limit)
        .offset(offset)
    )
    return [ListedPoll(*row) for row in rows]


async def as_csv(tx: Tx, poll: Poll) -> str:
    """The poll as a table: each answer with its votes and, where it is not anonymous, who gave them.

    Raises `Conflict` while the count is hidden. A cell that a spreadsheet would take for a formula is
    marked as text.
    """
    if not poll.shows_count:
        raise Conflict(_("The results are hidden until the poll closes."))
    names = {} if poll.rules.anonymous else await voters(tx, poll.id, limit=100_000)
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(["answer", "votes"] if poll.rules.anonymous else ["answer", "votes", "voters"])
    for option in poll.options:
        row = [_cell(option.text), str(option.votes)]
        table.writerow(row if poll.rules.anonymous else [*row, _cell("; ".join(names.get(option.id, [])))])
    return out.getvalue()


def _cell(text: str) -> str:
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t") else text
