"""A real browser for tests of the playground's page."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, async_playwright

CHROMIUM = shutil.which("chromium")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

needs_chromium = pytest.mark.skipif(
    CHROMIUM is None, reason="needs the browser Chromium: apt-get install chromium"
)


@asynccontextmanager
async def browser() -> AsyncIterator[Browser]:
    """A browser without a window."""
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        try:
            yield launched
        finally:
            await launched.close()


class Visitor:
    """Somebody with the page before them. `complaints` are errors of the page: there must be none."""

    def __init__(self, context: BrowserContext, page: Page, address: str) -> None:
        self.context = context
        self.page = page
        self.address = address
        self.complaints: list[str] = []
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._listen)

    def _listen(self, said: ConsoleMessage) -> None:
        if said.type == "error":
            self.complaints.append(said.text)

    @classmethod
    async def arrive(
        cls,
        where: Browser,
        port: int,
        who: str,
        width: int = 1280,
        height: int = 800,
        locale: str = "en-GB",
    ) -> Visitor:
        """Open the page as that person, in the channel "general"."""
        context = await where.new_context(viewport={"width": width, "height": height}, locale=locale)
        context.set_default_timeout(8000)
        page = await context.new_page()
        address = f"http://127.0.0.1:{port}/?as={who}&channel=home_general"
        visitor = cls(context, page, address)
        await page.goto(address)
        await page.wait_for_selector("#message[placeholder*=general]")
        return visitor

    async def types(self, *keys: str) -> None:
        """Press keys one after the other; a text of several characters that is no key's name is typed."""
        for key in keys:
            if key.startswith("[") and key.endswith("]"):
                await self.page.keyboard.press(key[1:-1])
            else:
                await self.page.keyboard.type(key)

    async def focused(self) -> str:
        """The visible name of what has the focus."""
        script = (
            "() => document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent"
        )
        return str(await self.page.evaluate(script))
