"""From starting the process to a port that answers."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

from bench import slack
from bench.figures import Line, Spread
from bench.processes import free_port, serving
from bench.product import settings

STARTS = 5
AIM = 1.5


async def run() -> list[Line]:
    """Measure the first start in an empty folder, and later ones, with and without Slack."""
    lines: list[Line] = []
    async with slack.api() as api:
        for name, over_http in (("playground", False), ("Slack by HTTP", True)):
            first, later = [], []
            for _start in range(STARTS):
                with tempfile.TemporaryDirectory() as folder:
                    first.append(await _seconds(Path(folder), api, over_http=over_http))
                    later.append(await _seconds(Path(folder), api, over_http=over_http))
            lines += [
                _line(f"{name}, first start (the database is made)", first),
                _line(f"{name}, later starts", later),
            ]
    return lines


def _line(what: str, seconds: list[float]) -> Line:
    spread = Spread.of(seconds)
    return Line(what, spread.told(2, " s"), f"{AIM} s", spread.middle <= AIM)


async def _seconds(folder: Path, api: slack.Api, *, over_http: bool) -> float:
    port = free_port()
    environment: Mapping[str, str] = settings(api, port) if over_http else {"CONVENOR_WEB__PORT": str(port)}
    async with serving(["-m", "bot", "run"], port, folder, environment) as server:
        return server.seconds_to_listen
