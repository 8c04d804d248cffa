"""Opening polls, and voting in them under each of their rules."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.chat import Seen
from tests.drivers.paper import PaperChat
from tests.scenes import number, open_community, poll


async def _card(chat: PaperChat, where: str = "general") -> Seen:
    return (await chat.channel(where))[-1]


async def test_a_poll_is_a_card_in_its_channel_with_a_button_for_each_answer(chat: PaperChat) -> None:
    await open_community(chat)
    opened = await chat.says("alice", '/poll new "Lunch?" Soup Salad')
    assert opened.private
    assert opened.buttons == ("Close it", "Undo")
    card = await _card(chat)
    assert card.text == f"Lunch?\nSoup: 0 (0%)\nSalad: 0 (0%)\n0 people voted · #{number(opened)} by Alice"
    assert card.buttons == ("Soup", "Salad", "Take back", "Comment…", "Comments", "Tag…", "Follow")


async def test_the_bars_move_on_every_copy_of_the_card(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards")
    await chat.says("alice", '/community map "Data Standards"', "random")
    question = await poll(chat, '"Lunch?" Soup Salad everywhere: yes')
    await chat.says("alice", f"/poll share {question}")
    voted = await chat.says("bob", f"/poll vote {question} soup")
    assert "You chose Soup" in voted
    copies = await chat.channel("general") + await chat.channel("random")
    assert len(copies) == 3
    assert all("Soup: 1 (100%) Bob" in copy for copy in copies)


async def test_a_vote_is_changed_by_voting_again_and_taken_back(chat: PaperChat) -> None:
    await open_community(chat)
    await poll(chat)
    card = await _card(chat)
    await chat.presses("bob", "Soup", card)
    changed = await chat.presses("bob", "Salad", card)
    assert changed
    assert "You chose Salad" in changed
    assert "Soup: 0 (0%)\nSalad: 1 (100%) Bob" in await _card(chat)
    taken = await chat.presses("bob", "Take my vote back", changed)
    assert taken
    assert "Your vote is taken back" in taken
    assert "Salad: 0" in await _card(chat)
    again = await chat.presses("bob", "Take back", card)
    assert again
    assert "You have not voted in “Lunch?”" in again


async def test_pressing_the_same_answer_twice_is_one_vote(chat: PaperChat) -> None:
    await open_community(chat)
    await poll(chat)
    card = await _card(chat)
    first = await chat.presses("bob", "Soup", card)
    second = await chat.presses("bob", "Soup", card)
    assert first
    assert second
    assert first.text == second.text
    assert "Soup: 1 (100%)" in await _card(chat)


@pytest.mark.parametrize(
    ("said", "meant"),
    [("2", "2"), ("#2", "1"), ("#1", "2"), ("3", "3"), ("thr", "three"), ("THREE", "three")],
)
async def test_an_answer_is_meant_by_its_text_before_its_place(
    chat: PaperChat, said: str, meant: str
) -> None:
    await open_community(chat)
    question = await poll(chat, "Which? 2 1 3 three")
    assert f"You chose {meant}" in await chat.says("bob", f"/poll vote {question} {said}")


async def test_an_answer_that_there_is_not_is_refused_with_those_that_there_are(chat: PaperChat) -> None:
    await open_community(chat)
    question = await poll(chat)
    before = await chat.dump("inbox", "person", "identity", "membership")
    refused = await chat.says("bob", f"/poll vote {question} Stew")
    assert "This poll has no answer “Stew”. There are: 1 Soup, 2 Salad" in refused
    assert await chat.dump("inbox", "person", "identity", "membership") == before


async def test_the_list_comes_in_pages_with_the_newest_first(chat: PaperChat) -> None:
    await open_community(chat)
    for at in range(12):
        await poll(chat, f'"Question {at:02}" A B')
        await chat.passes(timedelta(minutes=1))
    first = await chat.says("bob", "/poll list")
    assert "Question 11" in first.text.splitlines()[1]
    assert "Question 01" not in first
    second = await chat.presses("bob", "More", first)
    assert second
    assert "Question 01" in second
    assert "Question 00" in second
    assert "More" not in second.buttons


async def test_a_poll_that_was_opened_by_mistake_is_taken_away(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    opened = await chat.says("alice", '/poll new "Lunch?" Soup Salad')
    card = await _card(chat)
    assert "Only its author" in await chat.says("bob", f"/item delete {number(opened)}")
    undone = await chat.presses("alice", "Undo", opened)
    assert undone
    assert "is taken away" in undone
    assert await chat.channel() == []
    late = await chat.presses("bob", "Soup", card)
    assert late
    assert f"There is no poll #{number(opened)} that you can see" in late
    assert late.private


async def test_a_poll_that_is_undone_before_it_was_posted_is_never_posted(chat: PaperChat) -> None:
    await open_community(chat)
    opened = await chat.says("alice", '/poll new "Lunch?" Soup Salad')
    await chat.presses("alice", "Undo", opened)
    assert await chat.channel() == []
    assert chat.adapter.posted == []


async def test_a_poll_is_shown_to_one_person_and_shared_again(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    question = await poll(chat)
    shown = await chat.says("bob", f"/poll show {question}")
    assert shown.private
    assert "Close it" not in shown.buttons
    await chat.presses("bob", "Share it in this channel", shown)
    assert len(await chat.channel()) == 2
    assert "shared in a channel" in await chat.says("bob", f"/poll share {question}", "@bot")
    elsewhere = await chat.says("bob", f"/poll share {question}", "random")
    assert "This channel does not belong to Data Standards" in elsewhere


async def test_from_a_direct_conversation_a_poll_goes_into_the_communitys_channels(chat: PaperChat) -> None:
    await open_community(chat)
    opened = await chat.says("alice", '/poll new "Lunch?" Soup Salad', "@bot")
    assert "I have put it into the channels of Data Standards" in opened
    assert "Lunch?" in await _card(chat)


async def test_without_any_channel_a_poll_would_be_seen_by_nobody(chat: PaperChat) -> None:
    await chat.says("alice", '/community new "Data Standards"', "@bot")
    refused = await chat.says("alice", '/poll new "Lunch?" Soup Salad', "@bot")
    assert "has no channel yet" in refused
    assert "/community map" in refused
    assert (await chat.dump())["item"] == []


async def test_a_question_is_typed_in_a_form_where_none_was_given(chat: PaperChat) -> None:
    await open_community(chat)
    form = await chat.says("alice", "/poll new")
    assert form.form
    assert [field.name for field in form.form.fields if field.required] == ["question", "options"]
    opened = await chat.submits(
        "alice",
        form,
        question="Where do we meet?",
        options="Library\nTown hall, first floor",
        anonymous="yes",
    )
    assert "is open" in opened
    card = await _card(chat)
    assert "Library: 0 (0%)\nTown hall, first floor: 0 (0%)" in card
    assert "anonymous" in card
