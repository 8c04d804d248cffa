"""Which pages there are, what else they are called, and what is near them."""

from __future__ import annotations

from typing import Annotated

from bot.declare import Param
from bot.errors import NotFound
from bot.grammar import line
from bot.permissions import MEMBER
from bot.replies import (
    Block,
    Bold,
    Button,
    Buttons,
    Card,
    Content,
    Entry,
    Listing,
    Reply,
    text,
)
from bot.request import Request
from bot.services.wiki import pages as service
from bot.services.wiki import related as near
from bot.services.wiki.related import Related
from bot.words import _
from commands.shared.items import full_of
from commands.shared.paging import these_were_all
from commands.wiki.group import PAGE, ThePage, wiki

_MOST_SHARED = 6


@wiki.command("list", needs=MEMBER)
async def list_(
    request: Request,
    latest: Annotated[bool, Param(_("The latest first, instead of A to Z"))] = False,
    page: Annotated[int, Param(_("Which page of the list"))] = 1,
) -> Reply:
    """List the community's pages."""
    page = max(page, 1)
    found = await service.listed(
        request.tx, request.community.id, latest_first=latest, limit=PAGE + 1, offset=(page - 1) * PAGE
    )
    here, name = f"={request.community.id}", request.community.name
    if not found and page > 1:
        return these_were_all()
    if not found:
        begin = Button(_("Write the first"), f"?{line('wiki new', community=here)}", "primary")
        return text(_("{name} has no page yet.", name=name), buttons=(begin,))
    entries = tuple(
        Entry(
            (Bold(title), f" #{number}"),
            (request.when(at),),
            Button(_("Read"), line("wiki show", number)),
        )
        for number, title, at in found[:PAGE]
    )
    yes_no = "yes" if latest else "no"
    buttons = [
        Button(
            _("A to Z") if latest else _("Latest first"),
            line("wiki list", latest="no" if latest else "yes", community=here),
        )
    ]
    if len(found) > PAGE:
        buttons.append(Button(_("More"), line("wiki list", latest=yes_no, page=page + 1, community=here)))
    blocks: tuple[Block, ...] = (Listing(entries), Buttons(tuple(buttons)))
    return Card(blocks, title=_("Pages of {name}", name=name), replaces=page > 1)


@wiki.command("alias", needs=MEMBER, example='"Food waste caddies" "kitchen caddy"', submit=_("Add"))
async def alias(
    request: Request,
    page: ThePage,
    name: Annotated[str, Param(_("Another name"), max_length=service.LONGEST_TITLE)],
    remove: Annotated[bool, Param(_("Take the name away again"))] = False,
) -> Reply:
    """Give a page another name, by which it is found and linked."""
    if remove:
        if not await service.drop_alias(request.tx, page, name):
            raise NotFound(_("“{title}” is not called “{name}”.", title=page.title, name=name))
        return text(_("“{title}” is no longer called “{name}”.", title=page.title, name=name))
    kept = await service.add_alias(request.tx, page, name)
    undo = Button(_("Undo"), line("wiki alias", page.id, kept[:40], remove="yes"))
    return text(_("“{title}” is also called “{name}” now.", title=page.title, name=kept), buttons=(undo,))


@wiki.command("related", needs=MEMBER, example='"Food waste caddies"', submit=_("Show"))
async def related(request: Request, page: ThePage) -> Reply:
    """Show up to five things that share this page's tags or rare words."""
    full = await full_of(request, page)
    found = await near.to(request.tx, page, full.body)
    if not found:
        return text(
            _("Nothing here shares a tag or a rare word with “{title}” yet.", title=page.title),
            buttons=(Button(_("Tag…"), f"?{line('tag add', page.id)}"),),
        )
    entries = tuple(
        Entry((Bold(one.title), f" #{one.id}"), _shared(one), Button(_("Show"), line("item show", one.id)))
        for one in found
    )
    return Card((Listing(entries),), title=_("Related to “{title}”", title=page.title))


def _shared(one: Related) -> Content:
    """What a related thing shares with the page."""
    shared = [f"#{tag}" for tag in one.tags] + list(one.words)
    return (", ".join(shared[:_MOST_SHARED]),)
