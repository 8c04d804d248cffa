"""Polls: what they are, opening them, and reading them with the count of their votes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, insert, select

from bot.errors import NotFound, NotUnderstood
from bot.services.items import items
from bot.services.schedules import schedules
from bot.services.text import fold, one_line, shortened
from bot.words import _
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


def checked_options(texts: Sequence[str], present: Sequence[str] = ()) -> list[str]:
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
    checked = checked_options(options)
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
