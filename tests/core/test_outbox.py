"""The outbox as several processes share it: each message is one's, and what one left in hand another sends."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import update

from bot import outbox
from bot.adapter import Target
from bot.deliver import Deliverer
from bot.house import House
from bot.replies import text
from bot.services import outgoing
from bot.services.outgoing import Channel
from storage.messages import Outbox
from tests.drivers.paper import SECRET, PaperChat
from tests.paper import Trouble
from tests.scenes import open_community, poll

HERE = Target("paper", "north", "general")
QUEUE = Channel("paper", "north", "general", "")


async def _post(chat: PaperChat, *words: str, target: Target = HERE) -> None:
    async with chat.database.write() as tx:
        for word in words:
            await outbox.post(tx, chat.now, target, text(word))


async def _shown(chat: PaperChat, channel: str = "general") -> list[str]:
    return [one.shown[-1] for one in chat.adapter.standing("north", channel)]


@pytest.fixture
async def second(chat: PaperChat) -> Deliverer:
    """The deliverer of another process on the same database."""
    house = House(chat.database, chat.registry, chat.settings, SECRET, lambda: chat.now)
    return Deliverer(house, chat.core.adapters)


async def test_what_a_process_that_died_had_in_hand_is_taken_over(chat: PaperChat, second: Deliverer) -> None:
    chat.adapter.troubles.append(Trouble(None, after_effect=True))
    await _post(chat, "once", "then this")
    dying = asyncio.create_task(chat.deliverer.send_due())
    while not chat.adapter.posted:
        await asyncio.sleep(0.01)
    dying.cancel()
    for worker in list(chat.deliverer._workers.values()):
        worker.cancel()
    await asyncio.gather(dying, return_exceptions=True)
    await second.send_due()
    assert await _shown(chat) == ["once", "then this"], "the lease still holds the first"
    chat.now += outgoing.LEASE + timedelta(seconds=1)
    await second.send_due()
    assert await _shown(chat) == ["once", "then this"]
    assert chat.adapter.calls.count("find") == 1
    assert "'state': 'waiting'" not in str((await chat.dump())["outbox"])


async def test_two_processes_send_each_message_once(chat: PaperChat, second: Deliverer) -> None:
    for at in range(10):
        await _post(chat, *(f"{at} {n}" for n in range(5)), target=Target("paper", "north", f"c{at}"))
    await asyncio.gather(chat.deliverer.send_due(), second.send_due())
    assert len(chat.adapter.posted) == 50
    for at in range(10):
        assert sorted(await _shown(chat, f"c{at}")) == [f"{at} {n}" for n in range(5)]


async def test_a_claim_is_one_process_alone(chat: PaperChat) -> None:
    await _post(chat, "once")

    async def claim() -> object:
        async with chat.database.write() as tx:
            return await outgoing.claim(tx, chat.now, "holder", QUEUE)

    claims = await asyncio.gather(*(claim() for _ in range(6)))
    assert sum(one is not None for one in claims) == 1


async def test_a_refresh_is_not_taken_before_the_change_that_asked_for_it_is_there(chat: PaperChat) -> None:
    if chat.database.is_sqlite:
        pytest.skip("SQLite has one writer at a time, so nothing can come between")
    await open_community(chat)
    question = await poll(chat)
    await chat.channel()
    await chat.says("bob", f"/poll vote {question} Soup")
    async with chat.database.write() as voting:
        await outbox.refresh(voting, chat.now, question)
        async with chat.database.write() as claiming:
            assert await outgoing.claim(claiming, chat.now, "holder", QUEUE) is None
    async with chat.database.write() as claiming:
        assert await outgoing.claim(claiming, chat.now, "holder", QUEUE)
        await outbox.refresh(claiming, chat.now, question)
    waiting = [
        row for row in (await chat.dump())["outbox"] if "'edit'" in row and "'state': 'waiting'" in row
    ]
    assert len(waiting) == 2, "what has been begun with no longer stands for later changes"


async def test_a_database_that_fails_once_is_asked_again(
    chat: PaperChat, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _post(chat, "late")
    with monkeypatch.context() as broken:
        broken.setattr(outgoing, "due_channels", None)
        await chat.deliverer.send_due()
    assert chat.deliverer.last_look is None or chat.adapter.posted == []
    assert [seen.text for seen in await chat.channel()] == ["late"]


async def test_while_it_runs_it_sends_what_is_put_in_and_finishes_what_is_in_hand(chat: PaperChat) -> None:
    running = asyncio.create_task(chat.deliverer.run())
    await _post(chat, "one")
    chat.deliverer.wake()
    async with asyncio.timeout(5):
        while not chat.adapter.posted:
            await asyncio.sleep(0.01)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert await _shown(chat) == ["one"]
    count, since = await chat.deliverer.waiting()
    assert (count, since) == (0, None)


async def test_how_much_waits_and_since_when_is_told(chat: PaperChat) -> None:
    await _post(chat, "a", "b")
    assert await chat.deliverer.waiting() == (2, chat.now)
    async with chat.database.write() as tx:
        await tx.execute(update(Outbox).values(state="done"))
    assert await chat.deliverer.waiting() == (0, None)
