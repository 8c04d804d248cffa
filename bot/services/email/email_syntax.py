"""Addresses for e-mail as people and chats write them.

Only the plain ones are taken: no quoted names, no comments, no numbers in
brackets, and nothing but ASCII before the @. Everybody who has another address
has a plain one too, and these cannot be mistaken for two, by anybody.
"""

from __future__ import annotations

import re

from bot.errors import NotUnderstood
from bot.services.text import shortened
from bot.words import _

_LONGEST_LOCAL, _LONGEST = 64, 254
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LOCAL = re.compile(rf"{_ATOM}(\.{_ATOM})*")
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
_AS_LINK = re.compile(r"<?mailto:([^|>]+)(\|[^>]*)?>?", re.IGNORECASE)
"""An address as chats turn it into a link."""


def read_address(text: str) -> str:
    """The address that somebody wrote, its domain in small letters; raises `NotUnderstood` for all else."""
    linked = _AS_LINK.fullmatch(text.strip())
    written = (linked[1] if linked else text).strip()
    local, _at, domain = written.rpartition("@")
    try:
        domain = domain.encode("idna").decode().lower() if not domain.isascii() else domain.lower()
    except UnicodeError:
        domain = ""
    whole = f"{local}@{domain}"
    labels = domain.split(".")
    fits = len(local) <= _LONGEST_LOCAL and len(whole) <= _LONGEST and len(labels) > 1
    if fits and _LOCAL.fullmatch(local) and all(_LABEL.fullmatch(label) for label in labels):
        return whole
    said = _(
        "“{text}” is no address for e-mail; one looks like name@example.org.", text=shortened(written, 60)
    )
    raise NotUnderstood(said, field="address")
