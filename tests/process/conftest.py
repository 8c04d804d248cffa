"""What tests of processes share."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from tests.databases import PostgresqlServer, postgresql
from tests.servers.discord import DiscordServer


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
