"""Lists: what is said behind their last page."""

from __future__ import annotations

import pytest

from tests.drivers.paper import PaperChat
from tests.scenes import number, open_community

LISTS = [
    "/wiki list page: 9",
    "/wiki history {page} at: 9",
    "/doc list page: 9",
    "/post list page: 9",
    "/ask unanswered page: 9",
    "/comment list {page} page: 9",
    "/tag show bins page: 9",
    "/topic list page: 9",
    "/cop search find flats page: 9",
    "/people find alice page: 9",
]


@pytest.mark.parametrize("line", LISTS)
async def test_behind_the_last_page_nobody_is_told_that_there_is_nothing(chat: PaperChat, line: str) -> None:
    await open_community(chat)
    page = number(await chat.says("alice", '/wiki new "Flats" text: "One bin." tagged: bins'))
    await chat.says("alice", f"/comment {page} Fine")
    await chat.says("alice", "/doc share https://example.org/flats")
    await chat.says("alice", "/ask Who has flats?")
    assert "These were all." in await chat.says("alice", line.format(page=page))
