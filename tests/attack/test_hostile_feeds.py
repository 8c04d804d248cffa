"""Feeds, and lists of feeds, that are made to do harm: given up in bounded time, and others are read on."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.errors import NotUnderstood
from bot.news.poller import LONGEST_PAUSE
from bot.services.news import opml
from bot.services.news.feedreading import Read, Readings
from tests.chat import Picked, Seen
from tests.drivers.paper import PaperChat
from tests.feeds import ALLOWED, item, look, poller, rss, site
from tests.scenes import open_community

HOME = "https://example.org/feed"

START, END = "<rss version='2.0'><channel><title>t</title>", "</channel></rss>"
FEW = "<item><title>One</title><link>https://example.org/1</link></item>"
LAUGHS = "<!DOCTYPE l [<!ENTITY a 'ha'>" + "".join(
    f"<!ENTITY {other} '{f'&{one};' * 10}'>" for one, other in zip("abcdefgh", "bcdefghi", strict=True)
)


def json_feed(items: str) -> str:
    return '{"version": "https://jsonfeed.org/version/1", "items": [' + items + "]}"


FEEDS: dict[str, Callable[[], str | bytes]] = {
    "entities that multiply": lambda: f"{LAUGHS}]>{START}<item><title>&i;</title></item>{END}",
    "one long entity, often": lambda: (
        f"<!DOCTYPE l [<!ENTITY a '{'A' * 100_000}'>]>{START}<item><title>{'&a;' * 9999}</title></item>{END}"
    ),
    "an entity from outside": lambda: (
        f"<!DOCTYPE l [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>{START}<item><title>&a;</title></item>{END}"
    ),
    "a DTD from outside": lambda: f"<!DOCTYPE rss SYSTEM 'http://127.0.0.1:9/x.dtd'>{START}{FEW}{END}",
    "a DTD without end": lambda: "<!DOCTYPE " + "[" * 500_000,
    "elements in each other": lambda: START + "<x>" * 500_000,
    "entries in each other": lambda: START + "<item>" * 100_000,
    "attributes": lambda: START + "<item " + " ".join(f"a{n}='b'" for n in range(100_000)) + "/>" + END,
    "name spaces": lambda: "<rss " + " ".join(f"xmlns:n{n}='u:{n}'" for n in range(50_000)) + ">" + END,
    "markup in markup": lambda: f"{START}<item><description>{'<a>' * 300_000}</description></item>{END}",
    "HTML in each other": lambda: (
        f"{START}<item><title>a</title><description><![CDATA[{'<div><b>' * 200_000}]]></description></item>{END}"
    ),
    "comments without end": lambda: START + "<!-- " * 200_000,
    "CDATA without end": lambda: START + "<![CDATA[" * 100_000,
    "ampersands": lambda: f"{START}<item><title>a</title><description>{'&' * 500_000}",
    "a hundred thousand categories": lambda: (
        f"{START}<item><title>a</title>{'<category>x</category>' * 100_000}"
    ),
    "a million entries": lambda: START + "<item><title>x</title></item>" * 150_000 + END,
    "dates": lambda: START + f"<item><title>a</title><pubDate>{'Mon, ' * 200_000}</pubDate></item>" + END,
    "a date of a million digits": lambda: (
        f"{START}<item><title>a</title><pubDate>{'1' * 1_000_000}</pubDate></item>{END}"
    ),
    "a host that is long": lambda: START + f"<item><link>https://{'ü.' * 300_000}org/</link></item>" + END,
    "an encoding that is none": lambda: f"<?xml version='1.0' encoding='{'x' * 100_000}'?>{START}{FEW}{END}",
    "an encoding that computes": lambda: f"<?xml version='1.0' encoding='zlib_codec'?>{START}{FEW}{END}",
    "an encoding that fails": lambda: f"<?xml version='1.0' encoding='undefined'?>{START}{FEW}{END}",
    "an encoding with a null": lambda: f"<?xml version='1.0' encoding='utf\0'?>{START}{FEW}{END}",
    "nulls": lambda: b"\0" * 5_000_000,
    "lists in lists": lambda: json_feed("[" * 100_000),
    "a number beyond counting": lambda: json_feed('{"id": ' + "9" * 5000 + ', "title": "a"}'),
    "values of other kinds": lambda: json_feed(
        '{"id": 1e999, "title": ["a"], "url": 7, "tags": {"a": 1}, "date_published": 5, "content_html": null}'
    ),
    "dates beyond the calendar": lambda: json_feed(
        '{"title": "a", "date_published": "0001-01-01T00:00+23:59"}'
    ),
    "links by the ten thousand": lambda: (
        "<!doctype html><html>" + "<link rel='alternate' type='application/rss+xml' href='/f'>" * 60_000
    ),
    "a page of brackets": lambda: "<html>" + "<" * 300_000,
    "a page of quotation marks": lambda: "<html>" + "<link " + 'a="' * 300_000,
}


@pytest.mark.parametrize("which", FEEDS)
async def test_a_hostile_feed_is_given_up_in_time_and_the_next_is_read(which: str) -> None:
    made = FEEDS[which]()
    readings = Readings(patience=4)
    try:
        began = time.monotonic()
        found = await readings.read(made if isinstance(made, bytes) else made.encode(), HOME)
        assert time.monotonic() - began < 6
        assert "root:" not in repr(found)
        assert len(found.entries) <= 500
        assert len(found.feeds) <= 3
        assert sum(len(one.text) + len(one.title) + len(one.summary) for one in found.entries) < 2_000_000
        readings._patience = 20
        assert len((await readings.read(f"{START}{FEW}{END}".encode(), HOME)).entries) == 1
    finally:
        await readings.close()


async def read(document: str | bytes) -> Read:
    """What comes of one document."""
    readings = Readings()
    try:
        return await readings.read(document if isinstance(document, bytes) else document.encode(), HOME)
    finally:
        await readings.close()


async def test_a_page_with_odd_markup_still_names_its_feed() -> None:
    page = "<html><link rel='alternate' type='application/rss+xml' href='/f'><![foo bar]>"
    assert (await read(page)).feeds == ("https://example.org/f",)


async def test_half_an_emoji_costs_one_sign_and_not_the_feed() -> None:
    found = await read(
        json_feed('{"id": "1", "title": "Good \\ud83d"}, {"id": "2", "title": "\\ud83d\\ude00"}')
    )
    assert [one.title for one in found.entries] == ["Good ?", "😀"]


@pytest.mark.parametrize("declared", ["", "<?xml version='1.0'?>", "<?xml version='1.0' encoding='utf-16'?>"])
async def test_utf_16_is_known_by_its_beginning(declared: str) -> None:
    assert len((await read(f"{declared}{START}{FEW}{END}".encode("utf-16"))).entries) == 1


async def test_a_feed_that_takes_too_long_to_read_is_left_for_a_day(
    database: object, chat: PaperChat
) -> None:
    chat = PaperChat(chat.database, chat.settings.data, feeds=ALLOWED)
    await open_community(chat)
    async with site() as web, poller(chat) as one:
        web.put("/feed", rss(item("One")))
        await chat.says("alice", f"/feed add {web.url()}")
        await one.poll()
        web.put("/feed", START + "<item>" * 100_000)
        await chat.passes(timedelta(hours=1))
        one._looking._readings._patience = 0.01
        await one.poll()
        asked = len(web.asked)
        shown = await chat.says("alice", "/feed list")
        assert "it takes too long to read" in shown
        await chat.passes(LONGEST_PAUSE * 0.8)
        await one.poll()
        assert len(web.asked) == asked
        web.put("/feed", rss(item("Two")))
        await chat.passes(LONGEST_PAUSE * 0.4)
        one._looking._readings._patience = 20
        await one.poll()
    assert any("Two" in seen for seen in await chat.channel())


# --- lists of feeds -------------------------------------------------------------------

LISTS: dict[str, Callable[[], bytes]] = {
    "outlines in each other": lambda: b"<opml><body>" + b"<outline>" * 100_000 + b"</outline>" * 100_000 + b"</body></opml>",
    "outlines without end": lambda: b"<opml><body>" + b"<outline>" * 100_000,
    "entities that multiply": lambda: f"{LAUGHS}]><opml><outline xmlUrl='&i;'/></opml>".encode(),
    "an entity from outside": lambda: (
        b"<!DOCTYPE o [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><opml><outline xmlUrl='https://e.org/&a;'/></opml>"
    ),
    "a DTD": lambda: b"<!DOCTYPE opml SYSTEM 'http://127.0.0.1:9/'><opml><outline xmlUrl='https://e.org/'/></opml>",
    "no addresses": lambda: b"<opml>" + b"".join(
        b"<outline xmlUrl='%s'/>" % one
        for one in (b"", b"file:///etc/passwd", b"javascript:x", b"http://[", b"http://a:b@e.org/", b"https://e.org:99999/",
                    b"http://%ff", b"//", b"http://" + b"a" * 3000 + b".org", "http://\u202e.org".encode(), b"https://e")
    ) + b"</opml>",
    "no XML": lambda: b"%PDF-1.7",
    "nothing": lambda: b"",
    "another encoding": lambda: b"<?xml version='1.0' encoding='zlib'?><opml/>",
    "half a sign": lambda: b"<opml><outline xmlUrl='https://e.org/\xff'/></opml>",
}  # fmt: skip


@pytest.mark.parametrize("which", LISTS)
def test_a_list_that_is_none_is_refused_in_words_and_soon(which: str) -> None:
    began = time.process_time()
    with pytest.raises(NotUnderstood):
        opml.read(LISTS[which]())
    assert time.process_time() - began < 1


def test_of_a_list_without_end_two_hundred_are_taken_soon() -> None:
    many = b"<opml>" + b"".join(b"<outline xmlUrl='e.org/%d'/>" % n for n in range(30_000)) + b"</opml>"
    began = time.process_time()
    assert len(opml.read(many)) == opml.MOST
    assert time.process_time() - began < 1


async def imported(chat: PaperChat, content: bytes) -> Seen:
    """What is said to whoever imports a file."""
    form = await chat.says("alice", "/feed import")
    return await chat.submits("alice", form, file=Picked("feeds.opml", content))


@pytest.mark.parametrize("which", LISTS)
async def test_a_hostile_list_takes_no_feed(chat: PaperChat, which: str) -> None:
    await open_community(chat)
    said = await imported(chat, LISTS[which]())
    assert said.text
    assert "are taken" not in said
    assert "takes no feeds" in await chat.says("alice", "/feed list")
    await look(chat)
