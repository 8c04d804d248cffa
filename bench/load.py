"""Asking a server as fast as it answers: a bounded number of requests over a few connections kept open.

Written on bare streams, so that who asks costs little beside who answers.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from statistics import quantiles

ANSWER_SECONDS = 30.0


@dataclass
class Load:
    """What came of it: how long all of it took, each answer's delay in seconds, and what was refused."""

    seconds: float = 0.0
    delays: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    first: bytes = b""

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.delays) / self.seconds

    @property
    def slow(self) -> float:
        """The delay in milliseconds that 95 of 100 answers stay below."""
        return quantiles(self.delays, n=20)[-1] * 1000


async def ask(port: int, make: Callable[[int], bytes], count: int, *, connections: int = 16) -> Load:
    """Send `count` requests, each made (and signed) when its turn comes."""
    load = Load()
    numbers = iter(range(count))
    began = time.perf_counter()
    async with asyncio.TaskGroup() as tasks:
        for _connection in range(min(connections, count)):
            tasks.create_task(_asks(port, make, numbers, load))
    load.seconds = time.perf_counter() - began
    return load


async def _asks(port: int, make: Callable[[int], bytes], numbers: Iterator[int], load: Load) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for number in numbers:
            asked = make(number)
            began = time.perf_counter()
            writer.write(asked)
            async with asyncio.timeout(ANSWER_SECONDS):
                status, body = await _answer(reader)
            if status != 200:
                load.failures.append(f"{status} {body[:100]!r}")
                continue
            load.delays.append(time.perf_counter() - began)
            load.first = load.first or body
    finally:
        writer.close()


async def _answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    status, *headers = head.split("\r\n")
    named = dict(line.lower().split(": ", 1) for line in headers if line)
    body = await reader.readexactly(int(named.get("content-length", "0")))
    return int(status.split()[1]), body
