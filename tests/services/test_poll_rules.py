"""A poll's rules: several answers, hidden counts, no names, answers of others, and who may take part."""

from __future__ import annotations

from bot.replies import Card
from tests.chat import Seen
from tests.drivers.paper import PaperChat
from tests.scenes import open_community, poll, private_community


async def _card(chat: PaperChat, where: str = "general") -> Seen:
    return (await chat.channel(where))[-1]


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
    assert "You are not a member of Data Standards yet" in refused
    assert "Soup: 1 (100%) Bob" in await _card(chat)


def _table(seen: Seen) -> str:
    """The attached table as text."""
    assert isinstance(seen.handle.reply, Card)
    return str(seen.handle.reply.blocks[-1].data.decode("utf-8-sig"))  # type: ignore[union-attr]
