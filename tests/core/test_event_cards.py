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


async def test_what_is_cancelled_is_not_for_the_calendar(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    clinic = await plan(chat, '"Clinic" "2026-11-26 15:00"')
    assert "Add to calendar" in (await chat.says("bob", f"/event show {clinic}")).buttons
    await chat.says("alice", f"/event cancel {clinic}")
    assert "Add to calendar" not in (await chat.says("bob", f"/event show {clinic}")).buttons


async def test_nobody_comes_to_what_is_cancelled(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    clinic = await plan(chat, '"Clinic" "tomorrow 15:00" capacity: 5')
    coffee = await plan(chat, '"Coffee" "every Thursday 10:00"')
    await chat.says("bob", f"/event rsvp {clinic} yes")
    await chat.says("bob", f"/event rsvp {coffee} yes all: yes")
    await chat.says("alice", f"/event cancel {clinic}")
    await chat.says("alice", f'/event cancel {coffee} occurrence: "26 November"')
    for told in (
        await card(chat, clinic),
        await chat.says("bob", f"/event show {clinic}"),
        await chat.says("bob", f'/event show {coffee} occurrence: "26 November"'),
    ):
        assert "ancelled" in told
        assert "comes" not in told
        assert "You’re coming" not in told
        assert "places left" not in told
    assert "1 person comes: Bob" in await card(chat, coffee)


@pytest.mark.parametrize("none", ["none", "no", "-"])
async def test_a_new_event_takes_none_for_no_limit(chat: PaperChat, none: str) -> None:
    await open_community(chat, "Data Standards", "bob")
    event = await plan(chat, f'"Clinic" "tomorrow 15:00" capacity: {none}')
    assert "places left" not in await chat.says("bob", f"/event show {event}")


async def test_months_that_a_rule_leaves_out_are_told_before_it_is_kept(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards")
    for left_out in ("monthly on the 31st 10:00", "31 January 10:00 monthly"):
        told = "Months without day 31 are left out. Try “last day of the month”."
        assert told in await chat.says("alice", f'/event new "Clinic" "{left_out}"')
    for usual in ("last day of the month 10:00", "monthly on the 28th 10:00", "31 December 10:00"):
        assert "left out" not in await chat.says("alice", f'/event new "Clinic" "{usual}"')


@pytest.mark.parametrize(
    ("when", "told"),
    [
        ("2026-01-13 10:00", "cannot begin in the past, and Tue 13 Jan 2026, 10:00 (Europe/London) is."),
        ("3 December 10:00 to 1 December 10:00", "An event takes between a minute and two weeks."),
        ("1 December 10:00 to 3 December", "has no time of day"),
        ("every 0 days 10:00", "“Every 0” is never. Try “every 2 weeks”."),
    ],
)
async def test_a_time_that_will_not_do_is_told_as_it_was_understood(
    chat: PaperChat, when: str, told: str
) -> None:
    await open_community(chat, "Data Standards")
    assert told in await chat.says("alice", f'/event new "Clinic" "{when}"')
