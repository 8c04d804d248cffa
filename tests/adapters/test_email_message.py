"""E-mails as they arrive: read with the standard library, whatever people wrote."""

from __future__ import annotations

import base64
import re
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.email.compose import Letterhead, composed
from bot.mail import Recipient
from bot.replies import (
    Attachment,
    Bar,
    Bars,
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
    Link,
    LinkButton,
    Listing,
    Mention,
    Note,
    Paragraph,
    Picture,
    Select,
    Time,
    resolved,
)

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
HEAD = Letterhead(Address("Convenor – für alle", "cop", "example.org"), "cop", "1a2b3c4d5e6f")
STOP = "https://cop.example.org/unsubscribe/" + "z" * 38
ALICE = Recipient("alice@example.org", "Alice", "en", "America/New_York", STOP)
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
HOSTILE = [
    "Hello\r\nBcc: everybody@example.org",
    "Hello\nX-Injected: yes\n\nBody",
    "=?utf-8?q?=0D=0ABcc:_x@example.org?=",
    "x" * 10_000,
    "word " * 2_000,
    "\N{PARTY POPPER}" * 500,
    "e\N{COMBINING ACUTE ACCENT}" * 400,
    "\N{RIGHT-TO-LEFT OVERRIDE}gnp.exe",
    "שלום עולם " * 40,
    "\x00\x01\x1b[31m",
    "\ud800",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    '"quoted", name <eve@example.org>',
    ".\r\n.\r\nQUIT",
    "\x85\u2028\u2029",
    "",
    "   ",
]


def _sent(card: Card, recipient: Recipient = ALICE, key: str = "12345678-7") -> tuple[bytes, EmailMessage]:
    raw = composed(HEAD, recipient, resolved(card, recipient.language), key, NOW)
    read = message_from_bytes(raw, policy=policy.default)
    assert isinstance(read, EmailMessage)
    return raw, read


def _is_in_order(raw: bytes, message: EmailMessage) -> None:
    """What every e-mail must be: seven bits, short lines, the headers that are ours and no others."""
    assert raw.isascii()
    lines = raw.split(b"\r\n")
    assert max(map(len, lines)) <= 998
    assert b"\r" not in b"".join(lines)
    assert b"\n" not in b"".join(lines)
    names = [name.lower() for name in message.keys()]  # noqa: SIM118
    assert sorted(names) == sorted(set(names))
    assert set(names) <= {
        "from", "to", "subject", "date", "message-id", "in-reply-to", "references", "auto-submitted",
        "list-id", "list-unsubscribe", "list-unsubscribe-post", "mime-version", "content-type",
    }  # fmt: skip
    for part in message.walk():
        assert not part.defects, part.defects
    assert [address.addr_spec for address in message["To"].addresses] == ["alice@example.org"]


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


