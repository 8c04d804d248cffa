"""`doc`: the library of a community: files and links, in versions, rated by its members.

A file comes by a form (Slack, Discord, the playground) or by the option of the
command (Discord). It is checked and kept before the command runs, so that what
the handlers are given is a file that is there.
"""

from __future__ import annotations

from typing import Annotated

from bot.declare import Group, Param
from bot.errors import Conflict, DomainError, NotFound
from bot.grammar import line
from bot.incoming import Submitted
from bot.permissions import MEMBER
from bot.replies import (
    Attachment,
    Block,
    Bold,
    Button,
    Buttons,
    Card,
    Content,
    Listing,
    Note,
    Paragraph,
    Reply,
    text,
)
from bot.request import Request, Work
from bot.services import comments, items, quotes, ratings, tags
from bot.services import documents as service
from bot.services.blobs import File
from bot.services.documents import Version
from bot.services.items import Full, Item
from bot.services.library import Order, listed
from bot.services.quotes import Quote
from bot.services.text import shortened
from bot.words import _
from commands.comment import add as add_comment
from commands.items import body_blocks, common_buttons, made, small_print
from commands.library import get_buttons, rate_menu, row, said_of, version_entry, what
from commands.message import TheMessage, asks_author, tell_author
from commands.posting import places_for

documents = Group("doc", _("The library: files and links to share"), feature="documents", default="share")

PAGE = 8
_VERSIONS_SHOWN = 5

TheDocument = Annotated[Item, Param(_("The document's number, such as #142"), item="document")]
ALink = Annotated[
    str, Param(_("An address, instead of a file"), label=_("Link"), max_length=service.LONGEST_URL)
]
AFile = Annotated[File | None, Param(_("The file, such as a PDF"), label=_("File"))]
ADescription = Annotated[
    str,
    Param(
        _("What is in it, and for whom"), label=_("Description"), long=True, max_length=service.LONGEST_BODY
    ),
]
ATitle = Annotated[
    str,
    Param(
        _("What it is called; by default as the file is"), label=_("Title"), max_length=service.LONGEST_TITLE
    ),
]


@documents.command("share", needs=MEMBER, example='https://example.org/caddies title: "Food caddies"')
async def share(
    request: Request,
    link: ALink = "",
    file: AFile = None,
    title: ATitle = "",
    description: ADescription = "",
    tagged: Annotated[list[str] | None, Param(_("Words to find it by"), label=_("Tags"))] = None,
) -> Reply:
    """Share a file or a link with the community."""
    if _gives_nothing(request, file, link):
        return await request.ask(title=title, description=description, tagged=tagged or [])
    source = service.source_of(file, link)
    places = await places_for(request)
    number = await service.share(
        request.tx, request.now, request.person.id, request.community.id, source, title, description
    )
    if tagged:
        await tags.add(request.tx, request.now, request.person.id, number, tagged)
    for place in places:
        await request.show(number, service.KIND, place, asked_by=request.person.id)
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


@documents.message(_("Add to library"), "keep", needs=MEMBER, files=True)
async def keep(
    request: Request,
    message: TheMessage,
    title: ATitle = "",
    description: ADescription = "",
    tagged: Annotated[list[str] | None, Param(_("Words to find it by"), label=_("Tags"))] = None,
) -> Reply:
    """Add the file or the link of a message to the library."""
    source = _source(request, message)
    if not title:
        return await request.ask(title=service.title_of(source), description=shortened(message.text, 3000))
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


def _gives_nothing(request: Request, file: File | None, link: str) -> bool:
    """Whether the form is to be opened: neither file nor link, and none was sent yet."""
    return not (file or link or isinstance(request.incoming.what, Submitted))


@documents.card(service.KIND)
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
    full = await items.full(request.tx, document.id)
    if full is None:
        raise NotFound(_("Document #{number} is gone.", number=document.id))
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
    if request.target:
        buttons.append(Button(_("Share it here"), line("item share", document.id)))
    return tuple(buttons)


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


@documents.command("comment", needs=MEMBER, example='142 "Page 3 is what you want."')
async def comment(
    request: Request,
    document: TheDocument,
    words: Annotated[
        str, Param(_("What you want to say"), label=_("Comment"), long=True, max_length=comments.LONGEST)
    ],
) -> Reply:
    """Say something about a document."""
    return await add_comment(request, document, words)


@documents.command("version", needs=MEMBER, example="142 link: https://example.org/caddies-2")
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
    if _gives_nothing(request, file, link):
        return await request.ask(change=change)
    source = service.source_of(file, link)
    number = await service.add_version(request.tx, request.now, request.person.id, document, source, change)
    await request.refresh(document.id)
    return text(
        _("“{title}” is there as version {number}.", title=Bold(document.title), number=number),
        buttons=(Button(_("Show it"), line("doc show", document.id)),),
    )


@documents.command("edit", needs=MEMBER, example='142 title: "Food caddies in flats"')
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
    full = await items.full(request.tx, document.id)
    if full is None:
        raise NotFound(_("Document #{number} is gone.", number=document.id))
    if not title and description is None:
        return await request.ask(title=full.title, description=full.body)
    body = full.body if description is None else description
    await service.edit(request.tx, request.now, request.person.id, document, title, body)
    await request.refresh(document.id)
    return text(
        _("“{title}” is changed.", title=Bold(title or full.title)),
        buttons=(Button(_("Show it"), line("doc show", document.id)),),
    )
