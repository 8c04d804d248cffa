"""Cards and forms as Slack shows them: literal, and never more than Slack takes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.slack import forms, press
from adapters.slack.forms import Origin
from adapters.slack.inline import Reader
from adapters.slack.render import render
from adapters.slack.text import Mentioned
from bot.replies import (
    Bar,
    Bars,
    Block,
    Bold,
    Button,
    Buttons,
    Card,
    ChannelName,
    Choice,
    Entry,
    Field,
    Fields,
    Form,
    FormField,
    Link,
    LinkButton,
    Listing,
    Note,
    Paragraph,
    Picture,
    Select,
    Time,
)
from tests.hostile_cards import ALICE, CARDS, SLACK
from tests.servers.slack.checks import payloads
from tests.servers.slack.reading import buttons_of, lines_of
from tests.servers.slack.world import World

READER = Reader(SLACK, "https://practice.slack.com/")
ALONE = Reader(SLACK, "https://practice.slack.com/", alone=True)
NOON = Time(datetime(2026, 3, 1, 12, 0, tzinfo=UTC), "1 March, 12:00")
HOSTILE = "<!channel> *bold* _it_ `x` :smile: & > <b> https://x.org"


def shown(card: Card, reader: Reader = READER) -> str:
    """The card as it is read, after Slack has accepted it."""
    rendered = render(card, reader)
    blocks = rendered.with_files({number: f"F{number}" for number in range(len(rendered.pictures))})
    payload = {"text": rendered.text, "blocks": blocks}
    assert payloads.message(payload) == []
    assert list(payloads.manners(payload)) == []
    assert not payloads.message_is_too_heavy(payload)
    world = World()
    return "\n".join(lines_of(world, blocks, world.bot))


@pytest.mark.parametrize(
    "block",
    [
        Paragraph((HOSTILE,)),
        Note((HOSTILE,)),
        Note((HOSTILE, Bold("!"))),
        Fields((Field("Label", (HOSTILE,)),)),
        Listing((Entry((HOSTILE,)),)),
        Listing((Entry(("a",), (HOSTILE,), Button("Go", "go")),)),
        Bars((Bar(HOSTILE, 1, 0.5),)),
        Picture(HOSTILE, b"png"),
    ],
    ids=lambda block: type(block).__name__,
)
def test_what_people_typed_stays_as_it_is(block: Block) -> None:
    assert HOSTILE in shown(Card((block,), title=HOSTILE))


@pytest.mark.parametrize("before", range(2990, 3000))
def test_an_escaped_sign_is_not_cut_in_two(before: int) -> None:
    shown(Card((Paragraph(("x" * before + "&" * 20,)),)))


def test_the_text_of_the_notification_is_escaped() -> None:
    assert render(Card((Paragraph((HOSTILE,)),)), READER).text.startswith("&lt;!channel&gt; *bold*")


def test_a_mention_calls_nobody_in_a_lasting_message_and_is_real_in_a_private_one() -> None:
    card = Card((Paragraph(("by ", ALICE)),))
    (lasting,) = render(card, READER).blocks
    assert lasting["elements"][0]["elements"][1] == {
        "type": "link",
        "url": "https://practice.slack.com/team/U0000000001",
        "text": "@Alice",
    }
    (private,) = render(card, ALONE).blocks
    assert private["elements"][0]["elements"][1] == {"type": "user", "user_id": "U0000000001"}
    (elsewhere,) = render(card, Reader("T2")).blocks
    assert elsewhere["elements"][0]["elements"][1]["text"] == "Alice"


def test_a_moment_is_shown_in_each_readers_zone() -> None:
    world = World()
    madrid = world.add_user("ana", tz="Europe/Madrid")
    blocks = render(Card((Paragraph(("at ", NOON)),)), READER).blocks
    assert list(lines_of(world, blocks, madrid)) == ["at Mar 1, 2026 13:00"]


def test_a_channel_of_another_workspace_is_only_named() -> None:
    here, there = (
        ChannelName("slack", "T1", "C0000000001", "ours"),
        ChannelName("slack", "T2", "C2", "theirs"),
    )
    (block,) = render(Card((Paragraph((here, there)),)), READER).blocks
    assert block["elements"][0]["elements"] == [
        {"type": "channel", "channel_id": "C0000000001"},
        {"type": "text", "text": "#theirs"},
    ]


def test_a_link_to_anything_but_the_web_is_only_text() -> None:
    assert "click (javascript:alert)" in shown(Card((Paragraph((Link("click", "javascript:alert"),)),)))


def test_too_much_is_left_out_with_a_note_and_the_buttons_stay() -> None:
    rows: list[Block] = [Paragraph((f"{number} " + "x" * 900,)) for number in range(60)]
    card = Card((*rows, Buttons((Button("Next", "poll list 2"),))))
    text = shown(card)
    assert text.startswith("0 ")
    assert "… (+" in text
    assert buttons_of(render(card, READER).blocks) == ["Next"]


def test_a_paragraph_that_is_far_too_long_ends_with_an_ellipsis() -> None:
    assert shown(Card((Paragraph(("x" * 50_000,)),))).endswith("…")


def test_thirty_buttons_take_two_rows() -> None:
    buttons = tuple(Button(f"{number}", f"go {number}") for number in range(30))
    card = Card((Buttons(buttons),))
    assert [len(row["elements"]) for row in render(card, READER).blocks] == [25, 5]
    assert shown(card) == ""


def test_options_for_which_there_is_no_room_are_named() -> None:
    options = tuple(Choice(f"Option {number}", str(number)) for number in range(101))
    long = Choice("Long one", "v" * 151)
    text = shown(Card((Paragraph(("pick",)), Select("Which?", "go", (*options[:5], long)))))
    assert "Long one" in text
    assert "Option 100" in shown(Card((Paragraph(("pick",)), Select("Which?", "go", options))))


def test_a_press_and_a_choice_mean_the_command_line_they_were_made_of() -> None:
    blocks = press.rows((Button("Vote", "poll vote 1 #2"), LinkButton("Open", "https://x.org")), "b")
    vote, link = blocks[0]["elements"]
    assert press.meaning(vote) == ("poll vote 1 #2", ())
    assert press.meaning(link) is None
    (row,) = press.select(Select("Which?", "poll vote 1", (Choice("A", "#1"), Choice("B", "#2")), most=2))
    (menu,) = row["elements"]
    assert press.meaning({**menu, "selected_options": menu["options"]}) == ("poll vote 1", ("#1", "#2"))
    assert press.meaning({**menu, "selected_options": []}) is None


def test_pictures_without_an_upload_are_shown_as_their_words() -> None:
    rendered = render(Card((Picture("Votes by day", b"png"),)), READER)
    world = World()
    assert list(lines_of(world, rendered.with_files({}), world.bot)) == ["🖼 Votes by day"]


def test_a_tone_is_a_sign_before_the_title_or_the_first_words() -> None:
    assert shown(Card((Paragraph(("done",)),), tone="good")) == "✅ done"
    assert shown(Card((Paragraph(("no",)),), title="Sorry", tone="bad")).startswith("⛔ Sorry")


def submitted(form: Form, **values: Any) -> dict[str, Any]:
    drawn = forms.view(form, Origin("C1", "general", response_url="https://x.org/y"))
    assert payloads.view(drawn) == []
    return {**drawn, "state": {"values": {name: {name: value} for name, value in values.items()}}}


FORM = Form(
    "A title that is much too long for Slack",
    "poll new",
    (
        FormField("question", "Question", required=True, hint="What?", value="x" * 4000),
        FormField("body", "Body", "text", max_length=10),
        FormField("kind", "Kind", "choice", value="b", choices=(Choice("A", "a"), Choice("B", "b"))),
        FormField("tags", "Tags", "choices", value="a, b", choices=(Choice("A", "a"), Choice("B", "b"))),
        FormField("many", "Many", "choice", choices=tuple(Choice(str(n), str(n)) for n in range(150))),
        FormField("anonymous", "Anonymous", "switch", value="yes"),
    ),
)


def test_a_form_comes_back_with_its_command_line_its_place_and_its_answers() -> None:
    a = {"text": {"type": "plain_text", "text": "A"}, "value": "a"}
    view = submitted(
        FORM,
        question={"type": "plain_text_input", "value": "Lunch?"},
        kind={"type": "static_select", "selected_option": a},
        tags={"type": "multi_static_select", "selected_options": [a]},
        anonymous={"type": "checkboxes", "selected_options": []},
    )
    assert forms.metadata(view)[0] == "poll new"
    assert forms.metadata(view)[1].channel == "C1"
    assert forms.answers(view)[0] == {
        "question": "Lunch?", "body": "", "kind": "a", "tags": ["a"], "many": "", "anonymous": "no",
    }  # fmt: skip


def test_a_complaint_about_nothing_that_was_asked_stands_at_the_first_question() -> None:
    found = forms.errors(submitted(FORM), {"elsewhere": "No.", "question": "Too long.", "body": "Odd."})
    assert found == {"question": "No. Too long.", "body": "Odd."}


def test_typed_text_loses_slacks_wrapping_and_keeps_mentions() -> None:
    mentioned = Mentioned("T1")
    text = "ask <@U1|alice> in <#C1|general> &lt;now&gt; &amp; see <https://x.org/?a=1&amp;b>"
    assert mentioned.canonical(text) == "ask <@U1> in <#C1> <now> & see https://x.org/?a=1&b"
    assert mentioned.canonical("<mailto:a@b.org|a@b.org> <!here>") == "a@b.org here"
    assert mentioned.people["U1"].name == "alice"
    assert mentioned.channels["C1"].name == "general"


# --- whatever the core says -------------------------------------------------------------


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(CARDS, st.sampled_from([READER, ALONE, Reader("T1")]))
def test_slack_takes_whatever_card_there_is(card: Card, reader: Reader) -> None:
    shown(card, reader)
