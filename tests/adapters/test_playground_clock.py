"""The playground's clock moves forward, and what is due on the way is done at its own time."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from playwright.async_api import Route, expect

from bot.forward import MovableClock
from tests.adapters.chromium import Visitor, browser, needs_chromium
from tests.drivers.playground import PlaygroundChat

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def test_the_clock_goes_on_from_where_it_was_moved_to_and_never_back(tmp_path: Path) -> None:
    real = [MONDAY]
    clock = MovableClock(tmp_path / "data" / "clock", lambda: real[0])
    clock.move_to(MONDAY + timedelta(days=3))
    clock.move_to(MONDAY + timedelta(days=1))
    real[0] += timedelta(minutes=5)
    after_a_restart = MovableClock(tmp_path / "data" / "clock", lambda: real[0])
    assert clock() == after_a_restart() == MONDAY + timedelta(days=3, minutes=5)


def test_a_clock_s_file_with_rubbish_in_it_is_as_good_as_none(tmp_path: Path) -> None:
    for rubbish in ("", "tomorrow", "1e999", "-500", "nan"):
        (tmp_path / "clock").write_text(rubbish)
        assert MovableClock(tmp_path / "clock", lambda: MONDAY)() == MONDAY, rubbish


async def test_each_thing_that_is_due_within_a_week_is_done_at_its_own_time(tmp_path: Path) -> None:
    async with PlaygroundChat.open(tmp_path) as chat:
        await chat.says("bob", '/community new "Data Standards"')
        await chat.says("bob", '/poll new "Soup?" Yes No closes: "in 30 hours"')
        await chat.says("bob", '/poll new "Salad?" Yes No closes: "in 72 hours"')
        await chat.eventually("general", "Salad?")
        told = await chat.call("GET", "clock?as=bob")
        began = datetime.fromisoformat(told["now"])
        moved = await chat.call("POST", "clock", {"as": "bob", "to": "week"})
        assert abs(moved["ahead"] - 7 * 86400) < 60
        results = [one for one in await chat.messages() if "Result" in str(one["reply"])]
        after = [datetime.fromisoformat(one["at"]) - began for one in results]
        assert [round(each / timedelta(hours=1)) for each in after] == [30, 72]


async def test_the_next_thing_that_is_due_is_done_and_nothing_after_it(tmp_path: Path) -> None:
    async with PlaygroundChat.open(tmp_path) as chat:
        await chat.says("bob", '/community new "Data Standards"')
        await chat.says("bob", "/digest schedule never")
        await chat.says("bob", '/poll new "Soup?" Yes No closes: "in 2 hours"')
        await chat.says("bob", '/poll new "Salad?" Yes No closes: "in 3 hours"')
        await chat.eventually("general", "Salad?")
        await chat.call("POST", "clock", {"as": "bob", "to": "next"})
        shown = [one.text for one in await chat.channel()]
        assert any("Result: Soup?" in text for text in shown)
        assert not any("Result: Salad?" in text for text in shown)


async def test_what_is_due_and_tells_nobody_anything_is_passed_by(tmp_path: Path) -> None:
    async with PlaygroundChat.open(tmp_path) as chat:
        await chat.says("bob", '/community new "Data Standards"')
        # The community's and each member's digests are due first; nothing new is in them.
        await chat.says("bob", "/digest schedule daily")
        assert (await chat.says("bob", "/digest mine daily")).private
        await chat.says("bob", '/poll new "Soup?" Yes No closes: "in 20 days"')
        await chat.eventually("general", "Soup?")
        for _turn in range(8):
            before = await everything_for_bob(chat)
            # Rows of the outbox that are older than a week are gone by the second press.
            told = await chat.call("POST", "clock", {"as": "bob", "to": "next"})
            assert await everything_for_bob(chat) != before, "something is to be seen after each press"
            if any("Result: Soup?" in str(one) for one in await chat.messages()):
                break
        assert round(told["ahead"] / 86400) == 20


async def everything_for_bob(chat: PlaygroundChat) -> list[Any]:
    return [*await chat.messages("general", "bob"), *await chat.messages("@bot", "bob")]


async def test_the_clock_is_not_moved_by_nobody_nor_anywhere_else(tmp_path: Path) -> None:
    async with PlaygroundChat.open(tmp_path) as chat:
        for body, status in (
            ({"as": "nobody", "to": "day"}, 404),
            ({"as": "bob", "to": "yesterday"}, 400),
            ({"as": "bob", "to": -5}, 400),
            ({"as": "bob"}, 400),
        ):
            async with chat.session.post("clock", json=body) as refused:
                assert refused.status == status, body
        assert (await chat.call("GET", "clock"))["ahead"] == 0


async def test_beside_real_people_the_clock_stays_where_it_is(tmp_path: Path) -> None:
    slack = {"bot_token": "xoxb-1", "signing_secret": "s" * 16, "api_url": "http://127.0.0.1:9/"}
    async with PlaygroundChat.open(tmp_path, slack=slack) as chat:
        assert not (await chat.call("GET", "clock"))["movable"]
        async with chat.session.post("clock", json={"as": "bob", "to": "day"}) as refused:
            assert refused.status == 409


@needs_chromium
async def test_the_clock_is_moved_with_the_keyboard(tmp_path: Path) -> None:
    async with PlaygroundChat.open(tmp_path) as chat, browser() as chromium:
        await chat.says("bob", '/community new "Data Standards"')
        await chat.says("bob", '/poll new "Soup?" Yes No closes: "in 2 hours"')
        alice = await Visitor.arrive(chromium, chat.app.port, "alice")
        clock = alice.page.locator("#clock")
        await expect(clock).to_contain_text("Move the clock forward")
        await clock.press("Enter")
        await expect(alice.page.get_by_role("menuitemradio", name="To the next thing")).to_be_focused()
        await alice.types("[ArrowDown]", "[ArrowDown]", "[Enter]")
        await expect(clock).to_contain_text("1 day ahead")
        await expect(clock).to_be_focused()
        await expect(alice.page.locator("#messages")).to_contain_text("Result: Soup?")
        await alice.page.reload()
        await expect(clock).to_contain_text("1 day ahead")
        assert not alice.complaints


@needs_chromium
async def test_a_clock_that_is_moving_says_so(tmp_path: Path) -> None:
    async with PlaygroundChat.open(tmp_path) as chat, browser() as chromium:
        alice = await Visitor.arrive(chromium, chat.app.port, "alice")
        may_go_on = asyncio.Event()

        async def hold(route: Route) -> None:
            if route.request.method == "POST":
                await may_go_on.wait()
            await route.continue_()

        await alice.page.route("**/clock", hold)
        clock = alice.page.locator("#clock")
        await clock.press("Enter")
        await expect(alice.page.get_by_role("menuitemradio", name="To the next thing")).to_be_focused()
        await alice.types("[ArrowDown]", "[ArrowDown]", "[Enter]")
        await expect(clock).to_contain_text("Moving forward…")
        may_go_on.set()
        await expect(clock).to_contain_text("1 day ahead")
        await expect(clock).to_be_focused()
        assert not alice.complaints
