"""What is said of alerts while one's own digest is off, and how it is turned on again."""

from __future__ import annotations

import pytest

from tests.drivers.paper import PaperChat
from tests.scenes import open_community

OFF = "not at all, as your digest is off"


async def test_settings_promise_nothing_that_a_digest_would_have_told(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    assert "in the weekly digest" in await chat.says("bob", "/alerts show", "@bot")
    await chat.says("bob", "/digest off", "@bot")
    shown = await chat.says("bob", "/alerts show", "@bot")
    assert "in the weekly digest" not in shown
    assert f"Everything new: {OFF}" in shown
    assert "What others say of what you made: at once" in shown
    line = '/alerts set daily kind: page community: "Data Standards"'
    assert f"Pages in Data Standards: {OFF}" in await chat.says("bob", line, "@bot")
    assert f"Pages: {OFF}" in await chat.says("bob", "/alerts show", "@bot")


@pytest.mark.parametrize(
    ("most", "on", "off"),
    [
        (0, "everything waits for your digest", "nothing comes by itself"),
        (3, "the rest waits for your digest", "you do not hear of the rest"),
    ],
)
async def test_a_ceiling_says_what_becomes_of_the_rest(chat: PaperChat, most: int, on: str, off: str) -> None:
    await open_community(chat, "Data Standards", "bob")
    assert on in await chat.says("bob", f"/alerts ceiling {most}", "@bot")
    await chat.says("bob", "/digest off", "@bot")
    told = await chat.says("bob", f"/alerts ceiling {most}", "@bot")
    assert off in told
    assert on not in told


@pytest.mark.parametrize(("how", "said"), [("daily", "comes every day"), ("weekly", "comes on Mondays")])
async def test_a_digest_is_turned_on_again_as_it_was(chat: PaperChat, how: str, said: str) -> None:
    await open_community(chat, "Data Standards", "bob")
    before = await chat.says("bob", f"/digest mine {how}", "@bot")
    assert said in before
    stopped = await chat.says("bob", "/digest off", "@bot")
    again = await chat.presses("bob", "Turn it on again", stopped)
    assert again is not None
    assert said in again
