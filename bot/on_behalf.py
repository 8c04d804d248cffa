"""What waits for the leave of a message's author: done when they give it, as and where somebody wanted it."""

from __future__ import annotations

from bot.adapter import Outcome
from bot.carry_out import carry_out
from bot.errors import NotFound
from bot.incoming import Called, Incoming, Place, Who
from bot.quoting import PARAMETER
from bot.request import Request, request_of
from bot.services.items.quotes import Quote
from bot.services.people import people, standing
from bot.services.people.standing import Standing
from bot.understand import Asked, understand
from bot.words import _

MOST_FIELDS = 100
"""Nobody is there to fill in a form, so none is split."""


async def carry_out_for(request: Request, quote: Quote) -> Outcome:
    """Do what waited for the author's leave, as the person who wanted it; `request` is the author's.

    Raises `DomainError` where it cannot be done any more; nothing of it is done then.
    """
    found = await _standing(request, quote)
    what = Called(tuple(quote.wish.split()), {**quote.given, PARAMETER: quote.id})
    asked = understand(request.registry, what)
    assert isinstance(asked, Asked), quote.wish
    account = found.account
    who = Who(account.platform, account.workspace, account.id, account.name, details_known=False)
    where = Place(quote.platform, quote.workspace, quote.channel)
    incoming = Incoming(request.incoming.id, who, where, what)
    wanted = request_of(request, incoming, asked.command, found, administrator=False)
    async with request.tx.begin_nested():
        return await carry_out(wanted, Asked(asked.command, asked.values, submitted=True), MOST_FIELDS)


async def _standing(request: Request, quote: Quote) -> Standing:
    """Who wanted it, and what they are where they wanted it."""
    for way in await people.addresses(request.tx, quote.person_id):
        if (way.platform, way.workspace) == (quote.platform, quote.workspace):
            found = await standing.look_up(
                request.tx, way.platform, way.workspace, way.account, quote.channel
            )
            if found:
                return found
    raise NotFound(_("Whoever wanted to keep it is not here any more."))
