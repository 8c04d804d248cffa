"""What a killed process left behind: in hand, half done, or done without anybody knowing."""

from __future__ import annotations

from datetime import timedelta

from bot import outbox
from bot.adapter import TryLater, Unclear
from bot.services import outgoing
from bot.services.outgoing import Channel
from tests.drivers.paper import PaperChat
from tests.paper import Trouble
from tests.scenes import open_community, poll

GENERAL = Channel("paper", "north", "general", "")
MOMENT = timedelta(seconds=10)


async def test_what_was_in_hand_can_be_claimed_soon_after_another_takes_over(chat: PaperChat) -> None:
    await open_community(chat)
    await poll(chat)
    async with chat.database.write() as tx:
        assert await outgoing.claim(tx, chat.now, "the one that was killed", GENERAL)
    await chat.passes(MOMENT)
    assert not chat.adapter.posted
    async with chat.database.write() as tx:
        await outgoing.take_over(tx, chat.now + timedelta(seconds=5))
    assert not await chat.channel(), "its last request may still be on its way"
    await chat.passes(MOMENT)
    assert chat.adapter.calls == ["find", "send"]


async def test_a_message_is_looked_for_until_the_platform_lets_us_look(chat: PaperChat) -> None:
    await open_community(chat)
    await poll(chat)
    chat.adapter.troubles += [
        Trouble(Unclear("the connection broke"), after_effect=True),
        Trouble(TryLater(3), on="find"),
        Trouble(Unclear("no answer"), on="find"),
    ]
    for _ in range(4):
        await chat.passes(MOMENT)
    assert chat.adapter.calls == ["send", "find", "find", "find"]
    assert len(chat.adapter.posted) == 1


async def test_a_change_that_came_too_early_is_put_off_even_if_another_has_come(chat: PaperChat) -> None:
    await open_community(chat)
    chat.adapter.troubles.append(Trouble(TryLater(30)))
    question = await poll(chat)
    await chat.passes(MOMENT)
    await chat.says("bob", f"/poll vote {question} Soup")
    async with chat.database.write() as tx:
        early = await outgoing.claim(tx, chat.now, "a deliverer", GENERAL)
        assert early
        assert early.action == "edit"
    async with chat.database.write() as tx:
        await outbox.refresh(tx, chat.now, question)
    async with chat.database.write() as tx:
        await outgoing.again(tx, early, chat.now + MOMENT, counts=False)
    await chat.passes(timedelta(minutes=1))
    await chat.passes(timedelta(minutes=1))
    assert "Soup: 1" in (await chat.channel())[0]
    assert chat.adapter.calls.count("edit") == 1
