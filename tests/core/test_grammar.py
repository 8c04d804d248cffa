"""The grammar of typed lines: what is written is what is read, and nothing makes it fall over."""

from __future__ import annotations

import string
from dataclasses import dataclass

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.errors import DomainError, NotUnderstood
from bot.grammar import line, parse, quote, split_list, tokens
from bot.incoming import Called, Pressed, Submitted, Written
from bot.registry import Registry
from bot.understand import Asked, DraftStep, understand
from commands import GROUPS


@dataclass(frozen=True)
class Place:
    """A parameter, as the grammar sees one."""

    name: str
    positional: bool = False
    is_list: bool = False
    is_switch: bool = False
    is_word: bool = False


POLL = [
    Place("question", positional=True),
    Place("options", positional=True, is_list=True),
    Place("closes"),
    Place("anonymous", is_switch=True),
]


@pytest.mark.parametrize(
    ("typed", "values"),
    [
        ('"Lunch?" Soup Salad', {"question": "Lunch?", "options": ["Soup", "Salad"]}),
        ("Lunch? Soup, Fish and chips", {"question": "Lunch?", "options": ["Soup", "Fish and chips"]}),
        ('"Lunch?" "a, b" c', {"question": "Lunch?", "options": ["a, b", "c"]}),
        ('"Lunch?" "a, b", c', {"question": "Lunch?", "options": ["a, b", "c"]}),
        ("“Where?” „Town hall“ «Library»", {"question": "Where?", "options": ["Town hall", "Library"]}),
        ("“Q q”\nSoup\nFish and chips\n", {"question": "Q q", "options": ["Soup", "Fish and chips"]}),
        ("Q a b closes: tomorrow 5pm", {"question": "Q", "options": ["a", "b"], "closes": "tomorrow 5pm"}),
        ('Q a closes:"tomorrow 5pm" b', {"question": "Q", "options": ["a", "b"], "closes": "tomorrow 5pm"}),
        ('closes: "tomorrow" "Q q" a b', {"question": "Q q", "options": ["a", "b"], "closes": "tomorrow"}),
        ("Q a b --anonymous", {"question": "Q", "options": ["a", "b"], "anonymous": "yes"}),
        (
            "Q a b --anonymous --closes: 5pm",
            {"question": "Q", "options": ["a", "b"], "anonymous": "yes", "closes": "5pm"},
        ),
        ("Q a b anonymous:", {"question": "Q", "options": ["a", "b"], "anonymous": "yes"}),
        ("Q a b ANONYMOUS: no", {"question": "Q", "options": ["a", "b"], "anonymous": "no"}),
        ("Q http://x.y/z b", {"question": "Q", "options": ["http://x.y/z", "b"]}),
        ("Q ratio 16:9 note: b", {"question": "Q", "options": ["ratio", "16:9", "note:", "b"]}),
        ('"closes: never" a b', {"question": "closes: never", "options": ["a", "b"]}),
        (r'"He said \"no\"" a\b "c\\d"', {"question": 'He said "no"', "options": [r"a\b", r"c\d"]}),
        ("It's on isn't", {"question": "It's", "options": ["on", "isn't"]}),
        ("", {}),
        ("   ", {}),
    ],
)
def test_a_line_is_read_as_people_mean_it(typed: str, values: dict[str, object]) -> None:
    assert parse(POLL, typed) == values


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ('"Lunch? Soup', "never closed"),
        ("“Lunch? Soup", "never closed"),
        ("Q a closes: 5pm closes: 6pm", "given twice"),
        ('Q a closes: "5 pm" anonymous: "x" "y"', "did not expect"),
        ('Q a closes: five "pm"', "did not expect"),
    ],
)
def test_a_line_that_cannot_be_meant_says_why(typed: str, why: str) -> None:
    with pytest.raises(NotUnderstood, match=why):
        parse([POLL[0], *POLL[2:]], typed)


def test_a_text_in_the_last_place_is_taken_as_it_stands() -> None:
    place = [Place("words", positional=True)]
    assert parse(place, "open  data, and more") == {"words": "open  data, and more"}


