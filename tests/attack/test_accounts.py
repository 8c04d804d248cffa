"""Accounts as a platform might describe them: strange, empty, and longer than anything should be."""

from __future__ import annotations

from typing import Any

import pytest

from tests.drivers.paper import PaperChat
from tests.scenes import open_community

STRANGE: list[dict[str, Any]] = [
    {"time_zone": "Mars/Olympus"},
    {"time_zone": "../../etc/passwd"},
    {"time_zone": "x" * 500},
    {"time_zone": ""},
    {"time_zone": "posixrules"},
    {"language": "x" * 500},
    {"language": ""},
    {"language": "../../en"},
    {"language": "tlh-KX"},
    {"language": "zh-CN"},
    {"language": "es-419"},
    {"name": "\u202e\u200b"},
    {"name": "", "handle": ""},
    {"name": "\x00" + "n" * 500, "handle": "h" * 500},
    {"name": "ﷺ" * 200, "handle": "ﷺ" * 200},
    {"name": "=cmd|' /C calc'!A0", "handle": "@everyone"},
    {"avatar": "https://example.org/" + "a" * 1000},
    {"avatar": "javascript:alert(1)"},
]


@pytest.mark.parametrize("details", STRANGE, ids=[str(each)[:40] for each in STRANGE])
async def test_whatever_a_platform_tells_of_somebody_they_can_take_part(
    chat: PaperChat, details: dict[str, Any]
) -> None:
    await open_community(chat)
    chat.person("bob", **details)
    assert (await chat.says("bob", "/profile show")).text
    said = await chat.says("bob", '/poll new "Lunch?" Soup Salad closes: tomorrow 5pm')
    assert "It closes" in said, said.text
    assert "You chose Soup" in await chat.says("bob", f"/poll vote {said.text.split('#')[1].split()[0]} Soup")
    assert "Lunch?" in (await chat.channel())[-1]
    assert (await chat.says("alice", "/community members")).text
    chat.person("bob", name="Bob again", handle="bob", language="en", time_zone="Europe/London", avatar=None)
    assert (await chat.says("bob", "/profile show")).text
