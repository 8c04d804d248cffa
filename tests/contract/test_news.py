"""News from feeds, on every platform: taken, posted, filtered, explained, and kept."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from tests.chat import Chat, Picked, Seen
from tests.feeds import ALLOWED, Site, item, rss, site

SETTINGS = {"feeds": {**ALLOWED, "every": 600}}
NOW = datetime.now(UTC).replace(microsecond=0)


@pytest.fixture
async def web() -> AsyncIterator[Site]:
    async with site() as one:
        yield one


def at(minutes: int) -> datetime:
    return NOW + timedelta(minutes=minutes)


async def taken(cop: Chat, web: Site, more: str = "", title: str = "One") -> Seen:
    """Bob takes the feed of the site; its newest entry as it stands in the channel."""
    said = await cop.says("bob", f"/cop feed add {web.url()} {more}")
    assert "I am looking at" in said
    assert said.private
    return await cop.eventually("general", title)


async def test_a_feed_is_taken_and_its_news_is_posted_and_kept(cop: Chat, web: Site) -> None:
    web.put(
        "/feed",
        rss(item("Old", at(-60)), item("One & <two> @everyone", at(-5), "<p>Hello <b>there</b>.</p>")),
    )
    card = await taken(cop, web)
    assert "One & <two> @everyone" in card
    assert "Hello there." in card
    assert "Town News" in card
    told = await cop.eventually("@bot", "takes “Town News” from now on", by="bob")
    shown = await cop.presses("bob", "Show it", on=told)
    assert shown
    assert "works" in shown
    form = await cop.presses("carol", "Keep in library…", on=card)
    assert form
    assert form.form
    assert {one.name: one.value for one in form.form.fields}["title"] == "One & <two> @everyone"
    made = await cop.submits("carol", form)
    assert "in the library of Data Standards" in made
    assert not any("Old" in one for one in await cop.channel())


async def test_the_next_entry_comes_by_itself_and_only_if_it_is_wanted(cop: Chat, web: Site) -> None:
    web.put("/feed", rss(item("One housing", at(-5))))
    await taken(cop, web, "include: housing")
    web.put("/feed", rss(item("Two housing", at(-3)), item("Weather", at(-4)), item("One housing", at(-5))))
    await cop.passes(timedelta(minutes=15))
    await cop.eventually("general", "Two housing")
    assert not any("Weather" in one for one in await cop.channel())
    assert "none of these is in it: housing" in await cop.says("carol", "/cop feed why weather")
    assert "It was posted." in await cop.says("carol", "/cop feed why https://example.org/two-housing")


async def test_the_address_of_a_page_finds_its_feed(cop: Chat, web: Site) -> None:
    web.put(
        "/blog", '<html><head><link rel="alternate" type="application/rss+xml" href="/feed"></head></html>'
    )
    web.put("/feed", rss(item("One", at(-5))))
    await cop.says("bob", f"/cop feed add {web.url('/blog', 'localhost')}")
    await cop.eventually("general", "One")
    assert "Town News" in await cop.says("carol", "/cop feed list")


async def test_what_cannot_be_read_is_said_and_can_be_corrected(cop: Chat, web: Site) -> None:
    web.put("/feed", rss(item("One", at(-5))))
    await cop.says("bob", f"/cop feed add {web.url('/nothing')} include: one")
    told = await cop.eventually("@bot", "I could not read", by="bob")
    assert "there is nothing at that address (error 404)" in told
    form = await cop.presses("bob", "Correct it", on=told)
    assert form
    assert form.form
    assert {one.name: one.value for one in form.form.fields}["include"] == "one"
    await cop.submits("bob", form, address=web.url())
    await cop.eventually("general", "One")


async def test_inside_addresses_are_refused_with_the_setting_that_allows_them(cop: Chat) -> None:
    for number, inside in enumerate(
        ("http://10.0.0.1/feed", "http://[::1]:8080/", "http://169.254.169.254/latest")
    ):
        await cop.says("bob", f"/cop feed add {inside}")
        for _ in range(100):
            told = [one for one in await cop.channel("@bot", by="bob") if "feeds.allow" in one]
            if len(told) > number:
                break
            await cop.passes(timedelta(seconds=1))
        assert len(told) == number + 1, inside
    assert "is no web address" in await cop.says("bob", "/cop feed add file:///etc/passwd")
    assert "is no web address" in await cop.says("bob", "/cop feed add https://me:secret@example.org/")


async def test_trying_a_feed_shows_what_would_come_and_takes_it_by_a_press(cop: Chat, web: Site) -> None:
    web.put("/feed", rss(item("One", at(-5)), item("Football", at(-3))))
    await cop.says("bob", f"/cop feed test {web.url()} exclude: football")
    told = await cop.eventually("@bot", "would be posted", by="bob")
    assert "“football” is in it" in told
    assert not await cop.channel()
    said = await cop.presses("bob", "Take this feed", on=told)
    assert said
    assert "I am looking at" in said
    await cop.eventually("general", "One")
    assert not any("Football" in one for one in await cop.channel())


async def test_filters_pause_and_removal_by_form_and_button(cop: Chat, web: Site) -> None:
    web.put("/feed", rss(item("One", at(-5))))
    await taken(cop, web)
    shown = await cop.presses("bob", "Show", on=await cop.says("bob", "/cop feed list"))
    assert shown
    form = await cop.presses("bob", "Filter…", on=shown)
    assert form
    said = await cop.submits("bob", form, exclude="football\nrugby", most_per_hour="0")
    assert "is filtered so" in said
    assert "football, rugby" in await cop.says("carol", "/cop feed show town")
    assert "is paused" in await cop.says("bob", "/cop feed pause town")
    assert "paused" in await cop.says("carol", "/cop feed list")
    assert "takes “Town News” no more" in await cop.says("bob", "/cop feed remove town")
    assert "takes no feeds" in await cop.says("carol", "/cop feed list")


async def test_feeds_go_out_and_come_in_as_opml(cop: Chat, web: Site) -> None:
    web.put("/feed", rss(item("One", at(-5))))
    await taken(cop, web)
    files = await cop.takes("carol", await cop.says("carol", "/cop feed export"))
    assert web.url() in files["feeds.opml"].decode()
    await cop.says("carol", '/community new "Housing"', where="random")
    form = await cop.says("carol", "/cop feed import", where="random")
    assert form.form
    said = await cop.submits("carol", form, file=Picked("feeds.opml", files["feeds.opml"]))
    assert "One new feed is taken" in said
    for _ in range(100):
        if "works" in (listed := await cop.says("carol", "/cop feed list", where="random")):
            break
    assert "Town News" in listed
    assert not await cop.channel("random", by="carol")
    form = await cop.says("carol", "/cop feed import", where="random")
    said = await cop.submits("carol", form, file=Picked("feeds.opml", files["feeds.opml"]))
    assert "takes all of these feeds already" in said
    more = files["feeds.opml"].replace(b"<body>", b'<body><outline xmlUrl="https://news.example.org/feed"/>')
    form = await cop.says("carol", "/cop feed import", where="random")
    said = await cop.submits("carol", form, file=Picked("feeds.opml", more))
    assert "One new feed is taken" in said
    assert "1 is taken already" in said
    bomb = (
        b'<!DOCTYPE a [<!ENTITY b "c">]><opml><body><outline xmlUrl="https://example.org/&b;"/></body></opml>'
    )
    form = await cop.says("carol", "/cop feed import", where="random")
    assert "no OPML file" in await cop.submits("carol", form, file=Picked("bomb.opml", bomb))


async def test_only_files_that_may_be_lists_are_taken_as_lists(cop: Chat) -> None:
    form = await cop.says("bob", "/cop feed import")
    assert form.form
    [file] = [field for field in form.form.fields if field.name == "file"]
    assert file.choices in (("opml", "xml"), ()), "not every platform filters what can be picked"
    said = await cop.submits("bob", form, file=Picked("letter.md", b"Not a list."))
    told = [said.text, *(said.form.errors.values() if said.form else ())]
    assert any("I do not take “letter.md”. I take these files: opml, xml." in text for text in told)


async def test_members_read_and_only_facilitators_change(cop: Chat, web: Site) -> None:
    web.put("/feed", rss(item("One", at(-5))))
    await taken(cop, web)
    for line in (f"add {web.url('/x')}", "pause town", "remove town", f"test {web.url()}", "import"):
        assert "Only facilitators" in await cop.says("carol", f"/cop feed {line}"), line
    assert "Filter…" not in (await cop.says("carol", "/cop feed show town")).buttons
    for line in ("list", "why one", "show town", "export"):
        assert "Only facilitators" not in await cop.says("carol", f"/cop feed {line}"), line
