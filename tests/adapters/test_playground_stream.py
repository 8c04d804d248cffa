"""How readers keep up: the stream of what is posted, edited and deleted."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.adapter import Target
from bot.replies import text
from tests.drivers.playground import PlaygroundChat

HERE = Target("playground", "home", "home_general")


@pytest.fixture
async def chat(tmp_path: Path) -> AsyncIterator[PlaygroundChat]:
    async with PlaygroundChat.open(tmp_path) as opened:
        yield opened


class Reader:
    """Reads events from a stream as a browser does."""

    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self._response = response

    async def event(self) -> dict[str, str]:
        """The next event, comments left out."""
        event: dict[str, str] = {}
        async with asyncio.timeout(5):
            while line := (await self._response.content.readline()).decode():
                name, _, value = line.rstrip("\n").partition(": ")
                if name and value and name != "retry":
                    event[name] = value
                elif not name and "data" in event:
                    return event
        raise AssertionError("the stream has ended")

    async def message(self) -> dict[str, Any]:
        """The next message."""
        found: dict[str, Any] = json.loads((await self.event())["data"])
        return found


@asynccontextmanager
async def listening(
    chat: PlaygroundChat, who: str, after: int = 0, last: str | None = None
) -> AsyncIterator[Reader]:
    headers = {"Last-Event-ID": last} if last else {}
    async with chat.session.get(f"stream?as={who}&after={after}", headers=headers) as response:
        assert response.content_type == "text/event-stream"
        yield Reader(response)


async def say(chat: PlaygroundChat, who: str, words: str) -> dict[str, Any]:
    return await chat.call("POST", "messages", {"as": who, "channel": "home_general", "text": words})


async def test_what_others_write_comes_at_once(chat: PlaygroundChat) -> None:
    async with listening(chat, "alice") as reader:
        await say(chat, "bob", "hello")
        message = await reader.message()
        assert (message["author"], message["text"], message["channel"]) == ("bob", "hello", "home_general")


async def test_edits_and_deletions_come_too(chat: PlaygroundChat) -> None:
    async with listening(chat, "alice") as reader:
        posted = await chat.adapter.send(HERE, text("One"), "1")
        assert not (await reader.message())["edited"]
        await chat.adapter.edit(posted, text("Two"))
        edited = await reader.message()
        assert (edited["id"], edited["edited"]) == (int(posted.message), True)
        await chat.adapter.delete(posted)
        assert (await reader.message())["deleted"]


async def test_nothing_is_lost_while_the_connection_is_gone(chat: PlaygroundChat) -> None:
    async with listening(chat, "alice") as reader:
        await say(chat, "bob", "one")
        last = (await reader.event())["id"]
    for number in range(450):
        await chat.adapter.send(HERE, text(f"line {number}"), f"k{number}")
    async with listening(chat, "alice", after=0, last=last) as reader:
        came = [(await reader.message())["reply"]["blocks"][0]["content"][0] for _ in range(450)]
    assert came == [f"line {number}" for number in range(450)]


async def test_private_answers_and_other_workspaces_stay_away(chat: PlaygroundChat) -> None:
    async with listening(chat, "bob") as bob, listening(chat, "erin") as erin:
        assert (await chat.says("alice", "/community list")).private
        await chat.writes("alice", "help")
        await say(chat, "alice", "for all")
        assert (await bob.message())["text"] == "for all"
        await chat.call("POST", "messages", {"as": "erin", "channel": "west_general", "text": "west"})
        assert (await erin.message())["text"] == "west"


async def test_a_reader_of_a_history_that_is_gone_is_told_to_begin_anew(chat: PlaygroundChat) -> None:
    async with listening(chat, "alice", last="900") as reader:
        assert (await reader.event())["event"] == "reset"


async def test_streams_end_when_the_product_stops(tmp_path: Path) -> None:
    async with aiohttp.ClientSession() as session:
        async with PlaygroundChat.open(tmp_path) as chat:
            address = f"http://127.0.0.1:{chat.app.port}/api/playground/stream?as=alice"
            response = await session.get(address)
            await response.content.readline()
            began = asyncio.get_running_loop().time()
        assert asyncio.get_running_loop().time() - began < 3
        response.close()


async def test_what_another_process_posts_is_noticed(chat: PlaygroundChat, tmp_path: Path) -> None:
    async with listening(chat, "alice") as reader:
        chat.adapter.bell._listeners.clear()
        await say(chat, "bob", "hello")
        assert (await reader.message())["text"] == "hello"
