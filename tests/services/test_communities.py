"""Communities: making them, finding them, their settings, their channels, and taking them out of use."""

from __future__ import annotations

import pytest

from bot.incoming import Pressed
from tests.drivers.paper import PaperChat
from tests.scenes import number, open_community, poll, private_community


async def test_whoever_starts_a_community_facilitates_it_and_has_its_channel(chat: PaperChat) -> None:
    made = await chat.says("alice", '/community new "Data Standards" purpose: "Share what works"')
    assert "Data Standards is there, and you are its facilitator" in made
    assert "This channel belongs to it now" in made
    shown = await chat.says("bob", "/community show")
    assert "Share what works" in shown
    assert "Facilitators: Alice" in shown


async def test_from_a_direct_conversation_a_new_community_says_how_to_get_a_channel(chat: PaperChat) -> None:
    made = await chat.says("alice", '/community new "Data Standards"', "@bot")
    assert "write /community map there" in made
    mapped = await chat.says("alice", '/community map "Data Standards"', "random")
    assert "#random belongs to Data Standards now" in mapped
    assert "Whoever writes a command here becomes a member" in mapped


async def test_the_start_up_checklist_can_be_filled_in_as_a_form(chat: PaperChat) -> None:
    form = await chat.says("alice", "/community new")
    assert form.form
    assert [field.name for field in form.form.fields] == ["name", "purpose", "audience", "topics", "private"]
    assert [field.name for field in form.form.fields if field.required] == ["name"]
    made = await chat.submits("alice", form, name="Data Standards", audience="Analysts")
    assert "Data Standards is there" in made
    assert "For: Analysts" in await chat.says("bob", "/community show")


