"""What only one process may do: done by one, and taken over when that one has ended or died."""

from __future__ import annotations

import asyncio
import sys

import pytest

from storage import locks
from storage.engine import Database
from storage.locks import alone

_HOLDING = """
import asyncio, sys
from storage.engine import Database
from storage.locks import alone

async def hold():
    print("held", flush=True)
    await asyncio.sleep(60)

asyncio.run(alone(Database(sys.argv[1]), "gateway", hold))
"""


@pytest.fixture(autouse=True)
def _eager(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "RETRY_SECONDS", 0.02)


async def test_two_processes_take_turns(database: Database, database_url: str) -> None:
    other = Database(database_url)
    inside: list[str] = []

    async def work() -> None:
        inside.append("in")
        await asyncio.sleep(0.1)
        inside.append("out")

    await asyncio.gather(alone(database, "gateway", work), alone(other, "gateway", work))
    await other.close()
    assert inside == ["in", "out", "in", "out"]


async def test_locks_of_other_names_do_not_wait(database: Database) -> None:
    both = asyncio.Barrier(2)

    async def work() -> None:
        await both.wait()

    async with asyncio.timeout(5):
        await asyncio.gather(alone(database, "gateway", work), alone(database, "mail", work))


async def test_work_that_fails_or_is_cancelled_lets_go(database: Database) -> None:
    async def fails() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await alone(database, "gateway", fails)
    held = asyncio.create_task(alone(database, "gateway", lambda: asyncio.sleep(60)))
    await asyncio.sleep(0.2)
    held.cancel()
    await asyncio.gather(held, return_exceptions=True)
    async with asyncio.timeout(5):
        await alone(database, "gateway", lambda: asyncio.sleep(0))


async def test_a_process_that_is_killed_is_followed_at_once(database: Database, database_url: str) -> None:
    holding = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _HOLDING, database_url, stdout=asyncio.subprocess.PIPE
    )
    assert holding.stdout
    assert await holding.stdout.readline() == b"held\n"
    following = asyncio.create_task(alone(database, "gateway", lambda: asyncio.sleep(0)))
    await asyncio.sleep(0.2)
    assert not following.done()
    holding.kill()
    await holding.wait()
    async with asyncio.timeout(5):
        await following
