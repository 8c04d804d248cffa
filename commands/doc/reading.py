"""A document as it is shown, taken and listed, and what people think of it."""

from __future__ import annotations

from typing import Annotated

from bot.declare import Param
from bot.grammar import line
from bot.permissions import MEMBER
from bot.replies import (
    Attachment,
    Block,
    Bold,
    Button,
    Buttons,
    Card,
    Listing,
    Note,
    Paragraph,
    Reply,
    text,
)
from bot.request import Request, Work
from bot.services.items import comments, items, ratings
from bot.services.items.items import Full, Item
from bot.services.library import documents as service
from bot.services.library.documents import Version
from bot.services.library.library import Order, listed
from bot.words import _
from commands.comment import add as add_comment
from commands.doc.cards import get_buttons, rate_menu, row, said_of, version_entry, what
from commands.doc.group import PAGE, TheDocument, documents
from commands.shared.items import body_blocks, common_buttons, full_of, share_button, small_print
from commands.shared.paging import these_were_all

_VERSIONS_SHOWN = 5


@documents.kind(service.KIND, one=_("document"), many=_("Documents"))
async def card(work: Work, number: int) -> Card | None:
    """A document in a channel: what it is, what is thought of it, and how to get it."""
    full = await items.full(work.tx, number)
    if full is None:
        return None
    present = await service.version(work.tx, number)
    rated = await ratings.of_item(work.tx, number)
    blocks: list[Block] = [
        *body_blocks(full),
        Paragraph(what(present)),
        rate_menu(number),
        Note((said_of(rated.mean, rated.count),)),
        small_print(work, full),
        Buttons(
            (
                *get_buttons(number, present),
                Button(_("Versions"), line("doc show", number)),
                *common_buttons(full),
            )
        ),
    ]
    return Card(tuple(blocks), title=full.title)


@documents.command("show", needs=MEMBER, example="142", form=False)
async def show(request: Request, document: TheDocument) -> Reply:
    """Show a document with its versions."""
    full = await full_of(request, document)
    found = await service.versions(request.tx, document.id, limit=_VERSIONS_SHOWN + 1)
    rated = await ratings.of_item(request.tx, document.id)
    blocks: list[Block] = [
        *body_blocks(full),
        Paragraph(what(found[0])),
        rate_menu(document.id),
        Note((said_of(rated.mean, rated.count),)),
        small_print(request, full),
    ]
    if len(found) > 1:
        blocks.append(Listing(tuple(version_entry(request, full, one) for one in found[:_VERSIONS_SHOWN])))
    if len(found) > _VERSIONS_SHOWN:
        blocks.append(Note((_("There are older versions."),)))
    return Card((*blocks, Buttons(_buttons(request, document, full, found[0]))), title=full.title)


def _buttons(request: Request, document: Item, full: Full, present: Version) -> tuple[Button, ...]:
    buttons = [*get_buttons(document.id, present), *common_buttons(full)]
    if document.may_change(request.person.id):
        buttons += [
            Button(_("New version…"), f"?{line('doc version', document.id)}"),
            Button(_("Edit…"), line("doc edit", document.id)),
        ]
    return (*buttons, *share_button(request, document.id))


@documents.command("download", needs=MEMBER, example="142", form=False)
async def download(
    request: Request,
    document: TheDocument,
    number: Annotated[int | None, Param(_("Which version; by default the latest"))] = None,
) -> Reply:
    """Get a document's file."""
    found = await service.version(request.tx, document.id, number)
    if found.sha256 is None:
        return text(Bold(document.title), ": ", *what(found))
    file = Attachment(b"", found.name, found.mime, found.sha256, found.size)
    return Card((Paragraph((Bold(document.title), " · ", *what(found))), file))


@documents.command("list", needs=MEMBER, example="best")
async def list_(
    request: Request,
    sort: Annotated[Order, Param(_("In which order; “mine” are those that you shared"))] = "latest",
    page: Annotated[int, Param(_("Which page of the list"))] = 1,
) -> Reply:
    """List the community's documents."""
    page = max(page, 1)
    name, here = request.community.name, f"={request.community.id}"
    found = await listed(
        request.tx, request.person.id, request.community.id, sort, limit=PAGE + 1, offset=(page - 1) * PAGE
    )
    if not found and page > 1:
        return these_were_all()
    if not found:
        share_one = Button(_("Share a document…"), f"?{line('doc share', community=here)}", "primary")
        nothing = _("There is nothing to list in the library of {name}.", name=name)
        return text(nothing, buttons=(share_one,))
    blocks: list[Block] = [Listing(tuple(row(request, one) for one in found[:PAGE]))]
    others = [order for order in ("latest", "best", "a-z", "mine") if order != sort]
    labels = {"latest": _("Latest"), "best": _("Best"), "a-z": _("A to Z"), "mine": _("Mine")}
    buttons = [Button(labels[order], line("doc list", order, community=here)) for order in others]
    if len(found) > PAGE:
        more = line("doc list", sort, page=page + 1, community=here)
        buttons.insert(0, Button(_("More"), more, "primary"))
    blocks.append(Buttons(tuple(buttons)))
    replaces = page > 1 or sort != "latest"
    return Card(tuple(blocks), title=_("The library of {name}", name=name), replaces=replaces)


@documents.command("rate", needs=MEMBER, example="142 5", form=False)
async def rate(
    request: Request, document: TheDocument, stars: Annotated[int, Param(_("From 1 to 5"))]
) -> Reply:
    """Say how good a document is, from 1 to 5."""
    await ratings.rate(request.tx, document.id, request.person.id, stars)
    await request.refresh(document.id)
    rated = await ratings.of_item(request.tx, document.id)
    return text(
        _("You gave “{title}” {n} of 5.", title=Bold(document.title), n=stars),
        " ",
        said_of(rated.mean, rated.count),
    )


@documents.command("comment", needs=MEMBER, example='142 "Page 3 is what you want."', submit=_("Comment"))
async def comment(
    request: Request,
    document: TheDocument,
    words: Annotated[
        str, Param(_("What you want to say"), label=_("Comment"), long=True, max_length=comments.LONGEST)
    ],
) -> Reply:
    """Say something about a document."""
    return await add_comment(request, document, words)
