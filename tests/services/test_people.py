"""Finding people: by what they say of themselves, if they agreed, and with the reason for each."""

from __future__ import annotations

import pytest
from sqlalchemy import insert

from bot.services.people import people
from bot.services.people.profiles import ProfileEntry, index_entries
from bot.services.search import fulltext
from storage.people import Person, ProfileField
from storage.search import SearchEntry
from tests.drivers.paper import NOON, PaperChat
from tests.scenes import open_community


async def _known_for(chat: PaperChat, who: str, expertise: str, more: str = "findable: yes") -> None:
    await chat.says(who, f'/profile edit expertise: "{expertise}" {more}', "@bot")


async def test_only_those_who_agreed_are_found(chat: PaperChat) -> None:
    await _known_for(chat, "alice", "open data")
    await _known_for(chat, "bob", "open data", "")
    found = await chat.says("carol", "/people find open data", "@bot")
    assert "Alice" in found
    assert "Bob" not in found
    assert "Only people who agreed to be found are shown" in found


async def test_who_agreed_no_longer_is_not_found_any_more(chat: PaperChat) -> None:
    await _known_for(chat, "alice", "open data")
    await chat.says("alice", "/profile edit findable: no", "@bot")
    assert "I found nobody for “open data”" in await chat.says("carol", "/people find open data", "@bot")


async def test_each_hit_says_why(chat: PaperChat) -> None:
    await _known_for(chat, "alice", "open data, statistics", "organisation: Leeds findable: yes")
    found = await chat.says("bob", "/people find statistics", "@bot")
    assert "Alice — Leeds · Knows about: open data, statistics" in found
    assert "Leeds · Organisation: Leeds" in await chat.says("bob", "/people find leeds", "@bot")
    assert "by name" in await chat.says("bob", "/people find alice", "@bot")


@pytest.mark.parametrize("misspelt", ["statistcs", "sttistics", "statistikcs", "statisitcs"])
async def test_a_misspelling_is_put_right(chat: PaperChat, misspelt: str) -> None:
    await _known_for(chat, "alice", "statistics")
    await _known_for(chat, "dave", "gardening")
    found = await chat.says("bob", f"/people find {misspelt}", "@bot")
    assert "Alice" in found
    assert "Knows about: statistics" in found
    assert "Dave" not in found


async def test_the_beginning_of_a_word_is_enough(chat: PaperChat) -> None:
    await _known_for(chat, "alice", "procurement")
    assert "Alice" in await chat.says("bob", "/people find procu", "@bot")


async def test_whoever_has_all_the_words_comes_before_any_of_them(chat: PaperChat) -> None:
    await _known_for(chat, "alice", "open data")
    await _known_for(chat, "bob", "open spaces")
    both = await chat.says("carol", "/people find open data", "@bot")
    assert "Bob" not in both
    either = await chat.says("carol", "/people find open cheese", "@bot")
    assert "Alice" in either
    assert "Bob" in either


@pytest.mark.parametrize(
    "words", ['"', "' OR 1=1 --", "zz AND yy", "NEAR(", "*", "col:x", "🙂", "x'); DROP TABLE person;--"]
)
async def test_no_words_break_the_search(chat: PaperChat, words: str) -> None:
    await _known_for(chat, "alice", "open data")
    quoted = words.replace("\\", "\\\\").replace('"', '\\"')
    answer = await chat.says("bob", f'/people find "{quoted}"', "@bot")
    assert "I found nobody" in answer


async def test_results_come_in_pages(chat: PaperChat) -> None:
    for at in range(11):
        await _known_for(chat, f"person{at}", "open data")
    first = await chat.says("bob", "/people find data", "@bot")
    assert first.buttons.count("Profile") == 8
    second = await chat.presses("bob", "More", first)
    assert second
    assert second.buttons.count("Profile") == 3
    names = {
        line.split(" — ")[0]
        for page in (first, second)
        for line in page.text.splitlines()
        if "Person" in line
    }
    assert len(names) == 11


async def test_people_who_are_found_in_any_community_are_found_by_everyone(chat: PaperChat) -> None:
    await open_community(chat)
    await _known_for(chat, "erin", "open data")
    assert "Erin" in await chat.says("alice", "/people find data", "@bot")


async def test_one_among_thousands_is_found_by_misspelt_words(chat: PaperChat) -> None:
    await _thousands(chat, 5000)
    await chat.says("bob", "/help", "@bot")
    found = await chat.says("bob", "/people find lighthuose keeping", "@bot")
    assert "Person 1234" in found


async def _thousands(chat: PaperChat, count: int) -> None:
    crafts = ("housing", "planning", "statistics", "procurement", "archives", "roads", "schools")
    async with chat.database.write() as tx:
        rows = [
            {"id": 9000 + n, "name": f"Person {n}", "findable": True, "created_at": NOON}
            for n in range(count)
        ]
        await tx.execute(insert(Person), rows)
        known = {9000 + n: f"{crafts[n % 7]} and {crafts[n % 5]}" for n in range(count)}
        known[9000 + 1234] = "lighthouse keeping"
        fields: list[dict[str, object]] = [
            {"person_id": id_, "name": "expertise", "value": value, "visibility": "everyone"}
            for id_, value in known.items()
        ]
        await tx.execute(insert(ProfileField), fields)
        entries: list[dict[str, object]] = [
            {**entry} | {"kind": "person", "ref": id_, "community_id": None}
            for id_, value in known.items()
            for entry in _entries(f"Person {id_ - 9000}", value)
        ]
        await tx.execute(insert(SearchEntry), entries)
        await fulltext.learn(tx, {word for value in known.values() for word in value.split()})


def _entries(name: str, value: str) -> list[dict[str, str]]:
    made = index_entries(name, [ProfileEntry("expertise", value, "everyone")])
    return [{"audience": audience, "title": title.lower(), "body": body} for audience, title, body in made]


async def test_one_person_is_reached_under_each_of_their_accounts(chat: PaperChat) -> None:
    await chat.says("alice", "/help", "@bot")
    async with chat.database.read() as tx:
        alice = await people.by_account(tx, "paper", "north", "alice")
        assert alice
        assert await people.by_handle(tx, "paper", "north", "@ALICE") == alice
        assert await people.by_account(tx, "paper", "west", "alice") is None
        assert [way.account for way in await people.addresses(tx, alice.id)] == ["alice"]
