"""Opening polls, and voting in them under each of their rules."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.replies import Card
from tests.chat import Seen
from tests.drivers.paper import PaperChat
from tests.scenes import number, open_community, poll, private_community


async def _card(chat: PaperChat, where: str = "general") -> Seen:
    return (await chat.channel(where))[-1]


async def test_a_poll_is_a_card_in_its_channel_with_a_button_for_each_answer(chat: PaperChat) -> None:
    await open_community(chat)
    opened = await chat.says("alice", '/poll new "Lunch?" Soup Salad')
    assert opened.private
    assert opened.buttons == ("Close it", "Undo")
    card = await _card(chat)
    assert card.text == f"Lunch?\nSoup: 0 (0%)\nSalad: 0 (0%)\n0 people voted · #{number(opened)} by Alice"
    assert card.buttons == ("Soup", "Salad", "Take back")


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


async def test_where_several_answers_may_be_chosen_each_is_a_vote_and_people_count_once(
    chat: PaperChat,
) -> None:
    await open_community(chat)
    await poll(chat, '"Lunch?" Soup Salad Bread several: yes')
    card = await _card(chat)
    await chat.presses("bob", "Soup", card)
    both = await chat.presses("bob", "Bread", card)
    assert both
    assert "You chose Soup, Bread" in both
    await chat.presses("carol", "Soup", card)
    shown = await _card(chat)
    assert "Soup: 2 (100%)" in shown
    assert "Bread: 1 (50%)" in shown
    assert "2 people voted · several answers" in shown
    one = await chat.presses("bob", "Take back Soup", both)
    assert one
    assert "You chose Bread" in one
    await chat.presses("bob", "Take back", card)
    assert "Soup: 1 (100%) Carol" in await _card(chat)


async def test_a_hidden_count_shows_nothing_until_the_poll_is_closed(chat: PaperChat) -> None:
    await open_community(chat)
    question = await poll(chat, '"Lunch?" Soup Salad hidden: yes')
    await chat.presses("bob", "Soup", await _card(chat))
    card = await _card(chat)
    assert "Soup, Salad" in card
    assert "Bob" not in card
    assert "%" not in card
    for line in ("results", "csv"):
        assert "hidden until the poll closes" in await chat.says("alice", f"/poll {line} {question}")
    await chat.says("alice", f"/poll close {question}")
    assert "Soup: 1 (100%) Bob" in (await chat.channel())[0]
    assert "Soup has the most votes: 1" in await _card(chat)


async def test_an_anonymous_poll_shows_no_names_anywhere(chat: PaperChat) -> None:
    await open_community(chat)
    question = await poll(chat, '"Lunch?" Soup Salad anonymous: yes')
    voted = await chat.presses("bob", "Soup", await _card(chat))
    assert voted
    assert "You chose Soup" in voted
    assert "1 person voted · anonymous" in await _card(chat)
    await chat.presses("bob", "Salad", await _card(chat))
    assert "Soup: 0 (0%)\nSalad: 1 (100%)\n1 person voted" in await _card(chat)
    table = await chat.says("alice", f"/poll csv {question}")
    assert _table(table) == "answer,votes\r\nSoup,0\r\nSalad,1\r\n"
    assert (
        "Bob" not in (await _card(chat)).text + (await chat.says("alice", f"/poll results {question}")).text
    )


async def test_others_add_answers_where_the_poll_allows_it(chat: PaperChat) -> None:
    await open_community(chat)
    await poll(chat, '"Lunch?" Soup Salad open_options: yes')
    form = await chat.presses("bob", "Add an answer…", await _card(chat))
    assert form
    added = await chat.submits("bob", form, answer="Bread & <@everyone>")
    assert "“Bread & <@everyone>” is added" in added
    await chat.presses("bob", "Bread & <@everyone>", await _card(chat))
    assert "Bread & <@everyone>: 1 (100%) Bob" in await _card(chat)


async def test_elsewhere_only_its_author_and_facilitators_add_answers(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob", "carol")
    question = await poll(chat, by="bob")
    refused = await chat.says("carol", f"/poll add {question} Bread")
    assert "Only Bob can add answers to this poll" in refused
    for who, answer in (("bob", "Bread"), ("alice", "Cheese")):
        assert "is added" in await chat.says(who, f"/poll add {question} {answer}")
    assert "is there twice" in await chat.says("bob", f"/poll add {question} bread")
    assert "Add an answer…" not in (await _card(chat)).buttons


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
    assert "Only its author" in await chat.says("bob", f"/poll undo {number(opened)}")
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


async def test_only_members_ask_and_vote(chat: PaperChat) -> None:
    await private_community(chat, "Quiet Circle", "bob")
    question = await poll(chat, where="lobby")
    card = await _card(chat, "lobby")
    outsider = await chat.presses("carol", "Soup", card)
    assert outsider
    assert f"There is no poll #{question} that you can see" in outsider
    voted = await chat.presses("bob", "Soup", card)
    assert voted
    assert "You chose Soup" in voted


async def test_a_right_that_was_lost_is_refused_and_what_was_done_with_it_stays(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    await poll(chat)
    card = await _card(chat)
    await chat.presses("bob", "Soup", card)
    await chat.says("bob", '/community leave "Data Standards"', "@bot")
    refused = await chat.says("bob", "/poll list community: Data", "@bot")
    assert "You are no member of Data Standards yet" in refused
    assert "Soup: 1 (100%) Bob" in await _card(chat)


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


def _table(seen: Seen) -> str:
    """The attached table as text."""
    assert isinstance(seen.handle.reply, Card)
    return str(seen.handle.reply.blocks[-1].data.decode("utf-8-sig"))  # type: ignore[union-attr]
