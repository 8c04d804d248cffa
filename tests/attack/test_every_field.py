"""Markup, scripts and nonsense in every text of every command there is, and what is as long as it can be.

The commands are not listed here but taken from the registry, so a new one is attacked as soon as it is
declared. A try is well when it is answered with something else than a fault of ours, and what was there
before is still there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest

from bot.declare import Command
from bot.parameters import Parameter
from bot.services.communities.communities import Community
from bot.services.items.items import Item
from bot.services.library.blobs import File
from bot.services.people.people import Person
from tests.attack.test_texts_everywhere import NASTY, typed
from tests.chat import Picked, Seen
from tests.drivers.paper import PaperChat
from tests.scenes import number, open_community, poll

HUGE = 100_000
GROWING = ["ﷺ" * 40, "ﷺ" * 120, f"[[{'ﷺ' * 110}]]"]
"""Texts that become many times longer when they are made comparable."""

LEAVING = ("community leave", "community dismiss", "community suspend", "community appoint")
"""Commands that end what the others need; they take no texts but a community's and a person's name."""


@dataclass(frozen=True)
class Place:
    """A community with an item of every kind; `items` are their numbers by kind, and `kept` is left alone."""

    chat: PaperChat
    items: dict[str, int]
    kept: int

    def filled(self, parameter: Parameter) -> str:
        """A value that the parameter takes."""
        if parameter.choices:
            return parameter.choices[0]
        kinds = {Item: str(self.items[parameter.spec.item or "page"]), Person: "@bob", Community: "Preserves"}
        return kinds.get(parameter.type, {int: "1", bool: "yes"}.get(parameter.type, '"tomorrow 5pm"'))

    def line(self, command: Command, attacked: Parameter, text: str) -> str:
        """The command with that text in that parameter, and what else it needs."""
        others = [
            f"{each.name}: {self.filled(each) if each.type is not str else 'Word'}"
            for each in command.parameters
            if each.required and each is not attacked
        ]
        return f"/{command.path} {' '.join(others)} {attacked.name}: {typed(text)}"

    async def tried(self, lines: list[str]) -> int:
        """Say each line as bob, who is a facilitator too; returns how many were answered."""
        for line in lines:
            said = await self.chat.says("bob", line)
            assert said.text or said.form, line[:100]
        return len(lines)

    async def is_well(self) -> None:
        """The page that nobody attacks is there, is what it was, and is found."""
        assert "Quinces keep." in await self.chat.says("carol", f"/item show {self.kept}")
        assert "Cellar" in await self.chat.says("carol", "/search find quinces")


@pytest.fixture
async def place(chat: PaperChat) -> Place:
    await open_community(chat, "Preserves", "bob", "carol")
    await chat.says("alice", "/community appoint @bob")
    published = await chat.presses(
        "alice", "Publish", await chat.says("alice", '/post new "On jam" text: Sugar.')
    )
    assert published is not None
    form = await chat.says("alice", "/doc share")
    document = await chat.submits("alice", form, file=Picked("jam.md", b"Jam."), title="Jam recipes")
    items = {
        "page": number(await chat.says("alice", '/wiki new "Jam" text: "Plums do not."')),
        "question": number(await chat.says("alice", '/ask new "How much sugar?"')),
        "topic": number(await chat.says("alice", '/topic new "Jars"')),
        "post": number(published),
        "document": number(document),
        "poll": await poll(chat, '"Plum?" Yes No open_options: yes'),
        "event": number(await _planned(chat)),
        "prompt": number(await _asked(chat)),
    }
    kept = number(await chat.says("alice", '/wiki new "Cellar" text: "Quinces keep."'))
    return Place(chat, items, kept)


async def _planned(chat: PaperChat) -> Seen:
    asked = await chat.says("alice", '/event new "Jam day" "tomorrow 3pm"')
    posted = await chat.presses("alice", "Yes, post it", asked)
    assert posted is not None
    return posted


async def _asked(chat: PaperChat) -> Seen:
    await chat.says("alice", '/prompt add "Which jar is the oldest?"')
    return await chat.says("alice", "/prompt now")


def texts_of(place: Place) -> list[tuple[Command, Parameter]]:
    """Every parameter of every command into which people write."""
    return [
        (command, parameter)
        for group in place.chat.registry.groups.values()
        for command in group.commands.values()
        for parameter in command.parameters
        if parameter.type is not File and command.path not in LEAVING
    ]


@pytest.mark.parametrize("at", range(0, len(NASTY), 6))
async def test_markup_in_every_field_of_every_command(place: Place, at: int) -> None:
    text = " ".join(NASTY[at : at + 6])
    lines = [place.line(command, each, text) for command, each in texts_of(place)]
    assert len(lines) > 150
    assert await place.tried(lines) == len(lines)
    for number_of in place.items.values():
        assert (await place.chat.says("carol", f"/item show {number_of}")).text
    await place.is_well()


@pytest.mark.parametrize("text", GROWING)
async def test_texts_that_grow_when_they_are_compared(place: Place, text: str) -> None:
    lines = [place.line(command, each, text) for command, each in texts_of(place)]
    assert await place.tried(lines) == len(lines)
    await place.is_well()


async def test_a_hundred_thousand_characters_in_every_field(place: Place) -> None:
    lines = [place.line(command, each, "w " * (HUGE // 2)) for command, each in texts_of(place)]
    assert await place.tried(lines) == len(lines)
    await place.is_well()


async def test_what_cannot_be_kept_whole_is_refused_whole(place: Place) -> None:
    """Of a text that is too long nothing is kept, rather than its beginning."""
    huge = typed("w " * (HUGE // 2))
    for line in (
        f'/ask new "Long" details: {huge}',
        f'/topic new "Long" text: {huge}',
        f"/comment add {place.items['page']} {huge}",
        f"/wiki edit Jam text: mine reason: {huge}",
    ):
        said = await place.chat.says("bob", line)
        assert re.search(r"99999 characters; at most \d+ fit", said.text), (line[:40], said.text)
    assert "Long" not in await place.chat.says("carol", "/topic list")
    assert "mine" not in await place.chat.says("carol", f"/item show {place.items['page']}")
    await place.is_well()


@pytest.mark.parametrize("field", ["title", "description", "tagged", "change"])
async def test_what_is_in_a_form_of_the_library_is_shown_as_it_was_written(place: Place, field: str) -> None:
    for text in (*NASTY, *GROWING):
        verb = f"version {place.items['document']}" if field == "change" else "share"
        form = await place.chat.says("alice", f"/doc {verb}")
        file = Picked(f"{text[:80]}.md", text.encode())
        said = await place.chat.submits("alice", form, file=file, **{field: text[:100]})
        assert said.text
    assert (await place.chat.says("bob", f"/doc show {place.items['document']}")).text
    assert (await place.chat.says("bob", "/doc list")).text
    await place.is_well()
