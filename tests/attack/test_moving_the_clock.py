"""The playground's clock in the hands of somebody who wants it in another millennium, or in two at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.forward import MovableClock
from tests.drivers.playground import PlaygroundChat

NOW = datetime(2026, 11, 22, tzinfo=UTC)
HERE = {"as": "bob"}


@pytest.fixture
async def chat(tmp_path: Path) -> AsyncIterator[PlaygroundChat]:
    async with PlaygroundChat.open(tmp_path) as opened:
        yield opened


@pytest.mark.parametrize(
    "kept", ["1e11", "1e12", "99999999999999", "inf", "-inf", "nan", "-1e12", "1e400", "\x00", "٣" * 30]
)
def test_a_file_that_leads_out_of_the_calendar_is_as_good_as_none(tmp_path: Path, kept: str) -> None:
    (tmp_path / "clock").write_text(kept)
    assert MovableClock(tmp_path / "clock", lambda: NOW)() == NOW


@pytest.mark.parametrize(
    "to",
    [
        "year",
        "1000 years",
        "-1 day",
        "NaN",
        "",
        None,
        0,
        -1,
        10**9,
        1e308,
        True,
        ["day"],
        {"days": 1},
        "next\x00",
    ],
)
async def test_the_clock_is_moved_by_what_there_is_a_button_for(chat: PlaygroundChat, to: object) -> None:
    before = datetime.fromisoformat((await chat.call("GET", "clock?as=bob"))["now"])
    async with chat.session.post("clock", json={**HERE, "to": to}) as response:
        assert response.status == 400
    async with chat.session.post("clock", data=b'{"as": "bob", "to": NaN}') as response:
        assert response.status in (400, 415)
    after = datetime.fromisoformat((await chat.call("GET", "clock?as=bob"))["now"])
    assert timedelta() <= after - before < timedelta(minutes=1)


async def test_moves_at_the_same_moment_come_one_after_the_other_and_do_each_thing_once(
    chat: PlaygroundChat,
) -> None:
    await chat.says("bob", '/community new "Data Standards"')
    await chat.says("bob", '/poll new "Soup?" Yes No closes: "in 30 hours"')
    await chat.eventually("general", "Soup?")
    began = datetime.fromisoformat((await chat.call("GET", "clock?as=bob"))["now"])
    await asyncio.gather(*(chat.call("POST", "clock", {**HERE, "to": "day"}) for _ in range(3)))
    after = datetime.fromisoformat((await chat.call("GET", "clock?as=bob"))["now"])
    assert timedelta(days=3) <= after - began < timedelta(days=3, minutes=1)
    shown = [one for one in await chat.messages() if "Result" in str(one["reply"])]
    assert len(shown) == 1
