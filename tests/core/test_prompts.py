"""The queue of prompts: its order, its rhythm over changes of the clock and downtime, and its end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.services.prompts.packs import packs
from tests.drivers.paper import PaperChat
from tests.scenes import open_community

WEEK = timedelta(days=7)


async def _asked(chat: PaperChat) -> list[str]:
    """The questions that were asked in the channel, in order."""
    titles = [one.text.splitlines()[0] for one in await chat.channel()]
    return [title for title in titles if title.endswith("?") and not title.startswith("What we said")]


async def _set_up(chat: PaperChat, *texts: str, more: str = "") -> None:
    """Questions that are asked on Mondays at nine, which it is just now."""
    chat.now = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
    await open_community(chat, "Data Standards", "alice")
    for text in texts:
        await chat.says("alice", f'/prompt add "{text}"')
    await chat.says("alice", f'/prompt schedule weekly day: Monday at: "9:00" {more}')


async def test_no_question_comes_again_before_all_were_asked(chat: PaperChat) -> None:
    await _set_up(chat, "One?", "Two?", "Three?")
    for _week in range(5):
        await chat.passes(WEEK)
    assert await _asked(chat) == ["One?", "Two?", "Three?"]


async def test_the_facilitator_is_told_once_that_the_queue_is_used_up(chat: PaperChat) -> None:
    await _set_up(chat, "One?")
    for _week in range(4):
        await chat.passes(WEEK)
    told = [one.text for one in await chat.channel("@bot", by="alice")]
    assert sum("Every question of Data Standards has been asked" in text for text in told) == 1
    await chat.says("alice", '/prompt add "Two?"')
    for _week in range(3):
        await chat.passes(WEEK)
    assert await _asked(chat) == ["One?", "Two?"]
    told = [one.text for one in await chat.channel("@bot", by="alice")]
    assert sum("Every question of Data Standards has been asked" in text for text in told) == 2


async def test_an_answer_is_asked_for_with_the_question(chat: PaperChat) -> None:
    await _set_up(chat, "What did you stop doing?")
    await chat.passes(WEEK)
    card = await chat.eventually("general", "What did you stop doing?")
    form = await chat.presses("alice", "Answer…", card)
    assert form is not None
    assert form.form is not None
    assert form.form.about == "“What did you stop doing?”"
    assert [field.label for field in form.form.fields] == ["Your answer"]
    said = await chat.submits("alice", form, words="The weekly report.")
    assert "Your answer to “What did you stop doing?” is there." in said
    assert "1 answer" in await chat.eventually("general", "What did you stop doing?")


async def test_the_queue_begins_again_where_the_facilitators_said_so(chat: PaperChat) -> None:
    await _set_up(chat, "One?", "Two?", more="again: yes")
    for _week in range(4):
        await chat.passes(WEEK)
    assert await _asked(chat) == ["One?", "Two?", "One?", "Two?"]


async def test_a_question_whose_time_fell_into_a_long_downtime_waits_for_its_next_turn(
    chat: PaperChat,
) -> None:
    await _set_up(chat, "One?", "Two?")
    await chat.passes(WEEK + timedelta(hours=9))
    assert await _asked(chat) == []
    await chat.passes(WEEK - timedelta(hours=9))
    assert await _asked(chat) == ["One?"]


async def test_a_question_that_is_an_hour_late_is_still_asked_once(chat: PaperChat) -> None:
    await _set_up(chat, "One?", "Two?")
    await chat.passes(WEEK + timedelta(hours=1))
    assert await _asked(chat) == ["One?"]
    await chat.passes(timedelta(hours=1))
    assert await _asked(chat) == ["One?"]


async def test_nine_o_clock_stays_nine_o_clock_when_the_clocks_change(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "alice")
    await chat.says("alice", "/community settings time_zone: Europe/London")
    chat.now = datetime(2027, 3, 26, 12, 0, tzinfo=UTC)
    for text in ("One?", "Two?", "Three?"):
        await chat.says("alice", f'/prompt add "{text}"')
    planned = await chat.says("alice", '/prompt schedule daily at: "9:00"')
    assert "Sat 27 Mar 2027, 09:00 GMT" in planned
    await chat.passes(datetime(2027, 3, 27, 9, 0, tzinfo=UTC) - chat.now)
    assert await _asked(chat) == ["One?"]
    await chat.passes(datetime(2027, 3, 28, 7, 59, tzinfo=UTC) - chat.now)
    assert await _asked(chat) == ["One?"]
    await chat.passes(timedelta(minutes=1))
    assert await _asked(chat) == ["One?", "Two?"]


async def test_a_round_ends_after_a_week_with_a_summary(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "alice")
    await chat.says("alice", '/prompt add "Who is missing?"')
    await chat.says("alice", "/prompt now")
    card = await chat.eventually("general", "Who is missing?")
    form = await chat.presses("carol", "Answer…", card)
    assert form
    await chat.submits("carol", form, words="The <@everyone> team & *friends*")
    await chat.replies("dave", "In the thread.", card)
    await chat.passes(WEEK)
    summary = await chat.eventually("general", "What we said")
    assert "Carol: The <@everyone> team & *friends*" in summary
    assert "1 reply in the thread" in summary
    assert "open the thread under #" in summary
    await chat.passes(WEEK)
    assert len([one for one in await chat.channel() if "What we said" in one]) == 1


async def test_where_nobody_answers_the_facilitator_gets_a_hint_at_most_once_a_month(chat: PaperChat) -> None:
    await _set_up(chat, *(f"Question {number}?" for number in range(10)))
    for _week in range(4):
        await chat.passes(WEEK)
    hints = [one for one in await chat.channel("@bot", by="alice") if "Nobody answered" in one]
    assert len(hints) == 1
    assert not [one for one in await chat.channel() if "What we said" in one]
    for _week in range(3):
        await chat.passes(WEEK)
    hints = [one for one in await chat.channel("@bot", by="alice") if "Nobody answered" in one]
    assert len(hints) == 2


async def test_nothing_is_asked_where_prompts_are_switched_off_or_the_community_is_suspended(
    chat: PaperChat,
) -> None:
    await _set_up(chat, "One?", "Two?", "Three?")
    await chat.says("alice", "/community settings switched_off: prompts")
    await chat.passes(WEEK)
    assert await _asked(chat) == []


@pytest.mark.parametrize("hour", ["25:00", "nine", "", "9:75", "-1", "12:00:00", "1e3"])
async def test_a_time_of_day_that_is_none_is_said_to_be_none(chat: PaperChat, hour: str) -> None:
    await open_community(chat, "Data Standards", "alice")
    answer = await chat.says("alice", f'/prompt schedule weekly at: "{hour}"')
    assert "is no time of day" in answer or not hour


async def test_a_question_is_in_the_queue_once_and_has_words_in_it(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "alice")
    await chat.says("alice", '/prompt add "Who is missing?"')
    assert "already" in await chat.says("alice", '/prompt add "WHO is  missing?"')
    assert "What do you want to ask?" in await chat.says("alice", '/prompt add "…"')
    assert "300" in await chat.says("alice", f'/prompt add "{"x" * 301}"')
    taken = await chat.says("alice", "/prompt pack revival add: yes")
    assert "10 questions" in taken
    assert "already" in await chat.says("alice", "/prompt pack revival add: yes")


def test_every_pack_can_be_asked_as_it_is() -> None:
    everything = [prompt for pack in packs().values() for prompt in pack.prompts]
    assert len(everything) == len({prompt.lower() for prompt in everything})
    assert len(packs()["provocations"].prompts) == 52
    for name, pack in packs().items():
        assert name == name.lower()
        assert len(pack.prompts) >= 10
        for prompt in pack.prompts:
            assert 10 < len(prompt) <= 200, prompt
            assert not set("<>{}[]_") & set(prompt), prompt
