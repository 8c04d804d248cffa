"""Addresses that only who was given them can know: a number with a seal on it.

A seal needs no table: it is the number and a keyed hash of it and of what it is
for. It is short, so that it stands in one line of an e-mail's header. What is to
be revocable has a row of its own whose number is sealed.
"""

from __future__ import annotations

import hmac
from base64 import b32encode
from hashlib import sha256

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_LENGTH = 26
"""Characters of the seal: 130 bits in base 32."""


def seal(secret: bytes, purpose: str, number: int) -> str:
    """The number, sealed for a purpose: letters and digits, such as "2s-mzxw6ytb…"."""
    return f"{_base36(number)}-{_mark(secret, purpose, number)}"


def unseal(secret: bytes, purpose: str, token: str) -> int | None:
    """The number in a token; None where the seal is broken, or is for another purpose."""
    written, _dash, mark = token.strip(" \t\r\n").lower().partition("-")
    if not (written.isascii() and written.isalnum() and len(written) <= 13):
        return None
    number = int(written, 36)
    if written != _base36(number):
        return None
    whole = hmac.compare_digest(mark.encode(), _mark(secret, purpose, number).encode())
    return number if whole else None


def installation(secret: bytes) -> str:
    """A name for this installation that nobody else has and that tells nothing of its key."""
    return hmac.new(secret, b"installation", sha256).hexdigest()[:12]


def _mark(secret: bytes, purpose: str, number: int) -> str:
    digest = hmac.new(secret, f"seal {purpose} {number}".encode(), sha256).digest()
    return b32encode(digest).decode().lower()[:_LENGTH]


def _base36(number: int) -> str:
    digits = ""
    while True:
        number, last = divmod(number, 36)
        digits = _DIGITS[last] + digits
        if not number:
            return digits
