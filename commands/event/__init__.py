"""`event`: meet at a time that each reader sees as their own.

An event is a card in a channel, on which people say whether they come. What is
typed as a time is echoed with weekday and zone before it is kept. Repeated
events show their next time; one time can be moved or cancelled by itself.
"""

from __future__ import annotations

from commands.event import (
    agenda,
    answers,
    cancelling,
    changes,
    making,
    notes,
    outside,
    reading,
    reminding,
    removing,
)
from commands.event.group import events

__all__ = [
    "agenda",
    "answers",
    "cancelling",
    "changes",
    "events",
    "making",
    "notes",
    "outside",
    "reading",
    "reminding",
    "removing",
]
