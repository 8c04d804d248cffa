"""While no process ran: what became due is done at the next start, and what was sent arrives once."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.process.people import slack_chat
from tests.process.running import START_SECONDS, Product
from tests.process.test_database_away import NEW, POLL, number_in


async def test_a_poll_whose_time_comes_in_a_downtime_closes_at_the_next_start(tmp_path: Path) -> None:
    async with slack_chat() as (chat, settings), Product(tmp_path, settings) as bot:
        await bot.ready()
        await chat.says("bob", NEW)
        closes = datetime.now(UTC) + timedelta(seconds=8)
        assert "is open" in await chat.says("bob", f'{POLL} closes: "{closes:%Y-%m-%d %H:%M:%S} UTC"')
        await chat.presses("carol", "Soup", on=await chat.eventually("general", "Lunch?"))
        await chat.eventually("general", "1 person voted")
        bot.kill()
        await bot.ended()
        await asyncio.sleep((closes - datetime.now(UTC)).total_seconds() + 1)
        await bot.start()
        await bot.ready()
        result = await chat.eventually("general", "Result: Lunch?", seconds=20)
        assert "Soup has the most votes: 1." in result
        await asyncio.sleep(3)
        card, _result = await chat.channel("general")
        assert "closed" in card
        assert "Soup" not in card.buttons


async def test_a_message_that_comes_while_the_process_is_down_is_answered_once(tmp_path: Path) -> None:
    async with slack_chat() as (chat, settings), Product(tmp_path, settings) as bot:
        chat.server.platform.timing.retries = (1.0,) * int(START_SECONDS)
        await bot.ready()
        await chat.says("bob", NEW)
        number = number_in(await chat.says("bob", POLL))
        bot.kill()
        await bot.ended()
        people, direct = chat.server.people, chat.place("bob", "@bot")
        writing = await people.write("bob", direct, f"poll vote {number} Soup")
        await asyncio.sleep(2)
        await bot.start()
        await bot.ready()
        await writing.shows("You chose Soup")
        await chat.eventually("general", "1 person voted", seconds=20)
        assert len([seen for seen in await chat.channel("@bot", by="bob") if "You chose" in seen]) == 1
