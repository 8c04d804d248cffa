"""Beginnings that many tests share, made as people would make them: by talking to the bot."""

from __future__ import annotations

import re

from tests.chat import Seen
from tests.drivers.paper import PaperChat


async def open_community(
    chat: PaperChat, name: str = "Data Standards", *members: str, by: str = "alice", where: str = "general"
) -> None:
    """An open community in its channel, with those members beside its facilitator."""
    await chat.says(by, f'/community new "{name}" purpose: "Share what works"', where)
    for who in members:
        await chat.says(who, "/community show", where)


async def private_community(
    chat: PaperChat, name: str = "Quiet Circle", *members: str, by: str = "alice", where: str = "lobby"
) -> None:
    """A private community in its channel, with those members let in by its facilitator."""
    await chat.says(by, f'/community new "{name}" private: yes', where)
    for who in members:
        await chat.says(who, f'/community join "{name}"', "@bot")
        request = await chat.eventually("@bot", f"would like to join {name}", by)
        await chat.presses(by, "Approve", request)


async def poll(
    chat: PaperChat, line: str = '"Lunch?" Soup Salad', by: str = "alice", where: str = "general"
) -> int:
    """A poll that has just been opened; its number."""
    return number(await chat.says(by, f"/poll new {line}", where))


def number(seen: Seen) -> int:
    """The first number that is named in a message ("#142")."""
    found = re.search(r"#(\d+)", seen.text)
    assert found, f"no number in {seen.text!r}"
    return int(found[1])
