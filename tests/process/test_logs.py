"""The log: lines that a machine can read, with nothing in them that somebody wrote, and no secret."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

import pytest

from tests.chat import Chat
from tests.process.people import DiscordPeople, slack_chat
from tests.process.running import Product, discord
from tests.servers.discord import DiscordServer

MARK = "Zwetschgenknoedel"
"""A word that nobody writes by chance; it stands in every text that people write here."""

WRITTEN = (
    f'/community settings purpose: "{MARK}" welcome: "{MARK}"',
    f'/profile edit name: "{MARK}" organisation: {MARK} role: {MARK} expertise: "{MARK}" findable: yes '
    f'interests: {MARK} place: {MARK} languages: {MARK} contact: {MARK} links: {MARK} about: "{MARK}"',
    f"/people find {MARK}",
    f"/{MARK}",
    f'/poll new "{MARK}?" {MARK}1 {MARK}2',
    f'/poll new "{MARK}?" {MARK}',
    f'/poll new "{MARK}?" {MARK}1 {MARK}2 closes: "{MARK}"',
    f'/poll new "{MARK} {"x" * 400}" A B',
    f'/poll new "{MARK} A B',
    f"/poll {MARK}",
    f"/poll vote {MARK}",
    f'/community join "{MARK}x"',
)


async def _converses(chat: Chat) -> None:
    await chat.says("bob", f'/community new "{MARK} of {chat.name}" purpose: "{MARK} for all"')
    for line in WRITTEN:
        # Some of it is refused by the platform's own client; the rest is said.
        with suppress(AssertionError, KeyError):
            await chat.says("bob", line)
    await chat.writes("carol", f"{MARK} {MARK}", "@bot")
    await chat.writes("bob", f'poll new "{MARK} by message?" {MARK}1 {MARK}2', "general")
    card = await chat.eventually("general", f"{MARK} by message?\n")
    await chat.presses("carol", f"{MARK}1", on=card)
    number = re.search(r"#(\d+)", card.text)
    assert number
    form = await chat.says("bob", f"/poll add {number[1]}")
    await chat.submits("bob", form, answer=f"{MARK} by form")
    await chat.says("bob", f"/poll vote {number[1]} {MARK}2")
    await chat.says("bob", f"/poll vote {number[1]} {MARK}3")
    await chat.says("bob", f"/poll close {number[1]}")
    # One message a second: before this one go the cards of all those polls.
    await chat.eventually("general", f"Result: {MARK}", seconds=30)


def _break(folder: Path) -> None:
    """Take a table away, so that what should never go wrong does."""
    with closing(sqlite3.connect(folder / "convenor.db")) as database:
        database.execute("PRAGMA foreign_keys=OFF")
        database.execute("ALTER TABLE vote RENAME TO votes_are_gone")
        database.commit()


@pytest.mark.parametrize("form", ["json", "console"])
async def test_no_line_holds_what_people_write_nor_a_secret(tmp_path: Path, form: str) -> None:
    async with slack_chat(http=False) as (on_slack, settings), DiscordServer() as server:
        on_discord = DiscordPeople(server)
        settings |= discord(server) | {"LOG_LEVEL": "debug", "LOG_FORMAT": form, "SECRET_KEY": "key-" + MARK}
        async with Product(tmp_path, settings) as bot:
            await _started(bot, on_discord)
            chats: tuple[Chat, ...] = (on_slack, on_discord)
            for chat in chats:
                await _converses(chat)
            await bot.stop()
        text = bot.log.read_text()
        assert "request" in text
        assert MARK not in text, [line for line in text.splitlines() if MARK in line][:3]
        for name, value in settings.items():
            assert not ("TOKEN" in name and value in text), name
        if form == "json":
            assert {"event", "level", "timestamp"} <= set.intersection(*(set(r) for r in bot.records()))


async def _started(bot: Product, on_discord: DiscordPeople) -> None:
    if bot.settings["LOG_FORMAT"] == "json":
        await bot.ready()
    else:
        await on_discord.server.connected(30)
        await asyncio.sleep(1)


async def test_a_fault_is_logged_under_the_reference_that_the_person_was_shown(tmp_path: Path) -> None:
    async with slack_chat() as (chat, settings), Product(tmp_path, settings) as bot:
        await bot.ready()
        await chat.says("bob", '/community new "Data Standards"')
        opened = await chat.says("bob", f'/poll new "{MARK}?" Soup Salad')
        number = re.search(r"#(\d+)", opened.text)
        assert number
        _break(tmp_path)
        answer = await chat.says("carol", f"/poll vote {number[1]} Soup")
        assert answer.private
        assert "Something went wrong on my side" in answer
        told = await bot.says("request failed")
        assert told["reference"] in answer
        assert "no such table" in told["exception"]
        assert MARK not in bot.log.read_text()
