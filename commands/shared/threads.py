"""What cards say of the threads under them."""

from __future__ import annotations

from bot.replies import Content, Note
from bot.request import Work
from bot.services.items import threads
from bot.words import Message, _, plural


async def thread_note(
    work: Work, number: int, *, empty: Message | None = None, leads_there: bool = False
) -> tuple[Note, ...]:
    """How many replied in an item's threads and when the last did; `empty`, if given, where nobody did.

    `leads_there` says where to read them, for a card that is not the one which the thread is under.
    """
    found = await threads.replies(work.tx, number)
    if not found.count or found.last_at is None:
        return (Note((empty,)),) if empty else ()
    count = plural("{n} reply in the thread", "{n} replies in the thread", found.count)
    said: Content = (count, " · ", _("the last one"), " ", work.when(found.last_at))
    if leads_there:
        where = _(
            "I do not read threads. To see what they say, open the thread under #{number}.", number=number
        )
        said = (*said, "\n", where)
    return (Note(said),)
