"""The conversation with which the playground begins."""

from __future__ import annotations

import asyncio
import json
import shlex
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from adapters.playground import PlaygroundAdapter
from adapters.playground.councils import COUNCILS
from adapters.playground.history import History
from adapters.playground.records import Draft, Message
from adapters.playground.steps import Presses, Says
from adapters.playground.this_morning import PROMPT
from adapters.playground.transcript import TRANSCRIPT
from adapters.playground.world import BOT, readable
from bot.app import App
from bot.services.events.occurrences import upcoming
from bot.services.events.planning import series_of
from bot.settings import Settings
from bot.times.spans import read_when


def settings(folder: Path, *, demo: bool = True) -> Settings:
    return Settings.model_validate(
        {
            "database_url": f"sqlite:///{folder / 'convenor.db'}",
            "data": folder,
            "web": {"port": 0},
            "playground": {"enabled": True, "demo": demo},
        }
    )


def adapter_of(app: App) -> PlaygroundAdapter:
    return next(each for each in app.adapters if isinstance(each, PlaygroundAdapter))


async def everything_said(adapter: PlaygroundAdapter) -> list[Message]:
    """All messages that Grace can read, who is in both councils."""
    grace = COUNCILS.person("grace")
    assert grace
    return await adapter.history.since(0, readable(COUNCILS, grace), 1000)


async def changes_settled(adapter: PlaygroundAdapter) -> int:
    """Wait until all was said and nothing changes any more; returns the number of the latest change."""
    before, last = -1, TRANSCRIPT[-1]
    assert isinstance(last, Says)
    async with asyncio.timeout(60):
        while all(message.text != last.text for message in await everything_said(adapter)):
            await asyncio.sleep(0.2)
        while (latest := (await adapter.history.latest())[0]) != before or not latest:
            before = latest
            await asyncio.sleep(0.7)
    return before


async def test_an_empty_playground_fills_itself_once(tmp_path: Path) -> None:
    async with App(settings(tmp_path)) as app:
        adapter = adapter_of(app)
        played = await changes_settled(adapter)
        told = await everything_said(adapter)
    lines = [step.text for step in TRANSCRIPT if isinstance(step, Says)]
    spoken = [line for line in lines if not line.startswith(("/", "profile"))]
    assert set(spoken) <= {message.text for message in told}
    polls = [json.loads(message.card) for message in told if message.author == BOT and "bars" in message.card]
    presses = [step.button for step in TRANSCRIPT if isinstance(step, Presses)]
    votes = sum(button not in ("Accept it", "Publish", "Yes, post it", "I’m coming") for button in presses)
    assert any("in three blocks" in message.card for message in told)
    for made in (
        "Caddy trial, weeks 1 to 6",
        "Letters read aloud",
        PROMPT,
        "Six weeks of liners on Mill Lane",
        "Who talks to the schools?",
        "Stairwell walk",
    ):
        assert any(message.author == BOT and made in message.card for message in told), made
    assert sum(bar["count"] for poll in polls for bar in poll["blocks"][0]["bars"]) == votes
    assert not any('"tone": "bad"' in message.card for message in told)
    assert min(message.at for message in told) < datetime.now(UTC) - timedelta(days=4)
    (post,) = (json.loads(message.card) for message in told if '"Six weeks of liners' in message.card)
    yesterday = datetime.now(ZoneInfo("Europe/London")) - timedelta(days=1)
    days = {f"{moment.day} {moment:%b %Y}" for moment in (yesterday, yesterday - timedelta(minutes=40))}
    assert any(day in json.dumps(post["blocks"][-2:]) for day in days)
    async with App(settings(tmp_path)) as app:
        assert await changes_settled(adapter_of(app)) == played


def test_whenever_it_starts_its_events_are_still_to_come() -> None:
    zone, first = ZoneInfo("Europe/London"), datetime(2026, 11, 16, 1, 5, tzinfo=UTC)
    planned = [
        (timedelta(minutes=step.ago), shlex.split(step.text)[3])
        for step in TRANSCRIPT
        if isinstance(step, Says) and step.text.startswith("/event new")
    ]
    assert len(planned) == 2
    for started in (first + timedelta(hours=hours) for hours in range(0, 24 * 8, 3)):
        for ago, time in planned:
            when = read_when(time, zone, started - ago)
            shown = upcoming(series_of(when), started)
            assert shown, time
            assert shown.starts > started or when.rule, time


async def test_of_several_processes_one_plays(tmp_path: Path) -> None:
    async with App(settings(tmp_path)) as first, App(settings(tmp_path)) as second:
        await changes_settled(adapter_of(first))
        told = await everything_said(adapter_of(second))
    once = [step.text for step in TRANSCRIPT if isinstance(step, Says)][-1]
    assert [message.text for message in told].count(once) == 1


async def test_histories_of_one_file_let_one_begin_and_none_where_something_was_said(tmp_path: Path) -> None:
    histories = [History(tmp_path / "playground.db", lambda: None) for _process in range(4)]
    for history in histories:
        await history.open()
    try:
        assert sum(await asyncio.gather(*(history.begin() for history in histories))) == 1
    finally:
        for history in histories:
            await history.close()
    older = History(tmp_path / "older.db", lambda: None)
    await older.open()
    try:
        await older.post(Draft("c", "alice", "Said before this was decided here."), datetime.now(UTC))
        assert not await older.begin()
    finally:
        await older.close()


async def test_it_stays_empty_where_the_operator_wants_that(tmp_path: Path) -> None:
    async with App(settings(tmp_path, demo=False)) as app:
        await asyncio.sleep(0.3)
        assert await adapter_of(app).history.latest() == (0, 0)
