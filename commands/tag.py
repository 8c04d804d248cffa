"""`tag`: anyone puts tags on anything they may see; facilitators tidy up."""

from __future__ import annotations

from typing import Annotated

from bot.declare import Group, Param
from bot.errors import Conflict, NotFound
from bot.forms import build
from bot.grammar import line
from bot.permissions import ANYONE, FACILITATOR, MEMBER
from bot.replies import (
    Bar,
    Block,
    Bold,
    Button,
    Buttons,
    Card,
    Entry,
    Inline,
    Listing,
    Paragraph,
    Picture,
    Reply,
    text,
)
from bot.request import Request
from bot.services.items import items, quotes
from bot.services.items import tags as service
from bot.words import Message, _, plural
from commands.items import TheItem
from commands.message import TheMessage
from commands.shared.follow_buttons import follow_buttons
from commands.shared.items import show_line
from commands.shared.paging import these_were_all

tags = Group("tag", _("Put words on things, and find things by them"), default="add")

PAGE = 8
MOST_BUTTONS = 10


@tags.command("add", needs=MEMBER, example="142 recycling plastics", submit=_("Tag"))
async def add(
    request: Request, item: TheItem, tags: Annotated[list[str], Param(_("One or several words"))]
) -> Reply:
    """Put tags on an item."""
    fresh = await service.add(request.tx, request.now, request.person.id, item.id, tags)
    if not fresh:
        return text(_("“{title}” has these tags already.", title=item.title))
    await request.refresh(item.id)
    names = " ".join(f"#{name}" for name in fresh)
    return text(
        _("“{title}” is tagged {names}.", title=item.title, names=Bold(names)),
        buttons=tuple(
            Button(_("Undo #{name}", name=name), line("tag remove", item.id, name)) for name in fresh[:4]
        ),
    )


@tags.message(_("Tag"), "message", needs=ANYONE, submit=_("Tag"))
async def message(request: Request, message: TheMessage) -> Reply:
    """Tag what a message shows; a message that shows nothing yet is to be kept first."""
    number = await quotes.item_shown(request.tx, message, message.message)
    shown = await items.visible(request.tx, request.person.id, number) if number else None
    adding = request.registry.get("tag", "add")
    if shown and adding:
        await quotes.forget(request.tx, message)
        return await build(request, adding, {"item": str(shown.id)})
    return text(
        _("Tags stand on things that are kept, and this message is none yet. Keep it first:"),
        buttons=(
            Button(_("Save to wiki"), line("wiki keep", message.id), "primary"),
            Button(_("Track as question"), line("ask track", message.id)),
        ),
    )


@tags.command("remove", needs=MEMBER, example="142 plastics", form=False)
async def remove(request: Request, item: TheItem, tag: Annotated[str, Param(_("The tag"))]) -> Reply:
    """Take a tag off an item."""
    if not await service.take_off(request.tx, item.id, tag):
        raise NotFound(_("“{title}” has no tag “{tag}”.", title=item.title, tag=tag))
    await request.refresh(item.id)
    return Card((Paragraph((_("The tag “{tag}” is taken off.", tag=tag),)),), replaces=True)


@tags.command("cloud", needs=MEMBER)
async def cloud(request: Request) -> Reply:
    """Show the community's tags, the most used first."""
    found = await service.cloud(request.tx, request.community.id)
    name = request.community.name
    if not found:
        return text(_("Nothing in {name} has a tag yet. Every card has a button for it.", name=name))
    words: list[Inline] = []
    for tag in found:
        shown: Inline = Bold(f"#{tag.name}") if tag.items > 1 else f"#{tag.name}"
        words += ["  ", shown, f" {tag.items}"] if words else [shown, f" {tag.items}"]
    here = f"={request.community.id}"
    buttons = tuple(
        Button(f"#{tag.name}", line("tag show", tag.name, community=here)) for tag in found[:MOST_BUTTONS]
    )
    title = _("Tags of {name}", name=name)
    most = found[0].items
    sized = tuple(Bar(tag.name, tag.items, tag.items / most) for tag in found)
    picture = Picture(title, chart=sized, drawing="cloud", name="tags.png")
    return Card((Paragraph(tuple(words)), picture, Buttons(buttons)), title=title)


