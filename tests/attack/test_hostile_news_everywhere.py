"""Entries of feeds that are titled to break out of where they stand, on every platform."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tests.attack.test_texts_everywhere import NASTY
from tests.chat import Chat
from tests.contract.conftest import chat, cop  # noqa: F401 - this module's fixtures
from tests.feeds import ALLOWED, item, rss, site

SETTINGS = {"feeds": {**ALLOWED, "every": 600}}
LINKS = [
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "https://example.org/|<!channel>",
    "https://example.org/>*<@everyone",
    "https://example.org/)[x](https://evil.example",
    "slack://open",
    "https://me:secret@example.org/",
    "https://example.org/\r\nX: y",
]


async def test_news_with_hostile_titles_texts_and_links_are_posted_as_text(cop: Chat) -> None:  # noqa: F811
    began = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1)
    async with site() as web:
        for at in range(0, len(NASTY), 4):
            text = " ".join(NASTY[at : at + 4])
            title = f"N{at} {text}"[:280]
            link = LINKS[at // 4 % len(LINKS)]
            web.put(
                f"/{at}", rss(item(title, began, body=text, link=link, number=str(at)), title=f"T{at} {text}")
            )
            await cop.says("bob", f"/cop feed add {web.url(f'/{at}')} most_per_hour: 60")
            card = await cop.eventually("general", f"N{at} ")
            assert "alert(1)" not in card or "javascript:" not in repr(card.buttons)
        assert "It was posted" in await cop.says("carol", "/cop feed why N4")
        assert "T8" in await cop.says("carol", "/cop feed list")
