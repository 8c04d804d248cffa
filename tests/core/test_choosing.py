"""A last value that is missing is chosen from what there is, where that is little."""

from __future__ import annotations

from datetime import timedelta

from tests.drivers.paper import PaperChat
from tests.scenes import number, open_community


async def test_an_answer_is_accepted_without_knowing_its_number(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob", "carol")
    question = number(await chat.says("alice", "/ask Who has a spare caddy?"))
    none = await chat.says("alice", f"/ask accept {question}")
    assert "There is no answer to accept yet" in none
    await chat.says("bob", f'/ask answer {question} "I have two."')
    await chat.says("carol", f'/comment add {question} "So do I."')
    assert "Only who asked" in await chat.says("bob", f"/ask accept {question}")
    shown = await chat.says("alice", f"/ask accept {question}")
    assert "I have two." in shown
    assert "So do I." not in shown
    [accept] = shown.buttons
    assert accept.endswith("Accept")
    assert "The answer of Bob is accepted" in await chat.presses("alice", accept, on=shown) or ""


async def test_whether_one_comes_is_pressed_where_it_was_not_said(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    planned = await chat.says("alice", '/event new "Walk" "tomorrow 3pm"')
    posted = await chat.presses("alice", "Yes, post it", planned)
    assert posted
    event = number(posted)
    shown = await chat.says("bob", f"/event rsvp {event}")
    assert shown.buttons == ("I’m coming", "Maybe", "Can’t")
    coming = await chat.presses("bob", "I’m coming", on=shown)
    assert coming
    assert "You’re coming to “Walk”" in coming


async def test_what_has_nothing_to_choose_from_says_what_it_needs(chat: PaperChat) -> None:
    await open_community(chat)
    assert "needs more than that" in await chat.says("alice", "/event rsvp")


async def test_an_item_of_any_kind_is_offered_while_its_number_is_typed(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    page = number(await chat.says("alice", '/wiki new "Flats" text: "One bin."'))
    await chat.passes(timedelta(minutes=1))
    question = number(await chat.says("alice", "/ask Who has a spare caddy?"))
    offered = await chat.completes("bob", "/item show ")
    assert offered == [f"#{question} Who has a spare caddy?", f"#{page} Flats"]
    assert await chat.completes("bob", "/comment add Fla") == [f"#{page} Flats"]
    assert f"#{page} Flats" in await chat.completes("bob", f"/item show {str(page)[:2]}")
    await chat.says("dave", '/community new "Quiet" private: yes', "lobby")
    await chat.says("dave", '/wiki new "Secret flats"', "lobby")
    assert await chat.completes("bob", "/item show flats") == [f"#{page} Flats"]


async def test_a_number_of_another_kind_says_what_it_is(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    page = number(await chat.says("alice", '/wiki new "Flats" text: "One bin."'))
    said = await chat.says("bob", f"/doc show {page}")
    assert f"#{page} is the page “Flats”." in said
    read = await chat.presses("bob", "Show it", on=said)
    assert read
    assert "One bin." in read


async def test_the_library_offers_its_form(chat: PaperChat) -> None:
    await open_community(chat)
    assert "Fill in: doc share" in (await chat.says("alice", "/doc help")).buttons


async def test_a_post_is_not_offered_for_its_own_community_twice(chat: PaperChat) -> None:
    await open_community(chat)
    await open_community(chat, "Food Waste", where="lobby")
    form = (await chat.says("alice", "/post new")).form
    assert form
    [also] = [field for field in form.fields if field.name == "also"]
    assert also.choices == ("Food Waste",)
    draft = await chat.submits("alice", await chat.says("alice", "/post new"), title="Caddies", text="Well.")
    again = await chat.presses("alice", "Edit…", on=draft)
    assert again
    assert again.form
    [also] = [field for field in again.form.fields if field.name == "also"]
    assert also.choices == ("Food Waste",)
