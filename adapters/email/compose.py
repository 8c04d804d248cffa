"""From a card to the bytes of an e-mail: its parts, and headers that nobody can write into.

Whatever people wrote comes into headers on one line and without invisible
characters; the standard library encodes it and refuses line breaks. All is
written in seven bits, in lines far below the 998 bytes that servers pass on
unchanged, so that a signature (DKIM) which the mail server adds stays true.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

from adapters.email.doing import without_repeats
from adapters.email.headers import Wire, mailbox, words
from adapters.email.html import Html
from adapters.email.plaintext import PlainText
from bot.mail import Recipient
from bot.replies import Attachment, Block, Card, Picture, plain
from bot.services.text import one_line, shortened
from bot.times.times import show_time
from bot.words import _, speak

LONGEST_SUBJECT = 150
LONGEST_NAME = 80
MOST_BYTES = 10_000_000
"""How large an attachment may be; mail servers take some 20 MB, and attachments grow by a third."""

_ANSWER_IN_CHAT = _("Type commands where you talk to me in the chat; answers to this e-mail are not read.")
_CONTROLS = re.compile("[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ud800-\udfff]")
_UNSAFE_NAME = re.compile(r'[\\/:*?"<>|]')


class _Policy(EmailPolicy):
    """Headers of the whole message are written as they are given, in the form in which they go out.

    The library would take a text apart that looks encoded already, and folds long addresses into words that
    no program reads. Those of the parts (Content-Type and so on) are left to it.
    """

    def header_store_parse(self, name: str, value: Any) -> tuple[str, Any]:
        if not isinstance(value, Wire):
            return super().header_store_parse(name, value)
        return name, value

    def fold_binary(self, name: str, value: Any) -> bytes:
        if not isinstance(value, Wire):
            return super().fold_binary(name, value)
        return f"{name}: {value}\r\n".encode("ascii")


_POLICY = _Policy(linesep="\r\n", max_line_length=78, cte_type="7bit", raise_on_defect=False)


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What all e-mails of an installation share: the sender, the root command, and its own name."""

    sender: Address
    root: str
    installation: str

    @property
    def domain(self) -> str:
        """The domain in the ids of messages."""
        return self.sender.domain


def composed(head: Letterhead, recipient: Recipient, card: Card, key: str, now: datetime) -> bytes:
    """The e-mail that shows a card; the same `key` makes the same Message-ID. `now` is its date, in UTC."""
    message = EmailMessage(policy=_POLICY)
    subject = _subject(card)
    _address(message, head, recipient, subject)
    _identify(message, head, card, key, now)
    if recipient.unsubscribe:
        _make_leavable(message, head, recipient.unsubscribe)
    _fill(message, head, recipient, card, key, subject)
    return message.as_bytes()


def _subject(card: Card) -> str:
    """The title, else the first words."""
    first = next((line for line in plain(card).splitlines() if one_line(line)), "")
    return shortened(one_line(str(card.title)) or one_line(first), LONGEST_SUBJECT) or "…"


def _address(message: EmailMessage, head: Letterhead, recipient: Recipient, subject: str) -> None:
    name = shortened(one_line(recipient.name), LONGEST_NAME)
    message["From"] = mailbox("From", head.sender.display_name, head.sender.addr_spec)
    message["To"] = mailbox("To", name, recipient.address)
    message["Subject"] = words("Subject", subject)


def _identify(message: EmailMessage, head: Letterhead, card: Card, key: str, now: datetime) -> None:
    message["Date"] = Wire(format_datetime(now))
    message["Message-ID"] = Wire(f"<{key}@{head.domain}>")
    if card.about is not None:
        thread = Wire(f"<item-{card.about}.{head.installation}@{head.domain}>")
        message["In-Reply-To"] = thread
        message["References"] = thread
    # Programs that answer by themselves leave such messages alone (RFC 3834).
    message["Auto-Submitted"] = Wire("auto-generated")


def _make_leavable(message: EmailMessage, head: Letterhead, url: str) -> None:
    message["List-Id"] = Wire(f"<{head.root}.{head.domain}>")
    message["List-Unsubscribe"] = Wire(f"<{url}>")
    if url.startswith("https://"):
        # One click counts over https only (RFC 8058).
        message["List-Unsubscribe-Post"] = Wire("List-Unsubscribe=One-Click")


def _fill(
    message: EmailMessage, head: Letterhead, recipient: Recipient, card: Card, key: str, subject: str
) -> None:
    def when(moment: datetime) -> str:
        return show_time(moment, ZoneInfo(recipient.zone or "UTC"), recipient.language)

    card = without_repeats(card)
    pictures = [block for block in card.blocks if isinstance(block, Picture) and block.png]
    cids = {picture: f"picture-{n}.{key}@{head.domain}" for n, picture in enumerate(pictures, 1)}
    written = PlainText(head.root, when).card(card)
    page = Html(head.root, when, recipient.language, cids).page(card, subject, _footer_html(recipient))
    message.set_content(_clean(f"{written}\n\n-- \n{_footer(recipient)}\n"), cte="quoted-printable")
    message.add_alternative(_clean(page), subtype="html", cte="quoted-printable")
    shown = list(message.iter_parts())[1]
    for picture, cid in cids.items():
        shown.add_related(picture.png, "image", "png", cid=f"<{cid}>", filename=_file_name(picture.name))
    for part in message.iter_parts():
        part["Content-Language"] = recipient.language
    for attachment in _attachments(card.blocks):
        kind, _slash, subtype = attachment.mime.partition("/")
        params = {"charset": "utf-8"} if kind == "text" else {}
        name = _file_name(attachment.name)
        message.add_attachment(attachment.data, kind, subtype, filename=name, params=params)


def _attachments(blocks: tuple[Block, ...]) -> Iterator[Attachment]:
    left = MOST_BYTES
    for block in blocks:
        if isinstance(block, Attachment) and 0 < len(block.data) <= left:
            left -= len(block.data)
            yield block


def _file_name(name: str) -> str:
    return shortened(_UNSAFE_NAME.sub("_", one_line(name)), 100) or "file"


def _footer(recipient: Recipient) -> str:
    said = speak(_ANSWER_IN_CHAT, recipient.language)
    if not recipient.unsubscribe:
        return said
    stop = speak(_("Stop e-mails"), recipient.language)
    return f"{said}\n{stop}: {recipient.unsubscribe}"


def _footer_html(recipient: Recipient) -> str:
    said = escape(speak(_ANSWER_IN_CHAT, recipient.language))
    if not recipient.unsubscribe:
        return said
    stop = escape(speak(_("Stop e-mails"), recipient.language))
    return f'{said}<br><a href="{escape(recipient.unsubscribe)}">{stop}</a>'


def _clean(text: str) -> str:
    """Without characters that no mail may have in it."""
    return _CONTROLS.sub("", text.replace("\r\n", "\n"))
