"""What a failed hand-over means for an e-mail: try later, nobody knows, or never.

A server's own words are kept out of what is raised, for they repeat the address:
what is told, logged and kept is its three digits alone.
"""

from __future__ import annotations

import re
import ssl
from typing import Final

from aiosmtplib import (
    SMTPAuthenticationError,
    SMTPException,
    SMTPRecipientRefused,
    SMTPResponseException,
    SMTPSenderRefused,
    SMTPServerDisconnected,
    SMTPTimeoutError,
)

from bot.adapter import Refused, SendError, TryLater, Unclear

ADDRESS_REFUSED: Final = "address_refused"
BUSY_SECONDS: Final = 60.0
GREYLISTED_SECONDS: Final = 600.0
"""How long a server wants to be left alone that does not know the sender yet; most ask for five minutes."""
MISCONFIGURED_SECONDS: Final = 600.0

_CLOSING = 421
_ENHANCED = re.compile(r"\s*5\.(\d{1,3})\.\d{1,3}\b")
_OF_THE_ADDRESS: Final = {"1", "2"}
"""Subjects of the enhanced status codes (RFC 3463) that are about the recipient: address and mailbox."""


class NotSafe(Exception):
    """The server offers no encryption, and a password is not said in the clear."""


def before_message(error: Exception) -> SendError:
    """A failure before any of the message was sent: surely nothing was done."""
    match error:
        case SMTPResponseException(code=code) if code == _CLOSING:
            return TryLater(BUSY_SECONDS, "the mail server is busy (421)", everywhere=True)
        case SMTPRecipientRefused():
            return _recipient_refused(error)
        case SMTPSenderRefused(code=code) | SMTPAuthenticationError(code=code):
            return TryLater(MISCONFIGURED_SECONDS, f"the mail server refuses us ({code})", everywhere=True)
        case SMTPResponseException(code=code):
            return TryLater(BUSY_SECONDS, f"the mail server answered {code}", everywhere=True)
        case NotSafe():
            return TryLater(MISCONFIGURED_SECONDS, "the mail server offers no TLS", everywhere=True)
        case _:
            return TryLater(BUSY_SECONDS, f"no connection to the mail server: {kind(error)}", everywhere=True)


def _recipient_refused(error: SMTPRecipientRefused) -> SendError:
    if error.code < 500:
        return TryLater(GREYLISTED_SECONDS, f"the mail server put the recipient off ({error.code})")
    enhanced = _ENHANCED.match(error.message)
    about_address = enhanced is None or enhanced[1] in _OF_THE_ADDRESS
    return Refused(
        ADDRESS_REFUSED if about_address else "message_refused", f"The mail server said {error.code}."
    )


def in_message(error: Exception) -> SendError:
    """A failure after the message was begun: only an answer of the server makes clear what became of it."""
    match error:
        case SMTPResponseException(code=code) if code == _CLOSING:
            return TryLater(BUSY_SECONDS, "the mail server is busy (421)", everywhere=True)
        case SMTPResponseException(code=code) if code < 500:
            return TryLater(GREYLISTED_SECONDS, f"the mail server put the message off ({code})")
        case SMTPResponseException(code=code):
            return Refused("message_refused", f"The mail server said {code}.")
        case _:
            return Unclear(f"the connection broke while the message was sent: {kind(error)}")


def kind(error: BaseException) -> str:
    """The trouble in a few words that name nobody."""
    cause = error.__cause__
    if isinstance(error, ssl.SSLError) or isinstance(cause, ssl.SSLError):
        return "its certificate is not trusted, or TLS failed"
    if isinstance(error, SMTPTimeoutError | TimeoutError):
        return "no answer in time"
    if isinstance(error, SMTPServerDisconnected) or isinstance(cause, SMTPServerDisconnected):
        return "it hung up"
    if isinstance(error, SMTPException) and isinstance(cause, OSError):
        return cause.strerror or type(cause).__name__
    return type(error).__name__