async def test_a_second_community_of_a_name_that_one_can_see_is_refused(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards")
    again = await chat.says("bob", '/community new "data  STANDARDS"', "random")
    assert "There is a community called “data STANDARDS” already" in again
    assert again.private


async def test_a_name_that_only_a_private_community_has_is_free_for_outsiders(chat: PaperChat) -> None:
    await private_community(chat, "Quiet Circle")
    made = await chat.says("bob", '/community new "Quiet Circle"', "random")
    assert "Quiet Circle is there, and you are its facilitator" in made


async def test_renaming_to_a_name_that_is_taken_is_refused(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards")
    await open_community(chat, "Housing", where="random")
    refused = await chat.says("alice", '/community settings "Housing" name: "Data Standards"', "random")
    assert "There is a community called “Data Standards” already" in refused
    assert "saved" in await chat.says("alice", '/community settings name: "HOUSING"', "random")


@pytest.mark.parametrize("name", ["x", "\u200b\u200b\u200b", "y" * 81])
async def test_a_name_that_is_none_is_refused(chat: PaperChat, name: str) -> None:
    before = await chat.dump("inbox", "person", "identity")
    refused = await chat.says("alice", f'/community new "{name}"')
    assert "2 to 80 characters" in refused or "at most 80 fit" in refused
    assert await chat.dump("inbox", "person", "identity") == before


async def test_the_list_shows_open_communities_and_ones_own(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    await private_community(chat, "Quiet Circle")
    assert "Quiet Circle — 1 member, private" in await chat.says("alice", "/community list")
    others = await chat.says("carol", "/community list", "@bot")
    assert "Data Standards — 2 members" in others
    assert "Quiet" not in others
    assert "Quiet" in await chat.says("alice", "/community list mine: yes")


async def test_a_long_list_comes_in_pages(chat: PaperChat) -> None:
    for at in range(10):
        await chat.says("alice", f'/community new "Group {at}"', "@bot")
    first = await chat.says("bob", "/community list", "@bot")
    assert "Group 7" in first
    assert "Group 8" not in first
    second = await chat.presses("bob", "More", first)
    assert second
    assert "Group 8" in second
    assert "More" not in second.buttons


async def test_settings_open_as_a_form_that_starts_with_what_is_there(chat: PaperChat) -> None:
    await private_community(chat, "Quiet Circle")
    form = await chat.says("alice", "/community settings", "lobby")
    assert form.form
    start = {field.name: field.value for field in form.form.fields}
    assert start["name"] == "Quiet Circle"
    assert start["private"] == "yes"
    saved = await chat.submits("alice", form, audience="Those who listen")
    assert "saved" in saved
    shown = await chat.says("alice", "/community show", "lobby")
    assert "For: Those who listen" in shown
    assert "Open to: those whom a facilitator lets in" in shown


async def test_filling_in_the_rest_of_a_new_community_keeps_what_was_said_at_first(chat: PaperChat) -> None:
    made = await chat.says(
        "alice", '/community new "Quiet Circle" purpose: "To listen" private: yes', "lobby"
    )
    form = await chat.presses("alice", "Fill in the rest", made)
    assert form
    await chat.submits("alice", form, audience="Everybody who listens")
    shown = await chat.says("alice", "/community show", "lobby")
    assert "To listen" in shown
    assert "Open to: those whom a facilitator lets in" in shown


async def test_only_facilitators_and_administrators_change_settings(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    before = await chat.dump("inbox")
    refused = await chat.says("bob", '/community settings purpose: "Mine now"')
    assert "Only facilitators of Data Standards can do that" in refused
    assert await chat.dump("inbox") == before
    chat.make_admin("dave")
    assert "saved" in await chat.says("dave", '/community settings "Data Standards" purpose: "Ours"', "@bot")


async def test_a_time_zone_that_there_is_not_is_refused(chat: PaperChat) -> None:
    await open_community(chat)
    refused = await chat.says("alice", "/community settings time_zone: Europe/Lundon")
    assert "I know no time zone “Europe/Lundon”. Try Europe/London" in refused
    assert "/community settings" in refused


async def test_a_feature_that_is_switched_off_is_refused_until_it_is_back(chat: PaperChat) -> None:
    await open_community(chat)
    question = await poll(chat)
    await chat.says("alice", "/community settings switched_off: polls")
    assert "“Poll” is switched off in Data Standards" in await chat.says("alice", "/poll list")
    [card] = await chat.channel()
    refused = await chat.presses("bob", "Soup", card)
    assert refused
    assert "switched off" in refused
    form = await chat.says("alice", "/community settings")
    await chat.submits("alice", form, switched_off="")
    assert f"#{question}" in await chat.says("alice", "/poll list")


async def test_an_unknown_feature_is_refused_with_those_that_there_are(chat: PaperChat) -> None:
    await open_community(chat)
    refused = await chat.says("alice", "/community settings switched_off: pols")
    assert "is not one of: polls, " in refused
    assert "Did you mean “polls”?" in refused


async def test_a_misspelt_community_is_guessed_among_those_that_one_sees(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards")
    await private_community(chat, "Data Standing")
    missed = await chat.says("bob", '/community show "Data Standrads"', "@bot")
    assert "I know no community “Data Standrads”. Did you mean Data Standards?" in missed


async def test_a_members_profile_opens_from_the_list_of_members(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    await chat.says("bob", "/profile edit role: Planner")
    members = await chat.says("alice", "/community members")
    assert members.text.splitlines()[1:] == ["Alice — facilitator", "Bob"]
    assert members.buttons == ("Profile", "Profile")
    second = members.handle.reply.blocks[0].entries[1].button
    profile = await chat.does("alice", Pressed(second.action))
    assert profile
    assert "Role: Planner" in profile


async def test_numbers_that_are_none_find_no_community(chat: PaperChat) -> None:
    for text in ("=²", "=99999999999999999999999999", "=-1", "=", "#1"):
        assert "I know no community" in await chat.says("alice", f"/community show {text}", "@bot")
        assert "I know no open community" in await chat.says("alice", f"/community join {text}", "@bot")
    assert number(await chat.says("bob", "/community approve 7", "@bot")) == 7
