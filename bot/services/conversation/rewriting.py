"""Questions and topics in other words: title and text, changed by who began them or a facilitator."""

from __future__ import annotations

from datetime import datetime

from bot.errors import NotAllowed, NotUnderstood
from bot.services.items import items
from bot.services.items.items import Item
from bot.services.text import one_line, several_lines
from bot.words import _
from storage.engine import Tx

LONGEST_TITLE = 200
LONGEST_BODY = 8000


def check_may_rewrite(person_id: int, item: Item) -> None:
    """Raises `NotAllowed` for all but who began it and facilitators."""
    if not item.may_change(person_id):
        raise NotAllowed(_("Only who began #{number}, or a facilitator, can change it.", number=item.id))


async def rewrite(tx: Tx, now: datetime, person_id: int, item: Item, title: str, body: str) -> None:
    """Give a question or a topic another title and text.

    Raises `NotAllowed` as `check_may_rewrite` does, and `NotUnderstood` for an empty title and for what is
    too long.
    """
    check_may_rewrite(person_id, item)
    title = one_line(title)
    if not title:
        raise NotUnderstood(_("What is it about?"), field="title")
    if len(title) > LONGEST_TITLE:
        raise NotUnderstood(_("A title has at most {most} characters.", most=LONGEST_TITLE), field="title")
    if len(body) > LONGEST_BODY:
        raise NotUnderstood(_("A text has at most {most} characters.", most=LONGEST_BODY), field="text")
    await items.save(tx, now, item.id, title=title, body=several_lines(body, LONGEST_BODY))
