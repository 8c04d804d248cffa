"""Headers in the form in which they go out: ASCII, on one line or folded, and nothing else can be in them."""

from __future__ import annotations

import re
from email.header import Header

_BREAK = re.compile(r"\r\n(?![ \t])|\r(?!\n)|(?<!\r)\n")
_SIMPLE = re.compile(r"[A-Za-z0-9 ]*")
_LINE = 75


class Wire(str):
    """A header's value as it goes out; `ValueError` is raised for what ends its line or is not ASCII."""

    __slots__ = ()

    def __new__(cls, value: str) -> Wire:  # noqa: D102 - the class says it
        if _BREAK.search(value) or not value.isascii():
            raise ValueError("no header's value")
        return super().__new__(cls, value)


def words(name: str, text: str) -> Wire:
    """A text of one line as the value of the header of that name, in encoded words where it needs them."""
    if text.isascii() and text.isprintable() and "=?" not in text:
        return Wire(text)
    return Wire(Header(text, "utf-8", maxlinelen=_LINE, header_name=name).encode(linesep="\r\n"))


def mailbox(name: str, whom: str, address: str) -> Wire:
    """An address with the name of whose it is, "" for none."""
    if not whom:
        return Wire(address)
    if _SIMPLE.fullmatch(whom):
        return Wire(f"{whom} <{address}>")
    encoded = Header(whom, "utf-8", maxlinelen=_LINE, header_name=name).encode(linesep="\r\n")
    return Wire(f"{encoded}\r\n <{address}>")
