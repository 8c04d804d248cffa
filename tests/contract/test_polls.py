"""Polls, as members of a channel see them on every platform."""

from __future__ import annotations

import re

from tests.chat import Chat, Seen


async def poll(chat: Chat, who: str, line: str) -> Seen:
    """`who` opens a poll; returns its card in the channel."""
    said = await chat.says(who, f"/poll new {line}")
    assert "is open" in said
    return await chat.eventually("general", number_in(said))


def number_in(seen: Seen) -> str:
    """The number of the item that a message is about: "#142"."""
    found = re.search(r"#\d{3,}", seen.text)
    assert found, seen.text
    return found[0]


async def test_a_poll_is_a_card_in_the_channel_and_a_private_answer(cop: Chat) -> None:
    said = await cop.says("bob", '/poll new "Where do we meet?" Library "Town hall"')
    assert said.private
    assert "is open" in said
    card = await cop.eventually("general", "Where do we meet?")
    assert not card.private
    assert "0 people voted" in card
    assert card.buttons[:2] == ("Library", "Town hall")


async def test_a_press_moves_the_bars_and_tells_the_voter_what_they_chose(cop: Chat) -> None:
    card = await poll(cop, "bob", '"Lunch?" Soup Salad')
    answer = await cop.presses("carol", "Soup", on=card)
    assert answer is not None
    assert answer.private
    assert "You chose Soup" in answer
    card = await cop.eventually("general", "1 person voted")
    assert "Soup" in card


async def test_another_press_changes_the_vote(cop: Chat) -> None:
    card = await poll(cop, "bob", '"Lunch?" Soup Salad anonymous: no')
    await cop.presses("carol", "Soup", on=card)
    await cop.presses("carol", "Salad", on=card)
    await cop.presses("dave", "Salad", on=card)
    seen = await cop.eventually("general", "2 people voted")
    assert re.search(r"Salad.*2", seen.text, re.S)


async def test_a_vote_is_taken_back(cop: Chat) -> None:
    card = await poll(cop, "bob", '"Lunch?" Soup Salad')
    answer = await cop.presses("carol", "Soup", on=card)
    await cop.eventually("general", "1 person voted")
    assert answer is not None
    await cop.presses("carol", "Take my vote back", on=answer)
    await cop.eventually("general", "0 people voted")


async def test_pressing_twice_is_one_vote(cop: Chat) -> None:
    card = await poll(cop, "bob", '"Lunch?" Soup Salad')
    await cop.presses("carol", "Soup", on=card)
    await cop.presses("carol", "Soup", on=card)
    await cop.eventually("general", "1 person voted")
    results = await cop.says("bob", f"/poll results {number_in(card)}")
    assert "1" in results


async def test_several_answers_are_chosen_one_by_one(cop: Chat) -> None:
    card = await poll(cop, "bob", '"Which days?" Mon Tue Wed several: yes')
    await cop.presses("carol", "Mon", on=card)
    answer = await cop.presses("carol", "Wed", on=card)
    assert answer is not None
    assert "You chose Mon, Wed" in answer
    card = await cop.eventually("general", "1 person voted")


async def test_votes_by_command_and_by_button_are_one_and_the_same(cop: Chat) -> None:
    card = await poll(cop, "bob", '"Lunch?" Soup Salad')
    said = await cop.says("carol", f"/poll vote {number_in(card)} salad")
    assert "You chose Salad" in said
    await cop.presses("carol", "Soup", on=card)
    seen = await cop.eventually("general", "1 person voted")
    assert "Soup" in seen


async def test_every_copy_of_a_card_moves(cop: Chat) -> None:
    await cop.says("bob", "/community map", where="random")
    await cop.says("bob", '/poll new "Lunch?" Soup Salad everywhere: yes')
    here = await cop.eventually("general", "Lunch?")
    await cop.eventually("random", "Lunch?")
    await cop.presses("carol", "Soup", on=here)
    await cop.eventually("general", "1 person voted")
    await cop.eventually("random", "1 person voted")


