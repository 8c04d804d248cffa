"""Writing pages, changing them, and keeping what somebody said as one.

Who saves after somebody else gets both texts, and loses none.
"""

from __future__ import annotations

from typing import Annotated

from bot.declare import Param
from bot.grammar import line
from bot.permissions import MEMBER
from bot.replies import (
    Bold,
    Button,
    Buttons,
    Card,
    Paragraph,
    Reply,
)
from bot.request import Request
from bot.services.items import quotes, tags
from bot.services.items.items import Item
from bot.services.wiki import page_versions
from bot.services.wiki import pages as service
from bot.services.wiki.page_versions import Version
from bot.services.wiki.pages import Overtaken
from bot.words import _
from commands.items import made
from commands.message import TheMessage, asks_author, tell_author, worded
from commands.parts import part_of, put_back
from commands.wiki.group import LONGEST_FORM_TEXT, ThePage, wiki


@wiki.command("new", needs=MEMBER, example='"Food waste caddies" text: "A caddy is…" tagged: recycling')
async def new(
    request: Request,
    title: Annotated[str, Param(_("What the page is about"), max_length=service.LONGEST_TITLE)],
    text: Annotated[
        str,
        Param(_("[[Title]] links to another page"), long=True, max_length=service.LONGEST_BODY),
    ] = "",
    tagged: Annotated[list[str] | None, Param(_("Words to find it by"), label=_("Tags"))] = None,
) -> Reply:
    """Write a new page."""
    number = await service.create(
        request.tx, request.now, request.person.id, request.community.id, title, text
    )
    if tagged:
        await tags.add(request.tx, request.now, request.person.id, number, tagged)
    buttons = [
        Button(_("Edit…"), line("wiki edit", number)),
        Button(_("Show it"), line("wiki show", number)),
    ]
    if request.target:
        buttons.append(Button(_("Share it here"), line("item share", number)))
    return made(number, (_("The page “{title}” (#{n}) is there.", title=Bold(title), n=number),), *buttons)


@wiki.message(_("Save to wiki"), "keep", needs=MEMBER)
async def keep(
    request: Request,
    message: TheMessage,
    title: Annotated[str | None, Param(_("What the page is about"), max_length=service.LONGEST_TITLE)] = None,
    text: Annotated[
        str | None, Param(_("Credited to whoever wrote it"), long=True, max_length=LONGEST_FORM_TEXT)
    ] = None,
    tagged: Annotated[list[str] | None, Param(_("Words to find it by"), label=_("Tags"))] = None,
) -> Reply:
    """Save a message as a page."""
    words = worded(message).text
    if not title:
        # A text that no form holds is kept as it is.
        return await request.ask(title=message.title, text=words if len(words) <= LONGEST_FORM_TEXT else None)
    if asked := await asks_author(request, message):
        return asked
    body = message.credited(text or "")
    number = await service.create(
        request.tx, request.now, request.person.id, request.community.id, title, body
    )
    if tagged:
        await tags.add(request.tx, request.now, request.person.id, number, tagged)
    await quotes.forget(request.tx, message)
    show = Button(_("Show it"), line("wiki show", number))
    told = _("{who} saved your message as the page “{title}”.", who=Bold(request.person.name), title=title)
    await tell_author(request, message, told, show)
    said = _("The page “{title}” (#{n}) is there.", title=Bold(title), n=number)
    return made(number, (said,), Button(_("Edit…"), line("wiki edit", number)), show)


@wiki.command("edit", needs=MEMBER, example='"Food waste caddies" text: "…" reason: "New prices"')
async def edit(
    request: Request,
    page: ThePage,
    title: Annotated[str | None, Param(_("Its title"), max_length=service.LONGEST_TITLE)] = None,
    text: Annotated[
        str | None,
        Param(_("[[Title]] links to another page"), long=True, max_length=service.LONGEST_BODY),
    ] = None,
    reason: Annotated[str, Param(_("What you change, and why"), max_length=300)] = "",
    part: Annotated[
        int | None, Param(_("Which part of a long page; the whole if you leave it out"), carried=True)
    ] = None,
    base: Annotated[int | None, Param(_("The version that you began with"), carried=True)] = None,
) -> Reply:
    """Change a page."""
    present = await page_versions.latest(request.tx, page.id)
    if text is None and title is None:
        start = {"title": present.title, "base": str(present.number)}
        return await request.ask(**start, **part_of(present.body, part))
    if text is not None and part is not None:
        text = put_back(present.body, part, text) if base == present.number else text
    try:
        version = await service.edit(
            request.tx,
            request.now,
            request.person.id,
            page,
            title=present.title if title is None else title,
            body=present.body if text is None else text,
            reason=reason,
            base=base,
        )
    except Overtaken as error:
        return await _both(request, page, error.present, text or "")
    await request.refresh(page.id)
    undo = Button(_("Undo"), line("wiki revert", page.id, version - 1), "danger")
    return Card(
        (
            Paragraph((_("“{title}” is saved as version {n}.", title=Bold(page.title), n=version),)),
            Buttons((Button(_("Show it"), line("wiki show", page.id)), undo)),
        )
    )


async def _both(request: Request, page: Item, present: Version, mine: str) -> Card:
    """Somebody else saved first: nobody's text is lost, and the form can be opened again with both."""
    both = f"{present.body}\n\n———\n\n{mine}"
    fits = len(both) <= LONGEST_FORM_TEXT
    again = await request.keep_form(
        page=str(page.id),
        title=present.title,
        text=both if fits else mine,
        base=str(present.number),
    )
    said = _(
        "{name} saved this page while you were writing. Nothing is lost: open it again, and make one text "
        "of theirs and yours.",
        name=Bold(present.author_name),
    )
    buttons = (
        Button(_("Open with both texts") if fits else _("Open with my text"), again, "primary"),
        Button(_("What they changed"), line("wiki changes", page.id, present.number)),
    )
    return Card(
        (Paragraph((said,)), Paragraph((_("Your text:"), "\n", mine)), Buttons(buttons)), tone="warning"
    )
