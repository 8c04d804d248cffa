"""Pages in the long run: history, going back, other names, links, and what is related."""

from __future__ import annotations

import pytest

from tests.chat import Chat, Seen
from tests.contract.test_polls import number_in


async def test_a_long_history_is_read_page_by_page(cop: Chat) -> None:
    made = await cop.says("carol", '/wiki new "Food Caddies" text: "Version 1."')
    number = number_in(made)
    for version in range(2, 11):
        await cop.says("carol", f'/wiki edit {number} text: "Version {version}." reason: "Change {version}"')
    first = await cop.says("dave", f"/wiki history {number}")
    assert "Change 10" in first
    assert "Change 2" not in first.text.replace("Change 20", "")
    rest = await cop.presses("dave", "More", on=first)
    assert rest is not None
    assert "Change 2" in rest
    back = await cop.says("dave", f"/wiki revert {number} 1")
    assert "as it was in version 1" in back
    assert "Version 1." in await cop.says("dave", f"/wiki show {number}")


async def test_a_page_is_found_by_its_other_name_and_however_it_is_spelled(cop: Chat) -> None:
    await cop.says("carol", '/wiki new "Élan Vital" text: "A small bin."')
    await cop.says("carol", '/wiki alias "Élan Vital" "kitchen caddy"')
    for name in ("elan vital", "ÉLAN VITAL", '"Kitchen Caddy"', '"kitchn caddy"', "elan"):
        assert "A small bin." in await cop.says("dave", f"/wiki show {name}"), name


async def test_pages_are_offered_by_title_and_by_their_other_names(cop: Chat) -> None:
    await cop.says("carol", '/wiki new "Food Caddies" text: "A small bin."')
    await cop.says("carol", '/wiki alias "Food Caddies" "kitchen bin"')
    if cop.name == "slack":
        pytest.skip("Slack completes nothing in commands")
    assert any("Food Caddies" in offered for offered in await cop.completes("carol", "/wiki show kit"))
    for typed in ("food", "fód cad", "caddeis", "fodd caddies"):
        offered = await cop.completes("carol", f"/wiki show {typed}")
        assert any("Food Caddies" in each for each in offered), typed
    assert await cop.completes("carol", "/wiki show zzzzzz") == []


async def test_pages_that_share_rare_words_are_related(cop: Chat) -> None:
    await cop.says("carol", '/wiki new "Food Caddies" text: "Compostable liners for kitchens."')
    await cop.says("carol", '/wiki new "Liners" text: "Which compostable bags hold."')
    await cop.says("carol", '/wiki new "Depot" text: "Lorries park there."')
    related = await cop.says("dave", '/wiki related "Food Caddies"')
    assert "Liners" in related
    assert "compostable" in related
    assert "Depot" not in related


async def test_a_part_of_a_long_page_is_edited_and_the_rest_stays(cop: Chat) -> None:
    paragraphs = [f"Paragraph {at} says what there is to say about caddies in flats." for at in range(90)]
    made = await cop.says("carol", f'/wiki new "Long" text: "{paragraphs[0]}"')
    number = number_in(made)
    form = await cop.says("carol", f"/wiki edit {number}")
    assert form.form is not None
    # A form holds a part; what goes past its size is split at the next edit.
    text = "\n\n".join(paragraphs[:40])
    await cop.submits("carol", form, text=text)
    form = await _part(cop, "dave", number, 2)
    values = {field.name: field.value for field in form.form.fields} if form.form else {}
    before = values["text"]
    assert before.startswith("Paragraph")
    assert paragraphs[0] not in before
    said = await cop.submits("dave", form, text=f"{before}\n\nAnd a last word.", reason="A last word")
    assert "Saved" in said or "saved" in said, said.text
    whole = "\n".join([(await cop.says("bob", f"/wiki show {number} part: {part}")).text for part in (1, 2)])
    for paragraph in (*paragraphs[:40], "And a last word."):
        assert paragraph in whole, paragraph
    assert "A last word" in await cop.says("bob", f"/wiki history {number}")


async def _part(chat: Chat, who: str, number: str, part: int) -> Seen:
    """The form of a part of a page."""
    form = await chat.says(who, f"/wiki edit {number} part: {part}")
    assert form.form is not None, form.text
    return form


async def test_pages_that_link_in_a_circle_are_read(cop: Chat) -> None:
    await cop.says("carol", '/wiki new "One" text: "See [[Two]], [[One]], [[[[Two]]]] and [[Nowhere]]."')
    await cop.says("carol", '/wiki new "Two" text: "See [[One]]."')
    page = await cop.says("dave", "/wiki show One")
    assert "Nowhere" in page
    assert "→ Two" in page.buttons
    assert "Two" in page


async def test_a_term_has_a_meaning_in_each_community(cop: Chat) -> None:
    await cop.says("carol", '/wiki new "Caddy" text: "A small bin."')
    await cop.says("carol", '/community new "Golfers"', where="random")
    await cop.says("carol", '/wiki new "Caddy" text: "Who carries the clubs."', where="random")
    meant = await cop.says("carol", "/define show caddy")
    assert "A small bin." in meant
    assert "Who carries the clubs." in meant
    assert "Golfers" in meant


async def test_a_poll_is_commented_and_tagged_like_everything_else(cop: Chat) -> None:
    said = await cop.says("bob", '/poll new "Lunch?" Soup Salad')
    card = await cop.eventually("general", "Lunch?")
    form = await cop.presses("dave", "Comment…", on=card)
    assert form is not None
    await cop.submits("dave", form, words="Soup, please.")
    await cop.eventually("general", "1 comment")
    await cop.says("dave", f"/tag add {number_in(said)} lunch")
    await cop.eventually("general", "#lunch")


async def test_a_poll_that_was_taken_away_comes_back_to_its_channel(cop: Chat) -> None:
    said = await cop.says("bob", '/poll new "Lunch?" Soup Salad')
    await cop.eventually("general", "Lunch?")
    gone = await cop.presses("bob", "Undo", on=said)
    assert gone is not None
    assert "Lunch?" not in await cop.says("bob", "/poll list")
    await cop.presses("bob", "Bring it back", on=gone)
    assert "Lunch?" in await cop.says("bob", "/poll list")
    await cop.eventually("general", "Lunch?")
