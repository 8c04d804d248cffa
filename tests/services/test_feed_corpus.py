"""Awkward feeds, and what must come of each: the table is tests/corpus/feeds/expected.toml."""

from __future__ import annotations

import tomllib
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.services.news.feedreading import Entry, Read, Readings

CORPUS = Path(__file__).parent.parent / "corpus" / "feeds"
EXPECTED: dict[str, dict[str, Any]] = tomllib.loads((CORPUS / "expected.toml").read_text())
HOME = "https://example.org/feed"


@pytest.fixture
async def readings() -> AsyncIterator[Readings]:
    made = Readings()
    yield made
    await made.close()


def test_every_file_is_in_the_table() -> None:
    assert {file.name for file in CORPUS.iterdir() if file.suffix != ".toml"} == EXPECTED.keys()


async def test_of_each_comes_what_must_come(readings: Readings) -> None:
    for name, expected in EXPECTED.items():
        found = await readings.read((CORPUS / name).read_bytes(), HOME)
        assert found.kind == expected["kind"], name
        assert found.title == expected.get("title", ""), name
        assert list(found.feeds) == expected.get("feeds", []), name
        assert [_told(entry) for entry in found.entries] == expected.get("entries", []), name


def _told(entry: Entry) -> list[str]:
    moment = entry.published.strftime("%Y-%m-%dT%H:%M:%SZ") if entry.published else ""
    return [entry.title, entry.link, entry.summary, moment]


async def test_all_entries_are_told_apart(readings: Readings) -> None:
    for name in EXPECTED:
        found = await readings.read((CORPUS / name).read_bytes(), HOME)
        assert len({entry.key for entry in found.entries}) == len(found.entries), name


async def test_what_is_told_of_an_entry_stays_in_its_bounds(readings: Readings) -> None:
    words = "word " * 10_000
    feed = f"<rss version='2.0'><channel><title>{words}</title><item><title>{words}</title>"
    feed += f"<link>https://example.org/</link><description>{words}</description></item></channel></rss>"
    found = await readings.read(feed.encode(), HOME)
    (entry,) = found.entries
    assert [len(found.title), len(entry.title), len(entry.summary)] <= [200, 300, 300]
    assert len(entry.text) <= 3000


async def test_of_a_huge_feed_the_newest_are_kept(readings: Readings) -> None:
    items = "".join(
        f"<item><title>{n}</title><guid>{n}</guid><pubDate>{_date(n)}</pubDate></item>" for n in range(3000)
    )
    found = await readings.read(f"<rss version='2.0'><channel>{items}</channel></rss>".encode(), HOME)
    assert len(found.entries) == 500
    assert found.entries[0].title == "2999"


def _date(number: int) -> str:
    return datetime.fromtimestamp(1_700_000_000 + 60 * number, UTC).strftime("%a, %d %b %Y %H:%M:%S GMT")


async def test_a_document_that_takes_too_long_is_given_up_and_the_next_is_read() -> None:
    hasty = Readings(patience=0.001)
    try:
        assert await hasty.read(b"<rss version='2.0'>" + b"<item>" * 100_000, HOME) == Read("heavy")
        hasty._patience = 20.0
        plain = await hasty.read((CORPUS / "plain.xml").read_bytes(), HOME)
        assert plain.kind == "feed"
    finally:
        await hasty.close()
