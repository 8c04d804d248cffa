"""Languages: everything that is said is marked for translation, and said in the reader's language."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot import words
from bot.words import _, plural, speak
from storage.engine import Database
from tests.chat import Seen
from tests.core.test_bad_input import MISTAKES
from tests.drivers.paper import PaperChat
from tests.pseudo import LANGUAGE, unmarked, write_catalogue
from tests.scenes import number


@pytest.fixture
async def pseudo(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[PaperChat]:
    """A chat in which everybody reads the pseudo-language, and writes Greek."""
    database = Database(sqlite_url)
    chat = PaperChat(database, tmp_path, language=LANGUAGE)
    write_catalogue(tmp_path / "locale", chat.registry)
    monkeypatch.setattr(words, "LOCALES", tmp_path / "locale")
    words._catalogue.cache_clear()
    for who, name in {"alice": "Αλίκη", "bob": "Βασίλης", "carol": "Γεωργία"}.items():
        chat.person(who, name=name, handle="", language=LANGUAGE)
    yield chat
    words._catalogue.cache_clear()
    await database.close()


def _check(chat: PaperChat, seen: Seen | None, said: str) -> Seen:
    assert seen
    assert unmarked(seen.handle.reply, chat.registry) == [], f"after {said}"
    return seen


async def _say(chat: PaperChat, who: str, line: str, where: str = "general") -> Seen:
    return _check(chat, await chat.says(who, line, where), line)


async def test_everything_that_is_said_is_marked_for_translation(pseudo: PaperChat) -> None:
    chat = pseudo
    chat.make_admin("carol")
    await _say(chat, "carol", "/help", "@bot")
    await _say(chat, "alice", '/community new "Ὅμηρος" purpose: "Ποίηση" audience: "Όλοι" topics: "Άλφα"')
    question = number(
        await _say(chat, "alice", '/poll new "Πού;" "Εδώ" "Εκεί" closes: "in 2 hours" open_options: yes')
    )
    for line in (
        "", "poll", "community", "people", "profile", "help show community", "community show", "community list", "community list mine: yes",
        "community members", "community settings", "community settings audience: Εμείς", "community requests", "community appoint @bob",
        "community leave", "community map", "community unmap channel: #lobby", "poll new", "poll list", "poll list closed: yes",
        f"poll show {question}", f"poll vote {question} #1", f"poll withdraw {question}", f"poll withdraw {question}", f"poll add {question} Άλλο",
        f"poll results {question}", f"poll csv {question}", f"poll share {question}", f"poll close {question}", f"poll close {question}",
        f"poll vote {question} #1", "poll list closed: yes", "profile edit", "profile edit expertise: Ποίηση findable: yes only_me: expertise",
        "profile show", "people find Ποίηση", "people find Αλίκη", "people find Τίποτα", "community join Τίποτα", "community suspend Ὅμηρος",
    ):  # fmt: skip
        await _say(chat, "alice", f"/{line}")
    for line in (
        "help",
        "poll list",
        "community show Ὅμηρος",
        "community suspend Ὅμηρος",
        "poll list community: Ὅμηρος",
        "profile show @alice",
    ):
        await _say(chat, "carol", f"/{line}", "@bot")
    for line, *_rest in MISTAKES:
        await _say(chat, "bob", line)
    for where, who in (("general", "alice"), ("@bot", "alice"), ("@bot", "bob"), ("@bot", "carol")):
        for message in await chat.channel(where, who):
            _check(chat, message, f"what is written in {where}")


async def test_private_communities_are_spoken_of_in_the_readers_language_too(pseudo: PaperChat) -> None:
    chat = pseudo
    await _say(chat, "alice", '/community new "Ὅμηρος" private: yes', "lobby")
    await _say(chat, "bob", '/community join "Ὅμηρος" words: "Κι εγώ"', "@bot")
    [request] = await chat.channel("@bot", "alice")
    await _say(chat, "alice", "/community requests", "lobby")
    form = _check(chat, await chat.presses("alice", "⟦Decline…⟧", request), "decline")
    _check(chat, await chat.submits("alice", form, reason="Όχι"), "declined")
    await _say(chat, "bob", '/community join "Ὅμηρος"', "@bot")
    request = (await chat.channel("@bot", "alice"))[-1]
    _check(chat, await chat.presses("alice", "⟦Approve⟧", request), "approve")
    _check(chat, await chat.presses("alice", "⟦Approve⟧", request), "approve again")
    for who in ("alice", "bob"):
        for message in await chat.channel("@bot", who):
            _check(chat, message, f"what {who} was told")


async def test_long_forms_and_their_mistakes_are_in_the_readers_language(pseudo: PaperChat) -> None:
    chat = pseudo
    chat.adapter.max_form_fields, chat.adapter.keeps_forms_open = 5, False
    form = await _say(chat, "alice", "/profile edit", "@bot")
    between = _check(chat, await chat.submits("alice", form, role="Ποιητής"), "first page")
    second = _check(chat, await chat.presses("alice", between.buttons[0], between), "continue")
    third = _check(chat, await chat.submits("alice", second), "second page")
    last = _check(chat, await chat.presses("alice", third.buttons[0], third), "continue")
    wrong = _check(chat, await chat.submits("alice", last, time_zone="Άρης"), "a mistake")
    _check(chat, await chat.presses("alice", wrong.buttons[0], wrong), "correct it")


async def test_each_reader_is_answered_in_their_own_language(pseudo: PaperChat) -> None:
    pseudo.person("dave", language="en-GB")
    assert "Your profile is still empty." in await pseudo.says("dave", "/profile show", "@bot")
    assert "⟦Your profile is still empty.⟧" in await pseudo.says("alice", "/profile show", "@bot")


async def test_somebody_whose_language_is_not_known_is_written_to_in_the_installations(
    pseudo: PaperChat,
) -> None:
    pseudo.person("dave", language=None)
    await pseudo.says("alice", '/community new "Ὅμηρος" private: yes', "lobby")
    assert "⟦I know no open community" in await pseudo.says("dave", '/community join "Ὅμηρος"', "@bot")
    [request] = await pseudo.channel("@bot", "alice")
    await pseudo.presses("alice", "⟦Approve⟧", request)
    assert "⟦You are a member of Ὅμηρος now. Welcome!⟧" in await pseudo.told("dave")


def test_a_text_with_braces_in_it_is_no_template() -> None:
    said = _("{name} joined", name="{0} {name} %s {{}}")
    assert speak(said, "en") == "{0} {name} %s {{}} joined"
    assert speak(plural("{n} vote", "{n} votes", 2), "en") == "2 votes"
    assert speak(said, "../../etc") == speak(said, "") == speak(said, "en")
