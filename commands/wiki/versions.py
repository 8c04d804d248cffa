"""What a page was before: its versions, what each changed, and going back to one."""

from __future__ import annotations

import re
from typing import Annotated

from bot.declare import Param
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
    Inline,
    Listing,
    Note,
    Paragraph,
    Reply,
    text,
)
from bot.request import Request
from bot.services.items.items import Item
from bot.services.text import shortened
from bot.services.wiki import page_versions
from bot.services.wiki import pages as service
from bot.services.wiki.page_versions import Version
from bot.words import _
from commands.shared.paging import these_were_all
from commands.wiki.group import PAGE, ThePage, wiki

_BACK = re.compile(r"↩ ([0-9]+)")
"""The reason that is kept of going back to a version, for readers of any language."""


@wiki.command("history", needs=MEMBER, example='"Food waste caddies"', submit=_("Show"))
async def history(
    request: Request, page: ThePage, at: Annotated[int, Param(_("Which page of the list"))] = 1
) -> Reply:
    """List who changed a page, when and why."""
    at = max(at, 1)
    found = await page_versions.history(request.tx, page.id, limit=PAGE + 1, offset=(at - 1) * PAGE)
    if not found:
        return these_were_all()
    entries = tuple(_version(request, page, one) for one in found[:PAGE])
    blocks: list[Block] = [Listing(entries)]
    if len(found) > PAGE:
        blocks.append(Buttons((Button(_("More"), line("wiki history", page.id, at=at + 1)),)))
    return Card(tuple(blocks), title=_("History of “{title}”", title=page.title), replaces=at > 1)


def _version(request: Request, page: Item, one: Version) -> Entry:
    detail: list[Inline] = [one.author_name or "–", ", ", request.when(one.at)]
    if back := _BACK.fullmatch(one.reason):
        detail += [" · ", _("back to version {n}", n=back[1])]
    elif one.reason:
        detail += [" · ", one.reason]
    changes = Button(_("What changed"), line("wiki changes", page.id, one.number))
    return Entry((Bold(_("Version {n}", n=one.number)),), tuple(detail), changes)


@wiki.command("changes", needs=MEMBER, example='"Food waste caddies" 3', form=False)
async def changes(
    request: Request, page: ThePage, version: Annotated[int, Param(_("The version's number"))]
) -> Reply:
    """Show what a version changed."""
    after = await page_versions.version(request.tx, page.id, version)
    before = await page_versions.version(request.tx, page.id, version - 1) if version > 1 else None
    lines = page_versions.difference(before.body if before else "", after.body)
    shown: list[Inline] = []
    for mark, said in lines:
        row: Inline = Bold(f"{mark} {said}") if mark != " " else f"  {said}"
        shown += ["\n", row] if shown else [row]
    if before and before.title != after.title:
        shown = [_("Renamed from “{old}” to “{new}”.", old=before.title, new=after.title), "\n", *shown]
    content: Content = tuple(shown) or (_("The text is the same."),)
    blocks: list[Block] = [Paragraph(content), Note((after.author_name, ", ", request.when(after.at)))]
    buttons = [Button(_("Go back to this"), line("wiki revert", page.id, version))]
    return Card(
        (*blocks, Buttons(tuple(buttons))),
        title=_("Version {n} of “{title}”", n=version, title=shortened(page.title, 80)),
    )


@wiki.command("revert", needs=MEMBER, example='"Food waste caddies" 3', form=False)
async def revert(
    request: Request, page: ThePage, version: Annotated[int, Param(_("The version to go back to"))]
) -> Reply:
    """Go back to an earlier version; that is one more edit."""
    old = await page_versions.version(request.tx, page.id, version)
    saved = await service.edit(
        request.tx,
        request.now,
        request.person.id,
        page,
        title=old.title,
        body=old.body,
        reason=f"↩ {version}",
        base=None,
    )
    await request.refresh(page.id)
    return text(
        _(
            "“{title}” is as it was in version {old}; that is version {n}.",
            title=old.title,
            old=version,
            n=saved,
        ),
        buttons=(Button(_("Show it"), line("wiki show", page.id)),),
    )
