"""The playground's process is killed while it moves its clock forward: nothing on the way is lost or done twice."""

from __future__ import annotations

import asyncio
import os
import random
import re
from collections import Counter
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.process.running import Product

KILLS = 3 if os.environ.get("SOAK") == "short" else 12
DAYS = 8 if os.environ.get("SOAK") == "short" else 28
DAY = timedelta(days=1)
CHANNEL = "ns_recycling"

Shown = list[tuple[datetime, str]]


class Playground:
    """Amina, who organises, before a playground that may be killed at any time."""

    def __init__(self, bot: Product, session: aiohttp.ClientSession) -> None:
        self._bot = bot
        self._session = session

    async def says(self, text: str) -> dict[str, Any]:
        """Write in the channel; returns the answer."""
        told = await self._call("POST", "messages", {"as": "amina", "channel": CHANNEL, "text": text})
        return dict(told["message"])

    async def presses(self, label: str, message: dict[str, Any]) -> None:
        """Press a button of a message."""
        rows = [block["buttons"] for block in message["reply"]["blocks"] if "buttons" in block]
        action = next(each["action"] for row in rows for each in row if each["label"] == label)
        press = {"as": "amina", "message": message["id"], "action": action, "chosen": []}
        await self._call("POST", "presses", press)

    async def moves(self) -> None:
        """A week further."""
        await self._call("POST", "clock", {"as": "amina", "to": "week"})

    async def now(self) -> datetime:
        """What the clock says."""
        return datetime.fromisoformat((await self._call("GET", "clock"))["now"])

    async def shown(self, channel: str) -> Shown:
        """All that the bot has written there of its own accord, and when, but for digests."""
        told = await self._call("GET", f"messages?as=amina&channel={channel}&limit=100")
        found = [
            (datetime.fromisoformat(one["at"]), str(one["reply"]))
            for one in told["messages"]
            if one["reply"] and not one["private"]
        ]
        assert not told["more"], "there is more than is read here"
        return [
            (at, text) for at, text in found if not re.search("What is new for you|What was new in", text)
        ]

    async def _call(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        url = f"{self._bot.url}/api/playground/{path}"
        async with self._session.request(method, url, json=body) as answer:
            assert answer.ok, await answer.text()
            return dict(await answer.json())


async def _plan(amina: Playground) -> None:
    """Something for every day of the time to come."""
    await amina.says('/community new "Data Standards"')
    for n in range(DAYS + 8):
        await amina.says(f'/prompt add "Question {n:02}?"')
    await amina.says('/prompt schedule daily at: "9:30"')
    for n in range(DAYS):
        await amina.says(f'/poll new "Poll {n:02}?" Yes No closes: "in {24 * n + 5} hours"')
    asked = await amina.says('/event new "Stand-up" "tomorrow 15:00 for 30 minutes daily"')
    await amina.presses("Yes, post it", asked)


async def _killed_while_it_moves(amina: Playground, bot: Product, chance: random.Random) -> None:
    moving = asyncio.create_task(amina.moves())
    await asyncio.sleep(chance.uniform(0.1, 1.5))
    bot.kill()
    await bot.ended()
    await asyncio.gather(moving, return_exceptions=True)
    await bot.start()
    await bot.ready()


def _not_daily(moments: list[datetime], began: datetime, now: datetime) -> list[str]:
    """What is wrong with moments of which there is to be one on each day, at its own time."""
    steps = [later - earlier for earlier, later in pairwise([began, *moments, now])]
    wrong = [f"after {step}" for step in steps[1:-1] if abs(step - DAY) > timedelta(hours=2)]
    return wrong + [f"{step} without any" for step in (steps[0], steps[-1]) if step > 2 * DAY]


@pytest.mark.soak
@pytest.mark.timeout(600)
async def test_a_move_of_the_clock_that_is_cut_short_goes_on_where_it_was(tmp_path: Path) -> None:
    seed = int(os.environ.get("SOAK_SEED") or random.randrange(1_000_000))
    print(f"\nSOAK_SEED={seed}")  # noqa: T201 - to repeat a run
    chance = random.Random(seed)
    async with (
        aiohttp.ClientSession() as session,
        Product(tmp_path, {"PLAYGROUND__DEMO": "false"}) as bot,
    ):
        await bot.ready()
        amina = Playground(bot, session)
        await _plan(amina)
        began = await amina.now()
        for _kill in range(KILLS):
            await _killed_while_it_moves(amina, bot, chance)
        while (now := await amina.now()) < began + DAYS * DAY:
            await amina.moves()
        there = await amina.shown(CHANNEL)
        results = Counter(
            found[1] for _at, text in there if (found := re.search(r"Result: (Poll \d\d)", text))
        )
        assert results == {f"Poll {n:02}": 1 for n in range(DAYS)}
        asked = [(at, found[1]) for at, text in there if (found := re.search(r"(Question \d\d)\?", text))]
        assert [name for _at, name in asked] == [f"Question {n:02}" for n in range(len(asked))]
        assert not _not_daily([at for at, _name in asked], began, now)
        notes = [at for at, text in await amina.shown("dm_amina") if "is over" in text]
        # Where nobody writes any, they are asked for three times in a row and then no more.
        assert len(notes) == 3, notes
        assert not _not_daily(notes, began, notes[-1])
