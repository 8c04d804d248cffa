"""The playground's page in Chromium, in front of the whole product."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from bot.adapter import Target
from bot.replies import Bold, Card, Choice, Code, Link, Paragraph, Select, Time, text
from tests.adapters.chromium import Visitor, browser, needs_chromium
from tests.drivers.playground import PlaygroundChat

pytestmark = needs_chromium

HERE = Target("playground", "home", "home_general")


@pytest.fixture
async def chromium() -> AsyncIterator[Browser]:
    async with browser() as launched:
        yield launched


@pytest.fixture
async def chat(tmp_path: Path) -> AsyncIterator[PlaygroundChat]:
    async with PlaygroundChat.open(tmp_path) as opened:
        yield opened


@pytest.fixture
async def alice(chromium: Browser, chat: PlaygroundChat) -> AsyncIterator[Visitor]:
    visitor = await Visitor.arrive(chromium, chat.app.port, "alice")
    yield visitor
    assert not visitor.complaints


async def test_a_poll_from_the_first_slash_to_the_vote_with_the_keyboard_alone(
    alice: Visitor, chat: PlaygroundChat
) -> None:
    await chat.says("alice", '/community new "Data Standards"')
    page = alice.page
    await expect(page.get_by_role("button", name="Channels and people")).to_be_hidden()
    await alice.types("[Tab]")
    assert await alice.focused() == "Skip to the message box"
    await alice.types("[Enter]", "/pol")
    await expect(page.get_by_role("option", name="/poll new")).to_have_attribute("aria-selected", "true")
    await alice.types("[ArrowDown]", "[ArrowUp]", "[Enter]")
    await expect(page.locator("#message")).to_have_value("/poll new ")
    await expect(page.locator("#usage .current")).to_have_text("<question>")
    await alice.types("[Enter]")
    form = page.get_by_role("dialog")
    await expect(form.get_by_label("Question")).to_be_focused()
    await alice.types("Where do we meet?", "[Tab]", "Library")
    await form.get_by_role("button", name="Open the poll").focus()
    await alice.types("[Enter]")
    await expect(form.get_by_text("at least two answers")).to_be_visible()
    await expect(form.get_by_role("textbox", name="Answers")).to_be_focused()
    await expect(form.get_by_label("Question")).to_have_value("Where do we meet?")
    await alice.types("[Control+End]", "[Enter]", "Town hall")
    await form.get_by_role("button", name="Open the poll").focus()
    await alice.types("[Enter]")
    await expect(form).to_have_count(0)
    vote = page.get_by_role("button", name="Town hall", exact=True)
    await vote.focus()
    await alice.types("[Enter]")
    await expect(page.locator(".bar-fill[data-label='Town hall']")).to_have_attribute("data-share", "1")
    await expect(vote).to_be_focused()


async def test_escape_closes_a_form_and_the_list_of_suggestions(alice: Visitor) -> None:
    page = alice.page
    await alice.types("/")
    await expect(page.locator("#suggestions li").first).to_be_visible()
    await alice.types("[Escape]")
    await expect(page.locator("#help")).to_be_hidden()
    await page.fill("#message", "/community new")
    await alice.types("[Enter]")
    await expect(page.get_by_role("dialog")).to_be_visible()
    await alice.types("[Escape]")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await expect(page.locator("#message")).to_be_focused()


async def test_what_others_do_shows_without_reloading(
    alice: Visitor, chromium: Browser, chat: PlaygroundChat
) -> None:
    bob = await Visitor.arrive(chromium, chat.app.port, "bob")
    await bob.page.fill("#message", "Hello @alice, see #random")
    await bob.types("[Enter]")
    said = alice.page.locator(".message", has_text="Hello @Alice")
    await expect(said.locator(".mention")).to_have_text("@Alice")
    await bob.page.get_by_role("link", name="random").first.click()
    await bob.page.fill("#message", "Anybody here?")
    await bob.types("[Enter]")
    await expect(alice.page.get_by_label("1 unread")).to_be_visible()
    await said.get_by_role("link", name="#random").click()
    await expect(alice.page.get_by_text("Anybody here?")).to_be_visible()
    await expect(alice.page.get_by_label("1 unread")).to_have_count(0)
    assert not bob.complaints


async def test_a_private_answer_is_marked_and_can_be_dismissed(alice: Visitor) -> None:
    await alice.page.fill("#message", "/community list")
    await alice.types("[Enter]")
    private = alice.page.locator(".private")
    await expect(private).to_contain_text("Only visible to you")
    await expect(private).to_contain_text("/community list")
    await private.get_by_role("button", name="Dismiss").click()
    await expect(private).to_have_count(0)
    await alice.page.reload()
    await expect(alice.page.get_by_text("This is where it begins")).to_be_visible()
    await expect(private).to_have_count(0)


async def test_text_is_text_and_only_safe_addresses_are_links(alice: Visitor, chat: PlaygroundChat) -> None:
    attack = '<img src=x onerror="document.title=1">'
    await chat.call("POST", "messages", {"as": "bob", "channel": "home_general", "text": attack})
    blocks = (Paragraph((Bold(attack), Code(attack), Link("press", "javascript:alert(1)"))),)
    await chat.adapter.send(HERE, Card(blocks, title=attack), "1")
    page = alice.page
    await expect(page.locator("#messages").get_by_text(attack)).to_have_count(4)
    await expect(page.locator("#messages img")).to_have_count(0)
    await expect(page.locator("#messages a")).to_have_count(0)


async def test_a_danger_is_confirmed_and_a_select_is_a_menu(alice: Visitor, chat: PlaygroundChat) -> None:
    await chat.says("alice", '/community new "Data Standards"')
    select = Select("What next?", "help show", (Choice("About polls", "poll"), Choice("People", "people")))
    await chat.adapter.send(HERE, Card((select,)), "1")
    page = alice.page
    await page.get_by_role("button", name="What next?").focus()
    await alice.types("[Enter]", "[ArrowDown]", "[ArrowUp]", "[Enter]")
    await expect(page.locator(".private").last).to_contain_text("Ask your community")
    await chat.says("alice", "/community show")
    await page.get_by_role("button", name="Leave").click()
    await expect(page.get_by_role("dialog")).to_contain_text("Leave Data Standards?")
    await page.get_by_role("button", name="Cancel").click()
    await expect(page.get_by_role("dialog")).to_have_count(0)


async def test_a_long_channel_loads_older_messages_when_one_scrolls_up(
    chromium: Browser, chat: PlaygroundChat
) -> None:
    for number in range(250):
        await chat.adapter.send(HERE, text(f"line {number}."), f"k{number}")
    alice = await Visitor.arrive(chromium, chat.app.port, "alice")
    page = alice.page
    await expect(page.get_by_text("line 249.")).to_be_in_viewport()
    assert await page.locator(".message").count() == 100
    for shown in (200, 250):
        await page.evaluate("() => { document.getElementById('timeline').scrollTop = 0; }")
        await expect(page.locator(".message")).to_have_count(shown)
    await page.evaluate("() => { document.getElementById('timeline').scrollTop = 0; }")
    await expect(page.get_by_text("line 0.")).to_be_in_viewport()
    await chat.adapter.send(HERE, text("news"), "news")
    await page.get_by_role("button", name="New messages").click()
    await expect(page.get_by_text("news", exact=True)).to_be_in_viewport()
    assert not alice.complaints


async def test_the_page_catches_up_after_the_product_was_restarted(chromium: Browser, tmp_path: Path) -> None:
    async with PlaygroundChat.open(tmp_path) as chat:
        port = chat.app.port
        alice = await Visitor.arrive(chromium, port, "alice")
        await chat.adapter.send(HERE, text("before"), "1")
        await expect(alice.page.get_by_text("before")).to_be_visible()
    async with PlaygroundChat.open(tmp_path, web={"port": port}) as chat:
        await chat.adapter.send(HERE, text("after"), "2")
        await expect(alice.page.get_by_text("after")).to_be_visible(timeout=10_000)
        await expect(alice.page.get_by_text("before")).to_have_count(1)


async def test_a_narrow_screen_has_everything_in_a_drawer(chromium: Browser, chat: PlaygroundChat) -> None:
    alice = await Visitor.arrive(chromium, chat.app.port, "alice", width=390, height=844)
    page = alice.page
    await chat.adapter.send(HERE, text("x" * 300, Code("/poll " + "y" * 200)), "1")
    await expect(page.locator(".message")).to_have_count(1)
    assert await page.evaluate("() => document.documentElement.scrollWidth") == 390
    await expect(page.locator("#channels")).not_to_be_in_viewport()
    await page.get_by_role("button", name="Channels and people").click()
    await page.get_by_role("button", name="You are").click()
    await page.get_by_role("menuitemradio", name="Bob").click()
    await page.get_by_role("button", name="Channels and people").click()
    await expect(page.get_by_role("button", name="You are")).to_contain_text("Bob")
    await page.get_by_role("link", name="lobby").click()
    await expect(page.get_by_role("heading", name="# lobby")).to_be_visible()
    await expect(page.locator("#channels")).not_to_be_in_viewport()
    assert not alice.complaints


async def test_a_file_is_picked_in_a_form_and_taken_from_an_answer(
    alice: Visitor, chat: PlaygroundChat, tmp_path: Path
) -> None:
    await chat.says("alice", '/community new "Data Standards"')
    notes = tmp_path / "caddies.md"
    notes.write_text("# Food caddies")
    page = alice.page
    await page.locator("#message").click()
    await alice.types("/doc share", "[Escape]", "[Enter]")
    form = page.get_by_role("dialog")
    await form.get_by_label("File").set_input_files(notes)
    await form.get_by_label("Title").fill("On caddies")
    await form.get_by_role("button", name="Share").click()
    card = page.locator(".message", has_text="On caddies").last
    await card.get_by_role("button", name="Download").click()
    async with page.expect_download() as taken:
        await page.locator("a.attachment").last.click()
    assert (await taken.value).suggested_filename == "caddies.md"


async def test_a_message_with_a_file_is_written_and_goes_into_the_library(
    alice: Visitor, chat: PlaygroundChat, tmp_path: Path
) -> None:
    await chat.says("alice", '/community new "Data Standards"')
    notes, other = tmp_path / "caddies.md", tmp_path / "other.md"
    notes.write_text("# Food caddies")
    other.write_text("# Something else")
    page = alice.page
    await expect(page.get_by_role("button", name="Send")).to_be_disabled()
    async with page.expect_file_chooser() as choosing:
        await page.get_by_role("button", name="Attach files").click()
    await (await choosing.value).set_files([notes, other])
    await page.get_by_role("button", name="Leave other.md out").click()
    await expect(page.locator("#attached li")).to_have_text("caddies.md")
    await page.get_by_role("button", name="Send").click()
    await expect(page.locator("#attached li")).to_have_count(0)
    said = page.locator(".message", has_text="caddies.md")
    await expect(said.locator("a.attachment")).to_have_count(1)
    await said.hover()
    await page.get_by_role("button", name="What to do with the message of Alice").click()
    await page.get_by_role("menuitemradio", name="Add to library").click()
    form = page.get_by_role("dialog")
    await expect(form.get_by_label("Title")).to_have_value("caddies")
    await form.get_by_role("button", name="Add to library").click()
    await expect(page.locator(".message", has_text="in the library").last).to_be_visible()


async def test_the_menu_of_a_message_is_opened_with_the_keyboard(
    alice: Visitor, chat: PlaygroundChat
) -> None:
    await chat.says("alice", '/community new "Data Standards"')
    await chat.writes_in("bob", "Caddies are small bins.")
    page = alice.page
    more = page.get_by_role("button", name="What to do with the message of Bob")
    await more.focus()
    await alice.types("[Enter]")
    entry = page.get_by_role("menuitemradio", name="Save to wiki")
    await expect(entry).to_be_visible()
    await entry.focus()
    await alice.types("[Enter]")
    form = page.get_by_role("dialog")
    await expect(form.get_by_label("Title")).to_have_value("Caddies are small bins.")


@pytest.mark.parametrize(
    ("locale", "shown"),
    [("ca-ES", "Sun, 1 Mar 2099, "), ("en-US", "Sun, Mar 1, 2099, "), ("en-GB", "Sun, 1 Mar 2099, ")],
)
async def test_dates_are_in_the_language_of_the_sentences_around_them(
    chromium: Browser, chat: PlaygroundChat, locale: str, shown: str
) -> None:
    when = Time(datetime(2099, 3, 1, 12, tzinfo=UTC), "then")
    await chat.adapter.send(HERE, Card((Paragraph(("It is on ", when)),)), "key-1")
    visitor = await Visitor.arrive(chromium, chat.app.port, "alice", locale=locale)
    assert (await visitor.page.locator("time[title=then]").inner_text()).startswith(shown)
    assert not visitor.complaints
