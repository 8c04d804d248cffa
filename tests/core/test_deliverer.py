"""The deliverer: what waits is sent in order, at the platform's pace, once, or given up loudly."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy import insert

from bot import outbox
from bot.adapter import Refused, SendError, Target, TryLater, Unclear
from bot.replies import text
from bot.services.outgoing import Channel
from storage.people import Identity
from tests.drivers.paper import PaperChat
from tests.paper import PaperAdapter, Trouble
from tests.scenes import open_community, poll

HERE = Target("paper", "north", "general")
QUEUE = Channel("paper", "north", "general", "")


async def _post(chat: PaperChat, *words: str, target: Target = HERE) -> None:
    async with chat.database.write() as tx:
        for word in words:
            await outbox.post(tx, chat.now, target, text(word))


async def _shown(chat: PaperChat, channel: str = "general") -> list[str]:
    return [one.shown[-1] for one in chat.adapter.standing("north", channel)]


async def test_messages_of_a_channel_go_out_in_their_order(chat: PaperChat) -> None:
    await _post(chat, *"abcde")
    assert [seen.text for seen in await chat.channel()] == list("abcde")
    assert chat.adapter.calls == ["send"] * 5


async def test_a_message_is_sent_after_its_transaction_and_not_at_all_if_that_fails(chat: PaperChat) -> None:
    with pytest.raises(ZeroDivisionError):
        async with chat.database.write() as tx:
            await outbox.post(tx, chat.now, HERE, text("never"))
            raise ZeroDivisionError
    assert await chat.channel() == []


async def test_a_platform_that_asks_for_patience_gets_it_and_the_order_is_kept(chat: PaperChat) -> None:
    chat.adapter.troubles.append(Trouble(TryLater(30)))
    await _post(chat, "first", "second")
    await chat.deliverer.send_due()
    await _post(chat, "elsewhere", target=Target("paper", "north", "random"))
    await chat.passes(timedelta(seconds=29))
    assert await _shown(chat) == []
    assert await _shown(chat, "random") == ["elsewhere"]
    await chat.passes(timedelta(seconds=2))
    assert await _shown(chat) == ["first", "second"]
    assert chat.adapter.calls.count("send") == 4


@pytest.mark.parametrize("error", [Unclear("connection reset"), None], ids=["an error", "no answer"])
@pytest.mark.parametrize("after_effect", [True, False])
async def test_what_had_no_clear_outcome_is_looked_for_before_it_is_sent_again(
    chat: PaperChat, monkeypatch: pytest.MonkeyPatch, error: SendError | None, after_effect: bool
) -> None:
    monkeypatch.setattr(chat.adapter, "send_seconds", 0.2)
    chat.adapter.troubles.append(Trouble(error, after_effect=after_effect))
    await _post(chat, "once")
    await chat.deliverer.send_due()
    await chat.passes(timedelta(minutes=1))
    assert await _shown(chat) == ["once"]
    assert chat.adapter.calls == (["send", "find"] if after_effect else ["send", "find", "send"])


async def test_a_look_that_fails_is_made_again_before_anything_is_sent(chat: PaperChat) -> None:
    chat.adapter.troubles += [
        Trouble(Unclear(), after_effect=True),
        Trouble(TryLater(5), on="find"),
        Trouble(Unclear(), on="find"),
    ]
    await _post(chat, "once")
    for _minute in range(4):
        await chat.passes(timedelta(minutes=1))
    assert await _shown(chat) == ["once"]
    assert chat.adapter.calls == ["send", "find", "find", "find"]


async def test_each_attempt_has_the_same_key_and_each_message_its_own(chat: PaperChat) -> None:
    await _post(chat, "a", "b")
    await chat.deliverer.send_due()
    keys = [one.key for one in chat.adapter.posted]
    assert len(set(keys)) == 2
    assert all(len(key) <= 25 for key in keys)


async def test_a_card_that_cannot_be_posted_is_given_up_and_whoever_asked_is_told(chat: PaperChat) -> None:
    await open_community(chat)
    chat.adapter.troubles.append(Trouble(Refused("not_in_channel", "Invite me with /invite @Convenor.")))
    question = await poll(chat)
    told = await chat.told("alice")
    assert (
        f"I could not post #{question} in the channel: not_in_channel. Invite me with /invite @Convenor."
        in told
    )
    await chat.says("bob", f"/poll vote {question} Soup")
    await chat.deliverer.send_due()
    assert "edit" not in chat.adapter.calls


async def test_after_ten_attempts_it_is_given_up(chat: PaperChat) -> None:
    await open_community(chat)
    chat.adapter.troubles += [Trouble(Unclear("503"))] * 10
    question = await poll(chat)
    for _attempt in range(20):
        await chat.passes(timedelta(minutes=6))
    assert f"I could not post #{question} in the channel: 503" in await chat.told("alice")
    assert "'state': 'waiting'" not in str((await chat.dump())["outbox"])


async def test_pauses_grow_up_to_five_minutes(chat: PaperChat) -> None:
    chat.adapter.troubles += [Trouble(Unclear())] * 20
    await _post(chat, "late")
    tries = []
    for second in range(1200):
        chat.now += timedelta(seconds=1)
        before = len(chat.adapter.calls)
        if second < 20 or second % 10 == 0:
            await chat.deliverer.send_due()
        if len(chat.adapter.calls) > before:
            tries.append(second)
    gaps = [after - before for before, after in pairwise(tries)]
    assert gaps[:3] == [2, 4, 8]
    assert gaps == sorted(gaps)
    assert max(gaps) <= 310


async def test_somebody_whose_direct_messages_are_closed_is_reached_the_next_way(chat: PaperChat) -> None:
    other = PaperAdapter("other")
    chat.core.adapters["other"] = other
    await chat.says("bob", "/help", "@bot")
    async with chat.database.write() as tx:
        second = {"platform": "other", "workspace": "w", "account": "bob2", "name": "Bob", "handle": ""}
        bob = chat.person("bob")
        await tx.execute(
            insert(Identity).values(person_id=1, administers=False, seen_at=chat.now - timedelta(1), **second)
        )
        await outbox.tell(tx, chat.now, 1, text("hello"))
    chat.adapter.closed.add(bob.id)
    await chat.deliverer.send_due()
    assert chat.adapter.posted == []
    assert [one.shown for one in other.standing("w", "@bob2")] == [["hello"]]


async def test_where_every_way_is_closed_it_is_given_up_without_a_loop(chat: PaperChat) -> None:
    await chat.says("bob", "/help", "@bot")
    chat.adapter.closed.add("bob")
    async with chat.database.write() as tx:
        assert await outbox.tell(tx, chat.now, 1, text("hello"))
        assert not await outbox.tell(tx, chat.now, 999, text("nobody"))
    for _hour in range(3):
        await chat.passes(timedelta(hours=1))
    assert chat.adapter.calls == ["send"]


async def test_an_edit_waits_for_its_post_however_long_that_takes(chat: PaperChat) -> None:
    await open_community(chat)
    chat.adapter.troubles += [Trouble(TryLater(20)), Trouble(Unclear(), after_effect=True)]
    question = await poll(chat)
    await chat.says("bob", f"/poll vote {question} Soup")
    for _second in range(120):
        await chat.passes(timedelta(seconds=1))
    [card] = await chat.channel()
    assert "Soup: 1 (100%) Bob" in card
    assert chat.adapter.calls.count("send") == 2


async def test_an_edit_of_a_message_that_people_deleted_ends_it(chat: PaperChat) -> None:
    await open_community(chat)
    question = await poll(chat)
    await chat.channel()
    chat.adapter.posted[0].gone = True
    for who in ("bob", "carol"):
        await chat.says(who, f"/poll vote {question} Soup")
        await chat.deliverer.send_due()
    assert chat.adapter.calls == ["send", "edit"]
    assert await chat.told("alice") == ""


async def test_a_card_is_drawn_when_its_turn_comes(chat: PaperChat) -> None:
    await open_community(chat)
    question = await poll(chat)
    await chat.says("bob", f"/poll vote {question} Soup")
    await chat.deliverer.send_due()
    assert all("Soup: 1" in shown for shown in chat.adapter.posted[0].shown)
