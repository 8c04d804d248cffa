"""What tests of processes share."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.databases import PostgresqlServer, postgresql
from tests.process.running import START_SECONDS
from tests.servers.discord import DiscordServer

LONGEST = 3 * START_SECONDS


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Processes take their time to start; a test that starts some has more of it than others have."""
    for item in items:
        if Path(__file__).parent in item.path.parents and not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(LONGEST))


@pytest.fixture
def own_postgresql() -> Iterator[PostgresqlServer]:
    """A server that nobody else uses, so that it can be stopped."""
    with postgresql() as server:
        yield server


@pytest.fixture
async def discord_server() -> AsyncIterator[DiscordServer]:
    """A played Discord; at the end the bot must have committed no fault."""
    async with DiscordServer() as server:
        yield server
        server.faults.assert_none()
