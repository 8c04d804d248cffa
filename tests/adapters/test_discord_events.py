"""Events of communities among the server's own scheduled events."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.chat import Seen
from tests.drivers.discord import DiscordChat
from tests.servers.discord.failures import broken, dropped_after, dropped_before
from tests.servers.discord.permissions import Permission
from tests.servers.discord.scheduled_events import CANCELED

MAKING = "POST /guilds/*/scheduled-events"


@pytest.fixture
async def chat(tmp_path: Path) -> AsyncIterator[DiscordChat]:
    async with DiscordChat.open(tmp_path) as discord:
        await discord.says("bob", '/community new "Data Standards" purpose: "Share what works"')
        yield discord


async def planned(chat: DiscordChat, line: str) -> str:
    asked = await chat.says("bob", f"/event new {line}")
    done = await chat.presses("bob", "Yes, post it", on=asked)
    assert done is not None
    return number_in(done)


def number_in(seen: Seen) -> str:
    found = re.search(r"#(\d{3,})", seen.text)
    assert found, seen.text
    return found[1]


def mirrored(chat: DiscordChat) -> list[dict[str, Any]]:
    return list(chat.home.events.values())


async def until(chat: DiscordChat, true: Any) -> None:
    assert await chat.server.world.changes.until(true, 10), mirrored(chat)


async def settled(chat: DiscordChat) -> None:
    """Until nothing is to be sent any more."""

    async def waiting() -> int:
        return (await chat.app.deliverer.waiting())[0]

    for _second in range(100):
        await chat.passes(timedelta(seconds=2))
        if not await waiting():
            return
    raise AssertionError("the outbox does not get empty")


async def test_an_event_stands_there_follows_changes_and_is_called_off(chat: DiscordChat) -> None:
    number = await planned(
        chat, '"Standards *clinic*" "tomorrow 15:00 for 1 hour" place: "Town hall" text: "Bring *liners*"'
    )
    await until(chat, lambda: mirrored(chat))
    (event,) = mirrored(chat)
    assert event["name"] == "Standards *clinic*"
    assert event["entity_metadata"]["location"] == "Town hall"
    assert event["description"].startswith("Bring \\*liners\\*")
    assert f"/cop event show {number}" in event["description"]
    starts, ends = (datetime.fromisoformat(event[f"scheduled_{which}_time"]) for which in ("start", "end"))
    assert ends - starts == timedelta(hours=1)
    await chat.says("bob", f'/event edit {number} title: "Big clinic"')
    await until(chat, lambda: mirrored(chat)[0]["name"] == "Big clinic")
    assert [one["id"] for one in mirrored(chat)] == [event["id"]]
    await chat.presses("bob", "Cancel it", on=await chat.says("bob", f"/event show {number}"))
    await until(chat, lambda: not mirrored(chat))


async def test_a_repeated_event_shows_its_next_time(chat: DiscordChat) -> None:
    await planned(chat, '"Stand-up" "tomorrow 10:00 for 30 minutes daily"')
    await until(chat, lambda: mirrored(chat))
    (first,) = mirrored(chat)
    await chat.passes(timedelta(days=1))
    await chat.passes(timedelta(hours=23))
    await until(chat, lambda: len(mirrored(chat)) > 1)
    await settled(chat)
    starts = [datetime.fromisoformat(one["scheduled_start_time"]) for one in mirrored(chat)]
    assert starts[0] == datetime.fromisoformat(first["scheduled_start_time"])
    assert starts == sorted(set(starts))


@pytest.mark.parametrize("failure", [dropped_after(), dropped_before(), broken(502)])
async def test_an_attempt_with_no_clear_outcome_leaves_one_event(chat: DiscordChat, failure: Any) -> None:
    chat.server.failures.next(MAKING, failure)
    await planned(chat, '"Clinic" "tomorrow 15:00"')
    await until(chat, lambda: mirrored(chat))
    await settled(chat)
    assert [one["name"] for one in mirrored(chat)] == ["Clinic"]


async def test_what_people_end_by_hand_stays_ended(chat: DiscordChat) -> None:
    number = await planned(chat, '"Clinic" "tomorrow 15:00"')
    await until(chat, lambda: mirrored(chat))
    mirrored(chat)[0]["status"] = CANCELED
    await chat.says("bob", f'/event edit {number} title: "Other"')
    await settled(chat)
    assert [one["name"] for one in mirrored(chat)] == ["Clinic"]


async def test_what_people_take_away_by_hand_stays_away_until_it_has_another_time(chat: DiscordChat) -> None:
    number = await planned(chat, '"Clinic" "tomorrow 15:00"')
    await until(chat, lambda: mirrored(chat))
    chat.home.events.clear()
    for title in ("Other", "Another", "Yet another"):
        await chat.says("bob", f'/event edit {number} title: "{title}"')
        await settled(chat)
        assert not mirrored(chat)
    asked = await chat.says("bob", f'/event edit {number} time: "tomorrow 16:00"')
    await chat.presses("bob", "Yes, change it", on=asked)
    await until(chat, lambda: [one["name"] for one in mirrored(chat)] == ["Yet another"])


async def test_what_people_take_away_by_hand_comes_back_with_the_next_time(chat: DiscordChat) -> None:
    number = await planned(chat, '"Stand-up" "tomorrow 10:00 for 30 minutes daily"')
    await until(chat, lambda: mirrored(chat))
    first = mirrored(chat)[0]["scheduled_start_time"]
    chat.home.events.clear()
    await chat.says("bob", f'/event edit {number} title: "Coffee"')
    await settled(chat)
    assert not mirrored(chat)
    await chat.passes(timedelta(days=1))
    await chat.passes(timedelta(hours=23))
    await until(chat, lambda: mirrored(chat))
    assert mirrored(chat)[0]["scheduled_start_time"] > first


async def test_what_people_took_away_comes_back_with_an_event_that_takes_place_after_all(
    chat: DiscordChat,
) -> None:
    number = await planned(chat, '"Clinic" "tomorrow 15:00"')
    await until(chat, lambda: mirrored(chat))
    chat.home.events.clear()
    gone = await chat.says("bob", f"/event cancel {number}")
    await settled(chat)
    await chat.presses("bob", "Take it back", on=gone)
    await until(chat, lambda: mirrored(chat))


async def test_a_private_community_s_events_are_not_there(chat: DiscordChat) -> None:
    await planned(chat, '"Clinic" "tomorrow 15:00"')
    await until(chat, lambda: mirrored(chat))
    await chat.says("bob", "/community settings private: yes")
    await until(chat, lambda: not mirrored(chat))
    await planned(chat, '"Secret clinic" "tomorrow 16:00"')
    await settled(chat)
    assert not mirrored(chat)
    await chat.says("bob", "/community settings private: no")
    await until(chat, lambda: len(mirrored(chat)) == 2)


async def test_what_is_taken_away_goes_and_comes_back(chat: DiscordChat) -> None:
    number = await planned(chat, '"Clinic" "tomorrow 15:00"')
    await until(chat, lambda: mirrored(chat))
    gone = await chat.says("bob", f"/item delete {number}")
    await until(chat, lambda: not mirrored(chat))
    await chat.presses("bob", "Bring it back", on=gone)
    await until(chat, lambda: mirrored(chat))


async def test_without_the_right_all_else_goes_on(chat: DiscordChat) -> None:
    world = chat.server.world
    for role in chat.home.roles.values():
        role.permissions &= ~(Permission.CREATE_EVENTS | Permission.MANAGE_EVENTS)
    await planned(chat, '"Clinic" "tomorrow 15:00"')
    await chat.eventually("general", "Clinic")
    await settled(chat)
    assert not mirrored(chat)
    lines = await chat.app.adapters[0].check()
    assert all(line.ok for line in lines)
    assert any("create events" in line.detail for line in lines)
    world.grant(chat.home, world.bot, Permission.CREATE_EVENTS)
    await planned(chat, '"Later clinic" "tomorrow 16:00"')
    await until(chat, lambda: [one["name"] for one in mirrored(chat)] == ["Later clinic"])


async def test_long_texts_are_cut_to_what_discord_takes(chat: DiscordChat) -> None:
    await planned(chat, f'"{"t" * 190}" "tomorrow 15:00" place: "{"p" * 180}" text: "{"*x " * 400}"')
    await until(chat, lambda: mirrored(chat))
    (event,) = mirrored(chat)
    assert len(event["name"]) == 100
    assert len(event["entity_metadata"]["location"]) == 100
    assert len(event["description"]) <= 1000
    assert "event show" in event["description"].splitlines()[-1]
