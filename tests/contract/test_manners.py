"""Missing values, mistakes and hostile input, on every platform."""

from __future__ import annotations

import pytest

from tests.chat import Chat


async def test_help_lists_every_noun(cop: Chat) -> None:
    seen = await cop.says("carol", "/cop help")
    assert seen.private
    for noun in ("community", "people", "profile", "poll"):
        assert f"/{noun}" in seen


async def test_help_on_a_noun_shows_how_each_verb_is_written(cop: Chat) -> None:
    seen = await cop.says("carol", "/cop help poll")
    assert "/poll new <question> <options…>" in seen
    assert "/poll close" in seen


async def test_missing_values_open_a_form_and_the_form_does_it(cop: Chat) -> None:
    helped = await cop.says("bob", "/cop help poll")
    form = await cop.presses("bob", "Fill in: poll new", on=helped)
    assert form is not None
    assert form.form is not None
    names = [field.name for field in form.form.fields]
    assert names[:2] == ["question", "options"]
    said = await cop.submits("bob", form, question="Lunch?", options="Soup\nSalad, mixed")
    while "is open" not in said:
        # Where a form holds few questions the rest is asked behind a button.
        following = await cop.presses("bob", "Done, leave out the rest", on=said)
        assert following is not None
        said = following
    card = await cop.eventually("general", "Lunch?")
    assert card.buttons[:2] == ("Soup", "Salad, mixed")


async def test_a_mistake_in_a_form_is_said_and_loses_nothing(cop: Chat) -> None:
    helped = await cop.says("bob", "/cop help poll")
    form = await cop.presses("bob", "Fill in: poll new", on=helped)
    assert form is not None
    said = await cop.submits("bob", form, question="Lunch?", options="Only one")
    if said.form is None and "at least two" not in said:
        following = await cop.presses("bob", "Done, leave out the rest", on=said)
        assert following is not None
        said = following
    errors = said.form.errors.values() if said.form else [said.text]
    assert any("at least two answers" in error for error in errors)
    if said.form is None:
        # A form that closed at the mistake opens again with what was answered.
        again = await cop.presses("bob", "Correct it", on=said)
        assert again is not None
        assert again.form is not None
        assert {field.name: field.value for field in again.form.fields}["question"] == "Lunch?"
    assert not [seen for seen in await cop.channel() if "Lunch?" in seen]


@pytest.mark.parametrize("text", ["@everyone", "<!channel>", "<!here>", "@here", "<@&1>"])
async def test_nobody_is_called_by_what_somebody_writes(cop: Chat, text: str) -> None:
    await cop.says("bob", f'/poll new "Hello {text} all" "{text}" No')
    card = await cop.eventually("general", "0 people voted")
    assert "Hello" in card


async def test_ten_thousand_characters_are_refused_with_a_reason(cop: Chat) -> None:
    if cop.name == "discord":
        pytest.skip("Discord itself takes no option of more than 6,000 characters")
    said = await cop.says("bob", f'/poll new "{"x" * 10_000}" Soup Salad')
    assert said.private
    assert "at most 300" in said


async def test_right_to_left_and_invisible_characters(cop: Chat) -> None:
    await cop.says("bob", '/poll new "متى نلتقي؟ \u202eevil\u200b" "غدًا" "לא"')
    card = await cop.eventually("general", "متى نلتقي؟ evil")
    assert card.buttons[:2] == ("غدًا", "לא")


async def test_somebody_elses_number_is_nobodys(cop: Chat) -> None:
    said = await cop.says("bob", "/poll show 999999")
    assert said.private
    assert "There is no poll #999999" in said


async def test_a_poll_in_the_past(cop: Chat) -> None:
    said = await cop.says("bob", '/poll new "Lunch?" Soup Salad closes: 2020-01-01 12:00')
    assert said.private
    assert "past" in said
    assert not [seen for seen in await cop.channel() if "Lunch?" in seen]


async def test_a_direct_message_is_a_command_too(cop: Chat) -> None:
    await cop.says("carol", "/community join Data Standards")
    said = await cop.writes("carol", "poll list")
    assert "Open polls of Data Standards" in said


async def test_a_direct_message_with_a_typing_mistake(cop: Chat) -> None:
    said = await cop.writes("carol", "pol list")
    assert "Did you mean “poll”?" in said
