"""The adapters that the contract is held to: each a platform with people in it, the real product behind it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.chat import Chat
from tests.drivers.discord import DiscordChat
from tests.drivers.playground import PlaygroundChat
from tests.drivers.slack import SlackChat

PLATFORMS = ("playground", "slack-socket", "slack-http", "discord")


@pytest.fixture(params=PLATFORMS)
async def chat(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Chat]:
    """The product on one platform: alice (who administers it), bob, carol and dave in three channels.

    A module's `SETTINGS` are further settings of the product.
    """
    settings: dict[str, Any] = getattr(request.module, "SETTINGS", {})
    if request.param == "playground":
        async with PlaygroundChat.open(tmp_path, **settings) as playground:
            yield playground
    elif request.param == "discord":
        async with DiscordChat.open(tmp_path, **settings) as discord:
            yield discord
    else:
        mode = "socket" if request.param == "slack-socket" else "http"
        async with SlackChat.open(tmp_path, mode=mode, **settings) as slack:
            yield slack


@pytest.fixture
async def cop(chat: Chat) -> Chat:
    """The same, with an open community in #general whose facilitator is bob."""
    await chat.says("bob", '/community new "Data Standards" purpose: "Share what works"')
    return chat
