"""Ways round the fence of a community, and places where its own people were left standing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.incoming import Called, Submitted
from tests.drivers.paper import PaperChat
from tests.scenes import open_community, poll, private_community


async def test_an_administrator_who_presses_join_asks_the_facilitators(chat: PaperChat) -> None:
    await private_community(chat, "Quiet Circle")
    chat.make_admin("dave")
    listed = await chat.says("dave", "/community list", "@bot")
    joined = await chat.presses("dave", "Join", listed)
    assert joined
    assert "facilitators have been asked" in joined
    assert "Dave would like to join Quiet Circle" in await chat.told("alice")
    assert "already" not in joined


async def test_an_administrator_can_settle_the_requests_that_they_can_list(chat: PaperChat) -> None:
    await private_community(chat, "Quiet Circle")
    await chat.says("bob", '/community join "Quiet Circle"', "@bot")
    chat.make_admin("dave")
    listed = await chat.says("dave", '/community requests "Quiet Circle"', "@bot")
    approved = await chat.presses("dave", "Approve", listed)
    assert approved
    assert "Bob is a member of Quiet Circle now" in approved


async def test_nobody_is_let_into_a_community_that_is_suspended(chat: PaperChat) -> None:
    await private_community(chat, "Quiet Circle")
    await chat.says("bob", '/community join "Quiet Circle"', "@bot")
    request = await chat.eventually("@bot", "would like to join", "alice")
    chat.make_admin("dave")
    await chat.says("dave", '/community suspend "Quiet Circle"', "@bot")
    refused = await chat.presses("alice", "Approve", request)
    assert refused
    assert "There is no request to join" in refused


async def test_whoever_is_in_a_list_of_members_can_be_looked_at(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards")
    listed = await chat.says("erin", '/community members "Data Standards"', "@bot")
    shown = await chat.presses("erin", "Profile", listed)
    assert shown
    assert "Alice has not written anything here that you can read" in shown


async def test_a_person_of_whom_one_may_not_know_is_nobody(chat: PaperChat) -> None:
    await private_community(chat, "Quiet Circle")
    for number in range(1, 5):
        await chat.says("erin", "/help", "@bot")
        shown = await chat.says("erin", f"/profile show ={number}", "@bot")
        assert "Alice" not in shown
    assert "There is nobody of that number" in await chat.says("erin", "/profile show =999", "@bot")


async def test_a_channel_that_was_taken_away_hears_no_more_of_the_polls(chat: PaperChat) -> None:
    await private_community(chat, "Quiet Circle", "bob")
    await chat.says("alice", '/community map "Quiet Circle"', "cellar")
    await poll(chat, '"Is brass polished?" Yes No everywhere: yes closes: in 2 hours', "alice", "lobby")
    card = await chat.eventually("lobby", "Is brass polished?")
    await chat.says("alice", '/community unmap "Quiet Circle"', "lobby")
    assert await chat.presses("bob", "Yes", card)
    assert "0 people voted" in (await chat.channel("lobby"))[-1]
    assert "1 person voted" in (await chat.channel("cellar"))[-1]
    await chat.passes(timedelta(hours=3))
    assert "Yes has the most votes" in (await chat.channel("cellar"))[-1]
    assert not any("has the most votes" in seen for seen in await chat.channel("lobby"))


async def test_a_poll_of_a_suspended_community_closes_without_a_word(chat: PaperChat) -> None:
    await open_community(chat)
    await poll(chat, '"Lunch?" Soup Salad closes: in 2 hours')
    await chat.channel()
    chat.make_admin("dave")
    await chat.says("dave", '/community suspend "Data Standards"', "@bot")
    await chat.passes(timedelta(hours=3))
    assert not any("Result" in seen for seen in await chat.channel())


@pytest.mark.parametrize("channel", ["<#secret>", "<#C0123456>", "secret"])
async def test_a_channel_that_the_platform_did_not_name_cannot_be_mapped(
    chat: PaperChat, channel: str
) -> None:
    await open_community(chat)
    filled = Submitted("community map", {"channel": channel})
    for what in (filled, Called(("community", "map"), {"channel": channel})):
        refused = await chat.does("alice", what)
        assert refused
        assert "I cannot tell which channel" in refused


@pytest.mark.parametrize("language", ["klingon", "../../etc", "_", "en_", "xx-YY", "e", "en.utf8"])
async def test_a_language_that_there_is_not_is_refused(chat: PaperChat, language: str) -> None:
    await open_community(chat)
    refused = await chat.says("alice", f'/community settings language: "{language}"')
    assert "I know no language" in refused
    assert "saved" in await chat.says("alice", "/community settings language: ca")


async def test_behind_the_last_page_there_is_no_more(chat: PaperChat) -> None:
    await open_community(chat)
    for command in (
        "community list",
        "community members",
        "poll list",
        "poll list closed: yes",
        "people find Alice",
    ):
        seen = await chat.says("alice", f"/{command} page: 99")
        assert "no community" not in seen
        assert "no more" in seen or "were all" in seen, seen.text


async def test_the_last_two_facilitators_cannot_both_leave(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    await chat.says("alice", "/community appoint @bob")
    assert "You have left" in await chat.says("alice", '/community leave "Data Standards"', "@bot")
    assert "without a facilitator" in await chat.says("bob", '/community leave "Data Standards"', "@bot")


async def test_an_administrator_finds_out_whose_a_channel_is(chat: PaperChat) -> None:
    await private_community(chat, "Squatters", by="bob", where="town-hall")
    assert "Squatters" not in await chat.says("carol", "/community map", "town-hall")
    chat.make_admin("dave")
    assert "Squatters" in await chat.says("dave", "/community show", "town-hall")
    assert "no longer belongs to Squatters" in await chat.says("dave", "/community unmap", "town-hall")


async def test_an_administrator_lets_nobody_in_but_others(chat: PaperChat) -> None:
    await private_community(chat, "Quiet Circle")
    chat.make_admin("dave")
    await chat.says("dave", '/community join "Quiet Circle"', "@bot")
    listed = await chat.says("dave", '/community requests "Quiet Circle"', "@bot")
    refused = await chat.presses("dave", "Approve", listed)
    assert refused
    assert "There is no request to join" in refused
    assert "You are not a member of Quiet Circle" in await chat.says("dave", "/poll list", "lobby")
