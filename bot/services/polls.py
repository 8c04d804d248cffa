"""Polls: opening, voting, adding answers, closing, and the count.

A person has one vote in a poll of one choice, and one for each answer in a poll
of several, whichever account it comes from: the votes' primary key sees to it.
In an anonymous poll a vote is kept under a hash of the poll and the person,
keyed with a secret that is not in the database; it can be changed and taken
back, and nobody who has the database alone can tell whose it is.
"""

from __future__ import annotations

import csv
import hashlib
import hmac
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import Insert, and_, bindparam, delete, func, insert, select, update

from bot.errors import Conflict, NotFound, NotUnderstood
from bot.services import items, schedules
from bot.services.text import fold, one_line, shortened
from bot.services.upsert import insert_for
from bot.services.visibility import sees_community
from bot.words import _
from storage.communities import Community as CommunityRow
from storage.engine import Tx
from storage.items import Item
from storage.people import Person
from storage.polls import Poll as Row
from storage.polls import PollOption, Vote

MOST_OPTIONS = 20
LONGEST_QUESTION = 300
LONGEST_OPTION = 100
LONGEST_RUN = timedelta(days=366)
CLOSE_JOB = "poll.close"


@dataclass(frozen=True, slots=True)
class Option:
    """One answer and how many chose it."""

    id: int
    position: int
    text: str
    votes: int = 0


@dataclass(frozen=True, slots=True)
class Rules:
    """How a poll is held."""

    several: bool = False
    anonymous: bool = False
    hidden: bool = False
    open_options: bool = False
    closes_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Poll:
    """A poll as it stands. `voters` counts people, each once."""

    id: int
    community_id: int
    question: str
    author_id: int | None
    author_name: str
    rules: Rules
    closed_at: datetime | None
    options: tuple[Option, ...]
    voters: int = 0

    @property
    def shows_count(self) -> bool:
        """Whether the count may be seen now."""
        return self.closed_at is not None or not self.rules.hidden

    def option(self, text: str) -> Option:
        """The answer that somebody means: "#2" by its place, else by its text, else "2" by its place.

        Raises `NotFound` with what there is.
        """
        text = one_line(text)
        places = {str(option.position): option for option in self.options}
        if text.startswith("#") and text[1:] in places:
            return places[text[1:]]
        key = fold(text)
        same = [option for option in self.options if fold(option.text) == key]
        begins = [option for option in self.options if key and fold(option.text).startswith(key)]
        if same or len(begins) == 1:
            return (same or begins)[0]
        if text in places:
            return places[text]
        known = ", ".join(f"{option.position} {shortened(option.text, 30)}" for option in self.options)
        raise NotFound(
            _("This poll has no answer “{text}”. There are: {known}.", text=shortened(text, 40), known=known),
            field="answer",
        )


def _checked_options(texts: Sequence[str], present: Sequence[str] = ()) -> list[str]:
    """The answers as they will be kept; raises `NotUnderstood` for too many, too long, or twice the same."""
    options = [option for text in texts if (option := one_line(text))]
    seen = {fold(option) for option in present}
    for option in options:
        if len(option) > LONGEST_OPTION:
            raise NotUnderstood(
                _(
                    "“{text}” is too long: an answer has at most {most} characters.",
                    text=shortened(option, 40),
                    most=LONGEST_OPTION,
                ),
                field="options",
            )
        if fold(option) in seen:
            raise NotUnderstood(_("“{text}” is there twice.", text=option), field="options")
        seen.add(fold(option))
    if len(seen) > MOST_OPTIONS:
        raise NotUnderstood(
            _("A poll has at most {most} answers; these are {n}.", most=MOST_OPTIONS, n=len(seen)),
            field="options",
        )
    return options


def _checked_closing(now: datetime, closes_at: datetime | None) -> None:
    if closes_at is None:
        return
    if closes_at <= now:
        raise NotUnderstood(_("A poll cannot close in the past."), field="closes")
    if closes_at > now + LONGEST_RUN:
        raise NotUnderstood(_("A poll closes within a year."), field="closes")


