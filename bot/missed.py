"""Messages that reached a person by no way: told of, and shown, when they come by themselves.

Direct messages can be closed, and then there may be no other way to somebody.
What the deliverer could not bring them is kept (`bot.services.kept`), and the
next private answer that they are given says so, once a day, with how to let the
bot write to them. `message missed` shows what was kept, one after the other.
"""

from __future__ import annotations

import msgspec

from bot.adapter import Outcome
from bot.grammar import line
from bot.replies import Block, Button, Buttons, Card, Note, from_json, resolved
from bot.request import Request
from bot.services import kept as service
from bot.words import Words, _, plural

SHOW = "message missed"


async def with_missed(request: Request, outcome: Outcome, opening: Words) -> Outcome:
    """The answer, with a word on what could not be told, where that is due.

    `opening` is how the person lets the bot write to them on the platform.
    """
    reply = outcome.reply
    private_card = outcome.private and isinstance(reply, Card) and not outcome.field_errors
    if not (request.missed and private_card) or request.command.path == SHOW:
        return outcome
    if not await service.remind(request.tx, request.now, request.person.id):
        return outcome
    kept = await service.kept_for(request.tx, request.person.id)
    if not kept:
        return outcome
    assert isinstance(reply, Card)
    added = resolved(_reminder(len(kept), opening), request.language)
    card = msgspec.structs.replace(reply, blocks=(*reply.blocks, *added))
    return Outcome(card, outcome.private)


def _reminder(count: int, opening: Words) -> tuple[Block, ...]:
    said = plural(
        "There is {n} message for you that I could not send you directly.",
        "There are {n} messages for you that I could not send you directly.",
        count,
    )
    how = (" ", opening) if opening else ()
    return Note((said, *how)), Buttons((Button(_("Show"), SHOW, "primary"),))


async def oldest(request: Request, left: int | None) -> Card | None:
    """The oldest message that is kept, with a button to go on; None where there is none.

    `left` says how many there were when the one before was shown, which is thereby seen. Where that is not
    so any more, nothing is taken for seen that was not.
    """
    kept = await service.kept_for(request.tx, request.person.id)
    if kept and left == len(kept):
        await service.seen(request.tx, request.now, kept.pop(0).id)
    if not kept:
        return None
    card = from_json(kept[0].reply)
    assert isinstance(card, Card), "only cards are ever sent"
    more = len(kept) - 1
    label = plural("Got it, {n} more", "Got it, {n} more", more) if more else _("Got it")
    on = Button(label, line(SHOW, len(kept)), "primary")
    written = Note((_("Written {time}", time=request.when(kept[0].written_at)),))
    return msgspec.structs.replace(
        card, blocks=(*card.blocks, written, Buttons((on,))), replaces=left is not None
    )
