"""Questions from a queue, on every platform: asked by themselves, answered, summed up."""

from __future__ import annotations

from datetime import timedelta

from tests.chat import Chat


async def test_a_pack_is_taken_and_its_questions_are_asked_one_a_week(cop: Chat) -> None:
    listed = await cop.says("bob", "/cop prompt pack")
    assert "Start-up" in listed
    look = await cop.says("bob", "/cop prompt pack start-up")
    assert "1. What made you open this channel?" in look
    taken = await cop.presses("bob", "Put them into the queue", on=look)
    assert taken is not None
    assert "12 questions of “Start-up” are in the queue now." in taken
    planned = await cop.says("bob", '/cop prompt schedule weekly day: Tuesday at: "9:30"')
    assert "is asked" in planned
    await cop.passes(timedelta(days=7))
    first = await cop.eventually("general", "What made you open this channel?")
    assert "two minutes are enough" in first
    form = await cop.presses("carol", "Answer…", on=first)
    assert form is not None
    assert form.form is not None
    assert "What made you open this channel?" in form.form.about
    assert [field.label for field in form.form.fields] == ["Your answer"]
    await cop.submits("carol", form, words="Waste statistics that nobody compares.")
    await cop.eventually("general", "1 answer")
    await cop.passes(timedelta(days=7))
    summary = await cop.eventually("general", "What we said: What made you open this channel?")
    assert "Waste statistics that nobody compares." in summary
    await cop.eventually("general", "in a year, this community was worth it".replace("in a", "In a"))


async def test_a_question_is_added_skipped_and_asked_at_once(cop: Chat) -> None:
    assert "No question waits" in await cop.says("bob", "/cop prompt queue")
    await cop.says("bob", '/cop prompt add "What did you stop doing?"')
    await cop.says("bob", '/cop prompt add "Who is missing here?"')
    queue = await cop.says("bob", "/cop prompt queue")
    assert queue.text.index("What did you stop doing?") < queue.text.index("Who is missing here?")
    skipped = await cop.presses("bob", "Skip", on=queue)
    assert skipped is not None
    assert "Next is “Who is missing here?”" in skipped
    asked = await cop.says("bob", "/cop prompt now")
    card = await cop.eventually("general", "Who is missing here?")
    assert "Answer…" in card.buttons
    undone = await cop.presses("bob", "Undo", on=asked)
    assert undone is not None
    assert "is taken away" in undone


async def test_only_facilitators_have_to_do_with_the_queue(cop: Chat) -> None:
    for command in ("add Why?", "queue", "skip", "now", "pack start-up add: yes", "schedule daily"):
        refused = await cop.says("carol", f"/cop prompt {command}")
        assert "facilitator" in refused.text.lower(), refused.text
