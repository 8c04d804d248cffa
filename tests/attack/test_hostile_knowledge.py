"""What people write into pages, questions, tags, comments and searches to break them; each try is counted.

A try is well when it is answered, with a message or with what was asked for,
and when nothing that was there before is lost by it.
"""

from __future__ import annotations

import pytest

from tests.attack.test_texts_everywhere import NASTY, typed
from tests.drivers.paper import PaperChat
from tests.scenes import number, open_community

SEARCHES = [
    '"', '""', "'", "\\", "a AND", "OR", "NOT a", "jam NEAR plum", "NEAR(jam plum, 2)", "title:jam", "{title body}: jam",
    "jam*", "*", "^jam", "jam:*", "jam & !plum", "jam <-> plum", "jam | ", "!", "(jam", "jam)", "((()))", "jam:A", "-jam",
    "+jam", "'; DROP TABLE item; --", "%", "_", "\0", "jam\0plum", "jam\ufffe", "jam " * 10_000, "x" * 10_000, "--", "🍐",
    "search_fts MATCH 'x'", "rank", "rowid:1", "\u202e", "jam\n\njam",
]  # fmt: skip
NUMBERS = [
    "#0",
    "#-1",
    "0",
    "-1",
    "#99999999999999999999",
    "9" * 400,
    "#",
    "##1",
    "1e5",
    "٣",
    "#１",
    "0x1",
    "1.0",
    "NaN",
]
LINKS = ["[[", "[[]]", "[[[[Jam]]]]", "[[Jam", "]]Jam[[", "[[" * 2000, "[[Jam]]" * 2000, "[[Jam [[Jam]] ]]", "[[|]]",
         "[[a|b|c]]", "[[\n]]", "[[" + "x" * 5000 + "]]"]  # fmt: skip
TAGS = ["", " ", ",", ",,,", "🍐", "🍐🍋", "x" * 41, "x" * 5000, ", ".join(f"t{n}" for n in range(21)), "#", "###", "מרמלדה",
        "\u202eevil", "a\0b", "<b>", "*", "a/b", "' OR 1=1"]  # fmt: skip


@pytest.fixture
async def jam(chat: PaperChat) -> int:
    """A page that must outlive everything, in a community of alice and bob."""
    await open_community(chat, "Preserves", "bob")
    return number(await chat.says("alice", '/wiki new "Jam" text: "Quinces keep." tagged: quince'))


async def _is_well(chat: PaperChat, jam: int) -> None:
    assert "Quinces keep." in await chat.says("bob", f"/wiki show {jam}")
    assert "Jam" in await chat.says("bob", "/search quinces")


async def _tried(chat: PaperChat, lines: list[str]) -> int:
    """Say each line; returns how many were answered, and not with a failure of ours."""
    answered = 0
    for line in lines:
        said = await chat.says("bob", line)
        assert said.text or said.form, line[:80]
        assert "went wrong" not in said.text, (line[:80], said.text)
        answered += 1
    return answered


async def test_searches_are_words_and_never_syntax(chat: PaperChat, jam: int) -> None:
    lines = [f"/search {typed(text)}" for text in SEARCHES] + [f"/define {typed(text)}" for text in SEARCHES]
    lines += [f"/search jam tag: {typed(text[:200])}" for text in SEARCHES]
    assert await _tried(chat, lines) == 3 * len(SEARCHES)
    await _is_well(chat, jam)


async def test_numbers_that_are_none_find_nothing(chat: PaperChat, jam: int) -> None:
    paths = (
        "item show",
        "wiki show",
        "ask show",
        "item delete",
        "item restore",
        "comment list",
        "wiki history",
    )
    lines = [f"/{path} {text}" for path in paths for text in NUMBERS]
    assert await _tried(chat, lines) == len(paths) * len(NUMBERS)
    await _is_well(chat, jam)


async def test_links_may_nest_loop_and_never_end(chat: PaperChat, jam: int) -> None:
    lines = [f'/wiki new "L{at}" text: {typed(text)}' for at, text in enumerate(LINKS)]
    lines += ['/wiki new "Round" text: "[[About]]"', '/wiki new "About" text: "[[Round]] [[About]]"']
    lines += ["/wiki show Round", "/wiki show About", "/wiki related About"]
    assert await _tried(chat, lines) == len(LINKS) + 5
    await _is_well(chat, jam)


async def test_tags_of_every_kind(chat: PaperChat, jam: int) -> None:
    lines = [f"/tag {verb} {jam} {typed(text)}" for text in TAGS for verb in ("add", "remove")]
    lines += [f"/tag {verb} {typed(text)}" for text in TAGS for verb in ("show", "follow", "unfollow")]
    assert await _tried(chat, lines) == 5 * len(TAGS)
    await _is_well(chat, jam)


@pytest.mark.parametrize("at", range(0, len(NASTY), 6))
async def test_every_field_holds_markup(chat: PaperChat, jam: int, at: int) -> None:
    text = " ".join(NASTY[at : at + 6])
    said = typed(text)
    title = typed(f"T {text}"[:200])
    lines = [
        f"/wiki new {title} text: {said}",
        f"/ask new {title} details: {said}",
        f"/ask new {title} details: {said} tagged: {said}",
        f"/topic new {title} text: {said}",
        f"/comment add {jam} {said}",
        f"/wiki edit {jam} text: {typed('Quinces keep. ' + text)} reason: {said}",
        f"/wiki alias {jam} {title}",
        f"/search {said}",
    ]
    assert await _tried(chat, lines) == len(lines)
    assert "Quinces keep." in await chat.says("bob", f"/wiki show {jam}")


async def test_a_very_long_page_is_saved_read_edited_and_found(chat: PaperChat, jam: int) -> None:
    paragraphs = [f"Paragraph {n} about marmalade and its many uses." for n in range(2000)]
    text = "\n\n".join(paragraphs)[:99_900] + " zenith"
    made = await chat.says("bob", f'/wiki new "Long" text: {typed(text)}')
    page = number(made)
    assert "Paragraph 0 " in await chat.says("alice", f"/wiki show {page}")
    assert "Paragraph" in await chat.says("alice", f"/wiki show {page} part: 30")
    assert (await chat.says("alice", f"/wiki edit {page} part: 2")).form
    assert "Long" in await chat.says("alice", "/search zenith")
    await _is_well(chat, jam)


@pytest.mark.parametrize("size", [4_000, 10_000])
async def test_long_comments_are_kept_or_refused_in_words(chat: PaperChat, jam: int, size: int) -> None:
    assert await _tried(chat, [f"/comment add {jam} {typed('w ' * (size // 2))}"]) == 1
    await _is_well(chat, jam)
