"""A message that cannot be made: it is tried, given up aloud, and holds nobody else up."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.drivers.paper import PaperChat
from tests.scenes import open_community, poll


async def test_a_card_that_cannot_be_drawn_is_given_up_and_its_author_told(
    chat: PaperChat, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawing = chat.registry.cards["poll"]

    async def breaks(work: Any, number: int) -> Any:
        if number == poisoned:
            raise ZeroDivisionError
        return await drawing(work, number)

    await open_community(chat)
    poisoned = await poll(chat, '"Poison?" Yes No')
    monkeypatch.setitem(chat.registry.cards, "poll", breaks)
    await poll(chat, '"Lunch?" Soup Salad')
    for _ in range(12):
        await chat.channel()
        await chat.passes(timedelta(minutes=6))
    assert [one.text.split("\n")[0] for one in await chat.channel()] == ["Lunch?"]
    assert f"I could not post #{poisoned} in the channel" in await chat.told("alice")
    assert not [row for row in (await chat.dump())["outbox"] if "waiting" in str(row)]
