"""Pages, questions, comments, tags and search, on every platform."""

from __future__ import annotations

from tests.chat import Chat
from tests.contract.test_polls import number_in


async def test_a_question_is_a_card_that_fills_with_answers(cop: Chat) -> None:
    said = await cop.says("carol", '/cop ask new "Who has tried food waste caddies in flats?"')
    assert said.private
    card = await cop.eventually("general", "food waste caddies in flats")
    form = await cop.presses("dave", "Answer…", on=card)
    assert form is not None
    thanks = await cop.submits("dave", form, answer="We did, in three blocks.")
    assert "Thank you" in thanks
    await cop.eventually("general", "We did, in three blocks.")
    told = await cop.eventually("@bot", "answered your question", by="carol")
    done = await cop.presses("carol", "Accept it", on=told)
    assert done is not None
    assert "is accepted" in done
    await cop.eventually("general", "✅")
    await cop.eventually("@bot", "was accepted", by="dave")


async def test_unanswered_questions_are_listed_the_oldest_first(cop: Chat) -> None:
    await cop.says("carol", '/cop ask new "First things first?"')
    await cop.says("carol", '/cop ask new "Second thoughts?"')
    listed = await cop.says("dave", "/cop ask unanswered")
    assert listed.text.index("First things") < listed.text.index("Second thoughts")


async def test_a_page_is_written_read_and_found_despite_spelling(cop: Chat) -> None:
    made = await cop.says(
        "carol", '/wiki new "Food Caddies" text: "A caddy is a small bin." tagged: recycling'
    )
    assert "is there" in made
    read = await cop.says("dave", f"/wiki show {number_in(made)}")
    assert "A caddy is a small bin." in read
    assert "#recycling" in read
    found = await cop.says("dave", "/cop search find caddy bni")
    assert "Food Caddies" in found


async def test_editing_opens_a_form_with_the_present_text(cop: Chat) -> None:
    made = await cop.says("carol", '/wiki new "Food Caddies" text: "A caddy is a small bin."')
    form = await cop.presses("carol", "Edit…", on=made)
    assert form is not None
    assert form.form is not None
    values = {field.name: field.value for field in form.form.fields}
    assert values["text"] == "A caddy is a small bin."
    saved = await cop.submits("carol", form, text="A caddy is a little bin.", reason="Wording")
    assert "saved as version 2" in saved
    history = await cop.says("dave", f"/wiki history {number_in(made)}")
    assert "Wording" in history


async def test_two_who_edit_at_once_lose_nothing(cop: Chat) -> None:
    made = await cop.says("carol", '/wiki new "Food Caddies" text: "A caddy is a small bin."')
    number = number_in(made)
    mine = await cop.says("carol", f"/wiki edit {number}")
    theirs = await cop.says("dave", f"/wiki edit {number}")
    await cop.submits("dave", theirs, text="Theirs.")
    said = await cop.submits("carol", mine, text="Mine.")
    assert "saved this page while you were writing" in said
    assert "Mine." in said
    both = await cop.presses("carol", "Open with both texts", on=said)
    assert both is not None
    assert both.form is not None
    text = {field.name: field.value for field in both.form.fields}["text"]
    assert "Theirs." in text
    assert "Mine." in text
    saved = await cop.submits("carol", both, text="Theirs and mine.")
    assert "saved as version 3" in saved


async def test_a_comment_is_told_to_the_author_and_can_be_undone(cop: Chat) -> None:
    made = await cop.says("carol", '/wiki new "Food Caddies" text: "A caddy is a small bin."')
    said = await cop.says("dave", f'/comment add {number_in(made)} "Ours are green."')
    await cop.eventually("@bot", "Ours are green.", by="carol")
    assert "Ours are green." in await cop.says("carol", f"/comment list {number_in(made)}")
    await cop.presses("dave", "Undo", on=said)
    assert "Ours are green." not in await cop.says("carol", f"/comment list {number_in(made)}")


async def test_whoever_follows_a_tag_hears_of_it(cop: Chat) -> None:
    await cop.says("dave", "/tag follow recycling")
    made = await cop.says("carol", '/wiki new "Food Caddies" text: "A caddy is a small bin."')
    await cop.says("carol", f"/tag add {number_in(made)} recycling")
    await cop.eventually("@bot", "is tagged #recycling", by="dave")
    assert "recycling" in await cop.says("dave", "/tag cloud")


async def test_what_is_taken_away_can_be_brought_back(cop: Chat) -> None:
    made = await cop.says("carol", '/wiki new "Food Caddies" text: "A caddy is a small bin."')
    gone = await cop.presses("carol", "Undo", on=made)
    assert gone is not None
    assert "for 30 days" in gone
    assert "Nothing found" in await cop.says("dave", "/cop search find caddies")
    await cop.presses("carol", "Bring it back", on=gone)
    assert "Food Caddies" in await cop.says("dave", "/cop search find caddies")


async def test_nothing_of_a_private_community_is_found_or_defined_outside(cop: Chat) -> None:
    await cop.says("bob", '/community new "Secret Plans" private: yes', where="random")
    made = await cop.says("bob", '/wiki new "Zeppelin" text: "It flies."', where="random")
    number = number_in(made)
    for asked in (
        "/cop search find zeppelin",
        "/define show zeppelin",
        f"/wiki show {number}",
        f"/item show {number}",
        f"/comment list {number}",
        "/wiki list",
        "/tag cloud",
    ):
        seen = await cop.says("carol", asked, where="general")
        assert "flies" not in seen, asked
        assert "Secret" not in seen, asked
