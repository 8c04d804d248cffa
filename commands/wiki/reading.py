"""A page as it is read, and as it stands in a channel."""

from __future__ import annotations

from typing import Annotated

from bot.declare import Param
from bot.grammar import line
from bot.permissions import MEMBER
from bot.replies import (
    Block,
    Button,
    Buttons,
    Card,
    Field,
    Fields,
    Note,
    Paragraph,
    Reply,
)
from bot.request import Request, Work
from bot.services.items import items
from bot.services.items.items import Full, Item
from bot.services.text import parted, shortened
from bot.services.wiki import page_links
from bot.services.wiki import pages as service
from bot.words import _
from commands.shared.items import body_blocks, common_buttons, full_of, share_button, small_print
from commands.shared.parts import PART
from commands.shared.rich import written
from commands.wiki.group import ThePage, wiki

_MOST_BUTTONS = 5


@wiki.command("show", needs=MEMBER, example='"Food waste caddies"', submit=_("Show"))
async def show(
    request: Request,
    page: ThePage,
    part: Annotated[int, Param(_("Which part of a long page"))] = 1,
) -> Reply:
    """Read a page."""
    full = await full_of(request, page)
    parts = parted(full.body, PART)
    at = min(max(part, 1), len(parts))
    shown = parts[at - 1].strip()
    blocks: list[Block] = [Paragraph(written(shown))] if shown else []
    if len(parts) > 1:
        blocks.append(Note((_("Part {at} of {n}", at=at, n=len(parts)),)))
    if at == len(parts):
        blocks += await _around(request, page, full)
    blocks.append(small_print(request, full))
    this_part = at if len(parts) > 1 else None
    buttons = [Button(_("Edit…"), line("wiki edit", page.id, part=this_part)), *common_buttons(full)]
    if at < len(parts):
        buttons.insert(0, Button(_("Read on"), line("wiki show", page.id, part=at + 1), "primary"))
    buttons.append(Button(_("History"), line("wiki history", page.id)))
    buttons += share_button(request, page.id)
    return Card((*blocks, Buttons(tuple(buttons))), title=full.title, replaces=at > 1)


async def _around(request: Request, page: Item, full: Full) -> list[Block]:
    """What a page links to, what links to it, and its other names."""
    linked = await page_links.links(request.tx, page, full.body)
    here = await page_links.linking_here(request.tx, page)
    names = await service.aliases(request.tx, page.id)
    fields = []
    missing = [name for name, number in linked if number is None]
    if here:
        fields.append(Field(_("Linked from"), (", ".join(title for _number, title in here),)))
    if names:
        fields.append(Field(_("Also called"), (", ".join(names),)))
    if missing:
        fields.append(Field(_("Not written yet"), (", ".join(missing[:10]),)))
    blocks: list[Block] = [Fields(tuple(fields))] if fields else []
    there = [(name, number) for name, number in linked if number is not None][:_MOST_BUTTONS]
    if there:
        blocks.append(
            Buttons(
                tuple(Button(shortened(f"→ {name}", 40), line("wiki show", number)) for name, number in there)
            )
        )
    return blocks


@wiki.kind(service.KIND, one=_("page"), many=_("Pages"))
async def card(work: Work, number: int) -> Card | None:
    """A page that was shared in a channel."""
    full = await items.full(work.tx, number)
    if full is None:
        return None
    buttons = (
        Button(_("Read"), line("wiki show", number), "primary"),
        Button(_("Edit…"), line("wiki edit", number)),
        *common_buttons(full),
    )
    return Card((*body_blocks(full), small_print(work, full), Buttons(buttons)), title=full.title)
