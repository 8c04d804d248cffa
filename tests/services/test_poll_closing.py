"""Closing polls, by hand and at their time, and what their results look like."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest

from bot.replies import Card, Picture
from tests.chat import Seen
from tests.drivers.paper import PaperChat
from tests.scenes import open_community, poll


async def test_closing_posts_the_result_with_a_chart_and_takes_the_buttons_away(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    question = await poll(chat, by="bob")
    await chat.presses("carol", "Soup", (await chat.channel())[0])
    closed = await chat.says("bob", f"/poll close {question}")
    assert f"Poll #{question} is closed; the result is posted" in closed
    card, result = await chat.channel()
    assert "Soup" not in card.buttons
    assert "closed Wed 18 Nov 2026, 12:00" in card
    assert "Result: Lunch?\nSoup has the most votes: 1." in result
    assert result.images == 1


async def test_only_its_author_or_a_facilitator_closes_it(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob", "carol")
    question = await poll(chat, by="bob")
    assert "Only its author or a facilitator" in await chat.says("carol", f"/poll close {question}")
    assert "is closed" in await chat.says("alice", f"/poll close {question}")
    again = await chat.says("alice", f"/poll close {question}")
    assert "is closed already" in again
    assert again.buttons == ("Results",)
    assert len(await chat.channel()) == 2


async def test_a_poll_closes_at_its_time_by_itself(chat: PaperChat) -> None:
    await open_community(chat)
    opened = await chat.says("alice", '/poll new "Lunch?" Soup Salad closes: in 2 hours')
    assert "It closes Wed 18 Nov 2026, 14:00 GMT" in opened
    await chat.passes(timedelta(hours=1, minutes=59))
    assert len(await chat.channel()) == 1
    await chat.passes(timedelta(minutes=1))
    card, result = await chat.channel()
    assert "Soup" not in card.buttons
    assert "Nobody voted" in result
    await chat.passes(timedelta(hours=1))
    assert len(await chat.channel()) == 2


async def test_a_poll_whose_time_came_while_no_process_ran_closes_at_the_next_start(chat: PaperChat) -> None:
    await open_community(chat)
    await poll(chat, '"Lunch?" Soup Salad closes: "in 2 hours"')
    chat.now += timedelta(days=3)
    late = await chat.presses("bob", "Soup", (await chat.channel())[0])
    assert late
    assert "“Lunch?” is closed; votes are no longer taken" in late
    assert late.buttons == ("Results",)
    await chat.passes(timedelta(seconds=1))
    card, result = await chat.channel()
    assert "Soup" not in card.buttons
    assert "Nobody voted" in result


async def test_closing_by_hand_leaves_nothing_to_do_at_its_time(chat: PaperChat) -> None:
    await open_community(chat)
    question = await poll(chat, '"Lunch?" Soup Salad closes: "in 2 hours"')
    await chat.says("alice", f"/poll close {question}")
    await chat.passes(timedelta(hours=3))
    assert len(await chat.channel()) == 2


async def test_nothing_in_a_closed_poll_can_be_changed(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    question = await poll(chat, '"Lunch?" Soup Salad open_options: yes')
    card = (await chat.channel())[0]
    await chat.presses("bob", "Soup", card)
    await chat.says("alice", f"/poll close {question}")
    before = await chat.dump("inbox")
    for line in (f"vote {question} Salad", f"withdraw {question}", f"add {question} Bread"):
        assert "is closed; votes are no longer taken" in await chat.says("bob", f"/poll {line}")
    for button in ("Salad", "Take back"):
        refused = await chat.presses("bob", button, card)
        assert refused
        assert refused.private
    assert await chat.dump("inbox") == before


async def test_a_tie_is_called_one(chat: PaperChat) -> None:
    await open_community(chat)
    question = await poll(chat)
    card = (await chat.channel())[0]
    await chat.presses("bob", "Soup", card)
    await chat.presses("carol", "Salad", card)
    results = await chat.says("alice", f"/poll results {question}")
    assert "So far: Lunch?" in results
    assert "It is a tie, with 1 each: Soup, Salad" in results
    assert results.images == 1


async def test_the_pictures_words_say_what_it_shows(chat: PaperChat) -> None:
    await open_community(chat)
    question = await poll(chat)
    results = await chat.says("alice", f"/poll results {question}")
    assert isinstance(results.handle.reply, Card)
    [picture] = [block for block in results.handle.reply.blocks if isinstance(block, Picture)]
    assert picture.alt == "Lunch?\nSoup 0, Salad 0"
    assert picture.name == f"poll-{question}.png"


async def test_the_list_tells_open_polls_from_closed_ones(chat: PaperChat) -> None:
    await open_community(chat)
    question = await poll(chat)
    await poll(chat, '"Tea?" Yes No')
    await chat.says("alice", f"/poll close {question}")
    assert "Lunch?" not in await chat.says("bob", "/poll list")
    closed = await chat.says("bob", "/poll list closed: yes")
    assert "Closed polls of Data Standards" in closed
    assert "Lunch? — 0 people voted, closed Wed 18 Nov 2026, 12:00 GMT" in closed
    assert "Tea?" not in closed


async def test_a_table_says_who_chose_what(chat: PaperChat) -> None:
    await open_community(chat)
    question = await poll(chat)
    card = (await chat.channel())[0]
    for who in ("bob", "carol"):
        await chat.presses(who, "Soup", card)
    assert _rows(await chat.says("alice", f"/poll csv {question}")) == [
        ["answer", "votes", "voters"],
        ["Soup", "2", "Bob; Carol"],
        ["Salad", "0", ""],
    ]


@pytest.mark.parametrize("formula", ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x","y")'])
async def test_no_cell_of_a_table_is_a_formula(chat: PaperChat, formula: str) -> None:
    chat.person("eve", name=formula)
    await open_community(chat)
    escaped = formula.replace('"', '\\"')
    question = await poll(chat, f'"Lunch?" "{escaped}" Salad')
    await chat.presses("eve", "Salad", (await chat.channel())[0])
    [_, first, second] = _rows(await chat.says("alice", f"/poll csv {question}"))
    assert first[0] == f"'{formula}"
    assert second[2] == f"'{formula}"


async def test_a_chart_of_any_text_can_be_drawn(chat: PaperChat) -> None:
    await open_community(chat)
    question = await poll(chat, '"Cost: $5^{x}$ \\\\frac" "$" "a_b^c $x$" "日本語 🙂"')
    assert (await chat.says("alice", f"/poll results {question}")).images == 1


def _rows(seen: Seen) -> list[list[str]]:
    assert isinstance(seen.handle.reply, Card)
    data: bytes = seen.handle.reply.blocks[-1].data  # type: ignore[union-attr]
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
