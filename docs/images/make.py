"""Makes the pictures of the playground in this folder: `python docs/images/make.py`.

Starts the product in an empty folder, waits until its first conversation has
been played, and photographs the page in Chromium (`apt-get install chromium`,
and `pip install -e '.[dev]'` for playwright).
"""

from __future__ import annotations

import asyncio
import shutil
import sys
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
from playwright.async_api import Browser, async_playwright

FOLDER = Path(__file__).parent
sys.path.insert(0, str(FOLDER.parents[1]))

from bot.app import App  # noqa: E402 - the project may not be installed
from bot.settings import Settings  # noqa: E402


@dataclass(frozen=True)
class Picture:
    """A picture of #recycling as Priya sees it: at its end, or where a message with certain words is."""

    name: str
    words: str = ""
    width: int = 1280
    height: int = 800


NOW = (
    Picture("playground.png"),
    Picture("playground-narrow.png", width=390, height=844),
    Picture("playground-knowledge.png", words="Caddy trial, weeks 1 to 6"),
)
"""Those that are taken of the first conversation."""
A_WEEK_LATER = (Picture("playground-time.png", words="What was new in"),)
"""Those that are taken when the clock was moved forward by a week."""
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-sync",
    "--no-first-run",
]
LAST_WORDS = "a story worth writing down"


def morning() -> str:
    """The time zone in which it is about half past eleven, for a picture of an ordinary working day."""
    ahead = (11 - datetime.now(UTC).hour + 12) % 24 - 12
    # The names of these zones have their signs the wrong way round.
    return f"Etc/GMT{-ahead:+d}"


async def photograph(browser: Browser, port: int, picture: Picture) -> None:
    """Take a picture."""
    context = await browser.new_context(
        viewport={"width": picture.width, "height": picture.height},
        color_scheme="light",
        locale="en-GB",
        timezone_id=morning(),
    )
    page = await context.new_page()
    await page.goto(f"http://127.0.0.1:{port}/?as=priya&channel=ns_recycling")
    await page.locator(".message").first.wait_for()
    await page.wait_for_timeout(1500)
    if picture.words:
        await page.locator(".message", has_text=picture.words).first.scroll_into_view_if_needed()
        await page.wait_for_timeout(500)
    await page.screenshot(path=FOLDER / picture.name)
    await context.close()


async def conversation_played(browser: Browser, port: int) -> None:
    """Wait until all of the first conversation stands in the channel."""
    page = await browser.new_page()
    await page.goto(f"http://127.0.0.1:{port}/?as=priya&channel=ns_recycling")
    await page.get_by_text(LAST_WORDS).wait_for()
    await page.close()


async def pass_a_week(port: int) -> None:
    """Move the playground's clock forward by a week, as its page does."""
    async with aiohttp.ClientSession(f"http://127.0.0.1:{port}/api/playground/") as session:
        answer = await session.post("clock", json={"as": "priya", "to": "week"})
        answer.raise_for_status()


async def take_all(chromium: str, port: int) -> None:
    """Take all pictures of the playground that is served at that port."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        await conversation_played(browser, port)
        for picture in NOW:
            await photograph(browser, port, picture)
        await pass_a_week(port)
        for picture in A_WEEK_LATER:
            await photograph(browser, port, picture)
        await browser.close()


async def main() -> None:
    """Start the product in an empty folder, and take all pictures."""
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("This needs the browser Chromium: apt-get install chromium")
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings.model_validate(
            {
                "database_url": f"sqlite:///{folder}/convenor.db",
                "data": folder,
                "web": {"port": 0},
                "playground": {"enabled": True},
            }
        )
        async with App(settings) as app:
            await take_all(chromium, app.port)


if __name__ == "__main__":
    asyncio.run(main())
