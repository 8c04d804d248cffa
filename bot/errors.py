"""What can go wrong, as answers.

    DomainError                 an answer: what failed, why, and what to do instead
    ├── NotUnderstood           the words of the request: unknown verb, missing value, bad date
    ├── NotFound                there is no such thing, or none that this person may see (the same answer)
    ├── NotAllowed              the person lacks a right
    └── Conflict                it cannot be done as things stand: closed, full, taken

Raised anywhere below dispatch, a `DomainError` rolls the transaction back and
becomes a private answer. Anything else is a fault: logged with a reference
number, which is all that the person is shown.
"""

from __future__ import annotations

from bot.words import Words


class DomainError(Exception):
    """Something that the person asked for cannot be done, said so that they know what to do next.

    `example` is a corrected command line without its slash; `field` the parameter that was at fault;
    `action` a label and a command line that would help, offered as a button.
    """

    def __init__(
        self,
        message: Words,
        *,
        example: str | None = None,
        field: str | None = None,
        action: tuple[Words, str] | None = None,
    ) -> None:
        super().__init__(str(message))
        self.message = message
        self.example = example
        self.field = field
        self.action = action


class NotUnderstood(DomainError):
    """The words of the request do not make a command."""


class NotFound(DomainError):
    """There is no such thing, or none that this person may see."""


class NotAllowed(DomainError):
    """The person may not do this."""


class Conflict(DomainError):
    """It cannot be done as things stand."""