@tags.command("show", needs=MEMBER, example="recycling", submit=_("Show"))
async def show(
    request: Request,
    tag: Annotated[str, Param(_("The tag"))],
    page: Annotated[int, Param(_("Which page of the list"))] = 1,
) -> Reply:
    """List what bears a tag, the latest first."""
    page = max(page, 1)
    community = request.community
    found = await service.tagged(request.tx, community.id, tag, limit=PAGE + 1, offset=(page - 1) * PAGE)
    if not found and page > 1:
        return these_were_all()
    if not found:
        raise NotFound(
            _("Nothing in {name} is tagged “{tag}”.", name=community.name, tag=tag),
            action=(_("All tags"), line("tag cloud", community=f"={community.id}")),
        )
    entries = tuple(
        Entry(
            (Bold(one.title), f" #{one.id}"),
            (request.registry.kinds[one.kind].one,),
            Button(_("Show"), show_line(request, one.kind, one.id)),
        )
        for one in found[:PAGE]
    )
    here = f"={community.id}"
    buttons = list(follow_buttons(tag=tag, community=here))
    if len(found) > PAGE:
        buttons.append(Button(_("More"), line("tag show", tag, page=page + 1, community=here)))
    blocks: tuple[Block, ...] = (Listing(entries), Buttons(tuple(buttons)))
    return Card(blocks, title=f"#{tag.lstrip('#')}", replaces=page > 1)


@tags.command("follow", needs=MEMBER, example="recycling", submit=_("Follow"))
async def follow(request: Request, tag: Annotated[str, Param(_("The tag"))]) -> Reply:
    """Hear of whatever gets a tag."""
    community = request.community
    await service.follow(request.tx, request.person.id, community.id, tag, on=True)
    back = Button(_("Follow it no longer"), line("tag unfollow", tag, community=f"={community.id}"))
    return text(_("You will hear of what is tagged “{tag}”.", tag=tag.lstrip("#")), buttons=(back,))


@tags.command("unfollow", needs=MEMBER, example="recycling", submit=_("Unfollow"))
async def unfollow(request: Request, tag: Annotated[str, Param(_("The tag"))]) -> Reply:
    """Hear of a tag no longer."""
    followed = await service.follow(request.tx, request.person.id, request.community.id, tag, on=False)
    if not followed:
        raise NotFound(_("You do not follow “{tag}”.", tag=tag))
    return text(_("You follow “{tag}” no longer.", tag=tag.lstrip("#")))


@tags.command("rename", needs=FACILITATOR, example="recyling recycling", submit=_("Rename"))
async def rename(
    request: Request,
    old: Annotated[str, Param(_("The tag as it is"))],
    new: Annotated[str, Param(_("What it is to be"))],
) -> Reply:
    """Rename a tag."""
    community = request.community.id
    try:
        bearing = await service.rename(request.tx, request.now, request.person.id, community, old, new)
    except Conflict as error:
        error.action = (_("Make them one"), line("tag merge", old, new, community=f"={community}"))
        raise
    await request.refresh(*bearing)
    undo = Button(_("Undo"), line("tag rename", new, old, community=f"={community}"))
    return text(_tagged_now(len(bearing), new), buttons=(undo,))


@tags.command("merge", needs=FACILITATOR, example="bin bins", submit=_("Merge"))
async def merge(
    request: Request,
    tag: Annotated[str, Param(_("The tag that is to go"))],
    into: Annotated[str, Param(_("The tag that takes its place"))],
) -> Reply:
    """Make two tags one; this cannot be undone."""
    bearing = await service.merge(request.tx, request.now, request.person.id, request.community.id, tag, into)
    await request.refresh(*bearing)
    return text(_tagged_now(len(bearing), into))


def _tagged_now(count: int, tag: str) -> Message:
    name = tag.lstrip("#")
    return plural("{n} item is tagged “{new}” now.", "{n} items are tagged “{new}” now.", count, new=name)