async def test_closing_posts_the_result_with_a_chart(cop: Chat) -> None:
    card = await poll(cop, "bob", '"Lunch?" Soup Salad')
    await cop.presses("carol", "Soup", on=card)
    said = await cop.says("bob", f"/poll close {number_in(card)}")
    assert "closed" in said
    result = await cop.eventually("general", "Soup has the most votes")
    assert result.images == 1
    late = await cop.says("dave", f"/poll vote {number_in(card)} Salad")
    assert late.private
    assert "is closed; votes are no longer taken" in late


async def test_only_author_and_facilitators_close_a_poll(cop: Chat) -> None:
    card = await poll(cop, "carol", '"Lunch?" Soup Salad')
    refused = await cop.says("dave", f"/poll close {number_in(card)}")
    assert refused.private
    assert "Only its author or a facilitator" in refused
    assert "closed" in await cop.says("bob", f"/poll close {number_in(card)}")


async def test_a_hidden_count_shows_when_the_poll_is_closed(cop: Chat) -> None:
    card = await poll(cop, "bob", '"Lunch?" Soup Salad hidden: yes')
    await cop.presses("carol", "Soup", on=card)
    seen = await cop.eventually("general", "1 person voted")
    assert "count hidden" in seen
    assert "100" not in seen
    assert "hidden until the poll closes" in await cop.says("carol", f"/poll results {number_in(card)}")
    await cop.says("bob", f"/poll close {number_in(card)}")
    await cop.eventually("general", "Soup has the most votes")


async def test_an_anonymous_poll_names_nobody(cop: Chat) -> None:
    card = await poll(cop, "bob", '"Lunch?" Soup Salad anonymous: yes')
    await cop.presses("carol", "Soup", on=card)
    seen = await cop.eventually("general", "1 person voted")
    assert "anonymous" in seen
    assert "carol" not in seen.text.lower()


async def test_a_named_poll_names_the_voters(cop: Chat) -> None:
    card = await poll(cop, "bob", '"Lunch?" Soup Salad')
    await cop.presses("carol", "Soup", on=card)
    seen = await cop.eventually("general", "1 person voted")
    assert "carol" in seen.text.lower()


async def test_others_add_an_answer_where_the_poll_lets_them(cop: Chat) -> None:
    card = await poll(cop, "bob", '"Lunch?" Soup Salad open_options: yes')
    form = await cop.presses("carol", "Add an answer…", on=card)
    assert form is not None
    assert form.form is not None
    said = await cop.submits("carol", form, answer="Dumplings")
    assert "Dumplings" in said
    seen = await cop.eventually("general", "Dumplings")
    assert "Dumplings" in seen.buttons


async def test_the_result_as_a_table(cop: Chat) -> None:
    card = await poll(cop, "bob", '"Lunch?" Soup Salad')
    said = await cop.says("bob", f"/poll csv {number_in(card)}")
    assert said.private
    assert ".csv" in said


async def test_the_list_of_polls_has_a_button_for_each(cop: Chat) -> None:
    await poll(cop, "bob", '"Lunch?" Soup Salad')
    await poll(cop, "bob", '"Tea?" Green Black')
    listed = await cop.says("carol", "/poll list")
    assert listed.private
    assert "Lunch?" in listed
    assert "Tea?" in listed
    shown = await cop.presses("carol", "Show", on=listed)
    assert shown is not None
    assert "0 people voted" in shown


async def test_undo_takes_the_card_away(cop: Chat) -> None:
    said = await cop.says("bob", '/poll new "Oops?" Yes No')
    await cop.eventually("general", "Oops?")
    await cop.presses("bob", "Undo", on=said)
    for _attempt in range(100):
        if not any("Oops?" in seen for seen in await cop.channel()):
            break
        await pause()
    assert not any("Oops?" in seen for seen in await cop.channel())


async def pause() -> None:
    import asyncio

    await asyncio.sleep(0.1)


async def test_twenty_long_answers_fit(cop: Chat) -> None:
    answers = " ".join(f'"{n} {"long " * 18}"' for n in range(20))
    card = await poll(cop, "bob", f'"{"Why? " * 50}" {answers}')
    assert "0 people voted" in card
    answer = await cop.presses("carol", card.buttons[19], on=card)
    assert answer is not None
    assert "You chose 19 long" in answer
