"""Servers as processes of their own, pinned to one core, and what they use."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

START_SECONDS = 20.0
STOP_SECONDS = 10.0
_TICKS = os.sysconf("SC_CLK_TCK")
_ROOT = Path(__file__).parent.parent


def cores() -> tuple[int, int]:
    """The core for servers, and the one for who asks them; the same one where there is only one."""
    usable = sorted(os.sched_getaffinity(0))
    return usable[-1], usable[0]


def free_port() -> int:
    """A port on loopback that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass(frozen=True)
class Server:
    """A process that answers on a port of this machine."""

    pid: int
    port: int
    seconds_to_listen: float

    def cpu_seconds(self) -> float:
        """Processor time used so far, of all its threads."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    def resident_megabytes(self) -> float:
        """Resident memory now."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


@asynccontextmanager
async def serving(
    arguments: Sequence[str], port: int, folder: Path, settings: Mapping[str, str]
) -> AsyncIterator[Server]:
    """Start `python <arguments>` in a folder and wait until /healthz answers; end it with the block.

    What it logs goes to a file in the folder, as it would with any operator. Raises `RuntimeError` with that
    file's text when it does not start.
    """
    environment = {**os.environ, "PYTHONPATH": str(_ROOT), **settings}
    core, _asking = cores()
    with (folder / "log").open("ab") as log:
        began = time.perf_counter()
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *arguments,
            cwd=folder,
            env=environment,
            stdout=log,
            stderr=log,
            preexec_fn=lambda: os.sched_setaffinity(0, {core}),
        )
        try:
            await _healthy(process, port, folder / "log")
            yield Server(process.pid, port, time.perf_counter() - began)
        finally:
            await _end(process)


async def _healthy(process: asyncio.subprocess.Process, port: int, log: Path) -> None:
    deadline = time.perf_counter() + START_SECONDS
    while process.returncode is None and time.perf_counter() < deadline:
        if await _answers(port):
            return
        await asyncio.sleep(0.005)
    raise RuntimeError(f"did not start:\n{await asyncio.to_thread(log.read_text)}")


async def _answers(port: int) -> bool:
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    try:
        writer.write(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        return b" 200 " in await reader.readline()
    except OSError:
        return False
    finally:
        writer.close()


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    process.terminate()
    try:
        async with asyncio.timeout(STOP_SECONDS):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()
