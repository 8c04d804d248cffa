"""Tags as a facilitator tidies them: renamed and back, made one only where that is meant, cards up to date."""

from __future__ import annotations

from tests.drivers.paper import PaperChat
from tests.scenes import number, open_community


async def test_a_tag_is_renamed_on_cards_that_are_posted_already_and_back_again(chat: PaperChat) -> None:
    await open_community(chat)
    await chat.says("alice", '/ask "Who labels bins?" tagged: recyling')
    await chat.eventually("general", "#recyling")
    said = await chat.says("alice", "/tag rename recyling recycling")
    assert "1 item is tagged “recycling” now" in said
    await chat.eventually("general", "#recycling")
    undone = await chat.presses("alice", "Undo", said)
    assert undone
    assert "1 item is tagged “recyling” now" in undone


async def test_two_tags_become_one_only_when_that_is_said(chat: PaperChat) -> None:
    """A merge cannot be undone: nobody can tell afterwards which item bore which tag."""
    await open_community(chat)
    first = number(await chat.says("alice", '/wiki new "Flats" tagged: flats'))
    await chat.says("alice", '/wiki new "Houses" tagged: homes')
    before = await chat.dump()
    asked = await chat.says("alice", "/tag rename homes flats")
    assert "“flats” is a tag already" in asked
    assert await chat.dump() == before
    merged = await chat.presses("alice", "Make them one", asked)
    assert merged
    assert "2 items are tagged “flats” now" in merged
    assert "#flats" in await chat.says("alice", f"/item show {first}")
    assert "Nothing in Data Standards is tagged “homes”" in await chat.says("alice", "/tag show homes")


async def test_tags_are_merged_by_name_by_facilitators_alone(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    await chat.says("alice", '/wiki new "Flats" tagged: flats')
    await chat.says("alice", '/wiki new "Houses" tagged: homes')
    assert "Only facilitators" in await chat.says("bob", "/tag merge homes flats")
    assert "2 items are tagged “flats” now" in await chat.says("alice", "/tag merge homes flats")
    assert "There is no tag “attic” here" in await chat.says("alice", "/tag merge flats attic")


async def test_a_tag_can_be_spelled_anew(chat: PaperChat) -> None:
    await open_community(chat)
    await chat.says("alice", '/wiki new "Flats" tagged: flats')
    assert "1 item is tagged “Flats” now" in await chat.says("alice", "/tag rename flats Flats")


async def test_who_follows_a_tag_follows_what_it_becomes(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    await chat.says("alice", '/wiki new "Flats" tagged: flats')
    await chat.says("alice", '/wiki new "Houses" tagged: homes')
    await chat.says("bob", "/tag follow homes")
    await chat.says("alice", "/tag rename homes dwellings")
    assert "#dwellings" in await chat.says("bob", "/alerts follow")
    await chat.says("bob", "/tag follow flats")
    await chat.says("alice", "/tag merge dwellings flats")
    told = await chat.says("bob", "/alerts follow")
    assert "#flats" in told
    assert "#dwellings" not in told
