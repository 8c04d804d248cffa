"""`wiki`: pages that any member writes."""

from __future__ import annotations

from typing import Annotated

from bot.declare import Group, Param
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
    Field,
    Fields,
    Inline,
    Listing,
    Note,
    Paragraph,
    Reply,
    text,
)
from bot.request import Request, Work
from bot.services import items, quotes, tags
from bot.services import pages as service
from bot.services import related as near
from bot.services.items import Full, Item
from bot.services.pages import Overtaken, Version
from bot.services.related import Related
from bot.services.text import parted, shortened
from bot.words import _
from commands.items import body_blocks, common_buttons, made, small_print
from commands.message import TheMessage, asks_author, tell_author, worded
from commands.parts import PART, part_of, put_back
from commands.rich import written

wiki = Group("wiki", _("Write down what the community knows"), feature="wiki", default="show")

PAGE = 8
LONGEST_FORM_TEXT = 3000
"""How much one field of a form holds on every platform."""
_MOST_BUTTONS = 5
_MOST_SHARED = 6

ThePage = Annotated[Item, Param(_("The page's title or number"), item="page")]


@wiki.command("show", needs=MEMBER, example='"Food waste caddies"')
async def show(
    request: Request,
    page: ThePage,
    part: Annotated[int, Param(_("Which part of a long page"))] = 1,
) -> Reply:
    """Read a page."""
    full = await _full(request, page)
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
    if request.target:
        buttons.append(Button(_("Share it here"), line("item share", page.id)))
    return Card((*blocks, Buttons(tuple(buttons))), title=full.title, replaces=at > 1)


async def _full(request: Work, page: Item) -> Full:
    full = await items.full(request.tx, page.id)
    if full is None:
        raise NotFound(_("Page #{number} is gone.", number=page.id))
    return full


async def _around(request: Request, page: Item, full: Full) -> list[Block]:
    """What a page links to, what links to it, and its other names."""
    linked = await service.links(request.tx, page, full.body)
    here = await service.linking_here(request.tx, page)
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


@wiki.card(service.KIND)
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
    present = await service.latest(request.tx, page.id)
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


@wiki.command("history", needs=MEMBER, example='"Food waste caddies"')
async def history(
    request: Request, page: ThePage, at: Annotated[int, Param(_("Which page of the list"))] = 1
) -> Reply:
    """List who changed a page, when and why."""
    at = max(at, 1)
    found = await service.history(request.tx, page.id, limit=PAGE + 1, offset=(at - 1) * PAGE)
    entries = tuple(_version(request, page, one) for one in found[:PAGE])
    blocks: list[Block] = [Listing(entries)]
    if len(found) > PAGE:
        blocks.append(Buttons((Button(_("More"), line("wiki history", page.id, at=at + 1)),)))
    return Card(tuple(blocks), title=_("History of “{title}”", title=page.title), replaces=at > 1)


def _version(request: Request, page: Item, one: Version) -> Entry:
    detail: list[Inline] = [one.author_name or "–", ", ", request.when(one.at)]
    if one.reason:
        detail += [" · ", one.reason]
    changes = Button(_("What changed"), line("wiki changes", page.id, one.number))
    return Entry((Bold(_("Version {n}", n=one.number)),), tuple(detail), changes)


@wiki.command("changes", needs=MEMBER, example='"Food waste caddies" 3', form=False)
async def changes(
    request: Request, page: ThePage, version: Annotated[int, Param(_("The version's number"))]
) -> Reply:
    """Show what a version changed."""
    after = await service.version(request.tx, page.id, version)
    before = await service.version(request.tx, page.id, version - 1) if version > 1 else None
    lines = service.difference(before.body if before else "", after.body)
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
    old = await service.version(request.tx, page.id, version)
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


@wiki.command("alias", needs=MEMBER, example='"Food waste caddies" "kitchen caddy"')
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


@wiki.command("related", needs=MEMBER, example='"Food waste caddies"')
async def related(request: Request, page: ThePage) -> Reply:
    """Show up to five things that share this page's tags or rare words."""
    full = await _full(request, page)
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
