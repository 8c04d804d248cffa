"""The adapters that the contract is held to: each a platform with people in it, the real product behind it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import pytest

from tests.chat import Chat
from tests.drivers.discord import DiscordChat
from tests.drivers.playground import PlaygroundChat
from tests.drivers.slack import SlackChat

PLATFORMS = ("playground", "slack-socket", "slack-http", "discord")


def product(platform: str, folder: Path, **settings: Any) -> AbstractAsyncContextManager[Any]:
    """The product on one of `PLATFORMS`; `settings` are further settings of it."""
    if platform == "playground":
        return PlaygroundChat.open(folder, **settings)
    if platform == "discord":
        return DiscordChat.open(folder, **settings)
    return SlackChat.open(folder, mode="socket" if platform == "slack-socket" else "http", **settings)


@pytest.fixture(params=PLATFORMS)
async def chat(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Chat]:
    """The product on one platform: alice (who administers it), bob, carol and dave in three channels.

    A module's `SETTINGS` are further settings of the product.
    """
    async with product(request.param, tmp_path, **getattr(request.module, "SETTINGS", {})) as opened:
        yield opened


@pytest.fixture
async def cop(chat: Chat) -> Chat:
    """The same, with an open community in #general whose facilitator is bob."""
    await chat.says("bob", '/community new "Data Standards" purpose: "Share what works"')
    return chat
