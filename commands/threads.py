"""What cards say of the threads under them."""

from __future__ import annotations

from bot.replies import Note
from bot.request import Work
from bot.services.items import threads
from bot.words import Message, _, plural


async def thread_note(work: Work, number: int, *, empty: Message | None = None) -> tuple[Note, ...]:
    """How many replied in an item's threads and when the last did; `empty`, if given, where nobody did."""
    found = await threads.replies(work.tx, number)
    if not found.count or found.last_at is None:
        return (Note((empty,)),) if empty else ()
    count = plural("{n} reply in the thread", "{n} replies in the thread", found.count)
    return (Note((count, " · ", _("the last one"), " ", work.when(found.last_at))),)
