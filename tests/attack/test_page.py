"""The playground's page before people who write HTML: it stays text, nothing runs, and nothing is fetched."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Request, expect

from bot.adapter import Target
from bot.replies import (
    Card,
)
from tests.adapters.chromium import Visitor, browser, needs_chromium
from tests.drivers.playground import PlaygroundChat
from tests.hostile_cards import saying

pytestmark = needs_chromium

EVIL = (
    '"><img src=x onerror="window.evil=1"><script>window.evil=1</script>&lt;b&gt;<a href="javascript:evil()">'
)
SCRIPT = "javascript:window.evil=1"
DATA = "data:text/html,<script>window.evil=1</script>"

BLOCKS = saying(EVIL, SCRIPT, DATA)


@pytest.fixture
async def chromium() -> AsyncIterator[Browser]:
    async with browser() as launched:
        yield launched


@pytest.fixture
async def chat(tmp_path: Path) -> AsyncIterator[PlaygroundChat]:
    async with PlaygroundChat.open(tmp_path) as opened:
        yield opened


async def test_every_part_of_a_card_is_text(chromium: Browser, chat: PlaygroundChat) -> None:
    await chat.adapter.send(
        Target("playground", "home", "home_general"), Card(BLOCKS, title=EVIL, tone="warning"), "evil"
    )
    await chat.says("bob", f'/profile edit name: "{EVIL[:60].replace(chr(34), "")}"', "@bot")
    await chat.call(
        "POST", "messages", {"as": "bob", "channel": "home_general", "text": f"{EVIL} {SCRIPT} @{EVIL}"}
    )
    visitor = await Visitor.arrive(chromium, chat.app.port, "alice")
    page, asked = visitor.page, []

    def note(request: Request) -> None:
        asked.append(request.url)

    page.on("request", note)
    await page.reload()
    await expect(page.locator(".card h2")).to_have_text(EVIL)
    await expect(page.locator(".card .choose")).to_be_visible()
    await page.locator(".card .choose").click()
    await expect(page.get_by_role("menuitemradio")).to_be_visible()
    await page.keyboard.press("Escape")
    await page.locator(".card .buttons button").first.click()
    await expect(page.get_by_role("dialog").locator("p")).to_have_text(EVIL)
    await page.keyboard.press("Escape")
    assert await page.evaluate("window.evil") is None
    assert await page.locator(".card script, .message script").count() == 0
    hrefs = await page.locator("a[href]").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    assert not [href for href in hrefs if href.lower().startswith(("javascript:", "data:"))]
    assert not [url for url in asked if not url.startswith(f"http://127.0.0.1:{chat.app.port}/")]
    await visitor.context.close()


async def test_a_file_is_never_a_page_of_ours(chat: PlaygroundChat) -> None:
    sent = await chat.adapter.send(Target("playground", "home", "home_general"), Card(BLOCKS), "evil")
    for number in (0, 1):
        async with chat.session.get(f"messages/{sent.message}/files/{number}?as=alice") as response:
            assert response.status == 200
            assert response.headers["X-Content-Type-Options"] == "nosniff"
            assert "default-src 'none'" in response.headers["Content-Security-Policy"]
            if response.content_type != "image/png":
                assert response.headers["Content-Disposition"].startswith("attachment;")
                assert "<" not in response.headers["Content-Disposition"]
