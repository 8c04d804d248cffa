"""Searching and finding people by what they did, on every platform."""

from __future__ import annotations

from tests.chat import Chat
from tests.contract.test_polls import number_in


async def test_what_was_found_is_shared_with_the_channel(cop: Chat) -> None:
    await cop.says("carol", '/wiki new "Food Caddies" text: "A caddy is a small bin."')
    found = await cop.says("dave", "/cop search find caddies")
    assert found.private
    shared = await cop.presses("dave", "Share in this channel", on=found)
    assert shared is not None
    card = await cop.eventually("general", "Food Caddies", by="bob")
    assert "searched for this" in card


async def test_only_what_is_the_channels_own_is_shared(cop: Chat) -> None:
    await cop.says("bob", '/community new "Secret Plans" private: yes', where="random")
    await cop.says("bob", '/wiki new "Zeppelin" text: "It flies."', where="random")
    assert "Zeppelin" in await cop.says("bob", "/cop search find zeppelin")
    refused = await cop.says("bob", "/cop search share zeppelin")
    assert "It flies" not in refused
    assert not [seen for seen in await cop.channel() if "It flies" in seen]


async def test_people_are_found_by_the_answers_that_helped(cop: Chat) -> None:
    await cop.says("dave", "/profile edit findable: yes")
    asked = await cop.says("carol", '/cop ask new "Who has tried food caddies in flats?"')
    await cop.says("dave", f'/cop ask answer {number_in(asked)} "We did, in three blocks."')
    assert "nobody" in await cop.says("bob", "/people find caddies")
    told = await cop.eventually("@bot", "answered your question", by="carol")
    await cop.presses("carol", "Accept it", on=told)
    found = await cop.says("bob", "/people find caddies")
    assert "answered “Who has tried food caddies in flats?”" in found
    assert "dave" in found.text.lower()


async def test_people_who_did_not_agree_are_not_found_by_their_pages(cop: Chat) -> None:
    await cop.says("carol", '/wiki new "Food Caddies" text: "A caddy is a small bin."')
    assert "nobody" in await cop.says("bob", "/people find caddies")
    await cop.says("carol", "/profile edit findable: yes")
    assert "wrote the page “Food Caddies”" in await cop.says("bob", "/people find caddies")


async def test_evidence_of_a_private_community_is_not_told_outside(cop: Chat) -> None:
    await cop.says("bob", "/profile edit findable: yes")
    await cop.says("bob", '/community new "Secret Plans" private: yes', where="random")
    await cop.says("bob", '/wiki new "Zeppelin" text: "It flies."', where="random")
    assert "nobody" in await cop.says("carol", "/people find zeppelin")


async def test_the_tag_cloud_is_a_picture_too(cop: Chat) -> None:
    made = await cop.says("carol", '/wiki new "Food Caddies" text: "A caddy is a small bin."')
    await cop.says("carol", f"/tag add {number_in(made)} recycling")
    cloud = await cop.says("dave", "/tag cloud")
    assert "recycling" in cloud
    assert cloud.images == 1


async def test_a_search_finds_people_too_if_they_agreed(cop: Chat) -> None:
    await cop.says("carol", '/profile edit expertise: "zoology, caddies" findable: yes')
    await cop.says("dave", "/profile edit expertise: zoology findable: no")
    await cop.says("carol", '/wiki new "Food caddies" text: "A small bin."')
    found = await cop.says("bob", "/cop search find caddies")
    assert "A small bin." in found
    assert "Carol" in found
    assert "zoology, caddies" in found, "and why"
    only = await cop.says("bob", "/cop search find zoolgy")
    assert "Carol" in only, "misspelt, and nothing written down"
    assert "Dave" not in only
    assert "Ask the community…" in only.buttons
    profile = await cop.presses("bob", "Profile", on=only)
    assert profile is not None
    assert "Carol" in profile
    assert "Carol" not in await cop.says("bob", "/cop search find caddies kind: page tag: bins")
