"""While no process ran: what is still useful comes once, what is stale does not, and the manual says which."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from storage.engine import Database
from tests.core.downtime_scene import Scene, Thing
from tests.core.downtimes import THINGS
from tests.core.test_mirrors import CalendarPaper
from tests.drivers.paper import PaperChat
from tests.feeds import ALLOWED, site
from tests.scenes import open_community

MANUAL = Path(__file__).parents[2] / "docs" / "operations.md"
LATE = {"an hour": timedelta(hours=1), "a day": timedelta(days=1), "a week": timedelta(days=7)}


@pytest.fixture
async def scene(database: Database, tmp_path: Path) -> AsyncIterator[Scene]:
    chat, paper = PaperChat(database, tmp_path, feeds=ALLOWED), CalendarPaper()
    chat.adapter = paper
    chat.core.adapters[chat.name] = paper
    async with site() as web:
        await open_community(chat, "Data Standards", "bob")
        yield Scene(chat, paper, web)


@pytest.mark.parametrize("late", LATE)
@pytest.mark.parametrize("thing", THINGS, ids=lambda thing: type(thing).__name__)
async def test_after_a_downtime_what_is_useful_comes_once_and_what_is_stale_does_not(
    scene: Scene, thing: Thing, late: str
) -> None:
    await thing.falls_due(scene)
    scene.chat.now += LATE[late]
    await scene.runs()
    came = await thing.came(scene)
    await scene.runs()
    assert [came, await thing.came(scene)] == 2 * [thing.after[list(LATE).index(late)]]


def test_the_manual_says_what_comes_after_a_downtime() -> None:
    _before, _heading, section = MANUAL.read_text().partition("### What comes after a downtime")
    rows = re.findall(r"^\| (.+?) \| (.+?) \| (.+?) \| (.+?) \|", section.split("\n#")[0], re.MULTILINE)
    said = {row[0]: row[1:] for row in rows[2:]}
    words = {1: "once", 0: "no"}
    assert said == {thing.said: tuple(words[times] for times in thing.after) for thing in THINGS}
