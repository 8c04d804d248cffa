"""Text as people write it: what is kept, what is taken out, and how it is compared and found."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert

from bot.services.people import finder, people, profiles
from bot.services.text import fold, key_of, one_line, several_lines, shortened, visible, words
from storage.engine import Database
from storage.people import Person
from tests.drivers.paper import NOON

HIDDEN = "\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff\u00ad\u180e\x00\x07\x1b\x7f\x9f"


def repr_of(text: str) -> str:
    """A short name of a text for the list of tests."""
    return ascii(text)[:20]


any_text = st.text(st.characters(codec=None))  # lone surrogates too


@given(any_text)
def test_one_line_is_one_line_of_visible_text_or_nothing(text: str) -> None:
    line = one_line(text)
    assert line == one_line(line)
    assert line.split(" ") == line.split() or not line
    assert not set(HIDDEN) & set(line)
    assert visible(line) or line == ""
    assert all(unicodedata.category(char) not in ("Cc", "Cs") for char in line)


@given(any_text, st.integers(1, 50))
def test_several_lines_keep_to_their_length(text: str, longest: int) -> None:
    kept = several_lines(text, longest)
    assert len(kept) <= longest
    assert kept == several_lines(kept, longest)
    assert "\n\n\n" not in kept
    assert not set(HIDDEN) & set(kept)


@given(any_text)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert all(word == fold(word) for word in words(text))


@given(st.text(st.characters(categories=["Lu", "Ll"], max_codepoint=0x24F)))
def test_case_and_accents_make_no_difference(text: str) -> None:
    bare = "".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char))
    assert fold(text) == fold(bare) == fold(text.lower()) == fold(unicodedata.normalize("NFD", text))


@given(any_text, st.sampled_from(HIDDEN), st.integers(0, 20))
def test_a_hidden_character_anywhere_makes_no_difference(text: str, hidden: str, at: int) -> None:
    assert fold(one_line(text)[:at] + hidden + one_line(text)[at:]) == fold(one_line(text))


@pytest.mark.parametrize(
    "same",
    [
        ("Straße", "STRASSE"),
        ("ﬁne", "fine"),
        ("Ｆｕｌｌ", "full"),
        ("İstanbul", "istanbul"),
        ("㎑", "khz"),
        ("ΣΑΣ", "σας"),
    ],
)
def test_letters_that_mean_the_same_are_the_same(same: tuple[str, str]) -> None:
    assert fold(same[0]) == fold(same[1])


@pytest.mark.parametrize(
    "kept", ["مرحبا بالعالم", "שלום עולם", "می‌خواهم", "नमस्ते", "👩‍💻", "日本語", "naïve café"]
)
def test_every_script_is_kept_with_the_joiners_it_is_written_with(kept: str) -> None:
    assert one_line(kept) == kept
    assert several_lines(kept, 100) == kept


def test_what_is_cut_ends_in_an_ellipsis() -> None:
    assert shortened("abcdef", 4) == "abc…"
    assert shortened("abcd", 4) == "abcd"
    assert several_lines("ab cd", 4) == "ab…"
    assert len(key_of("\ufdfa" * 80, 160)) == 160


@pytest.mark.parametrize(
    "text",
    [
        "\ufdfa" * 100,
        "x" * 5000,
        "a'b",
        "a:b & c | !d",
        "\\",
        "½ ² Ⅷ ⑨",
        "\U0001d552\U0001d553",
        "co-operative_x",
        "3.5% 1e5 0x1f 2026-11-18",
        "http://a.b/c?d=e",
    ],
    ids=repr_of,
)
async def test_whatever_somebody_writes_they_are_found_by_each_word_of_it(
    database: Database, text: str
) -> None:
    async with database.write() as tx:
        for number in (1, 2):
            await tx.execute(
                insert(Person).values(id=number, name=f"P{number}", findable=True, created_at=NOON)
            )
        somebody = people.Person(1, "P1", findable=True)
        await profiles.save_profile(tx, somebody, fields={"about": text})
        for word in words(text):
            assert 1 in [hit.person.id for hit in await finder.find(tx, 2, word)], word
        await profiles.save_profile(tx, somebody, findable=False)
        for word in words(text)[:3]:
            assert await finder.find(tx, 2, word) == []
