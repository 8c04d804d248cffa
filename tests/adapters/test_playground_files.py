"""Files that people of the playground attach to what they write: for all in the channel, and theirs to send."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.adapter import TooLarge, Unfetched
from bot.incoming import FileRef, MessageRef
from tests.chat import Picked
from tests.drivers.playground import PlaygroundChat

NOTES = Picked("../../notes.html", b"<script>alert(1)</script>")


@pytest.fixture
async def chat(tmp_path: Path) -> AsyncIterator[PlaygroundChat]:
    async with PlaygroundChat.open(tmp_path) as opened:
        yield opened


async def refused(chat: PlaygroundChat, **body: Any) -> str:
    """Why the API does not take that message of alice."""
    said = {"as": "alice", "channel": "home_general", "text": "hello", **body}
    async with chat.session.post("messages", json=said) as response:
        assert response.status == 400
        return str((await response.json())["error"])


async def test_a_file_is_for_all_to_take_and_for_no_browser_to_open(chat: PlaygroundChat) -> None:
    said = await chat.writes_in("alice", "My notes", file=NOTES)
    (seen,) = (each for each in await chat.channel("general", by="bob") if "My notes" in each)
    assert await chat.takes("bob", seen) == {"notes.html": NOTES.content}
    assert said.handle["author"] == seen.handle["author"] != "bot"
    (part,) = seen.handle["reply"]["blocks"]
    async with chat.session.get(part["url"]) as response:
        assert response.headers["Content-Disposition"] == "attachment; filename*=UTF-8''notes.html"


async def test_only_who_picked_a_file_can_send_it(chat: PlaygroundChat) -> None:
    async with chat.session.post(
        "files?as=bob&name=a.md", data=b"x", headers={"Content-Type": "application/octet-stream"}
    ) as response:
        name = (await response.json())["file"]
    assert "pick the file again" in await refused(chat, files=[name])
    assert "pick the file again" in await refused(chat, files=["no-such-file"])
    assert await refused(chat, files=[name] * 6)


async def test_commands_and_replies_take_none(chat: PlaygroundChat) -> None:
    said = await chat.writes_in("alice", "A message")
    assert "/doc share" in await refused(chat, text="/doc share", files=["x"])
    assert "write a message" in await refused(chat, thread=said.handle["id"], files=["x"])


async def test_a_file_is_gone_with_its_message(chat: PlaygroundChat) -> None:
    said = await chat.writes_in("alice", "My notes", file=Picked("a.md", b"1234"))
    file = FileRef("playground", "a.md", 4, "", f"{said.handle['id']}/0")
    assert await chat.adapter.download(file, 4) == b"1234"
    with pytest.raises(TooLarge):
        await chat.adapter.download(file, 3)
    await chat.adapter.delete(MessageRef("playground", "home", "home_general", str(said.handle["id"])))
    with pytest.raises(Unfetched, match="gone"):
        await chat.adapter.download(file, 4)
