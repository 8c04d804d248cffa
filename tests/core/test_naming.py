"""How commands are named to people: as they work on every platform; and what a noun alone does."""

from __future__ import annotations

import re

import pytest

from adapters.slack.publish import BUILT_IN
from bot.app import registry
from bot.commandline.reference import command_reference
from bot.settings import Settings
from tests.drivers.paper import PaperChat
from tests.scenes import number, open_community

TAKEN = ("search", "feed", "topic")
BARE = re.compile(rf"(?<!\S)/({'|'.join(TAKEN)})\b")


def test_the_names_that_slack_keeps_are_declared_as_taken() -> None:
    groups = registry(Settings()).groups
    assert {name for name, group in groups.items() if group.taken} == BUILT_IN & groups.keys() == set(TAKEN)


def test_a_command_line_is_named_by_the_root_where_its_noun_is_taken() -> None:
    commands = registry(Settings.model_validate({"command": "convenor"}))
    assert commands.typed("poll new A B") == "/poll new A B"
    assert commands.typed("search") == "/convenor search"
    assert commands.typed("feed add https://example.org") == "/convenor feed add https://example.org"


def test_the_page_of_commands_names_them_so() -> None:
    page = command_reference(registry(Settings()))
    assert "### /cop feed add" in page
    assert "- Usage: `/cop search find" in page
    assert "### /poll new" in page
    assert not re.search(r"[ `]/(search|feed|topic) ", page)
    assert "## message" not in page, "a noun that people are shown nothing of"


async def test_no_answer_names_a_taken_noun_alone(chat: PaperChat) -> None:
    await open_community(chat)
    lines = ["/help", *(f"/help {noun}" for noun in TAKEN), *(f"/{noun} help" for noun in TAKEN)]
    lines += [
        "/search",
        "/feed lsit",
        "/feed add nonsense",
        "/topic show 999",
        "/item show 999",
        "/feed show x",
    ]
    said = {line: await chat.says("alice", line) for line in lines}
    assert {line: seen.text for line, seen in said.items() if BARE.search(seen.text)} == {}
    assert "/cop search" in said["/help"]
    assert "/cop topic new <title>" in said["/help topic"]
    assert "For example: /cop feed add https://example.org/news" in said["/feed add nonsense"]
    assert "/cop search finds things by words" in said["/item show 999"]
    assert "/cop topic list shows what there is" in said["/topic show 999"]
    assert "/cop feed list shows what it takes" in said["/feed show x"]


@pytest.mark.parametrize(
    ("noun", "verb"),
    [
        ("email", "show"),
        ("alerts", "show"),
        ("feed", "list"),
        ("link", "list"),
        ("digest", "me"),
        ("profile", ""),
    ],
)
async def test_a_noun_alone_does_what_needs_nothing_and_names_its_help(
    chat: PaperChat, noun: str, verb: str
) -> None:
    await open_community(chat)
    alone = await chat.says("alice", f"/{noun}")
    spelled = await chat.says("alice", f"/{noun} {verb or 'show'}")
    typed = registry(Settings()).typed(f"{noun} help")
    assert alone.private
    assert alone.text == f"{spelled.text}\n{typed} shows what else there is."
    assert alone.buttons == spelled.buttons
    helped = await chat.says("alice", typed)
    assert helped.text != alone.text
    assert typed.replace("help", verb or "edit") in helped


async def test_a_noun_whose_verb_needs_something_lists_its_verbs(chat: PaperChat) -> None:
    await open_community(chat)
    for noun in ("poll", "doc", "community", "prompt", "wiki"):
        assert (await chat.says("alice", f"/{noun}")).text == (await chat.says("alice", f"/{noun} help")).text


async def test_what_has_no_verbs_for_people_is_not_in_help(chat: PaperChat) -> None:
    assert "/message" not in await chat.says("alice", "/help")
    unknown = await chat.says("alice", "/help message")
    assert "I know nothing of “message”" in unknown
    assert ", message" not in unknown


@pytest.mark.parametrize("line", ["/cop #{n}", "/cop {n}", "/#{n}"])
async def test_a_number_alone_shows_what_bears_it(chat: PaperChat, line: str) -> None:
    await open_community(chat)
    made = number(await chat.says("alice", '/wiki new "Flats" text: "One bin for eight doors."'))
    assert "One bin for eight doors." in await chat.says("alice", line.format(n=made))
    assert "One bin for eight doors." in await chat.writes("alice", f"#{made}")
    assert "nothing with the number #999999" in await chat.writes("alice", "#999999")


@pytest.mark.parametrize("line", ["/ask list", "/ask mine", "/topic delete"])
async def test_a_verb_of_another_noun_is_no_question_that_all_can_read(chat: PaperChat, line: str) -> None:
    """Who writes "/ask list" wants to see a list, and does not want to ask everybody "list"."""
    await open_community(chat)
    before = await chat.dump()
    assert "is none of my commands" in await chat.says("alice", line)
    assert await chat.dump() == before


async def test_a_question_of_one_word_can_be_asked_in_quotes(chat: PaperChat) -> None:
    await open_community(chat)
    assert "is asked" in await chat.says("alice", '/ask "list"')
