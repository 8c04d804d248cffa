"""Forms: opened where values are missing, split where they are long, opened again where they were wrong."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.incoming import Pressed, Submitted
from tests.chat import Seen
from tests.drivers.paper import PaperChat
from tests.scenes import number, open_community


@pytest.fixture
def small(chat: PaperChat) -> PaperChat:
    """A platform like Discord: five fields a form, and a form closes when it is sent."""
    chat.adapter.max_form_fields = 5
    chat.adapter.keeps_forms_open = False
    return chat


def _fields(seen: Seen | None) -> dict[str, str]:
    assert seen
    assert seen.form, seen.text
    return {field.name: field.value for field in seen.form.fields}


async def test_missing_values_are_asked_for_and_what_was_given_is_there(chat: PaperChat) -> None:
    await open_community(chat)
    form = await chat.says("alice", '/poll new "Where do we meet?" anonymous: yes')
    assert form.private
    assert form.form
    assert form.form.title == "Open a poll in this channel."
    assert _fields(form)["question"] == "Where do we meet?"
    assert _fields(form)["anonymous"] == "yes"
    assert "community" not in _fields(form), "the channel says which"
    opened = await chat.submits("alice", form, options="Library\nTown hall", closes="tomorrow 5pm")
    assert "It closes Thu 19 Nov 2026, 17:00 GMT" in opened


async def test_a_mistake_in_a_form_is_named_at_its_field(chat: PaperChat) -> None:
    await open_community(chat)
    form = await chat.says("alice", "/poll new")
    before = await chat.dump()
    wrong = await chat.submits("alice", form, question="Lunch?", options="Soup\nSalad", closes="yesterday")
    assert dict(wrong.handle.outcome.field_errors) == {"closes": "A poll cannot close in the past."}
    missing = await chat.submits("alice", form, question="Lunch?")
    assert dict(missing.handle.outcome.field_errors) == {"options": "“Answers” is needed; please fill it in."}
    assert await chat.dump() == before
    right = await chat.submits("alice", form, question="Lunch?", options="Soup\nSalad")
    assert "is open" in right


async def test_nobody_is_asked_to_fill_in_what_they_may_not_send(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    refused = await chat.does("bob", Pressed("?community settings"))
    assert refused
    assert refused.form is None
    assert "Only facilitators" in refused


async def test_a_long_form_comes_in_pages_with_what_must_be_answered_first(small: PaperChat) -> None:
    await open_community(small)
    first = await small.says("alice", "/poll new")
    assert list(_fields(first)) == ["question", "options", "closes", "several", "anonymous"]
    between = await small.submits("alice", first, question="Lunch?", options="Soup\nSalad", anonymous="yes")
    assert "A few more questions are left" in between
    assert between.buttons == ("Continue", "Done, leave out the rest")
    second = await small.presses("alice", "Continue", between)
    assert list(_fields(second)) == ["hidden", "open_options", "everywhere"]
    assert second
    opened = await small.submits("alice", second, hidden="yes")
    assert "is open" in opened
    [card] = await small.channel()
    assert "anonymous · count hidden until it closes" in card
    assert (await small.dump())["draft"] == []


async def test_the_rest_of_a_long_form_can_be_left_out(small: PaperChat) -> None:
    await open_community(small)
    first = await small.says("alice", "/poll new")
    between = await small.submits("alice", first, question="Lunch?", options="Soup\nSalad")
    opened = await small.presses("alice", "Done, leave out the rest", between)
    assert opened
    assert "is open" in opened


async def test_what_stands_on_later_pages_is_kept_when_they_are_left_out(small: PaperChat) -> None:
    await small.says("alice", '/profile edit about: "I draw maps" contact: "room 3" only_me: contact', "@bot")
    first = await small.says("alice", "/profile edit", "@bot")
    between = await small.submits("alice", first, role="Planner")
    await small.presses("alice", "Done, leave out the rest", between)
    shown = await small.says("alice", "/profile show", "@bot")
    assert "Role: Planner" in shown
    assert "About: I draw maps" in shown
    assert "Contact: room 3 (only me)" in shown


async def test_a_form_that_was_sent_with_a_mistake_opens_again_with_what_was_written(
    small: PaperChat,
) -> None:
    await open_community(small)
    form = await small.says("alice", "/community new", "@bot")
    wrong = await small.submits("alice", form, name="x", purpose="To share")
    assert "2 to 80 characters" in wrong
    assert wrong.buttons == ("Correct it",)
    again = await small.presses("alice", "Correct it", wrong)
    assert _fields(again) | {"name": "x", "purpose": "To share"} == _fields(again)
    assert again
    assert "Xylophones is there" in await small.submits("alice", again, name="Xylophones")


async def test_a_mistake_on_a_later_page_can_be_corrected_too(small: PaperChat) -> None:
    await open_community(small)
    await small.says("alice", '/community map "Data Standards"', "random")
    first = await small.says("alice", "/poll new")
    between = await small.submits(
        "alice", first, question="Lunch?", options="Soup\nSalad", closes="yesterday"
    )
    second = await small.presses("alice", "Continue", between)
    assert second
    wrong = await small.submits("alice", second, everywhere="yes")
    assert "cannot close in the past" in wrong
    again = await small.presses("alice", "Correct it", wrong)
    assert _fields(again)["closes"] == "yesterday"
    assert again
    between = await small.submits("alice", again, closes="tomorrow")
    last = await small.presses("alice", "Continue", between)
    assert _fields(last)["everywhere"] == "yes"
    assert last
    assert "It closes Thu 19 Nov" in await small.submits("alice", last)
    assert len(await small.channel("random")) == 1


async def test_a_form_that_is_sent_twice_is_done_once(small: PaperChat) -> None:
    await open_community(small)
    first = await small.says("alice", "/poll new")
    between = await small.submits("alice", first, question="Lunch?", options="Soup\nSalad")
    second = await small.presses("alice", "Continue", between)
    assert second
    await small.submits("alice", second)
    again = await small.submits("alice", second)
    assert "This form is too old; please begin again" in again
    assert len(await small.channel()) == 1


async def test_a_form_that_lay_about_for_two_days_is_too_old(small: PaperChat) -> None:
    await open_community(small)
    first = await small.says("alice", "/poll new")
    await small.passes(timedelta(days=2))
    late = await small.submits("alice", first, question="Lunch?", options="Soup\nSalad")
    assert "This form is too old" in late


async def test_nobody_gets_at_somebody_elses_draft(small: PaperChat) -> None:
    await open_community(small)
    form = await small.says("alice", "/poll new")
    action = form.handle.reply.action
    for what in (Pressed(action), Pressed(action.rsplit(" ", 1)[0] + " end"), Submitted(action, {})):
        seen = await small.does("bob", what)
        assert seen
        assert "This form is too old" in seen


@pytest.mark.parametrize(
    "action", ["form x ²", "form x 99999999999999999999", "form x -1", "form x", "form", "?", ""]
)
async def test_an_action_that_nobody_made_is_answered_as_a_mistake(small: PaperChat, action: str) -> None:
    for what in (Pressed(action), Submitted(action, {"question": "x"})):
        seen = await small.does("alice", what, "@bot")
        assert seen
        assert seen.text


async def test_a_form_to_change_something_holds_what_is_there_whichever_way_it_opens(chat: PaperChat) -> None:
    await open_community(chat)
    page = number(await chat.says("alice", '/wiki new "Flats" text: "One bin for eight doors."'))
    opened = await chat.does("alice", Pressed(f"?wiki edit page:{page} base:1"))
    assert _fields(opened) == {"title": "Flats", "text": "One bin for eight doors.", "reason": ""}
    begun = await chat.does("alice", Pressed(f'?wiki edit {page} reason: "New prices"'))
    assert _fields(begun)["reason"] == "New prices"
    assert _fields(begun)["text"] == "One bin for eight doors."
    document = number(
        await chat.says("alice", "/doc share https://example.org/x title: Bins description: Old")
    )
    assert _fields(await chat.does("alice", Pressed(f"?doc edit {document}"))) == {
        "title": "Bins",
        "description": "Old",
    }


async def test_no_form_wipes_a_profile_or_settings_because_it_opened_empty(chat: PaperChat) -> None:
    await open_community(chat)
    await chat.says("alice", '/profile edit expertise: statistics about: "I count."')
    profile = _fields(await chat.does("alice", Pressed("?profile edit")))
    assert profile["about"] == "I count."
    assert _fields(await chat.does("alice", Pressed("?community settings")))["purpose"] == "Share what works"
    assert _fields(await chat.does("alice", Pressed("?digest mine")))["at"]


async def test_what_is_to_be_changed_is_asked_before_how(chat: PaperChat) -> None:
    """A form that does not know its page could only offer an empty text, and would save that."""
    await open_community(chat)
    page = number(await chat.says("alice", '/wiki new "Flats" text: "One bin for eight doors."'))
    which = await chat.says("alice", "/wiki edit")
    assert list(_fields(which)) == ["page"]
    form = await chat.submits("alice", which, page=str(page))
    assert _fields(form)["text"] == "One bin for eight doors."
    assert "saved as version 2" in await chat.submits("alice", form, text="Two bins.")
    begun = await chat.says("alice", '/wiki edit text: "Three bins."')
    assert _fields(begun) == {"page": "", "text": "Three bins."}
    assert "saved as version 3" in await chat.submits("alice", begun, page=str(page))


async def test_a_text_for_a_page_that_is_there_goes_into_it_or_into_another(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    page = number(await chat.says("alice", '/wiki new "Flats" text: "One bin for eight doors."'))
    clash = await chat.says("bob", '/wiki new flats text: "Two bins are better." tagged: bins')
    assert f"There is a page of that name: #{page}." in clash
    assert clash.buttons == ("Open with both texts", "Another title…", "Show it")
    both = await chat.presses("bob", "Open with both texts", on=clash)
    assert both
    assert _fields(both)["text"] == "One bin for eight doors.\n\n———\n\nTwo bins are better."
    assert "saved as version 2" in await chat.submits("bob", both)
    other = await chat.presses("bob", "Another title…", on=clash)
    assert other
    assert _fields(other) == {"title": "flats", "text": "Two bins are better.", "tagged": "bins"}
    assert "is there" in await chat.submits("bob", other, title="Flats, again")


async def test_what_was_typed_with_a_name_that_is_taken_is_kept_in_the_form(chat: PaperChat) -> None:
    await open_community(chat)
    clash = await chat.says("alice", '/community new "Data Standards" purpose: "All that we know."', "lobby")
    assert "There is a community called “Data Standards” already." in clash
    form = await chat.presses("alice", "Correct it", on=clash)
    assert _fields(form)["purpose"] == "All that we know."
    assert form
    assert "Data Formats" in await chat.submits("alice", form, name="Data Formats")


async def test_the_button_of_a_long_form_goes_on_until_its_last_page(small: PaperChat) -> None:
    await open_community(small)
    first = await small.says("alice", "/poll new")
    assert first.form
    assert first.form.submit == "Continue"
    between = await small.submits("alice", first, question="Lunch?", options="Soup\nSalad")
    last = await small.presses("alice", "Continue", between)
    assert last
    assert last.form
    assert last.form.submit == "Open the poll"
