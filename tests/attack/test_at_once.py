"""Several people, or one with a nervous finger, at the very same moment; on both databases."""

from __future__ import annotations

import asyncio
from typing import Any

from tests.chat import Seen
from tests.drivers.paper import PaperChat
from tests.scenes import open_community, poll, private_community


async def all_at_once(*deeds: Any) -> list[Seen]:
    """What comes of deeds that are all under way at the same time."""
    return list(await asyncio.gather(*deeds))


async def met(chat: PaperChat, *people: str, where: str = "general") -> None:
    """People who have been here before."""
    for who in people:
        await chat.says(who, "/help", where)


async def test_somebody_s_first_events_may_arrive_together(chat: PaperChat) -> None:
    await open_community(chat)
    seen = await all_at_once(*(chat.says("bob", "/profile show") for _ in range(8)))
    assert all("Your profile is still empty" in one for one in seen)
    assert len([row for row in (await chat.dump())["identity"] if "bob" in str(row)]) == 1
    assert len((await chat.dump())["person"]) == 2


async def test_of_two_facilitators_who_leave_together_one_stays(chat: PaperChat) -> None:
    for at in range(5):
        name = f"Group {at}"
        await chat.says("alice", f'/community new "{name}"', f"room-{at}")
        await chat.says("bob", "/community show", f"room-{at}")
        await chat.says("alice", "/community appoint @bob", f"room-{at}")
        left = await all_at_once(
            chat.says("alice", f'/community leave "{name}"', "@bot"),
            chat.says("bob", f'/community leave "{name}"', "@bot"),
        )
        assert sorted("You have left" in one for one in left) == [False, True], [one.text for one in left]


async def test_of_two_facilitators_who_dismiss_each_other_one_stays(chat: PaperChat) -> None:
    for at in range(5):
        await chat.says("alice", f'/community new "Group {at}"', f"room-{at}")
        await chat.says("bob", "/community show", f"room-{at}")
        await chat.says("alice", "/community appoint @bob", f"room-{at}")
        await all_at_once(
            chat.says("alice", "/community dismiss @bob", f"room-{at}"),
            chat.says("bob", "/community dismiss @alice", f"room-{at}"),
        )
        shown = await chat.says("carol", f'/community show "Group {at}"', "@bot")
        assert ("Facilitators: Alice\n" in shown) != ("Facilitators: Bob\n" in shown), shown.text


async def test_two_facilitators_who_decide_together_decide_once(chat: PaperChat) -> None:
    await private_community(chat, "Quiet Circle", "bob")
    await chat.says("alice", "/community appoint @bob", "lobby")
    await chat.says("carol", '/community join "Quiet Circle"', "@bot")
    for_alice = await chat.eventually("@bot", "Carol would like to join", "alice")
    for_bob = await chat.eventually("@bot", "Carol would like to join", "bob")
    said = await all_at_once(
        chat.presses("alice", "Approve", for_alice),
        chat.presses("bob", "Approve", for_bob),
        chat.presses("alice", "Approve", for_alice),
    )
    assert sum("is a member of Quiet Circle now" in one for one in said) == 1
    assert sum("settled already" in one for one in said) == 2
    assert (await chat.told("carol")).count("You are a member of Quiet Circle now") == 1


async def test_joining_with_a_nervous_finger_asks_once(chat: PaperChat) -> None:
    await private_community(chat, "Quiet Circle")
    await met(chat, "bob", where="@bot")
    await all_at_once(*(chat.says("bob", '/community join "Quiet Circle"', "@bot") for _ in range(6)))
    assert (await chat.told("alice")).count("would like to join") == 1


async def test_a_channel_goes_to_one_of_two_who_map_it_together(chat: PaperChat) -> None:
    await chat.says("alice", '/community new "First"', "@bot")
    await chat.says("bob", '/community new "Second"', "@bot")
    seen = await all_at_once(
        chat.says("alice", '/community map "First"', "random"),
        chat.says("bob", '/community map "Second"', "random"),
    )
    assert sorted("belongs to" in one for one in seen) == [False, True]
    assert sum("it is taken" in one for one in seen) == 1


async def test_everybody_s_votes_and_changes_of_mind_are_counted(chat: PaperChat) -> None:
    people = [f"voter{at}" for at in range(6)]
    await open_community(chat, "Data Standards", *people)
    question = await poll(chat)
    await all_at_once(
        *(
            chat.says(who, f"/poll vote {question} {answer}")
            for who in people
            for answer in ("Soup", "Salad", "Soup")
        )
    )
    [card] = await chat.channel()
    assert "6 people voted" in card
    await all_at_once(*(chat.says(who, f"/poll withdraw {question}") for who in people for _ in range(2)))
    assert "0 people voted" in (await chat.channel())[0]


async def test_answers_that_are_added_together_are_all_there_once(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob", "carol")
    question = await poll(chat, '"Lunch?" Soup Salad open_options: yes')
    said = await all_at_once(
        *(
            chat.says(who, f"/poll add {question} {what}")
            for who in ("bob", "carol")
            for what in ("Pie", "Rice", "Egg")
        )
    )
    assert sum("is added" in one for one in said) == 3
    assert sum("is there twice" in one for one in said) == 3
    [card] = await chat.channel()
    assert sorted(card.buttons[2:5]) == ["Egg", "Pie", "Rice"]


async def test_a_poll_that_is_closed_in_the_middle_of_voting_is_counted_as_announced(chat: PaperChat) -> None:
    people = [f"voter{at}" for at in range(6)]
    await open_community(chat, "Data Standards", *people)
    question = await poll(chat)
    said = await all_at_once(
        *(chat.says(who, f"/poll vote {question} Soup") for who in people[:3]),
        chat.says("alice", f"/poll close {question}"),
        chat.says("alice", f"/poll close {question}"),
        *(chat.says(who, f"/poll vote {question} Soup") for who in people[3:]),
    )
    assert sum("the result is posted" in one for one in said) == 1
    counted = sum("You chose" in one for one in said)
    shown = [one for one in await chat.channel() if "voted" in one]
    assert len(shown) == 2
    for one in shown:
        assert f"{counted} people voted" in one or f"{counted} person voted" in one


async def test_profiles_and_settings_that_are_saved_together_do_not_fail(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    words = ("maps", "standards", "surveys", "libraries", "elections", "housing")
    saved = await all_at_once(
        *(chat.says("bob", f'/profile edit expertise: "{word}, open data" findable: yes') for word in words),
        *(
            chat.says("alice", f'/profile edit interests: "{word}, open data" findable: yes')
            for word in words
        ),
        *(chat.says("alice", f'/community settings purpose: "{word}"') for word in words),
    )
    assert all("aved" in one for one in saved)
    assert "Bob" in await chat.says("alice", "/people find open data")
