"""The reckoning: what people were told, what the database has, and what stands on the platforms, compared.

Each difference is a sentence; a correct product leaves none.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sqlalchemy import func, select

from storage.engine import Database, Tx
from storage.items import Item
from storage.messages import Outbox
from storage.people import Identity
from storage.polls import Poll, PollOption, Vote
from storage.schedules import Schedule
from tests.soak.ledger import Ledger
from tests.soak.load import shows_poll
from tests.soak.places import Place, Shown


@dataclass
class Kept:
    """A poll as the database has it; `votes` by the person's handle."""

    number: int
    question: str
    closed: bool
    votes: dict[str, str] = field(default_factory=dict)


async def waiting(database: Database) -> int:
    """How much is still to be sent or to be done by the clock; what is done again and again does not count."""
    async with database.read() as tx:
        rows = select(func.count()).select_from(Outbox).where(Outbox.state == "waiting")
        once = Schedule.next_run.is_not(None), Schedule.rule.is_(None)
        runs = select(func.count()).select_from(Schedule).where(*once)
        return int((await tx.execute(rows)).scalar_one() + (await tx.execute(runs)).scalar_one())


async def kept(database: Database) -> dict[int, Kept]:
    """Every poll in the database."""
    async with database.read() as tx:
        rows = await tx.execute(
            select(Item.id, Item.title, Poll.closed_at).join(Poll, Poll.item_id == Item.id)
        )
        polls = {row.id: Kept(row.id, row.title, row.closed_at is not None) for row in rows}
        for number, handle, choice in await _votes(tx):
            polls[number].votes[handle] = choice
    return polls


async def _votes(tx: Tx) -> Sequence[tuple[int, str, str]]:
    rows = await tx.execute(
        select(Vote.item_id, Identity.handle, PollOption.text)
        .join(PollOption, PollOption.id == Vote.option_id)
        .join(Identity, Identity.person_id == Vote.person_id)
    )
    return [(row[0], row[1], row[2]) for row in rows]


async def given_up(database: Database) -> list[str]:
    """Messages that the deliverer gave up."""
    async with database.read() as tx:
        failed = select(Outbox.id, Outbox.action, Outbox.error).where(Outbox.state == "failed")
        rows = await tx.execute(failed)
        return [f"message {row.id} ({row.action}) was given up: {row.error}" for row in rows]


def against_promises(ledger: Ledger, polls: dict[int, Kept]) -> Iterator[str]:
    """What was answered and is not so."""
    for number in ledger.numbers - polls.keys():
        yield f"poll #{number} was said to be open and is not in the database"
    for promised in ledger.polls.values():
        found = polls.get(promised.number)
        if found and found.question != str(promised.question):
            yield f"poll #{promised.number} is “{found.question}”, not “{promised.question}”"
        elif found and promised.told_closed and not found.closed:
            yield f"poll #{promised.number} was said to be closed and is not"
    for question, times in Counter(poll.question for poll in polls.values()).items():
        if times > 1:
            yield f"“{question}” was asked once, and there are {times} polls of it"
    for poll in polls.values():
        if poll.question not in ledger.questions:
            yield f"poll #{poll.number} “{poll.question}” was never asked for"
        for handle in poll.votes:
            if (poll.number, handle) not in ledger.ballots:
                yield f"{handle} never voted in #{poll.number}"
    for (number, who), ballot in ledger.ballots.items():
        vote = polls[number].votes.get(who, "") if number in polls else ""
        if vote not in ballot.may_be:
            yield f"{who}'s vote in #{number} is {vote!r}, not one of {sorted(ballot.may_be)}"


async def on_platforms(places: Sequence[Place], polls: dict[int, Kept]) -> tuple[list[str], Counter[str]]:
    """Cards that are missing, there twice, or wrong; and how many cards were counted."""
    cards: dict[int, list[Shown]] = defaultdict(list)
    results: dict[int, list[Shown]] = defaultdict(list)
    for place in places:
        for channel in place.channels:
            for shown in await place.shown(channel):
                for number in polls:
                    if shows_poll(shown, number):
                        (results if "Result: " in shown.text else cards)[number].append(shown)
    wrong: list[str] = []
    for poll in polls.values():
        wrong += _card_faults(poll, cards[poll.number], results[poll.number])
    counted = Counter(cards=sum(map(len, cards.values())), results=sum(map(len, results.values())))
    return wrong, counted


def _card_faults(poll: Kept, cards: list[Shown], results: list[Shown]) -> Iterator[str]:
    if len(cards) != 1:
        yield f"poll #{poll.number} has {len(cards)} cards"
    if len(results) != int(poll.closed):
        yield f"poll #{poll.number} ({'closed' if poll.closed else 'open'}) has {len(results)} results"
    count = Counter(poll.votes.values())
    best = max(count.values(), default=0)
    for shown in (*cards, *results):
        if not re.search(rf"\b{len(poll.votes)} (person|people) voted", shown.text):
            yield f"#{poll.number} does not say that {len(poll.votes)} voted: {shown.text}"
    for card in cards:
        yield from _bars_faults(poll.number, count, card.text)
    for result in results:
        if best and not re.search(rf"most votes: {best}\b|with {best} each", result.text):
            yield f"the result of #{poll.number} does not say that {best} is the most: {result.text}"


def _bars_faults(number: int, count: Counter[str], text: str) -> Iterator[str]:
    for choice, votes in count.items():
        if not re.search(rf"{choice}\b.*\b{votes}\b", text):
            yield f"the card of #{number} does not show {votes} for {choice}: {text}"
