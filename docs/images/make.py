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
from datetime import UTC, datetime
from pathlib import Path

from playwright.async_api import Browser, async_playwright

FOLDER = Path(__file__).parent
sys.path.insert(0, str(FOLDER.parents[1]))

from bot.app import App  # noqa: E402 - the project may not be installed
from bot.settings import Settings  # noqa: E402

SIZES = {
    "playground.png": (1280, 800),
    "playground-narrow.png": (390, 844),
    "playground-knowledge.png": (1280, 800),
}
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-sync",
    "--no-first-run",
]
LAST_WORDS = "a story worth writing down"
KNOWLEDGE = "Caddy trial, weeks 1 to 6"
"""The heading of the card to which the last of the pictures scrolls."""


def morning() -> str:
    """The time zone in which it is about half past eleven, for a picture of an ordinary working day."""
    ahead = (11 - datetime.now(UTC).hour + 12) % 24 - 12
    # The names of these zones have their signs the wrong way round.
    return f"Etc/GMT{-ahead:+d}"


async def photograph(browser: Browser, port: int, name: str) -> None:
    """Take the picture of that name."""
    width, height = SIZES[name]
    context = await browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="light",
        locale="en-GB",
        timezone_id=morning(),
    )
    page = await context.new_page()
    await page.goto(f"http://127.0.0.1:{port}/?as=priya&channel=ns_recycling")
    await page.get_by_text(LAST_WORDS).wait_for()
    await page.wait_for_timeout(1500)
    if "knowledge" in name:
        await page.locator(".message", has_text=KNOWLEDGE).first.scroll_into_view_if_needed()
        await page.wait_for_timeout(500)
    await page.screenshot(path=FOLDER / name)
    await context.close()


async def main() -> None:
    """Take all pictures."""
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
        async with App(settings) as app, async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=chromium, args=FLAGS)
            for name in SIZES:
                await photograph(browser, app.port, name)
            await browser.close()


if __name__ == "__main__":
    asyncio.run(main())
