"""From a message's menu to a command: the message is kept as a quote, and the command is given its id.

Where its author has to be asked first, what was wanted waits with the quote (`bot.on_behalf`).
"""

from __future__ import annotations

from bot.first_contact import account_of
from bot.incoming import OnMessage
from bot.request import Request
from bot.services.items import quotes
from bot.services.library.blobs import File

PARAMETER = "message"
"""What every command of a message's menu calls its quote."""


async def take(request: Request, picked: OnMessage) -> str:
    """Keep the picked message; returns the quote's id."""
    where = request.where
    return await quotes.take(
        request.tx,
        request.now,
        request.person.id,
        account_of(picked.author) if picked.author else None,
        picked.text,
        link=picked.link,
        place=(where.platform, where.workspace, where.channel),
        message=picked.message.message,
        thread=picked.thread,
        file=next((file for file in request.files if isinstance(file, File)), None),
    )
