"""Resident memory: after the start, and after thousands of votes."""

from __future__ import annotations

import tempfile
from pathlib import Path

from bench import slack
from bench.figures import Line
from bench.product import running

VOTERS = 500
VOTES = 5000
AIM = 150


async def run() -> list[Line]:
    """Measure one process in Slack's HTTP mode."""
    with tempfile.TemporaryDirectory() as folder:
        async with slack.api() as api, running(Path(folder), api) as product:
            started = product.server.resident_megabytes()
            for turn in range(VOTES // VOTERS):
                await product.votes(turn, VOTERS)
            voted = product.server.resident_megabytes()
    return [
        Line("after the start, Slack by HTTP", f"{started:.0f} MB", f"{AIM} MB", started <= AIM),
        Line(f"after {VOTES:,} votes", f"{voted:.0f} MB", f"{AIM} MB", voted <= AIM),
    ]
