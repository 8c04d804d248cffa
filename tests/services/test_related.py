"""What is related to a page, and what people are found by: on both databases."""

from __future__ import annotations

from bot.services.wiki.related import telling_words
from tests.drivers.paper import PaperChat
from tests.scenes import open_community


async def test_shared_tags_and_rare_words_make_pages_related(chat: PaperChat) -> None:
    await open_community(chat)
    await chat.says("alice", '/wiki new "Food Caddies" text: "Compostable liners." tagged: recycling')
    await chat.says("alice", '/wiki new "Liners" text: "Which compostable bags hold."')
    await chat.says("alice", '/wiki new "Glass" text: "Green and brown." tagged: recycling')
    await chat.says("alice", '/wiki new "Depot" text: "Lorries park there."')
    related = await chat.says("bob", "/wiki related Food Caddies")
    assert "Liners" in related
    assert "#recycling" in related
    assert "Depot" not in related


async def test_what_is_related_stays_in_the_community(chat: PaperChat) -> None:
    await open_community(chat)
    await open_community(chat, "Elsewhere", where="lobby")
    await chat.says("alice", '/wiki new "Food Caddies" text: "Compostable liners."')
    await chat.says("alice", '/wiki new "Liners" text: "Which compostable bags hold."', "lobby")
    assert "Liners" not in await chat.says("alice", '/wiki related "Food Caddies"')


async def test_pages_raise_those_who_wrote_them(chat: PaperChat) -> None:
    await open_community(chat)
    await chat.says("bob", "/profile edit findable: yes")
    await chat.says("carol", "/profile edit findable: yes expertise: caddies")
    await chat.says("bob", '/wiki new "Food Caddies" text: "A small bin."')
    found = await chat.says("alice", "/people find caddies")
    assert "wrote the page “Food Caddies”" in found
    assert found.text.index("Bob") < found.text.index("Carol")


def test_the_words_of_a_title_tell_most() -> None:
    told = telling_words("Food waste", "Compostable liners, compostable bags and a bin in 2026.")
    assert told[:2] == ["food", "waste"]
    assert "compostable" in told
    assert "2026" not in told
