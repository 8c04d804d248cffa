"""The digests of a whole installation: time, statements, memory, and whether they grow in line with it."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

from bench.databases import fresh, kinds
from bench.digest_world import populate
from bench.figures import Line, Spread
from bot.services.digests.turns import BATCH
from storage.engine import Database
from storage.migrate import upgrade

SIZES = (5_000, 10_000, 20_000)
MOST_GROWTH = 1.3
"""How much more a digest may cost among 20,000 than among 5,000; two cores are shared with others."""
MOST_HELD = 100
MOST_A_SECOND = 50
"""Discord takes 50 requests a second of one bot."""


async def run() -> list[Line]:
    """Measure each size on each database."""
    return [line for kind in kinds() for line in await _of(kind)]


async def _of(kind: str) -> list[Line]:
    lines: list[Line] = []
    costs: dict[int, float] = {}
    for people in SIZES:
        async with fresh(kind) as url:
            communities = await _filled(url, people)
            morning = await _morning(url)
        costs[people] = morning["personal"]["processor"] / people
        lines += _told(kind, people, communities, morning)
    growth = costs[SIZES[-1]] / costs[SIZES[0]]
    what = f"{kind}: processor time a digest, among {SIZES[-1]:,} over among {SIZES[0]:,}"
    return [*lines, Line(what, f"{growth:.2f}", f"{MOST_GROWTH}", growth <= MOST_GROWTH)]


async def _filled(url: str, people: int) -> int:
    database = Database(url)
    try:
        await upgrade(database)
        return await populate(database, people)
    finally:
        await database.close()


async def _morning(url: str) -> dict[str, Any]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.digest_run", url,
        cwd=Path(__file__).parent.parent, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        said, _nothing = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        raise RuntimeError(f"the morning failed with status {process.returncode}")
    found: dict[str, Any] = json.loads(said)
    return found


def _told(kind: str, people: int, communities: int, morning: dict[str, Any]) -> list[Line]:
    personal, channels, planning = morning["personal"], morning["channels"], morning["planning"]
    if morning["posts"] != communities or morning["letters"] < people * 0.9:
        raise RuntimeError(f"digests are missing: {morning}")
    who = f"{kind}, {people:,} people"
    held = max(part["held"] for part in (personal, channels, planning)) * 1000
    alone = ", while nobody else can write" if kind == "SQLite" else ""
    grown = morning["megabytes"] - morning["megabytes_before"]
    lines = [
        Line(
            f"{who}: all {morning['letters']:,} personal digests",
            f"{personal['seconds']:.0f} s, {personal['processor']:.1f} s of them the processor's; "
            f"{personal['statements']:,} statements ({personal['statements'] / people:.2f} a person)",
        ),
        Line(
            f"{who}: a transaction that makes up to {BATCH} of them{alone}",
            Spread.of([seconds * 1000 for seconds in personal["writing"]]).told(unit=" ms"),
        ),
        Line(
            f"{who}: the digests of {communities} communities",
            f"{channels['seconds']:.0f} s, {channels['processor']:.1f} s of them the processor's; "
            f"{channels['statements']:,} statements",
        ),
        Line(
            f"{who}: reckoning when all of these come, once",
            f"{planning['seconds']:.0f} s, {planning['processor']:.1f} s of them the processor's; "
            f"{planning['statements']:,} statements",
        ),
        Line(
            f"{who}: memory at most, and how much more than before the first",
            f"{morning['megabytes']:.0f} MB, {grown:.0f} MB",
        ),
        Line(
            f"{who}: the event loop was held at most", f"{held:.0f} ms", f"{MOST_HELD} ms", held <= MOST_HELD
        ),
    ]
    if people == SIZES[-1]:
        busiest = morning["busiest"]
        told = f"{busiest} in the busiest second, over {morning['spread'] / 60:.0f} minutes"
        lines.append(
            Line(f"{who}: sending is spaced", told, f"{MOST_A_SECOND} a second", busiest <= MOST_A_SECOND)
        )
    return lines
