"""Events that come twice, and presses that come twice: nothing is done twice."""

from __future__ import annotations

from tests.drivers.paper import PaperChat
from tests.scenes import number, open_community, poll, private_community


async def test_an_event_that_is_delivered_again_is_not_answered_again(chat: PaperChat) -> None:
    await open_community(chat)
    await chat.says("alice", '/poll new "Lunch?" Soup Salad')
    before = await chat.dump()
    assert await chat.again() is None
    assert await chat.again() is None
    assert await chat.dump() == before
    assert len(await chat.channel()) == 1


async def test_the_very_first_event_of_a_person_can_come_twice_too(chat: PaperChat) -> None:
    await chat.says("alice", '/community new "Data Standards"')
    before = await chat.dump()
    assert await chat.again() is None
    assert await chat.dump() == before


async def test_a_vote_that_is_delivered_again_after_it_was_taken_back_stays_taken_back(
    chat: PaperChat,
) -> None:
    await open_community(chat)
    question = await poll(chat)
    await chat.says("bob", f"/poll vote {question} Soup")
    vote = chat.asked
    await chat.says("bob", f"/poll withdraw {question}")
    assert vote
    assert (await chat.core.handle(vote)).reply is None
    assert "Soup: 0" in (await chat.channel())[0]


async def test_the_same_number_on_another_platform_is_another_event(chat: PaperChat) -> None:
    from dataclasses import replace

    await chat.says("alice", "/help")
    assert chat.asked
    elsewhere = replace(chat.asked, who=replace(chat.asked.who, platform="other"))
    assert (await chat.core.handle(elsewhere)).reply is not None


async def test_a_mistake_can_be_delivered_again(chat: PaperChat) -> None:
    first = await chat.says("alice", "/poll close 7")
    again = await chat.again()
    assert again
    assert again.text == first.text


async def test_a_second_press_on_each_button_says_how_things_stand(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    opened = await chat.says("alice", '/poll new "Lunch?" Soup Salad')
    assert "is closed; the result is posted" in str(await chat.presses("alice", "Close it", opened))
    assert "is closed already" in str(await chat.presses("alice", "Close it", opened))
    assert "is taken away" in str(await chat.presses("alice", "Undo", opened))
    assert f"There is nothing with the number #{number(opened)}" in str(
        await chat.presses("alice", "Undo", opened)
    )


async def test_a_second_press_on_join_asks_nobody_twice(chat: PaperChat) -> None:
    await private_community(chat, "Quiet Circle")
    for _press in range(3):
        await chat.says("bob", '/community join "Quiet Circle"', "@bot")
    assert len(await chat.channel("@bot", "alice")) == 1


async def test_what_was_handled_is_forgotten_after_a_week(chat: PaperChat) -> None:
    from datetime import timedelta

    await chat.says("alice", "/help")
    await chat.passes(timedelta(days=6))
    assert len((await chat.dump())["inbox"]) == 1
    await chat.passes(timedelta(days=2))
    assert (await chat.dump())["inbox"] == []