def test_what_follows_a_single_word_is_a_mistake() -> None:
    place = [Place("number", positional=True, is_word=True)]
    assert parse(place, "142") == {"number": "142"}
    with pytest.raises(NotUnderstood, match="did not expect “please”"):
        parse(place, "142 please")


said = st.text().map(str.strip)
listed = st.lists(
    st.text(st.characters(exclude_characters="\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"))
    .map(str.strip)
    .filter(bool),
    min_size=1,
)


@given(question=said, words=said, closes=said)
@example('a "b" \\ c', "closes: x", "--anonymous")
def test_what_a_button_writes_is_what_is_read(question: str, words: str, closes: str) -> None:
    slots = [Place("question", positional=True), Place("words", positional=True), Place("closes")]
    written = line("", question, words, closes=closes)
    assert parse(slots, written) == {"question": question, "words": words, "closes": closes}


@given(listed)
def test_a_list_of_quoted_texts_is_read_as_it_was(texts: list[str]) -> None:
    assert split_list(" ".join(f'"{quote_inside(one)}"' for one in texts)) == texts


def quote_inside(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


@given(st.text())
def test_a_quoted_text_is_one_word(text: str) -> None:
    [token] = tokens(quote(text))
    assert token.text == text


@given(st.text())
def test_any_text_is_read_or_not_understood(text: str) -> None:
    for slots in (POLL, [Place("words", positional=True)], [Place("page", is_word=True)], []):
        try:
            values = parse(slots, text)
        except NotUnderstood as error:
            assert str(error)
        else:
            assert values.keys() <= {slot.name for slot in slots}


@given(st.text())
def test_taking_a_list_apart_loses_no_letter(text: str) -> None:
    try:
        parts = split_list(text)
    except NotUnderstood:
        return
    assert all(part and part == part.strip() for part in parts)
    kept = [char for char in "".join(parts) if char in string.ascii_letters]
    assert kept == [char for char in text if char in string.ascii_letters]


REGISTRY = Registry(GROUPS)
NAMES = sorted({name for group in REGISTRY.groups.values() for name in (group.name, *group.commands)})
lines = st.one_of(
    st.text(),
    st.lists(
        st.one_of(
            st.sampled_from([*NAMES, "cop", "/cop", "?", "form", '"', "#1", "closes:"]), st.text(max_size=8)
        )
    ).map(" ".join),
)


@given(lines, st.lists(st.text(max_size=8), max_size=3))
@example("?", [])
@example("form x ²", [])
def test_any_line_is_a_command_or_not_understood(text: str, chosen: list[str]) -> None:
    whats = (
        Written(text),
        Pressed(text, tuple(chosen)),
        Submitted(text, {"question": text, "nonsense": chosen}),
        Called(tuple(text.split()), {"page": text, "options": chosen}),
    )
    for what in whats:
        try:
            asked = understand(REGISTRY, what)
        except DomainError as error:
            assert str(error)
        else:
            assert isinstance(asked, Asked | DraftStep)


@pytest.mark.parametrize("command", list(REGISTRY.visible()), ids=lambda command: command.path)
def test_the_example_of_each_command_is_a_line_that_is_understood(command) -> None:  # type: ignore[no-untyped-def]
    asked = understand(REGISTRY, Written(command.sample()))
    assert isinstance(asked, Asked)
    assert asked.command is command
    required = {parameter.name for parameter in command.parameters if parameter.required}
    assert required <= asked.values.keys()


@pytest.mark.parametrize(
    ("typed", "path"),
    [
        ("poll list", "poll list"),
        ("/poll list", "poll list"),
        ("/cop poll list", "poll list"),
        ("COP Poll LIST", "poll list"),
        ("poll", "help show"),
        ("poll help", "help show"),
        ("/cop", "help show"),
        ("", "help show"),
        ('poll "Lunch?" a b', "poll new"),
        ("people open data", "people find"),
        ("profile", "profile show"),
        ("people", "help show"),
    ],
)
def test_nouns_verbs_and_the_root_are_found(typed: str, path: str) -> None:
    asked = understand(REGISTRY, Written(typed))
    assert isinstance(asked, Asked)
    assert asked.command.path == path
