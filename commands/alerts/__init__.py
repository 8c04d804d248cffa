"""`alerts`: what people hear of, how soon, in which way, and when not.

Whatever happens to items is written down once (`bot.services.items.happenings`). What
somebody wants to hear of at once becomes an alert, and alerts that are due become
one message (`sending`, drawn by `cards`). Everything is set in one place, which
`alerts show` opens (`overview`), or by a line (`setting`); single items, tags and
people are followed and muted (`following`).
"""

from __future__ import annotations

from commands.alerts import following, overview, sending, setting
from commands.alerts.group import alerts

__all__ = ["alerts", "following", "overview", "sending", "setting"]
