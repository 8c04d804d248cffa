"""What the bot says: a small closed set of parts with no platform in it.

A `Reply` is a `Card` (something to read and press) or a `Form` (something to
fill in). An adapter walks it with `match` and `assert_never`, so that a new
part fails the type check of every adapter that does not draw it yet.

- Plain text is literal. The adapter escapes it; formatting, links, mentions and
  times are typed parts (`Inline`), and nobody can write a mass mention.
- A button's action is a command line ("poll vote 142 #2"), so it works after a
  restart and goes through the same permissions as the typed command.
- What a platform cannot show falls back visibly to text; what is too long is
  shortened with a note.

`resolved` puts a reply into a reader's language; what adapters are given is
always resolved: its words are strings. `as_json` and `from_json` are the form
in which replies wait in the outbox and reach the playground's page.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal, TypeAlias, TypeVar, cast

import msgspec

from bot.words import Message, Words, _, pieces, speak

MAX_ACTION = 100

OK = _("OK")
"""What the button of a form says that has no word of its own."""


# --- inline parts ---------------------------------------------------------------


class Bold(msgspec.Struct, frozen=True, tag="bold"):
    """Text that stands out."""

    text: Words

    def __str__(self) -> str:
        return str(self.text)


class Code(msgspec.Struct, frozen=True, tag="code"):
    """Something to be typed as it stands, such as a command."""

    text: str

    def __str__(self) -> str:
        return self.text


class Link(msgspec.Struct, frozen=True, tag="link"):
    """Text that opens an address; only http, https and mailto are ever linked."""

    text: Words
    url: str

    def __str__(self) -> str:
        return f"{self.text} ({self.url})"


class Mention(msgspec.Struct, frozen=True, tag="mention"):
    """A person. Shown as the platform's own mention where `accounts` has one there, else as the name.

    `accounts` are (platform, workspace, account id). Mentions call nobody: adapters send them so that
    no notification is caused.
    """

    name: str
    accounts: tuple[tuple[str, str, str], ...] = ()

    def __str__(self) -> str:
        return self.name


class Time(msgspec.Struct, frozen=True, tag="time"):
    """A moment, shown in each reader's own zone where the platform can; else as `fallback`."""

    at: datetime
    fallback: str
    style: Literal["full", "date", "relative"] = "full"

    def __str__(self) -> str:
        return self.fallback


class ChannelName(msgspec.Struct, frozen=True, tag="channel"):
    """A channel of a workspace; shown as the platform's own link inside that workspace."""

    platform: str
    workspace: str
    id: str
    name: str

    def __str__(self) -> str:
        return f"#{self.name}"


Inline: TypeAlias = str | Message | Bold | Code | Link | Mention | Time | ChannelName
Content: TypeAlias = tuple[Inline, ...]


# --- what can be pressed ----------------------------------------------------------


class Button(msgspec.Struct, frozen=True, tag="button"):
    """A button that runs a command line as the person who presses it.

    An `action` that begins with "?" opens the command's form with those values filled in.
    `confirm` is a question asked before it runs, where the platform can ask.
    """

    label: Words
    action: str
    style: Literal["plain", "primary", "danger"] = "plain"
    confirm: Words | None = None

    def __post_init__(self) -> None:
        if len(self.action) > MAX_ACTION:
            raise ValueError(f"a button's action has at most {MAX_ACTION} characters: {self.action!r}")


class LinkButton(msgspec.Struct, frozen=True, tag="link_button"):
    """A button that opens an address."""

    label: Words
    url: str


class Choice(msgspec.Struct, frozen=True, tag="choice"):
    """One of several things to choose: what is shown, what is sent, and a line about it."""

    label: Words
    value: str
    description: Words = ""


# --- blocks ------------------------------------------------------------------------


class Paragraph(msgspec.Struct, frozen=True, tag="paragraph"):
    """Running text."""

    content: Content


class Note(msgspec.Struct, frozen=True, tag="note"):
    """Small print under the rest."""

    content: Content


class Field(msgspec.Struct, frozen=True, tag="field"):
    """A label and its value."""

    label: Words
    content: Content


class Fields(msgspec.Struct, frozen=True, tag="fields"):
    """Labelled values, side by side where there is room."""

    fields: tuple[Field, ...]


class Entry(msgspec.Struct, frozen=True, tag="entry"):
    """One row of a list: its title, more about it, and at most one button."""

    title: Content
    detail: Content = ()
    button: Button | LinkButton | None = None


class Listing(msgspec.Struct, frozen=True, tag="listing"):
    """Rows of like things."""

    entries: tuple[Entry, ...]


class Bar(msgspec.Struct, frozen=True, tag="bar"):
    """One bar: its label, its number, its share of the whole (0 to 1), and who stands behind it."""

    label: str
    count: int
    share: float
    detail: Words = ""


class Bars(msgspec.Struct, frozen=True, tag="bars"):
    """Horizontal bars, in order."""

    bars: tuple[Bar, ...]


class Picture(msgspec.Struct, frozen=True, tag="picture"):
    """A PNG picture, and the words that stand for it.

    A command gives either the bytes or the bars of a `chart`, to be drawn as bars or as a cloud of their
    labels; the core draws outside of any transaction, so that `png` is always filled in when an adapter
    sees it.
    """

    alt: Words
    png: bytes = b""
    chart: tuple[Bar, ...] = ()
    name: str = "picture.png"
    drawing: Literal["bars", "cloud"] = "bars"


class Attachment(msgspec.Struct, frozen=True, tag="attachment"):
    """A file to take away, such as a table in CSV.

    A command gives either the bytes or the hash of a kept content as `blob`, with its `size`; the core gets
    the bytes outside of any transaction, so that `data` is always there when an adapter sees it.
    """

    data: bytes
    name: str
    mime: str = "text/csv"
    blob: str = ""
    size: int = 0


