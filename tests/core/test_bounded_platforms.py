"""Platforms that take few messages at a time, or are away as a whole, as a mail server is."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from bot import outbox
from bot.adapter import Target, TryLater
from bot.incoming import MessageRef
from bot.replies import Reply, text
from tests.drivers.paper import PaperChat
from tests.paper import PaperAdapter, Trouble

HERE = Target("paper", "north", "general")


async def _post(chat: PaperChat, said: str) -> None:
    async with chat.database.write() as tx:
        await outbox.post(tx, chat.now, HERE, text(said))


class Bounded(PaperAdapter):
    """A platform that takes few at a time; `most` is how many it has had in hand at once."""

    channels_at_once = 2

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.in_hand = self.most = 0

    async def send(self, target: Target, reply: Reply, key: str) -> MessageRef:
        self.in_hand += 1
        self.most = max(self.most, self.in_hand)
        await asyncio.sleep(0.02)
        self.in_hand -= 1
        return await super().send(target, reply, key)


async def _post_to_many(chat: PaperChat, platform: str, count: int) -> None:
    async with chat.database.write() as tx:
        for number in range(count):
            target = Target(platform, "w", account=str(number))
            await outbox.post(tx, chat.now, target, text(f"to {number}"))


async def test_a_platform_that_takes_few_at_a_time_is_not_flooded_and_holds_up_no_other(
    chat: PaperChat,
) -> None:
    bounded = chat.core.adapters["bounded"] = Bounded("bounded")
    await _post_to_many(chat, "bounded", 60)
    await _post(chat, "hello")
    await chat.deliverer._look()
    assert len(chat.deliverer._workers) == 3
    await chat.deliverer.send_due()
    assert bounded.most == 2
    assert len({one.ref.channel for one in bounded.posted}) == len(bounded.posted) == 60
    assert [seen.text for seen in await chat.channel()] == ["hello"]


async def test_what_waits_for_its_turn_there_is_not_late(chat: PaperChat) -> None:
    chat.core.adapters["bounded"] = Bounded("bounded")
    await _post_to_many(chat, "bounded", 3)
    assert await chat.deliverer.waiting() == (3, None)
    await _post(chat, "hello")
    assert await chat.deliverer.waiting() == (4, chat.now)


async def test_channels_that_wait_take_no_place_from_others(chat: PaperChat) -> None:
    bounded = chat.core.adapters["bounded"] = Bounded("bounded")
    bounded.troubles += [Trouble(TryLater(600))] * 2
    for _round in range(2):
        await _post_to_many(chat, "bounded", 4)
    await chat.deliverer.send_due()
    assert {one.ref.channel for one in bounded.posted} == {"@2", "@3"}
    await chat.passes(timedelta(minutes=11))
    assert len(bounded.posted) == 8


async def test_a_platform_that_is_away_as_a_whole_is_left_alone_and_costs_no_attempt(chat: PaperChat) -> None:
    bounded = chat.core.adapters["bounded"] = Bounded("bounded")
    await _post_to_many(chat, "bounded", 5)
    for _hour in range(30):
        bounded.troubles += [Trouble(TryLater(1800, everywhere=True))] * 2
        before = len(bounded.calls)
        await chat.passes(timedelta(minutes=31))
        assert len(bounded.calls) - before <= 2
        bounded.troubles.clear()
        await _post(chat, "others go on")
        await chat.passes(timedelta(minutes=20))
        assert len(bounded.calls) - before <= 2
    await chat.passes(timedelta(hours=1))
    assert sorted(one.ref.channel for one in bounded.posted) == [f"@{number}" for number in range(5)]
    assert len(await chat.channel()) == 30


async def test_after_two_days_even_an_outage_ends_in_giving_up(chat: PaperChat) -> None:
    bounded = chat.core.adapters["bounded"] = Bounded("bounded")
    bounded.troubles += [Trouble(TryLater(3600, everywhere=True))] * 100
    await _post_to_many(chat, "bounded", 1)
    for _hour in range(80):
        await chat.passes(timedelta(hours=1, minutes=1))
    assert bounded.posted == []
    assert 48 <= len(bounded.calls) <= 60
    assert "'state': 'waiting'" not in "".join((await chat.dump())["outbox"])
