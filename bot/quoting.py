"""From a message's menu to a command: the message is kept as a quote, and the command is given its id.

Where its author has to be asked first, what was wanted waits with the quote. `carry_out_for` does it when the
author allows it, as whoever wanted it and where they wanted it.
"""

from __future__ import annotations

from bot.adapter import Outcome
from bot.errors import NotFound
from bot.incoming import Called, Incoming, OnMessage, Place, Who
from bot.permissions import Role
from bot.request import Request
from bot.services.items import quotes
from bot.services.items.quotes import Quote
from bot.services.library.blobs import File
from bot.services.people import people, standing
from bot.services.people.standing import Account, Standing
from bot.services.text import one_line
from bot.words import _

PARAMETER = "message"
"""What every command of a message's menu calls its quote."""


async def take(request: Request, picked: OnMessage) -> str:
    """Keep the picked message; returns the quote's id."""
    where = request.where
    return await quotes.take(
        request.tx,
        request.now,
        request.person.id,
        _account(picked.author) if picked.author else None,
        picked.text,
        link=picked.link,
        place=(where.platform, where.workspace, where.channel),
        message=picked.message.message,
        thread=picked.thread,
        file=next((file for file in request.files if isinstance(file, File)), None),
    )


def _account(who: Who) -> Account:
    name = one_line(who.name)[:200] or who.handle or who.id
    return Account(
        who.platform, who.workspace, who.id, name, one_line(who.handle)[:200], who.avatar, who.administers
    )


async def carry_out_for(request: Request, quote: Quote) -> Outcome:
    """Do what waited for the author's leave, as the person who wanted it; `request` is the author's.

    Raises `DomainError` where it cannot be done any more; nothing of it is done then.
    """
    from bot.carry_out import carry_out
    from bot.understand import Asked, understand

    found = await _standing(request, quote)
    what = Called(tuple(quote.wish.split()), {**quote.given, PARAMETER: quote.id})
    asked = understand(request.registry, what)
    assert isinstance(asked, Asked), quote.wish
    here = found.community
    if here and (here.suspended or (here.private and not found.role)):
        here = None
    account = found.account
    who = Who(account.platform, account.workspace, account.id, account.name, details_known=False)
    where = Place(quote.platform, quote.workspace, quote.channel)
    wanted = Request(
        tx=request.tx,
        now=request.now,
        settings=request.settings,
        secret=request.secret,
        registry=request.registry,
        incoming=Incoming(request.incoming.id, who, where, what),
        command=asked.command,
        person=found.person,
        account=found.identity_id,
        role=found.role if here else Role.NOBODY,
        administrator=False,
        here=here,
    )
    async with request.tx.begin_nested():
        return await carry_out(wanted, Asked(asked.command, asked.values, submitted=True), 100)


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
