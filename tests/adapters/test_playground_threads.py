"""Threads on the playground's page, in Chromium, and in its API."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from playwright.async_api import expect

from tests.adapters.chromium import Visitor, browser, needs_chromium
from tests.drivers.playground import PlaygroundChat


@needs_chromium
async def test_a_reply_is_written_with_the_keyboard_and_stands_under_its_message(tmp_path: Path) -> None:
    async with PlaygroundChat.open(tmp_path) as chat, browser() as chromium:
        await chat.says("bob", '/community new "Data Standards"')
        await chat.says("bob", '/topic new "Labels for mixed bins"')
        await chat.eventually("general", "Nobody has replied yet")
        alice = await Visitor.arrive(chromium, chat.app.port, "alice")
        page = alice.page
        message = page.locator(".message", has_text="Labels for mixed bins")
        await message.get_by_role("button", name="Reply in thread").press("Enter")
        line = message.get_by_role("textbox", name="Reply in this thread")
        await expect(line).to_be_focused()
        await alice.types("Ours are striped.", "[Enter]")
        await expect(message.locator(".replies")).to_contain_text("Ours are striped.")
        # The card is drawn again as the reply is counted; whoever is writing goes on writing.
        await expect(message).to_contain_text("1 reply in the thread")
        await expect(line).to_be_focused()
        await alice.types("And", "[Escape]")
        await expect(message.get_by_role("button", name="Reply in thread")).to_be_focused()
        await page.reload()
        await expect(message.locator(".replies li")).to_have_count(1)
        assert not alice.complaints


async def test_only_messages_that_all_can_see_have_threads(tmp_path: Path) -> None:
    async with PlaygroundChat.open(tmp_path) as chat:
        said = await chat.writes_in("alice", "Good morning.")
        private = await chat.says("alice", "/help")
        channel = said.handle["channel"]
        written = {"as": "bob", "text": "Morning!", "channel": channel}
        reply = await chat.call("POST", "messages", {**written, "thread": said.handle["id"]})
        for wrong in (private.handle["id"], reply["posted"]["id"], 10**6):
            async with chat.session.post("messages", json={**written, "thread": wrong}) as refused:
                assert refused.status == 404


async def test_a_history_from_before_there_were_threads_goes_on(tmp_path: Path) -> None:
    async with PlaygroundChat.open(tmp_path) as chat:
        await chat.writes_in("alice", "Good morning.")
    with closing(sqlite3.connect(tmp_path / "playground.db")) as before:
        before.execute("DROP INDEX messages_thread")
        before.execute("ALTER TABLE messages DROP COLUMN thread")
    async with PlaygroundChat.open(tmp_path) as chat:
        said = await chat.eventually("general", "Good morning.")
        await chat.replies("bob", "Morning!", said)
        assert [each["text"] for each in await chat.messages()] == ["Good morning.", "Morning!"]
