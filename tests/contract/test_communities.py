"""Communities and people, on every platform."""

from __future__ import annotations

from tests.chat import Chat


async def test_a_new_community_takes_the_channel_and_shows_itself(cop: Chat) -> None:
    shown = await cop.says("carol", "/community show")
    assert "Data Standards" in shown
    assert "Share what works" in shown


async def test_whoever_writes_a_command_in_the_channel_is_a_member(cop: Chat) -> None:
    await cop.says("carol", "/poll list")
    members = await cop.says("bob", "/community members")
    assert "carol" in members.text.lower()


async def test_administrators_hear_of_a_new_community(cop: Chat) -> None:
    await cop.says("alice", "/cop help")
    await cop.says("carol", '/community new "Street Lighting"', where="random")
    told = await cop.eventually("@bot", "Street Lighting", by="alice")
    assert "Suspend it" in told.buttons


async def test_joining_from_the_list(cop: Chat) -> None:
    listed = await cop.says("dave", "/community list", where="lobby")
    assert "Data Standards" in listed
    joined = await cop.presses("dave", "Join", on=listed)
    assert joined is not None
    assert "Welcome to Data Standards" in joined
    assert "You have left" in await cop.says("dave", "/community leave Data Standards", where="lobby")


async def test_a_private_community_is_as_unknown_as_one_that_is_not_there(cop: Chat) -> None:
    await cop.says("bob", '/community new "Secret Plans" private: yes', where="random")
    await cop.says("bob", '/poll new "Whom do we tell?" Nobody All', where="random")
    assert "Secret" not in await cop.says("carol", "/community list", where="lobby")
    there = await cop.says("carol", '/community join "Secret Plans"', where="lobby")
    not_there = await cop.says("dave", '/community join "Sacred Plans"', where="lobby")
    assert there.text.replace("Secret", "Sacred") == not_there.text


async def test_a_request_to_join_is_approved_with_a_button_and_both_are_told(cop: Chat) -> None:
    await cop.says("bob", '/community new "Secret Plans" private: yes', where="random")
    await cop.says("carol", '/community join "Secret Plans" words: "I know a lot"', where="lobby")
    asked = await cop.eventually("@bot", "would like to join", by="bob")
    assert "I know a lot" in asked
    done = await cop.presses("bob", "Approve", on=asked)
    assert done is not None
    assert "is a member of Secret Plans now" in done
    await cop.eventually("@bot", "You are a member of Secret Plans now", by="carol")
    assert "Secret Plans" in await cop.says("carol", "/community list", where="lobby")


async def test_a_request_to_join_is_declined_with_a_reason(cop: Chat) -> None:
    await cop.says("bob", '/community new "Secret Plans" private: yes', where="random")
    await cop.says("carol", '/community join "Secret Plans"', where="lobby")
    asked = await cop.eventually("@bot", "would like to join", by="bob")
    form = await cop.presses("bob", "Decline…", on=asked)
    assert form is not None
    await cop.submits("bob", form, reason="We are full until May")
    await cop.eventually("@bot", "We are full until May", by="carol")
    again = await cop.presses("bob", "Approve", on=asked)
    assert again is not None
    assert "settled already" in again


async def test_settings_open_a_form_with_what_is_there(cop: Chat) -> None:
    form = await cop.says("bob", "/community settings")
    assert form.form is not None
    values = {field.name: field.value for field in form.form.fields}
    assert values["purpose"] == "Share what works"


async def test_members_cannot_change_the_settings(cop: Chat) -> None:
    refused = await cop.says("carol", "/community settings purpose: Mine")
    assert refused.private
    assert "Only facilitators of Data Standards" in refused


async def test_a_feature_that_is_switched_off_says_so(cop: Chat) -> None:
    await cop.says("bob", "/community settings switched_off: polls")
    assert "switched off in Data Standards" in await cop.says("carol", "/poll list")


async def test_people_are_found_with_the_reason_and_despite_spelling(cop: Chat) -> None:
    await cop.says("carol", '/profile edit expertise: "open data, statistics" findable: yes')
    found = await cop.says("dave", "/people find statistcs")
    assert found.private
    assert "carol" in found.text.lower()
    assert "Knows about: open data, statistics" in found


async def test_nobody_is_found_who_did_not_agree(cop: Chat) -> None:
    await cop.says("carol", '/profile edit expertise: "open data"')
    assert "found nobody" in await cop.says("dave", '/people find "open data"')


async def test_what_only_communities_may_read_stays_in_them(cop: Chat) -> None:
    await cop.says(
        "carol",
        '/profile edit expertise: "falconry" findable: yes communities_only: expertise',
    )
    assert "falconry" in await cop.says("bob", "/people find falconry")
    outside = await cop.says("dave", "/people find falconry", where="lobby")
    assert "found nobody" in outside


async def test_completion_offers_what_there_is(cop: Chat) -> None:
    if cop.name == "slack":
        assert await cop.completes("bob", "/poll show ") == []
        return
    await cop.says("bob", '/poll new "Lunch?" Soup Salad')
    await cop.eventually("general", "Lunch?")
    offered = await cop.completes("bob", "/poll show ")
    assert any("Lunch?" in choice for choice in offered)
