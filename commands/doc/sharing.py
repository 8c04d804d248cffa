"""Putting files and links into the library."""

from __future__ import annotations

from bot import forms
from bot.errors import Conflict, DomainError
from bot.grammar import line
from bot.permissions import MEMBER
from bot.replies import (
    Bold,
    Button,
    Content,
    Reply,
)
from bot.request import Request
from bot.services.items import quotes, tags
from bot.services.items.quotes import Quote
from bot.services.library import documents as service
from bot.services.text import shortened
from bot.words import _
from commands.doc.group import ADescription, AFile, ALink, ATitle, documents, gives_nothing
from commands.message import TheMessage, asks_author, tell_author
from commands.shared.items import made
from commands.shared.posting import TheTags, places_for, put_up


@documents.command(
    "share", needs=MEMBER, example='https://example.org/caddies title: "Food caddies"', submit=_("Share")
)
async def share(
    request: Request,
    link: ALink = "",
    file: AFile = None,
    title: ATitle = "",
    description: ADescription = "",
    tagged: TheTags = None,
) -> Reply:
    """Share a file or a link with the community."""
    if gives_nothing(request, file, link):
        return await forms.ask(request, title=title, description=description, tagged=tagged or [])
    source = service.source_of(file, link)
    places = await places_for(request)
    number = await service.share(
        request.tx, request.now, request.person.id, request.community.id, source, title, description
    )
    await put_up(request, number, service.KIND, places, tagged)
    said: Content = (
        _(
            "Thank you! It is in the library of {name} as {number}.",
            name=request.community.name,
            number=Bold(f"#{number}"),
        ),
    )
    other = await service.elsewhere(request.tx, request.person.id, number)
    if other:
        said = (*said, " ", _("It is elsewhere too: #{number} “{title}”.", number=other[0], title=other[1]))
    buttons = (
        Button(_("Edit…"), line("doc edit", number)),
        Button(_("Tag…"), f"?{line('tag add', number)}"),
    )
    return made(number, said, *buttons)


@documents.message(_("Add to library"), "keep", needs=MEMBER, files=True, submit=_("Add to library"))
async def keep(
    request: Request,
    message: TheMessage,
    title: ATitle = "",
    description: ADescription = "",
    tagged: TheTags = None,
) -> Reply:
    """Add the file or the link of a message to the library."""
    source = _source(request, message)
    if not title:
        return await forms.ask(
            request, title=service.title_of(source), description=shortened(message.text, 3000)
        )
    if asked := await asks_author(request, message):
        return asked
    number = await service.share(
        request.tx,
        request.now,
        request.person.id,
        request.community.id,
        source,
        title,
        message.credited(description),
    )
    if tagged:
        await tags.add(request.tx, request.now, request.person.id, number, tagged)
    await quotes.forget(request.tx, message)
    show = Button(_("Show it"), line("doc show", number))
    told = _(
        "{who} added what you shared to the library as “{title}”.", who=Bold(request.person.name), title=title
    )
    await tell_author(request, message, told, show)
    name = request.community.name
    said = _("It is in the library of {name} as {number}.", name=name, number=Bold(f"#{number}"))
    return made(number, (said,), Button(_("Edit…"), line("doc edit", number)), show)


def _source(request: Request, message: Quote) -> service.Source:
    """What of a message is kept: its file, else the first address in it."""
    wrong = next((file for file in request.files if isinstance(file, DomainError)), None)
    if message.file is None and wrong:
        raise wrong
    if not (message.file or message.address):
        raise Conflict(_("There is neither a file nor a link in that message."))
    return message.file or service.checked_link(message.address)