async def open_poll(
    tx: Tx, now: datetime, author: int, community_id: int, question: str, options: Sequence[str], rules: Rules
) -> int:
    """Open a poll; returns its number. Raises `NotUnderstood` where question or answers will not do."""
    question = one_line(question)
    if not question:
        raise NotUnderstood(_("A poll needs a question."), field="question")
    if len(question) > LONGEST_QUESTION:
        raise NotUnderstood(
            _(
                "The question has {n} characters; at most {most} fit.",
                n=len(question),
                most=LONGEST_QUESTION,
            ),
            field="question",
        )
    checked = _checked_options(options)
    if len(checked) < 2:
        raise NotUnderstood(_("A poll needs at least two answers to choose from."), field="options")
    _checked_closing(now, rules.closes_at)
    number = await items.create(tx, now, "poll", community_id=community_id, author_id=author, title=question)
    await tx.execute(
        insert(Row).values(
            item_id=number,
            several=rules.several,
            anonymous=rules.anonymous,
            hidden=rules.hidden,
            open_options=rules.open_options,
            closes_at=rules.closes_at,
        )
    )
    await tx.execute(
        insert(PollOption),
        [{"item_id": number, "position": at, "text": text} for at, text in enumerate(checked, start=1)],
    )
    if rules.closes_at:
        await schedules.once(tx, CLOSE_JOB, number, rules.closes_at)
    return number


_READ = (
    select(
        Item.community_id,
        Item.title,
        Item.author_id,
        Person.name.label("author_name"),
        Row.several,
        Row.anonymous,
        Row.hidden,
        Row.open_options,
        Row.closes_at,
        Row.closed_at,
        PollOption.id,
        PollOption.position,
        PollOption.text,
    )
    .join(Row, Row.item_id == Item.id)
    .join(PollOption, PollOption.item_id == Item.id)
    .outerjoin(Person, Person.id == Item.author_id)
    .where(Item.id == bindparam("number"), Item.deleted_at.is_(None))
    .order_by(PollOption.position)
)
_READ_LOCKED = _READ.with_for_update(read=True, of=Row)


async def read(tx: Tx, number: int, *, count: bool = True, lock: bool = False) -> Poll | None:
    """A poll by its number; without `count`, every number of votes is 0.

    `lock` keeps it from being closed until the transaction ends.
    """
    rows = (await tx.execute(_READ_LOCKED if lock else _READ, {"number": number})).all()
    if not rows:
        return None
    votes, voters = await _count(tx, number) if count else ({}, 0)
    first = rows[0]
    return Poll(
        id=number,
        community_id=first.community_id,
        question=first.title,
        author_id=first.author_id,
        author_name=first.author_name or "",
        rules=Rules(first.several, first.anonymous, first.hidden, first.open_options, first.closes_at),
        closed_at=first.closed_at,
        options=tuple(Option(row.id, row.position, row.text, votes.get(row.id, 0)) for row in rows),
        voters=voters,
    )


async def hold(tx: Tx, number: int) -> None:
    """Keep a poll from being changed by others until the transaction ends; to be called before `read`."""
    await tx.execute(select(Row.item_id).where(Row.item_id == number).with_for_update())


async def _count(tx: Tx, number: int) -> tuple[dict[int, int], int]:
    """The votes for each option, and how many people voted."""
    people = select(func.count(func.distinct(Vote.voter))).where(Vote.item_id == number).scalar_subquery()
    rows = await tx.execute(
        select(Vote.option_id, func.count().label("votes"), people.label("people"))
        .where(Vote.item_id == number)
        .group_by(Vote.option_id)
    )
    counted = rows.all()
    return {row.option_id: row.votes for row in counted}, counted[0].people if counted else 0


def _voter(poll: Poll, person_id: int, secret: bytes) -> str:
    """Under what name a person's votes in this poll are kept."""
    if not poll.rules.anonymous:
        return str(person_id)
    return hmac.new(secret, f"poll {poll.id} person {person_id}".encode(), hashlib.sha256).hexdigest()


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
    checked = _checked_options([text], present)
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
