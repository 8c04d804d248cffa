"""Feeds: each entry is posted once, whatever feeds and their servers do; and it can be asked why."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from bot.services.news import held
from storage.engine import Database
from tests.drivers.paper import NOON, PaperChat
from tests.feeds import ALLOWED, Site, item, look, poller, rss, site
from tests.scenes import open_community

HOUR = timedelta(hours=1)


@pytest.fixture
async def chat(database: Database, tmp_path: Path) -> PaperChat:
    chat = PaperChat(database, tmp_path, feeds={**ALLOWED, "every": 1800})
    await open_community(chat, "Data Standards", "bob")
    return chat


@pytest.fixture
async def web() -> AsyncIterator[Site]:
    async with site() as one:
        yield one


async def added(chat: PaperChat, web: Site, *, path: str = "/feed", more: str = "") -> None:
    """Alice takes the feed at that path, and it is looked at."""
    said = await chat.says("alice", f"/feed add {web.url(path)} {more}")
    assert "I am looking at" in said
    await look(chat)


async def later(chat: PaperChat, time: timedelta = HOUR) -> list[str]:
    """Time passes, feeds are looked at; returns what stands in the channel."""
    await chat.passes(time)
    await look(chat)
    return [one.text for one in await chat.channel() if "What was new in" not in one]


async def test_the_newest_is_posted_first_and_then_what_comes(chat: PaperChat, web: Site) -> None:
    old, newest = item("Old", NOON - 3 * HOUR), item("Newest", NOON - HOUR, "<p>With <b>words</b>.</p>")
    web.put("/feed", rss(old, newest))
    await added(chat, web)
    (card,) = await chat.channel()
    assert "Newest" in card
    assert "With words." in card
    assert "Town News" in card
    assert card.buttons == ("Keep in library…",)
    assert "takes “Town News” from now on" in await chat.told("alice")
    web.put("/feed", rss(item("Next", NOON + HOUR), newest, old))
    texts = await later(chat)
    assert ["Newest" in texts[0], "Next" in texts[1], len(texts)] == [True, True, 2]
    assert len(await later(chat)) == 2


async def test_unchanged_feeds_are_asked_with_conditions_and_cost_no_reading(
    chat: PaperChat, web: Site
) -> None:
    web.put("/feed", rss(item("One")), ETag='"1"', Last_Modified="Wed, 18 Nov 2026 10:00:00 GMT")
    await added(chat, web)
    await later(chat)
    await later(chat)
    assert [asked[1].get("If-None-Match") for asked in web.asked] == [None, '"1"', '"1"']
    assert "Convenor/" in web.asked[0][1]["User-Agent"]
    assert "(+http" in web.asked[0][1]["User-Agent"]


async def test_edited_and_renumbered_entries_are_not_posted_again(chat: PaperChat, web: Site) -> None:
    web.put("/feed", rss(item("One")))
    await added(chat, web)
    web.put("/feed", rss(item("One", body="Corrected")))
    assert len(await later(chat)) == 1
    web.put("/feed", rss(item("One", number="another-id")))
    assert len(await later(chat)) == 1
    web.put("/feed", rss(item("One", number="a-third", link="https://elsewhere.example/x")))
    assert len(await later(chat)) == 1
    web.put("/feed", rss(item("Two", NOON + HOUR), item("One", number="a-fourth")))
    assert len(await later(chat)) == 2


async def test_a_feed_that_has_moved_for_good_is_followed_and_one_that_is_lent_is_not(
    chat: PaperChat, web: Site
) -> None:
    web.put("/feed", rss(item("One")))
    await added(chat, web)
    web.moved("/feed", "/new", 302)
    web.put("/new", rss(item("One")))
    await later(chat)
    assert web.asked[-2][0] == "/feed"
    web.moved("/feed", "/new", 308)
    await later(chat)
    web.asked.clear()
    await later(chat)
    assert [path for path, _headers in web.asked] == ["/new"]
    shown = await chat.presses("bob", "Show", await chat.says("bob", "/feed list"))
    assert shown
    assert "It has moved here from" in shown


async def test_two_feeds_that_become_one_are_merged(chat: PaperChat, web: Site) -> None:
    web.put("/a", rss(item("One"), title="A"))
    web.put("/b", rss(item("Two"), title="B"))
    await added(chat, web, path="/a")
    await added(chat, web, path="/b")
    web.moved("/a", "/b")
    web.put("/b", rss(item("One", number="x"), item("Two"), title="B"))
    assert len(await later(chat)) == 2
    assert (await chat.says("bob", "/feed list")).text.count("works") == 1
    web.put("/b", rss(item("Three", NOON + 2 * HOUR), item("Two"), title="B"))
    assert len(await later(chat)) == 3


async def test_what_is_gone_is_asked_no_more_and_said_once(chat: PaperChat, web: Site) -> None:
    web.put("/feed", rss(item("One")))
    await added(chat, web)
    web.put("/feed", status=410)
    await later(chat)
    assert "is gone for good" in await chat.told("alice")
    web.asked.clear()
    await later(chat, timedelta(days=3))
    assert not web.asked
    assert "gone for good" in await chat.says("bob", "/feed list")


async def test_failures_double_the_pause_up_to_a_day_and_are_told_once(chat: PaperChat, web: Site) -> None:
    web.put("/feed", rss(item("One")))
    await added(chat, web)
    web.put("/feed", status=500)
    asked = []
    for _ in range(8 * 24):
        web.asked.clear()
        await later(chat)
        asked.append(len(web.asked))
    times = [hour for hour, count in enumerate(asked) if count]
    pauses = [after - before for before, after in pairwise(times)]
    assert pauses[0] <= 3, "it is tried again soon"
    assert all(21 <= pause <= 28 for pause in pauses[-3:]), f"and then about once a day: {pauses}"
    assert (await chat.told("alice")).count("I have not been able to read") == 1
    web.put("/feed", rss(item("Two", chat.now)))
    assert len(await later(chat, timedelta(days=2))) == 2
    assert "works" in await chat.says("bob", "/feed list")


async def test_a_server_that_asks_us_to_wait_is_left_alone(chat: PaperChat, web: Site) -> None:
    web.put("/feed", rss(item("One")))
    await added(chat, web)
    web.put("/feed", status=429, Retry_After=str(5 * 3600))
    await later(chat)
    web.asked.clear()
    await later(chat, 4 * HOUR)
    assert not web.asked
    await later(chat, 2 * HOUR)
    assert web.asked


async def test_filters_keep_out_and_why_says_so(chat: PaperChat, web: Site) -> None:
    web.put("/feed", rss(item("First")))
    await added(chat, web, more="include: hóusing, transport exclude: football")
    assert not await chat.channel()
    web.put("/feed", rss(item("HOUSING at last"), item("Football housing"), item("Weather"), item("First")))
    texts = await later(chat)
    assert len(texts) == 1
    assert "HOUSING at last" in texts[0]
    assert "“football” is in it" in await chat.says("bob", "/feed why football")
    assert "none of these is in it: hóusing, transport" in await chat.says("bob", "/feed why weather")
    assert "It was posted." in await chat.says("bob", "/feed why https://example.org/housing-at-last")
    assert "No feed of Data Standards had" in await chat.says("bob", "/feed why zeppelins")


async def test_so_many_an_hour_and_the_rest_goes_into_the_digest(chat: PaperChat, web: Site) -> None:
    web.put("/feed", rss(item("Zero")))
    await added(chat, web, more="most_per_hour: 2")
    web.put("/feed", rss(*(item(f"N{n}", NOON + timedelta(minutes=n)) for n in range(5)), item("Zero")))
    texts = await later(chat, 2 * HOUR)
    assert [n for n in range(5) if any(f"N{n}" in text for text in texts)] == [3, 4]
    assert "More than 2 came within an hour" in await chat.says("bob", "/feed why N1")
    community = (await chat.says("bob", "/community list")).handle.reply.blocks[0].entries[0].button
    number = int(community.action.rpartition("=")[2])
    async with chat.database.read() as tx:
        found = await held.between(tx, number, NOON, chat.now, limit=2)
    assert [(one.title, one.feed_title) for one in found] == [("N2", "Town News"), ("N1", "Town News")]


async def test_three_pollers_at_once_post_once(chat: PaperChat, web: Site) -> None:
    for n in range(12):
        web.put(f"/{n}", rss(item(f"Entry {n}", number=f"n{n}")))
        await chat.says("alice", f"/feed add {web.url(f'/{n}')} most_per_hour: 60", where="general")
        if n % 6 == 5:
            async with poller(chat) as a, poller(chat) as b, poller(chat) as c:
                await asyncio.gather(a.poll(), b.poll(), c.poll())
    assert len(await chat.channel()) == 12
    for n in range(12):
        web.put(
            f"/{n}", rss(item(f"Later {n}", NOON + HOUR, number=f"l{n}"), item(f"Entry {n}", number=f"n{n}"))
        )
    await chat.passes(HOUR)
    async with poller(chat) as a, poller(chat) as b, poller(chat) as c:
        await asyncio.gather(a.poll(), b.poll(), c.poll())
    # What was in another's hand meanwhile is looked at when that one is done.
    await look(chat)
    texts = sorted(one.text.split("\n")[0] for one in await chat.channel())
    assert len(texts) == len(set(texts)) == 24


async def test_a_poller_that_dies_between_asking_and_writing_loses_and_doubles_nothing(
    chat: PaperChat, web: Site
) -> None:
    web.put("/feed", rss(item("One")))
    await added(chat, web)
    web.put("/feed", rss(item("Two", NOON + HOUR), item("One")))
    await chat.passes(HOUR)
    asked = asyncio.Event()

    async def asked_for(_path: str) -> None:
        asked.set()

    web.while_asked = asked_for
    async with poller(chat) as one:
        task = asyncio.create_task(one.run())
        await asked.wait()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    assert len(await chat.channel()) == 1
    await look(chat)
    assert len(await chat.channel()) == 1, "its lease holds still"
    assert len(await later(chat, timedelta(minutes=6))) == 2
    assert len(await later(chat)) == 2


async def test_the_same_address_from_two_feeds_is_posted_once(chat: PaperChat, web: Site) -> None:
    web.put("/a", rss(item("One"), title="A"))
    web.put("/b", rss(item("The same", link="http://www.example.org/one/?utm_source=b"), title="B"))
    await added(chat, web, path="/a")
    await added(chat, web, path="/b")
    assert len(await chat.channel()) == 1
    assert "posted here before" in await chat.says("bob", "/feed why the same")


async def test_what_comes_while_a_feed_is_paused_is_not_posted_later(chat: PaperChat, web: Site) -> None:
    web.put("/feed", rss(item("One")))
    await added(chat, web)
    await chat.says("alice", "/feed pause Town News")
    web.put("/feed", rss(item("Two"), item("One")))
    await later(chat)
    await chat.says("alice", "/feed pause town resume: yes")
    web.put("/feed", rss(item("Three"), item("Two"), item("One")))
    texts = await later(chat)
    assert len(texts) == 2
    assert "Three" in texts[1]
    assert "as the feed was paused" in await chat.says("bob", "/feed why two")


async def test_a_channel_that_is_no_longer_the_communitys_gets_nothing(chat: PaperChat, web: Site) -> None:
    web.put("/feed", rss(item("One")))
    await added(chat, web)
    await chat.says("alice", "/community map", where="lobby")
    await chat.says("alice", "/community unmap", where="general")
    web.put("/feed", rss(item("Two"), item("One")))
    assert len(await later(chat)) == 1
    assert "channel is not the community's" in await chat.says("bob", "/feed why two", where="lobby")


async def test_old_entries_that_turn_up_late_are_no_news(chat: PaperChat, web: Site) -> None:
    web.put("/feed", rss(item("One")))
    await added(chat, web)
    web.put("/feed", rss(item("One"), item("Archive", NOON - timedelta(days=60))))
    assert len(await later(chat)) == 1
    assert "old when it came into the feed" in await chat.says("bob", "/feed why archive")


async def test_after_a_long_downtime_what_is_a_week_old_goes_into_the_digest(
    chat: PaperChat, web: Site
) -> None:
    web.put("/feed", rss(item("One")))
    await added(chat, web)
    web.put(
        "/feed",
        rss(item("Fresh", NOON + timedelta(days=13)), item("Stale", NOON + timedelta(days=2)), item("One")),
    )
    texts = await later(chat, timedelta(days=14))
    assert len(texts) == 2
    assert "Fresh" in texts[1]
    assert "more than a week old" in await chat.says("bob", "/feed why stale")


async def test_what_was_forgotten_is_not_posted_again(chat: PaperChat, web: Site) -> None:
    web.put("/feed", rss(item("One", at=None)))
    await added(chat, web)
    web.put("/feed", rss(item("Two", at=None)))
    await later(chat)
    await later(chat, timedelta(days=100))
    assert "No feed" in await chat.says("bob", "/feed why one")
    web.put("/feed", rss(item("One", at=None), item("Two", at=None)))
    assert len(await later(chat)) == 2


async def test_several_communities_share_a_feed_and_each_has_its_own_say(chat: PaperChat, web: Site) -> None:
    await open_community(chat, "Housing", "bob", where="lobby")
    web.put("/feed", rss(item("One")))
    await added(chat, web)
    await chat.says("alice", f"/feed add {web.url()} exclude: two", where="lobby")
    await look(chat)
    web.asked.clear()
    web.put("/feed", rss(item("Two"), item("One")))
    assert len(await later(chat)) == 2
    assert len(await chat.channel("lobby")) == 1
    assert len(web.asked) == 1


async def test_entries_are_kept_in_the_library_from_their_card(chat: PaperChat, web: Site) -> None:
    web.put("/feed", rss(item("One", body="All about one.")))
    await added(chat, web)
    card = await chat.eventually("general", "One")
    form = await chat.presses("bob", "Keep in library…", card)
    assert form
    assert form.form
    values = {one.name: one.value for one in form.form.fields}
    assert values["link"] == "https://example.org/one"
    assert values["title"] == "One"
    made = await chat.submits("bob", form)
    assert "in the library of Data Standards" in made


async def test_only_facilitators_change_what_is_taken(chat: PaperChat, web: Site) -> None:
    web.put("/feed", rss(item("One")))
    await added(chat, web)
    for line in (
        f"add {web.url('/x')}",
        "pause town",
        "filter town include: x",
        "remove town",
        f"test {web.url()}",
    ):
        assert "Only facilitators" in await chat.says("bob", f"/feed {line}"), line
    shown = await chat.says("bob", "/feed show town")
    assert shown.buttons == ()


async def test_taking_a_feed_twice_and_removing_it_with_undo(chat: PaperChat, web: Site) -> None:
    web.put("/feed", rss(item("One")))
    await added(chat, web)
    again = await chat.says("alice", f"/feed add {web.url()}")
    assert "takes “Town News” already" in again
    gone = await chat.says("alice", "/feed remove town")
    assert "takes no feeds" in await chat.says("bob", "/feed list")
    assert await chat.presses("alice", "Undo", gone)
    await look(chat)
    assert "works" in await chat.says("bob", "/feed list")
