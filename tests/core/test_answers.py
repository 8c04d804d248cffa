"""Answers to questions: one message is one answer, whoever picks it, and how often."""

from __future__ import annotations

from tests.chat import Seen
from tests.drivers.paper import PaperChat
from tests.scenes import number, open_community


async def _asked(chat: PaperChat) -> tuple[int, Seen]:
    await open_community(chat, "Data Standards", "bob", "carol")
    question = number(await chat.says("alice", "/ask Who has a spare caddy?"))
    return question, await chat.eventually("general", "Who has a spare caddy?")


async def test_a_message_that_two_people_pick_as_an_answer_is_one(chat: PaperChat) -> None:
    question, card = await _asked(chat)
    reply = await chat.replies("bob", "I have two, at the depot.", card)
    first = await chat.menu("alice", "Answer with this", reply)
    assert first
    assert "as an answer now" in first
    again = await chat.menu("carol", "Answer with this", reply)
    assert again
    assert "That answer is there already" in again
    answers = (await chat.says("alice", f"/ask show {question}")).text
    assert answers.count("at the depot") == 1
    shown = await chat.presses("carol", "All answers", again)
    assert shown
    assert "at the depot" in shown


async def test_an_answer_that_was_taken_away_can_be_given_again(chat: PaperChat) -> None:
    question, _card = await _asked(chat)
    given = await chat.says("bob", f'/ask answer {question} "I have two."')
    await chat.presses("bob", "Undo", given)
    assert "Thank you!" in await chat.says("bob", f'/ask answer {question} "I have two."')


async def test_two_people_may_answer_with_the_same_words(chat: PaperChat) -> None:
    question, _card = await _asked(chat)
    assert "Thank you!" in await chat.says("bob", f'/ask answer {question} "Yes."')
    assert "Thank you!" in await chat.says("carol", f'/ask answer {question} "Yes."')
