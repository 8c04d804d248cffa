"""Writing pages, changing them, and keeping what somebody said as one.

Who saves after somebody else gets both texts, and loses none.
"""

from __future__ import annotations

from typing import Annotated

from bot import forms
from bot.declare import Param
from bot.grammar import line
from bot.incoming import Submitted
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
from bot.services.items import items, quotes, tags
from bot.services.items.items import Item
from bot.services.wiki import page_versions
from bot.services.wiki import pages as service
from bot.services.wiki.page_versions import Version
from bot.services.wiki.pages import NameTaken, Overtaken
from bot.words import _
from commands.message import TheMessage, asks_author, tell_author, worded
from commands.shared.items import made, share_button
from commands.shared.parts import part_of, put_back
from commands.shared.posting import TheTags
from commands.wiki.group import LONGEST_FORM_TEXT, ThePage, wiki


@wiki.command(
    "new",
    needs=MEMBER,
    example='"Food waste caddies" text: "A caddy is…" tagged: recycling',
    submit=_("Save"),
)
async def new(
    request: Request,
    title: Annotated[str, Param(_("What the page is about"), max_length=service.LONGEST_TITLE)],
    text: Annotated[
        str,
        Param(_("[[Title]] links to another page"), long=True, max_length=service.LONGEST_BODY),
    ] = "",
    tagged: TheTags = None,
) -> Reply:
    """Write a new page."""
    try:
        number = await service.create(
            request.tx, request.now, request.person.id, request.community.id, title, text
        )
    except NameTaken as taken:
        if text and not isinstance(request.incoming.what, Submitted):
            return await _into_the_other(request, taken, text)
        raise
    if tagged:
        await tags.add(request.tx, request.now, request.person.id, number, tagged)
    buttons = [
        Button(_("Edit…"), line("wiki edit", number)),
        Button(_("Show it"), line("wiki show", number)),
    ]
    buttons += share_button(request, number)
    return made(number, (_("The page “{title}” (#{n}) is there.", title=Bold(title), n=number),), *buttons)


@wiki.message(_("Save to wiki"), "keep", needs=MEMBER, submit=_("Save"))
async def keep(
    request: Request,
    message: TheMessage,
    title: Annotated[str | None, Param(_("What the page is about"), max_length=service.LONGEST_TITLE)] = None,
    text: Annotated[
        str | None, Param(_("Credited to whoever wrote it"), long=True, max_length=LONGEST_FORM_TEXT)
    ] = None,
    tagged: TheTags = None,
) -> Reply:
    """Save a message as a page."""
    words = worded(message).text
    if not title:
        # A text that no form holds is kept as it is.
        fits = len(words) <= LONGEST_FORM_TEXT
        return await forms.ask(request, title=message.title, text=words if fits else None)
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


@wiki.command(
    "edit",
    needs=MEMBER,
    example='"Food waste caddies" text: "…" reason: "New prices"',
    prefilled=True,
    submit=_("Save"),
)
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
        return await forms.ask(request, **start, **part_of(present.body, part))
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


async def _into_the_other(request: Request, taken: NameTaken, text: str) -> Card:
    """A page of that name is there: what was typed can go into it, or into a page of another name."""
    page = await items.visible(request.tx, request.person.id, taken.number, kind=service.KIND)
    if page is None:
        raise taken
    present = await page_versions.latest(request.tx, page.id)
    other = await forms.keep_form(request, **request.given)
    buttons = (
        await _form_with_both(request, page, present, text),
        Button(_("Another title…"), other),
        Button(_("Show it"), line("wiki show", page.id)),
    )
    said = _(
        "There is a page of that name: #{number}. Put your text into it, or give yours another title.",
        number=page.id,
    )
    return Card((Paragraph((said,)), Buttons(buttons)), tone="warning")


async def _form_with_both(request: Request, page: Item, present: Version, mine: str) -> Button:
    """What opens the page's form with the text that is there and one's own, as far as both fit into it."""
    both = f"{present.body}\n\n———\n\n{mine}" if present.body else mine
    fits = len(both) <= LONGEST_FORM_TEXT
    again = await forms.keep_form(
        request,
        request.registry.get("wiki", "edit"),
        page=str(page.id),
        title=present.title,
        text=both if fits else mine,
        base=str(present.number),
    )
    return Button(_("Open with both texts") if fits else _("Open with my text"), again, "primary")


async def _both(request: Request, page: Item, present: Version, mine: str) -> Card:
    """Somebody else saved first: nobody's text is lost, and the form can be opened again with both."""
    said = _(
        "{name} saved this page while you were writing. Nothing is lost: open it again, and make one text "
        "of theirs and yours.",
        name=Bold(present.author_name),
    )
    buttons = (
        await _form_with_both(request, page, present, mine),
        Button(_("What they changed"), line("wiki changes", page.id, present.number)),
    )
    return Card(
        (Paragraph((said,)), Paragraph((_("Your text:"), "\n", mine)), Buttons(buttons)), tone="warning"
    )
