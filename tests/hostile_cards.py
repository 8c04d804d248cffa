"""Cards that a platform may be handed: one that says the same text everywhere, and whatever else there can be.

`saying` puts one text into every place of every part of a card. `CARDS` are hypothesis's: parts in any order and
number, texts of any length, addresses that are none. `Mention`s and `ChannelName`s are those of `PLACES`, which
are real on Slack and on Discord.
"""

from __future__ import annotations

import string
from datetime import UTC, datetime

from hypothesis import strategies as st

from bot.replies import (
    Attachment,
    Bar,
    Bars,
    Block,
    Bold,
    Button,
    Buttons,
    Card,
    ChannelName,
    Choice,
    Code,
    Entry,
    Field,
    Fields,
    Inline,
    Link,
    LinkButton,
    Listing,
    Mention,
    Note,
    Paragraph,
    Picture,
    Select,
    Time,
)
from bot.services.text import visible

SLACK, DISCORD = "T1", "1001"
ALICE = Mention("Alice", (("discord", DISCORD, "7"), ("slack", SLACK, "U0000000001")))
ACTION = "help show"
_WHEN = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)


def saying(text: str, *bad_links: str) -> tuple[Block, ...]:
    """Every part that a card can have, with that text wherever one can stand; links to those addresses too."""
    links = [Link(text, address) for address in bad_links]
    return (
        Paragraph(
            (
                text,
                Bold(text),
                Code(text),
                Link(text, f"https://example.org/{text}"),
                *links,
                Mention(text, (("playground", "home", text),)),
                Time(_WHEN, text),
                ChannelName("playground", "home", text, text),
            )
        ),
        Note((text,)),
        Fields((Field(text, (text,)),)),
        Listing((Entry((text,), (text,), Button(text, ACTION)),)),
        Bars((Bar(text, 1, 0.5, text),)),
        Picture(text, b"\x89PNG not really", name=text),
        Attachment(b"<script>window.evil=1</script>", f"{text}.html", "text/html"),
        Select(text, ACTION, (Choice(text, text[:100], text),)),
        Buttons((Button(text, ACTION, confirm=text), *(LinkButton(text, address) for address in bad_links))),
    )


_LONG = "Long <text> & *more* of it,\n"
WORDS = (
    st.text(string.printable.replace("\x0b", "") + "äöü😀€", max_size=30)
    | st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20)
    | st.integers(200, 5000).map(lambda size: (_LONG * 200)[:size])
    | st.sampled_from(["", " ", "@everyone", "<!channel>", "<@5>"])
)
LABELS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20).filter(
    visible
) | st.integers(1, 120).map(lambda size: (_LONG * 5)[:size])
ADDRESSES = st.sampled_from(
    [
        "https://example.org/a_(b)?a=1&b=2",
        "https://x|y z",
        "mailto:a@example.org",
        "ftp://x",
        "javascript:x",
        "https://e.org/" + "x" * 600,
    ]
)
_MOMENTS = st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2100, 1, 1)).map(
    lambda moment: moment.replace(tzinfo=UTC)
)
_CHANNELS = st.sampled_from([("discord", DISCORD, "9"), ("discord", "2", "9"), ("slack", "T2", "C9")])
_INLINE: st.SearchStrategy[Inline] = (
    WORDS
    | st.builds(Bold, WORDS)
    | st.builds(Code, WORDS)
    | st.builds(Link, WORDS, ADDRESSES)
    | st.sampled_from([ALICE, Mention("Bob")])
    | st.builds(Time, _MOMENTS, st.just("then"), st.sampled_from(["full", "date", "relative"]))
    | st.tuples(_CHANNELS, WORDS).map(lambda one: ChannelName(*one[0], one[1]))
)
_CONTENT = st.lists(_INLINE, max_size=3).map(tuple)
_ACTIONS = st.sampled_from(["poll vote 1 #1", "poll vote 1 #2", "poll close 1", "?poll new", "x" * 100])
_BUTTONS = st.builds(
    Button,
    LABELS,
    _ACTIONS,
    st.sampled_from(["plain", "primary", "danger"]),
    st.sampled_from([None, "Sure?"]),
) | st.builds(LinkButton, LABELS, ADDRESSES)
CHOICES = st.lists(
    st.builds(Choice, LABELS, LABELS, WORDS),
    max_size=30,
    unique_by=lambda choice: choice.value,
).map(tuple)
_BARS = st.builds(Bar, WORDS, st.integers(0, 9**9), st.floats(0, 1), WORDS)
_BLOCKS: st.SearchStrategy[Block] = (
    st.builds(Paragraph, _CONTENT)
    | st.builds(Note, _CONTENT)
    | st.builds(Fields, st.lists(st.builds(Field, WORDS, _CONTENT), max_size=15).map(tuple))
    | st.builds(
        Listing,
        st.lists(st.builds(Entry, _CONTENT, _CONTENT, st.none() | _BUTTONS), max_size=12).map(tuple),
    )
    | st.builds(Bars, st.lists(_BARS, max_size=12).map(tuple))
    | st.builds(Picture, WORDS, st.just(b"png"), st.just(()), st.sampled_from(["chart.png", "a b/ü.png", ""]))
    | st.builds(Attachment, st.just(b"a,b"), st.sampled_from(["votes.csv", "../x.csv"]))
    | st.builds(Buttons, st.lists(_BUTTONS, max_size=30).map(tuple))
    | st.builds(Select, WORDS, _ACTIONS, CHOICES, st.integers(1, 30))
)
CARDS = st.builds(
    Card,
    st.lists(_BLOCKS, max_size=8).map(tuple),
    WORDS,
    st.sampled_from(["plain", "good", "warning", "bad"]),
)