class Buttons(msgspec.Struct, frozen=True, tag="buttons"):
    """Buttons in a row (or rows)."""

    buttons: tuple[Button | LinkButton, ...]


class Select(msgspec.Struct, frozen=True, tag="select"):
    """A drop-down that runs `action` with the chosen values added; `most` says how many can be chosen."""

    placeholder: Words
    action: str
    options: tuple[Choice, ...]
    most: int = 1


Block: TypeAlias = Paragraph | Note | Fields | Listing | Bars | Picture | Attachment | Buttons | Select


class Card(msgspec.Struct, frozen=True, tag="card"):
    """Something to read: a title, blocks, and a tone that colours it.

    `replaces` asks that the answer to a press take the place of the private message that was pressed.
    `about` is the number of the item that it tells of: e-mails about one item stand in one thread.
    """

    blocks: tuple[Block, ...]
    title: Words = ""
    tone: Literal["plain", "good", "warning", "bad"] = "plain"
    replaces: bool = False
    about: int | None = None


# --- forms -------------------------------------------------------------------------


class FormField(msgspec.Struct, frozen=True, tag="form_field"):
    """One question of a form.

    `kind`: "line" and "text" are typed, "choice" and "choices" chosen from `choices`, "switch" is yes or no,
    "file" is a file to be picked whose name has one of the endings in `choices`.
    `value` is what it starts with; for "choices" the chosen values, comma separated; for "switch" yes or no.
    """

    name: str
    label: Words
    kind: Literal["line", "text", "choice", "choices", "switch", "file"] = "line"
    required: bool = False
    value: str = ""
    hint: Words = ""
    choices: tuple[Choice, ...] = ()
    max_length: int = 3000


class Form(msgspec.Struct, frozen=True, tag="form"):
    """Questions to fill in; `action` is the command line that runs with the answers as further values.

    `about` stands above the questions: what they are about, such as the title of an item.
    """

    title: Words
    action: str
    fields: tuple[FormField, ...]
    submit: Words = OK
    about: Words = ""

    def __post_init__(self) -> None:
        if len(self.action) > MAX_ACTION:
            raise ValueError(f"a form's action has at most {MAX_ACTION} characters: {self.action!r}")


Reply: TypeAlias = Card | Form


# --- making, reading, saying -----------------------------------------------------------


def text(*content: Inline, buttons: tuple[Button | LinkButton, ...] = ()) -> Card:
    """A card of one paragraph, with buttons under it if there are any."""
    blocks: tuple[Block, ...] = (Paragraph(content),)
    return Card((*blocks, Buttons(buttons)) if buttons else blocks)


_Part = TypeVar("_Part")


def resolved(part: _Part, language: str) -> _Part:
    """The same reply with every message in it turned into strings of `language`."""
    return cast(_Part, _resolve(part, language))


def _resolve(part: Any, language: str) -> Any:
    if isinstance(part, tuple):
        return tuple(piece for item in part for piece in _resolve_item(item, language))
    if isinstance(part, Message):
        return speak(part, language)
    if isinstance(part, msgspec.Struct):
        values = [getattr(part, name) for name in part.__struct_fields__]
        # Most of what a reply holds is plain already, and there is much of it.
        return type(part)(*(one if type(one) in _PLAIN else _resolve(one, language) for one in values))
    return part


_PLAIN = {str, int, bool, float, bytes, type(None)}


def _resolve_item(item: Any, language: str) -> tuple[Any, ...]:
    """A member of a tuple; a message there may fall into several inline parts."""
    if isinstance(item, Message):
        return tuple(_resolve(piece, language) for piece in pieces(item, language))
    return (item if type(item) in _PLAIN else _resolve(item, language),)


def as_json(reply: Reply) -> bytes:
    """The reply as JSON, each part an object with its `type`."""
    return msgspec.json.encode(reply)


_decoder: msgspec.json.Decoder[Reply] = msgspec.json.Decoder(Reply)


def from_json(data: bytes | str) -> Reply:
    """The reply that `as_json` wrote; raises `msgspec.DecodeError` for anything else."""
    return _decoder.decode(data)


def plain(part: Any) -> str:
    """Everything readable in a resolved reply, as lines: for e-mail, notifications and logs of tests."""
    if isinstance(part, str):
        return part
    if isinstance(part, Bold | Code | Link | Mention | Time | ChannelName | Message):
        return str(part)
    match part:
        case Card(blocks=blocks, title=title):
            return "\n".join(filter(None, [str(title), *(plain(block) for block in blocks)]))
        case Form(title=title, fields=fields, about=about):
            above = filter(None, [str(title), str(about)])
            return "\n".join([*above, *(str(field.label) for field in fields)])
        case Paragraph(content=content) | Note(content=content):
            return "".join(plain(piece) for piece in content)
        case Fields(fields=fields):
            return "\n".join(f"{f.label}: {''.join(plain(piece) for piece in f.content)}" for f in fields)
        case Listing(entries=entries):
            return "\n".join(
                " — ".join(filter(None, ["".join(map(plain, e.title)), "".join(map(plain, e.detail))]))
                for e in entries
            )
        case Bars(bars=bars):
            return "\n".join(
                f"{b.label}: {b.count} ({b.share:.0%})" + (f" {b.detail}" if b.detail else "") for b in bars
            )
        case Picture(alt=alt):
            return str(alt)
        case Attachment(name=name):
            return name
        case Select(placeholder=placeholder):
            return str(placeholder)
    return ""
