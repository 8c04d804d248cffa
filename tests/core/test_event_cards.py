"""What an event's card says of who comes and came, and of the times of a series."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.core.test_events import card, plan
from tests.drivers.paper import PaperChat
from tests.scenes import open_community

DAY = timedelta(days=1)


async def test_who_came_is_told_once_it_is_over(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob", "carol")
    event = await plan(chat, '"Clinic" "tomorrow 15:00 for 1 hour" capacity: 5')
    await chat.says("bob", f"/event rsvp {event} yes")
    await chat.says("carol", f"/event rsvp {event} maybe")
    await chat.passes(timedelta(minutes=1))
    assert "1 person comes: Bob · 1 maybe · 4 places left" in await card(chat, event)
    assert "You’re coming." in await chat.says("bob", f"/event show {event}")
    await chat.passes(2 * DAY)
    for told in (await card(chat, event), await chat.says("bob", f"/event show {event}")):
        assert "1 person came: Bob" in told
        assert "comes" not in told
        assert "places left" not in told
    assert "You said yes." in await chat.says("bob", f"/event show {event}")


async def test_nobody_came_is_not_nobody_comes(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    event = await plan(chat, '"Clinic" "tomorrow 15:00 for 1 hour"')
    await chat.passes(2 * DAY)
    assert "Nobody said that they come" in await chat.says("bob", f"/event show {event}")


async def test_a_cancelled_time_stands_among_those_that_come(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    event = await plan(chat, '"Coffee" "every Thursday 10:00"')
    await chat.says("alice", f'/event cancel {event} occurrence: "3 December"')
    lines = (await chat.says("bob", f"/event show {event}")).text.splitlines()
    at = next(n for n, line in enumerate(lines) if "3 Dec 2026" in line)
    assert "cancelled" in "\n".join(lines[at : at + 2])
    assert sum("cancelled" in line for line in lines) == 1
    assert any("10 Dec 2026" in line for line in lines)


@pytest.mark.parametrize("none", ["none", "no", "-"])
async def test_a_new_event_takes_none_for_no_limit(chat: PaperChat, none: str) -> None:
    await open_community(chat, "Data Standards", "bob")
    event = await plan(chat, f'"Clinic" "tomorrow 15:00" capacity: {none}')
    assert "places left" not in await chat.says("bob", f"/event show {event}")
