"""Channels: which community they belong to, and which one is meant where there is none."""

from __future__ import annotations

from tests.drivers.paper import PaperChat
from tests.scenes import open_community


async def test_a_channel_belongs_to_one_community_at_a_time(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards")
    await open_community(chat, "Housing", where="random")
    refused = await chat.says("alice", '/community map "Housing"', "general")
    assert "cannot be mapped: it is taken" in refused
    assert "Data Standards" not in refused
    assert "already" in await chat.says("alice", '/community map "Data Standards"', "general")
    assert "does not belong to Housing" in await chat.says("alice", '/community unmap "Housing"', "general")
    assert "no longer belongs" in await chat.says("alice", "/community unmap", "general")
    assert "belongs to Housing now" in await chat.says("alice", '/community map "Housing"', "general")


async def test_another_channel_can_be_mapped_by_naming_it(chat: PaperChat) -> None:
    await open_community(chat)
    assert "belongs to Data Standards now" in await chat.says("alice", "/community map channel: #lobby")
    assert "Channels: #general, #lobby" in await chat.says("alice", "/community show", "lobby")


async def test_a_channels_name_is_not_told_in_another_workspace(chat: PaperChat) -> None:
    await open_community(chat)
    await chat.says("erin", '/community join "Data Standards"', "@bot")
    shown = await chat.says("erin", '/community show "Data Standards"', "@bot")
    assert "general" not in shown


async def test_a_direct_conversation_belongs_to_no_community(chat: PaperChat) -> None:
    await open_community(chat)
    refused = await chat.says("alice", '/community map "Data Standards"', "@bot")
    assert "A direct conversation belongs to no community" in refused


async def test_from_a_direct_conversation_the_only_community_is_taken(chat: PaperChat) -> None:
    await open_community(chat)
    assert "Open polls of Data Standards" in await chat.says("alice", "/poll list", "@bot")


async def test_from_a_direct_conversation_one_of_several_communities_is_asked_for(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards")
    await open_community(chat, "Housing", where="random")
    form = await chat.says("alice", "/poll list", "@bot")
    assert form.form
    asked = next(field for field in form.form.fields if field.name == "community")
    assert asked.required
    assert asked.choices == ("Data Standards", "Housing")
    listed = await chat.submits("alice", form, community="Housing")
    assert "Open polls of Housing" in listed
    assert "Open polls of Housing" in await chat.says("alice", "/poll list community: housing", "@bot")
