"""The rounds of the clock that make alerts of what happened, and messages of alerts."""

from __future__ import annotations

from bot.request import Work
from bot.services.alerts import alerts as service
from bot.services.alerts import spreading
from commands.alerts.cards import message_card
from commands.alerts.group import alerts


@alerts.round("alerts.spread", due=spreading.due)
async def spread(work: Work, _first: int) -> None:
    """Find out who is to hear of what happened since the last tick."""
    await spreading.spread(work.tx, work.now)


@alerts.round("alerts.send", due=service.due, put_off=service.put_off, following=service.following)
async def send(work: Work, person_id: int) -> None:
    """Tell a person what is due, in one message."""
    message = await service.take(work.tx, work.now, person_id, work.settings.time_zone)
    if message is None:
        return
    card = await message_card(work, message.alerts)
    if await work.tell(person_id, card, by=message.by):
        await service.sent(work.tx, work.now, message.alerts)
    else:
        await service.unreachable(work.tx, message.alerts)