@pytest.mark.parametrize("hostile", HOSTILE)
def test_nothing_that_people_write_breaks_a_message(hostile: str) -> None:
    card = Card(
        (
            Paragraph(
                (hostile, Bold(hostile), Code(hostile), Link(hostile, f"https://example.org/{hostile}"))
            ),
            Fields((Field(hostile, (hostile,)),)),
            Listing((Entry((hostile,), (hostile,), Button(hostile, "poll show 142")),)),
            Bars((Bar(hostile, 1, 0.5, hostile),)),
            Picture(hostile, PIXEL, name=hostile or "x"),
            Attachment(b"a,b\n", hostile or "x"),
            Buttons((Button(hostile, "ask show 1"), LinkButton(hostile, "https://example.org"))),
            Select(hostile, "poll vote 142", (Choice(hostile, hostile),)),
        ),
        title=hostile,
    )
    raw, message = _sent(card, Recipient("alice@example.org", hostile, "en", None, STOP))
    _is_in_order(raw, message)
    assert "Bcc" not in message
    assert "X-Injected" not in message
    assert len(message["Subject"]) <= 150
    page = _body(message, "html")
    tags = _Tags()
    tags.feed(page)
    assert "script" not in tags.seen
    assert tags.seen.count("img") == 1
    assert "onerror" not in {name for attributes in tags.attributes for name, _value in attributes}


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []
        self.attributes: list[list[tuple[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        self.attributes.append(attrs)


@given(title=st.text(max_size=300), name=st.text(max_size=120), said=st.text(max_size=300))
def test_any_text_at_all_arrives_in_order(title: str, name: str, said: str) -> None:
    raw, message = _sent(
        Card((Paragraph((said,)),), title=title), Recipient("alice@example.org", name, "en", None, STOP)
    )
    _is_in_order(raw, message)


def test_what_is_written_arrives_letter_for_letter() -> None:
    said = "Ça va? 你好 \N{PARTY POPPER} " + "long " * 300 + "\n.dot\nFrom here\n-- \nend"
    _raw, message = _sent(
        Card((Paragraph((said,)),), title="Grüße an alle, 你好 \N{PARTY POPPER} " + "sehr " * 20)
    )
    assert said in _body(message, "plain")
    assert message["Subject"] == "Grüße an alle, 你好 \N{PARTY POPPER} " + "sehr " * 19 + "sehr"
    assert message["From"].addresses[0].display_name == "Convenor – für alle"


def test_the_headers_say_what_it_is_and_how_to_leave() -> None:
    raw, message = _sent(Card((Paragraph(("Hello",)),), title="News", about=142))
    _is_in_order(raw, message)
    assert message["Message-ID"] == "<12345678-7@example.org>"
    assert message["References"] == message["In-Reply-To"] == "<item-142.1a2b3c4d5e6f@example.org>"
    assert message["List-Unsubscribe"] == f"<{STOP}>"
    assert f"\r\nList-Unsubscribe: <{STOP}>\r\n".encode() in raw
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["List-Id"] == "<cop.example.org>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert parsedate_to_datetime(message["Date"]) == NOW
    assert [part["Content-Language"] for part in message.iter_parts()] == ["en", "en"]
    assert "Precedence" not in message


def test_an_address_of_a_thousand_characters_for_leaving_stays_whole() -> None:
    url = "https://cop.example.org/" + "deep/" * 150 + "unsubscribe/" + "z" * 38
    raw, message = _sent(Card(()), Recipient("alice@example.org", "Alice", "en", None, url))
    _is_in_order(raw, message)
    assert f"\r\nList-Unsubscribe: <{url}>\r\n".encode() in raw


def test_the_same_message_again_has_the_same_id_and_another_has_not() -> None:
    card = Card((Paragraph(("Hello",)),))
    ids = [_sent(card, key=key)[1]["Message-ID"] for key in ("a-1", "a-1", "a-2")]
    assert ids[0] == ids[1] != ids[2]


def test_one_click_is_offered_over_https_only() -> None:
    plain = Recipient("alice@example.org", "Alice", "en", None, STOP.replace("https", "http"))
    _raw, message = _sent(Card(()), plain)
    assert "List-Unsubscribe" in message
    assert "List-Unsubscribe-Post" not in message


def test_a_confirmation_has_nothing_to_leave() -> None:
    _raw, message = _sent(Card(()), Recipient("alice@example.org", "", "en", None, ""))
    assert "List-Unsubscribe" not in message
    assert "Stop e-mails" not in _body(message, "plain")


def test_buttons_become_what_to_do_in_the_chat() -> None:
    card = Card(
        (
            Paragraph(("Bob answered.",)),
            Buttons(
                (
                    Button("Accept it", "ask accept 142 318"),
                    Button("Answer…", "?ask answer 142"),
                    Button("Correct it", "form abc123 0"),
                    LinkButton("Open", "https://example.org/?a=1&b=2"),
                )
            ),
            Select("Your vote", "poll vote 142", tuple(Choice(f"No. {n}", f"#{n}") for n in range(1, 13))),
        )
    )
    _raw, message = _sent(card)
    text, page = _body(message, "plain"), _body(message, "html")
    assert "- Accept it: /cop ask accept 142 318\n" in text
    assert "- Answer…: /cop ask answer 142\n" in text
    assert "- Correct it: …\n" in text
    assert "- Open: https://example.org/?a=1&b=2\n" in text
    assert "- No. 10: /cop poll vote 142 #10\n- …" in text
    assert "/cop ask accept 142 318</code>" in page
    assert 'href="https://example.org/?a=1&amp;b=2"' in page
    assert "form abc123" not in text + page


def test_items_that_are_named_are_not_listed_again_as_commands() -> None:
    entry = Entry(("Lunch?", " #142"), ("Soup",), Button("Show it", "item show 142"))
    menu = Select("Open one of these…", "item show", (Choice("#142 Lunch?", "142"),))
    other = Select("My zone…", "profile zone", (Choice("London", "Europe/London"),))
    _raw, message = _sent(Card((Listing((entry,)), menu, other), title="New"))
    for kind in ("plain", "html"):
        body = _body(message, kind)
        assert body.count("Lunch?") == 1
        assert "Show it" not in body
        assert "Open one of these" not in body
        assert "profile zone" in body


def test_times_are_the_reader_s_own() -> None:
    at = datetime(2026, 12, 1, 17, 0, tzinfo=UTC)
    _raw, message = _sent(Card((Paragraph((Time(at, "Tue 1 Dec 2026, 17:00 GMT"),)),)))
    assert "Tue 1 Dec 2026, 12:00 New York time" in _body(message, "plain")
    assert "Tue 1 Dec 2026, 12:00 New York time" in _body(message, "html")


def test_pictures_are_inside_and_nothing_is_fetched() -> None:
    card = Card((Picture("Soup 3, Salad 1", PIXEL), Note(("small",))), title="Results")
    _raw, message = _sent(card)
    page = _body(message, "html")
    [cid] = re.findall(r'src="cid:([^"]+)" alt="Soup 3, Salad 1"', page)
    [picture] = [part for part in message.walk() if part.get_content_type() == "image/png"]
    assert picture["Content-ID"] == f"<{cid}>"
    assert picture.get_content() == PIXEL
    assert "[Soup 3, Salad 1]" in _body(message, "plain")
    assert not re.findall(r'src="(?!cid:)|url\(|background=', page)
    assert "<link" not in page


def test_attachments_are_attached_but_for_those_that_are_too_large() -> None:
    card = Card(
        (
            Attachment("a,é\n".encode(), "results.csv"),
            Attachment(b"BEGIN:VCALENDAR", "../../évènement.ics", "text/calendar"),
            Attachment(b"x" * 10_000_001, "huge.bin", "application/octet-stream"),
        )
    )
    _raw, message = _sent(card)
    found = [(part.get_filename(), part.get_content_type()) for part in message.iter_attachments()]
    assert found == [("results.csv", "text/csv"), (".._.._évènement.ics", "text/calendar")]
    assert next(iter(message.iter_attachments())).get_content() == "a,é\n"
    assert "[huge.bin]" in _body(message, "plain")


def test_every_part_is_shown_in_both() -> None:
    parts: list[tuple[Any, str]] = [
        (Paragraph((Bold("bold one"),)), "bold one"),
        (Paragraph((Code("/cop x"),)), "/cop x"),
        (Paragraph((Mention("Bob", (("paper", "north", "bob"),)),)), "Bob"),
        (Paragraph((ChannelName("paper", "north", "c1", "lobby"),)), "#lobby"),
        (Paragraph((Link("words", "javascript:alert(1)"),)), "words"),
        (Fields((Field("Place", ("Town hall",)),)), "Town hall"),
        (Listing((Entry(("title",), ("more",)),)), "more"),
        (Bars((Bar("Soup", 3, 0.75, "Bob"),)), "3 (75%) Bob"),
        (Note(("small print",)), "small print"),
    ]  # fmt: skip
    _raw, message = _sent(Card(tuple(part for part, _words in parts)))
    text, page = _body(message, "plain"), _body(message, "html")
    for _part, words in parts:
        assert words in text
        assert words in page
    assert 'href="javascript' not in page
