"""Voting: votes given, changed and taken back, answers that voters add, and the end of it.

A person has one vote in a poll of one choice, and one for each answer in a poll
of several, whichever account it comes from: the votes' primary key sees to it.
In an anonymous poll a vote is kept under a hash of the poll and the person,
keyed with a secret that is not in the database; it can be changed and taken
back, and nobody who has the database alone can tell whose it is.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime
from functools import cache

from sqlalchemy import Insert, delete, insert, select, update

from bot.errors import Conflict, NotUnderstood
from bot.services.polls.polls import CLOSE_JOB, Option, Poll, checked_options
from bot.services.schedules import schedules
from bot.services.text import shortened
from bot.services.upsert import insert_for
from bot.words import _
from storage.engine import Tx
from storage.polls import Poll as Row
from storage.polls import PollOption, Vote


def _voter(poll: Poll, person_id: int, secret: bytes) -> str:
    return voter_name(poll.id, person_id, secret, anonymous=poll.rules.anonymous)


def voter_name(poll_id: int, person_id: int, secret: bytes, *, anonymous: bool) -> str:
    """Under what name a person's votes in a poll are kept."""
    if not anonymous:
        return str(person_id)
    return hmac.new(secret, f"poll {poll_id} person {person_id}".encode(), hashlib.sha256).hexdigest()


def _still_open(poll: Poll, now: datetime) -> None:
    if poll.closed_at or (poll.rules.closes_at and poll.rules.closes_at <= now):
        raise Conflict(
            _("“{question}” is closed; votes are no longer taken.", question=shortened(poll.question, 60)),
            action=(_("Results"), f"poll results {poll.id}"),
        )


@cache
def _keep_vote(dialect: str) -> Insert:
    statement = insert_for(dialect, Vote)
    return statement.on_conflict_do_update(
        index_elements=[Vote.item_id, Vote.voter, Vote.slot],
        set_={"option_id": statement.excluded.option_id},
    )


async def vote(tx: Tx, now: datetime, poll: Poll, person_id: int, option: Option, secret: bytes) -> None:
    """Choose an answer: in place of the earlier choice, or beside it where several may be chosen.

    Choosing the same again changes nothing. Raises `Conflict` for a poll that is closed.
    """
    _still_open(poll, now)
    chosen = {
        "item_id": poll.id,
        "voter": _voter(poll, person_id, secret),
        "slot": option.id if poll.rules.several else 0,
        "option_id": option.id,
        "person_id": None if poll.rules.anonymous else person_id,
    }
    await tx.execute(_keep_vote(tx.dialect.name), chosen)


async def withdraw(
    tx: Tx, now: datetime, poll: Poll, person_id: int, secret: bytes, option: Option | None = None
) -> bool:
    """Take back one choice, or all of them; returns whether there was one. Raises `Conflict` when closed."""
    _still_open(poll, now)
    statement = delete(Vote).where(Vote.item_id == poll.id, Vote.voter == _voter(poll, person_id, secret))
    if option:
        statement = statement.where(Vote.option_id == option.id)
    return bool((await tx.execute(statement)).rowcount)


async def chosen(tx: Tx, poll: Poll, person_id: int, secret: bytes) -> list[Option]:
    """What a person has chosen so far, in the poll's order."""
    rows = await tx.execute(
        select(Vote.option_id).where(Vote.item_id == poll.id, Vote.voter == _voter(poll, person_id, secret))
    )
    mine = set(rows.scalars())
    return [option for option in poll.options if option.id in mine]


async def add_option(tx: Tx, now: datetime, poll: Poll, person_id: int, text: str) -> str:
    """Add an answer; returns it as it was kept. Raises `NotUnderstood` or `Conflict` where it cannot be."""
    _still_open(poll, now)
    present = [option.text for option in poll.options]
    checked = checked_options([text], present)
    if not checked:
        raise NotUnderstood(_("An answer needs some text."), field="answer")
    await tx.execute(
        insert(PollOption).values(
            item_id=poll.id,
            position=poll.options[-1].position + 1,
            text=checked[0],
            added_by=person_id,
        )
    )
    return checked[0]


async def close(tx: Tx, now: datetime, number: int) -> bool:
    """Close a poll; returns False for one that is closed or gone.

    The votes of an anonymous poll are written anew, in the order of their hashes: PostgreSQL keeps rows in
    the order in which they came, and notes with each the transaction that wrote it.
    """
    # The schedule before the poll, as the clock does: two who close at once must not wait for each other.
    await schedules.cancel(tx, CLOSE_JOB, number)
    closed = await tx.execute(
        update(Row)
        .where(Row.item_id == number, Row.closed_at.is_(None))
        .values(closed_at=now)
        .returning(Row.anonymous)
    )
    row = closed.first()
    if row is not None and row.anonymous:
        await _write_anew(tx, number)
    return row is not None


async def _write_anew(tx: Tx, number: int) -> None:
    """Write the votes of a poll in an order that says nothing, in one transaction."""
    columns = (Vote.item_id, Vote.voter, Vote.slot, Vote.option_id, Vote.person_id)
    taken = await tx.execute(delete(Vote).where(Vote.item_id == number).returning(*columns))
    votes = sorted((dict(vote._mapping) for vote in taken), key=lambda vote: (vote["voter"], vote["slot"]))
    if votes:
        await tx.execute(insert(Vote), votes)
