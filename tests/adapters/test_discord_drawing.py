"""Whatever a card or a form holds, Discord takes what is drawn of it, and nothing is lost in silence."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.discord.actions import Ids, Step, read
from adapters.discord.forms import draw_form
from adapters.discord.markup import code, escaped, link, markdown
from adapters.discord.render import Drawn, draw
from bot.replies import (
    Bold,
    Button,
    Buttons,
    Card,
    ChannelName,
    Choice,
    Code,
    Entry,
    Form,
    FormField,
    Link,
    Listing,
    Mention,
    Paragraph,
    Select,
    Time,
)
from tests.hostile_cards import CARDS, CHOICES, DISCORD, LABELS, WORDS
from tests.servers.discord.component_limits import check_modal
from tests.servers.discord.errors import Wrong
from tests.servers.discord.inspection import Inspection
from tests.servers.discord.message_limits import is_empty, uncontrolled_mentions, wrongs_of_message
from tests.servers.discord.reading import as_seen
from tests.servers.discord.world import World

HOME = DISCORD
WORLD = World.__new__(World)
WORLD.users, WORLD.channels = {}, {}


def wrongs(drawn: Drawn) -> list[Wrong]:
    body = {"content": drawn.content, "embeds": drawn.embeds, "components": drawn.rows}
    names = [name for name, _data, _alt in drawn.files]
    assert len(names) == len(set(names)) <= 10
    assert not is_empty(body, len(names))
    assert not uncontrolled_mentions(body | {"allowed_mentions": {"parse": []}})
    return wrongs_of_message(body, names)


@given(CARDS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_discord_takes_every_card(card: Card) -> None:
    assert wrongs(draw(card, HOME)) == []


fields = st.builds(
    FormField,
    st.sampled_from(["question", "options", "closes"]),
    LABELS,
    st.sampled_from(["line", "text", "choice", "choices", "switch"]),
    st.booleans(),
    WORDS,
    WORDS,
    CHOICES,
    st.integers(1, 5000),
)
forms = st.builds(
    Form, WORDS.map(lambda text: text.strip() or "Form"), st.just("poll new"),
    st.lists(fields, min_size=1, max_size=5, unique_by=lambda field: field.name).map(tuple),
)  # fmt: skip


@given(forms)
@settings(max_examples=100, deadline=None)
def test_discord_takes_every_form(form: Form) -> None:
    modal = Inspection(draw_form(form, "en"))
    check_modal(modal)
    assert modal.found == []


def test_choices_of_which_none_fits_are_written_instead() -> None:
    field = FormField("topic", "Topic", "choice", choices=(Choice("Long", "x" * 101),))
    [label] = draw_form(Form("Which?", "poll new", (field,)), "en")["components"]
    assert label["component"]["type"] == 4


@given(
    st.text(
        alphabet=st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"])
        | st.sampled_from("\n*_~`|[]()<>#@-.1 ")
    )
)
@settings(max_examples=200, deadline=None)
def test_plain_text_is_seen_letter_for_letter(text: str) -> None:
    assert as_seen(WORLD, escaped(text)) == text


def test_plain_text_makes_no_markup_of_any_kind() -> None:
    for text in (
        "<@5>",
        "<#5>",
        "<t:5>",
        "[bank](https://evil.example)",
        "**b**",
        "> q",
        "# h",
        "- x",
        "-# x",
        "1. x",
    ):
        assert escaped(text) != text
    assert escaped("see https://example.org/a_b_c, please") == "see https://example.org/a_b_c, please"


def test_typed_parts_become_what_discord_has_for_them() -> None:
    parts = (
        Bold("a*b"),
        " ",
        Code("/poll `x`"),
        " ",
        Link("the [map]", "https://example.org/a b(c)"),
        " ",
        Link("mail", "mailto:a_b@example.org"),
        " ",
        Mention("Bo_b", (("discord", HOME, "7"),)),
        " ",
        Mention("Bo_b", (("discord", "2", "7"),)),
        " ",
        ChannelName("discord", HOME, "9", "general"),
        " ",
        ChannelName("slack", "T1", "C1", "general"),
        " ",
        Time(datetime(2026, 3, 1, tzinfo=UTC), "1 March", "date"),
    )
    assert markdown(parts, HOME) == (
        r"**a\*b** `/poll ˋxˋ` [the \[map\]](https://example.org/a%20b%28c%29) mail (a\_b@example.org)"
        r" <@7> Bo\_b <#9> #general <t:1772323200:D>"
    )
    assert (link("x", "javascript:alert(1)"), code("")) == ("x (javascript:alert(1))", "")


def test_what_is_too_long_ends_with_a_note() -> None:
    drawn = draw(Card((Paragraph(("word " * 3000,)),), title="Long"), HOME)
    assert wrongs(drawn) == []
    assert len(drawn.embeds) == 2
    assert drawn.embeds[-1]["description"].endswith("-# This is too long to be shown whole.")


def test_buttons_that_find_no_room_are_shown_as_commands() -> None:
    many = Buttons(tuple(Button(f"b{n}", f"poll vote 1 #{n}") for n in range(24)))
    menus = tuple(Select("Which?", f"poll pick {n}", (Choice("x", "1"),)) for n in range(2))
    rows = Listing(tuple(Entry((f"poll {n}",), (), Button("Show", f"poll show {n}")) for n in range(3)))
    drawn = draw(Card((rows, many, *menus)), HOME)
    assert wrongs(drawn) == []
    text = drawn.content or ""
    assert "b23: `/poll vote 1 #23`" in text
    assert "`/poll show 2`" in text
    assert [len(row["components"]) for row in drawn.rows] == [5, 5, 5, 1, 1]


def test_rows_of_a_list_whose_buttons_say_the_same_are_numbered() -> None:
    entries = tuple(Entry((name,), ("about it",), Button("Show", f"poll show {name}")) for name in ("a", "b"))
    drawn = draw(Card((Listing(entries),)), HOME)
    assert drawn.content == "**1** · a\n-# about it\n\n**2** · b\n-# about it"
    assert [button["label"] for button in drawn.rows[0]["components"]] == ["1 · Show", "2 · Show"]


def test_what_somebody_said_is_not_shown_in_small_print() -> None:
    """Of a row's detail the first line says what it is, and those below it what it says."""
    row = Entry((Bold("Dave"),), ("yesterday · answer", "\n", "We did.\n# In three blocks."))
    assert draw(Card((Listing((row,)),)), HOME).content == (
        "**Dave**\n-# yesterday · answer\nWe did.\n\\# In three blocks."
    )


def test_a_press_means_what_the_button_was_drawn_for() -> None:
    ids = Ids()
    taken = [ids.take("poll close 1"), ids.take("poll close 1"), ids.take("poll close 1", Step.ASK)]
    assert [read(one or "") for one in taken] == [
        (Step.RUN, "poll close 1"),
        (Step.RUN, "poll close 1"),
        (Step.ASK, "poll close 1"),
    ]
    assert read(Ids().take("x", Step.CONFIRMED) or "") == (Step.CONFIRMED, "x")
    assert read(Ids().take("", Step.NEVER_MIND) or "") == (Step.NEVER_MIND, "")
    assert ids.take("x" * 100)
    assert ids.take("x" * 100) is None
