"""What was made is mended by who made it and by facilitators, and the card in the channel follows."""

from __future__ import annotations

import pytest

from tests.chat import Chat
from tests.contract.test_polls import number_in


@pytest.mark.parametrize(
    ("noun", "line"),
    [
        ("ask", '/ask "Who has cadies?" details: "For a week."'),
        ("topic", '/cop topic new "Who has cadies?" text: "For a week."'),
    ],
)
async def test_what_was_just_begun_is_mended_by_its_edit_button(cop: Chat, noun: str, line: str) -> None:
    made = await cop.says("carol", line)
    assert "Edit…" in made.buttons
    assert "Undo" in made.buttons
    await cop.eventually("general", "Who has cadies?")
    form = await cop.presses("carol", "Edit…", on=made)
    assert form is not None
    assert form.form is not None
    assert {field.value for field in form.form.fields} == {"Who has cadies?", "For a week."}
    assert "is changed" in await cop.submits("carol", form, title="Who has caddies?")
    card = await cop.eventually("general", "Who has caddies?")
    assert "For a week." in card
    number = number_in(made)
    refused = await cop.says("dave", f"/cop {noun} edit {number}")
    assert "Only who began" in refused, "and not after writing it all"
    assert (await cop.says("bob", f"/cop {noun} edit {number}")).form, "a facilitator may"


async def test_no_form_opens_for_a_document_that_one_may_not_change(cop: Chat) -> None:
    number = number_in(await cop.says("carol", "/doc share https://example.org/caddies title: Caddies"))
    for verb in ("edit", "version"):
        refused = await cop.says("dave", f"/doc {verb} {number}")
        assert refused.form is None
        assert "Only who shared it, or a facilitator, can change it." in refused
        assert (await cop.says("carol", f"/doc {verb} {number}")).form


async def test_a_comment_and_an_answer_are_mended_by_who_wrote_them(cop: Chat) -> None:
    question = number_in(await cop.says("carol", '/ask "Who has caddies?"'))
    given = await cop.says("dave", f'/ask answer {question} "We had, in thre blocks."')
    assert given.buttons == ("Edit…", "Undo")
    await cop.eventually("general", "in thre blocks")
    form = await cop.presses("dave", "Edit…", on=given)
    assert form is not None
    assert form.form is not None
    assert [field.value for field in form.form.fields] == ["We had, in thre blocks."]
    assert "is changed" in await cop.submits("dave", form, words="We had, in three blocks.")
    assert "1 answer" in await cop.eventually("general", "in three blocks")
    said = await cop.says("bob", f'/cop comment add {question} "Which blokcs?"')
    assert {"Edit…", "Undo"} <= set(said.buttons)
    form = await cop.presses("bob", "Edit…", on=said)
    assert form is not None
    await cop.submits("bob", form, words="Which blocks?")
    assert "1 answer · 1 comment" in await cop.eventually("general", "1 comment")
    assert "Which blocks?" in await cop.says("carol", f"/cop comment list {question}")


async def test_the_button_of_a_form_says_what_it_does(cop: Chat) -> None:
    form = (await cop.says("carol", "/ask new")).form
    assert form is not None
    if cop.name != "discord":  # whose forms have a button of their own
        assert form.submit == "Ask"
