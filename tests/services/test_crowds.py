"""Many people at once: nothing is lost, nothing is done twice, and nobody gets an error of ours."""

from __future__ import annotations

import asyncio

from sqlalchemy import func, select

from bot.incoming import Written
from storage.messages import Outbox
from storage.people import Identity, Person
from storage.polls import PollOption, Vote
from tests.drivers.paper import PaperChat
from tests.scenes import open_community, poll, private_community


async def _at_once(chat: PaperChat, *lines: tuple[str, str], where: str = "general") -> list[str]:
    """All of these are said at the same moment; what is answered to each."""
    async with asyncio.TaskGroup() as tasks:
        said = [tasks.create_task(chat.does(who, Written(line), where)) for who, line in lines]
    return [seen.text if (seen := task.result()) else "" for task in said]


async def _count(chat: PaperChat, *columns: object) -> int:
    async with chat.database.read() as tx:
        return int((await tx.execute(select(func.count(*columns)))).scalar_one())  # type: ignore[arg-type]


async def test_fifty_people_whom_nobody_has_met_vote_at_once(chat: PaperChat) -> None:
    await open_community(chat)
    question = await poll(chat)
    people = [f"person{at}" for at in range(50)]
    votes = [(who, f"/poll vote {question} #{at % 2 + 1}") for at, who in enumerate(people)]
    reads = [
        ("alice", f"/poll show {question}"),
        ("alice", "/poll list"),
        ("alice", f"/poll results {question}"),
    ]
    answers = await _at_once(chat, *votes, *reads * 3)
    assert sum("You chose" in answer for answer in answers) == 50
    [card] = await chat.channel()
    assert "Soup: 25 (50%)" in card
    assert "Salad: 25 (50%)" in card
    assert "50 people voted" in card
    assert "51 members" in await chat.says("alice", "/community list", "@bot")


async def test_votes_that_are_confirmed_are_counted_and_those_after_closing_are_refused(
    chat: PaperChat,
) -> None:
    await open_community(chat)
    question = await poll(chat, '"Lunch?" Soup Salad anonymous: yes')
    people = [f"person{at}" for at in range(50)]
    for who in people[:25]:
        await chat.says(who, f"/poll vote {question} Salad")
    lines = [(who, f"/poll vote {question} Soup") for who in people]
    lines.insert(20, ("alice", f"/poll close {question}"))
    lines[10:10] = [(who, f"/poll withdraw {question}") for who in people[::3]]
    answers = await _at_once(chat, *lines)
    assert all(
        "You chose" in one or "taken back" in one or "closed" in one or "not voted" in one for one in answers
    )
    at_closing = (await chat.channel())[-1].text
    async with chat.database.read() as tx:
        kept = (await tx.execute(select(func.count()).where(Vote.item_id == question))).scalar_one()
    assert f"{kept} people voted" in at_closing or f"{kept} person voted" in at_closing


async def test_one_person_pressing_everywhere_at_once_has_one_vote(chat: PaperChat) -> None:
    await open_community(chat)
    question = await poll(chat, "Which? A B C D")
    answers = await _at_once(chat, *[("bob", f"/poll vote {question} {answer}") for answer in "ABCDABCD"])
    assert all("You chose" in answer for answer in answers)
    assert "1 person voted" in (await chat.channel())[0]


async def test_somebody_new_who_writes_five_times_at_once_is_one_person(chat: PaperChat) -> None:
    await open_community(chat)
    before = await _count(chat, Person.id)
    answers = await _at_once(chat, *[("bob", "/help")] * 5)
    assert all("What you can ask me" in answer for answer in answers)
    assert await _count(chat, Person.id) == before + 1
    assert await _count(chat, Identity.id) == before + 1


async def test_ten_people_add_answers_at_once(chat: PaperChat) -> None:
    await open_community(chat)
    question = await poll(chat, '"Lunch?" Soup Salad open_options: yes')
    lines = [(f"person{at}", f"/poll add {question} Dish{at}") for at in range(10)]
    answers = await _at_once(chat, *lines, ("carol", f"/poll add {question} Dish3"))
    assert sum("is added" in answer for answer in answers) == 10
    assert sum("is there twice" in answer for answer in answers) == 1
    async with chat.database.read() as tx:
        places = await tx.execute(select(PollOption.position).order_by(PollOption.position))
        assert list(places.scalars()) == list(range(1, 13))


async def test_the_same_form_sent_twice_at_once_is_no_fault(chat: PaperChat) -> None:
    await chat.says("alice", "/help", "@bot")
    line = '/profile edit role: Planner expertise: "lighthouses, maps" findable: yes'
    answers = await _at_once(chat, *[("alice", line)] * 6, where="@bot")
    assert all("Saved." in answer for answer in answers)
    assert "Alice" in await chat.says("bob", "/people find lighthouses", "@bot")


async def test_two_facilitators_decide_at_once(chat: PaperChat) -> None:
    await private_community(chat, "Quiet Circle", "bob")
    await chat.says("alice", "/community appoint @bob", "lobby")
    await _at_once(chat, *[("carol", '/community join "Quiet Circle"')] * 4, where="@bot")
    waiting = await chat.says("alice", "/community requests", "lobby")
    [entry] = waiting.handle.reply.blocks[0].entries
    number = entry.button.action.split()[-1]
    answers = await _at_once(
        chat, *[(who, f"/community approve {number}") for who in ("alice", "bob") * 3], where="@bot"
    )
    assert sum("is a member" in answer for answer in answers) == 1
    assert sum("settled already" in answer for answer in answers) == 5
    assert len(await chat.channel("@bot", "carol")) == 1


async def test_a_poll_that_is_closed_by_several_at_once_is_announced_once(chat: PaperChat) -> None:
    await open_community(chat)
    question = await poll(chat, '"Lunch?" Soup Salad closes: "in 1 minute"')
    chat.now = chat.now.replace(minute=5)
    closing = [("alice", f"/poll close {question}")] * 4
    await asyncio.gather(chat.clock.tick(), _at_once(chat, *closing), chat.clock.tick())
    assert len(await chat.channel()) == 2


async def test_last_facilitators_cannot_leave_at_once(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    await chat.says("alice", "/community appoint @bob")
    answers = await _at_once(
        chat, ("alice", "/community leave Data"), ("bob", "/community leave Data"), where="@bot"
    )
    assert sum("You have left" in answer for answer in answers) == 1


async def test_many_votes_are_few_messages(chat: PaperChat) -> None:
    await open_community(chat)
    question = await poll(chat)
    await chat.channel()
    await _at_once(chat, *[(f"person{at}", f"/poll vote {question} Soup") for at in range(20)])
    async with chat.database.read() as tx:
        waiting = await tx.execute(
            select(func.count()).where(Outbox.action == "edit", Outbox.state == "waiting")
        )
        assert waiting.scalar_one() == 1
    await chat.channel()
    assert chat.adapter.calls == ["send", "edit"]
