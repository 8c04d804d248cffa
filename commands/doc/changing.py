"""New versions of a document, and what is said of it."""

from __future__ import annotations

from typing import Annotated

from bot import forms
from bot.declare import Param
from bot.grammar import line
from bot.permissions import MEMBER
from bot.replies import (
    Bold,
    Button,
    Reply,
    text,
)
from bot.request import Request
from bot.services.library import documents as service
from bot.words import _
from commands.doc.group import AFile, ALink, ATitle, TheDocument, documents, gives_nothing
from commands.shared.items import full_of


@documents.command(
    "version", needs=MEMBER, example="142 link: https://example.org/caddies-2", submit=_("Share")
)
async def version(
    request: Request,
    document: TheDocument,
    link: ALink = "",
    file: AFile = None,
    change: Annotated[
        str, Param(_("What is new"), label=_("What changed"), max_length=service.LONGEST_CHANGE)
    ] = "",
) -> Reply:
    """Share a new version of a document."""
    service.check_may_change(request.person.id, document)
    if gives_nothing(request, file, link):
        return await forms.ask(request, change=change)
    source = service.source_of(file, link)
    number = await service.add_version(request.tx, request.now, request.person.id, document, source, change)
    await request.refresh(document.id)
    return text(
        _("“{title}” is there as version {number}.", title=Bold(document.title), number=number),
        buttons=(Button(_("Show it"), line("doc show", document.id)),),
    )


@documents.command(
    "edit", needs=MEMBER, example='142 title: "Food caddies in flats"', prefilled=True, submit=_("Save")
)
async def edit(
    request: Request,
    document: TheDocument,
    title: ATitle = "",
    description: Annotated[
        str | None,
        Param(
            _("What is in it, and for whom"),
            label=_("Description"),
            long=True,
            max_length=service.LONGEST_BODY,
        ),
    ] = None,
) -> Reply:
    """Change a document's title and description."""
    service.check_may_change(request.person.id, document)
    full = await full_of(request, document)
    if not title and description is None:
        return await forms.ask(request, title=full.title, description=full.body)
    body = full.body if description is None else description
    await service.edit(request.tx, request.now, request.person.id, document, title, body)
    await request.refresh(document.id)
    return text(
        _("“{title}” is changed.", title=Bold(title or full.title)),
        buttons=(Button(_("Show it"), line("doc show", document.id)),),
    )
