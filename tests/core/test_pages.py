"""Pages as they are read: their links, and what their history says."""

from __future__ import annotations

from tests.drivers.paper import PaperChat
from tests.scenes import number, open_community


async def test_empty_brackets_are_no_link_to_a_page_that_is_to_be_written(chat: PaperChat) -> None:
    await open_community(chat)
    await chat.says("alice", '/wiki new "Flats" text: "See [[ ]] and [[]] and [[Bins]]."')
    assert "Not written yet: Bins" in await chat.says("alice", "/wiki show Flats")


async def test_the_history_says_in_words_to_which_version_a_page_went_back(chat: PaperChat) -> None:
    await open_community(chat)
    page = number(await chat.says("alice", '/wiki new "Flats" text: "One bin."'))
    await chat.says("alice", f'/wiki edit {page} text: "Two bins."')
    await chat.says("alice", f"/wiki revert {page} 1")
    assert "back to version 1" in await chat.says("alice", f"/wiki history {page}")
