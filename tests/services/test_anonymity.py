"""Anonymous polls: whoever has the whole database, and not the secret, cannot tell who chose what."""

from __future__ import annotations

import hashlib
import hmac
import itertools
import re

import pytest
from sqlalchemy import text

from storage.engine import Database
from tests.drivers.paper import PaperChat
from tests.dump import dump
from tests.scenes import open_community, poll

VOTERS = ("bob", "carol", "dave", "nina", "olga", "paula", "quentin")


@pytest.fixture(autouse=True)
def same_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both installations of a test draw the same numbers."""
    drawn = itertools.cycle(range(2))
    monkeypatch.setattr("bot.services.items.numbers.secrets.randbelow", lambda _below: next(drawn))


async def _vote(chat: PaperChat, choices: dict[str, str], rules: str = "") -> int:
    await open_community(chat, "Data Standards", *VOTERS)
    question = await poll(chat, f'"Lunch?" Soup Salad anonymous: yes {rules}')
    for who, choice in choices.items():
        await chat.says(who, f"/poll vote {question} {choice}")
    return question


async def test_two_histories_that_differ_in_who_chose_what_leave_the_same_database(
    chat: PaperChat, another_chat: PaperChat
) -> None:
    await _vote(
        chat, dict(zip(VOTERS, ["Soup", "Soup", "Soup", "Salad", "Salad", "Salad", "Soup"], strict=True))
    )
    await _vote(
        another_chat,
        dict(zip(VOTERS, ["Salad", "Soup", "Salad", "Soup", "Salad", "Soup", "Soup"], strict=True)),
    )
    one, other = await _without_hashes(chat.database), await _without_hashes(another_chat.database)
    assert one == other


async def _without_hashes(database: Database) -> str:
    found = await dump(database)
    hidden = sorted(re.sub(r"'voter': '[0-9a-f]{64}'", "'voter': '…'", row) for row in found.pop("vote"))
    assert "…" in hidden[0]
    return f"{found}\n{hidden}"


async def test_no_hash_can_be_made_without_the_secret(chat: PaperChat) -> None:
    question = await _vote(chat, {"bob": "Soup"}, "several: yes")
    everything = str(await chat.dump())
    people = [int(found) for found in re.findall(r"person: {'id': (\d+)", everything)]
    for person in people:
        said = f"poll {question} person {person}".encode()
        assert hashlib.sha256(said).hexdigest() not in everything
        for key in (b"", b"convenor", str(question).encode(), str(person).encode()):
            assert hmac.new(key, said, hashlib.sha256).hexdigest() not in everything
    assert all("'person_id': None" in row for row in (await chat.dump())["vote"])


async def test_the_same_person_has_another_name_in_each_poll(chat: PaperChat) -> None:
    await _vote(chat, {"bob": "Soup"})
    second = await poll(chat, '"Tea?" Yes No anonymous: yes')
    await chat.says("bob", f"/poll vote {second} Yes")
    names = re.findall(r"'voter': '(\w+)'", str(await chat.dump()))
    assert len(set(names)) == 2


async def test_the_order_of_the_rows_is_not_the_order_of_the_votes(chat: PaperChat) -> None:
    question = await _vote(chat, dict.fromkeys(VOTERS, "Soup"))
    await chat.says("alice", f"/poll close {question}")
    async with chat.database.read() as tx:
        names = list((await tx.execute(text("SELECT voter FROM vote"))).scalars())
        assert names == sorted(names)
        if chat.database.is_sqlite:
            made = await tx.execute(text("SELECT sql FROM sqlite_master WHERE name = 'vote'"))
            assert "WITHOUT ROWID" in made.scalar_one()
        else:
            # What PostgreSQL notes for each row by itself: by which transaction, and where in the file.
            rows = (await tx.execute(text("SELECT xmin::text, voter FROM vote ORDER BY vote.ctid"))).all()
            assert len({row[0] for row in rows}) == 1
            assert [row[1] for row in rows] == sorted(names)
