"""Events while several processes tick, and people answer and change at the same moment."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

from storage.engine import Database
from tests.core.test_events import DAY, HOUR, agree, card, plan
from tests.drivers.paper import PaperChat
from tests.scenes import open_community


async def test_three_clocks_remind_once(chat: PaperChat, database: Database, tmp_path: Path) -> None:
    await open_community(chat, "Data Standards", "bob", "carol")
    event = await plan(chat, '"Coffee" "every Friday 15:00" capacity: 5')
    await chat.says("bob", f"/event rsvp {event} yes all: yes")
    others = [PaperChat(database, tmp_path) for _n in range(2)]
    clocks = [chat.clock, *(other.clock for other in others)]
    for moment in (DAY + 3 * HOUR, 23 * HOUR + timedelta(minutes=45), 7 * DAY):
        chat.now += moment
        for other in others:
            other.now = chat.now
        for _turn in range(2):
            await asyncio.gather(*(clock.tick() for clock in clocks))
        await chat.deliverer.send_due()
    assert (await chat.told("bob")).count("It begins") == 3
    assert "27 Nov" in await card(chat, event)


async def test_changes_answers_and_the_clock_at_the_same_moment_leave_all_in_order(chat: PaperChat) -> None:
    people = [f"p{n}" for n in range(6)]
    await open_community(chat, "Data Standards", *people)
    event = await plan(chat, '"Coffee" "every Friday 15:00 for 1 hour" capacity: 3')
    for turn in range(4):
        asked = await chat.says("alice", f'/event edit {event} time: "every Friday 1{turn + 3}:30"')
        chat.now += 2 * DAY if turn == 1 else HOUR
        await asyncio.gather(
            agree(chat, "alice", asked),
            chat.clock.tick(),
            *(chat.says(who, f"/event rsvp {event} {'yes' if turn % 2 == 0 else 'no'}") for who in people),
            chat.clock.tick(),
        )
    seen = await card(chat, event)
    assert "16:30" in seen
    assert "Nobody has said yet" in seen
    await asyncio.gather(*(chat.says(who, f"/event rsvp {event} yes all: yes") for who in people))
    assert "3 people come" in await card(chat, event)
    assert "full, 3 wait" in await card(chat, event)
