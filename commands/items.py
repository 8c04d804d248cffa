"""What cards of all kinds of items share: the small print, and the buttons under them.

Also `item`: what can be done with any item by its number.
"""

from __future__ import annotations

from typing import Annotated

from bot import outbox
from bot.declare import Group, Param
from bot.errors import Conflict, NotAllowed, NotFound
from bot.grammar import line
from bot.permissions import ANYONE, MEMBER
from bot.replies import (
    Block,
    Bold,
    Button,
    Buttons,
    Card,
    Content,
    Inline,
    Note,
    Paragraph,
    Reply,
    text,
)
from bot.request import Request, Work
from bot.services.items import items as service
from bot.services.items.items import Full, Item
from bot.services.text import shortened
from bot.words import Message, _, plural
from commands.rich import written

item = Group("item", _("Anything by its number"), default="show")

LONGEST_SHOWN = 2000

TheItem = Annotated[Item, Param(_("The item's number, such as #142"))]

KIND_NAMES: dict[str, Message] = {
    "document": _("document"),
    "event": _("event"),
    "page": _("page"),
    "poll": _("poll"),
    "post": _("post"),
    "prompt": _("prompt"),
    "question": _("question"),
    "topic": _("topic"),
}
_SHOWS = {
    "document": "doc show",
    "event": "event show",
    "page": "wiki show",
    "poll": "poll show",
    "post": "post show",
    "prompt": "prompt show",
    "question": "ask show",
    "topic": "topic show",
}


def show_line(kind: str, number: int) -> str:
    """The command line that shows an item of that kind."""
    return line(_SHOWS[kind], number)


def small_print(work: Work, full: Full) -> Note:
    """Whose it is, when it was changed, its tags, how much was said of it."""
    parts: list[Inline] = [
        _("#{number} by {name}", number=full.id, name=full.author_name or _("somebody")),
        " · ",
        work.when(full.updated_at),
    ]
    return Note((*parts, *beside(full)))


def beside(full: Full) -> list[Inline]:
    """What follows in the small print of every kind: how much was said of it, and its tags."""
    parts: list[Inline] = []
    if full.comments:
        parts += [" · ", plural("{n} comment", "{n} comments", full.comments)]
    if full.tags:
        parts += [" · ", " ".join(f"#{tag}" for tag in full.tags)]
    return parts


def body_blocks(full: Full) -> list[Block]:
    """The item's text, shortened with a note where it is long."""
    if not full.body:
        return []
    shown = shortened(full.body, LONGEST_SHOWN)
    blocks: list[Block] = [Paragraph(written(shown))]
    if shown != full.body:
        rest = len(full.body) - LONGEST_SHOWN
        blocks.append(Note((plural("{n} character more", "{n} characters more", rest),)))
    return blocks


def common_buttons(full: Full) -> tuple[Button, ...]:
    """What can be done with an item of any kind."""
    return (
        Button(_("Comment…"), f"?{line('comment add', full.id)}"),
        Button(_("Comments"), line("comment list", full.id)),
        Button(_("Tag…"), f"?{line('tag add', full.id)}"),
        Button(_("Follow"), line("alerts follow", full.id)),
    )


def made(full: Full | int, said: Content, *more: Button) -> Card:
    """What somebody is told who has just made an item: with Undo beside what else can be done."""
    number = full if isinstance(full, int) else full.id
    undo = Button(_("Undo"), line("item delete", number), "danger")
    return Card((Paragraph(said), Buttons((*more, undo))))


@item.command("show", needs=MEMBER, example="142", form=False)
async def show(request: Request, number: TheItem) -> Reply:
    """Show an item."""
    shown = request.registry.groups[_SHOWS[number.kind].split()[0]]
    command = shown.commands["show"]
    return await command.handler(request, number)


@item.command("share", needs=MEMBER, example="142", form=False)
async def share(request: Request, number: TheItem) -> Reply:
    """Show an item in this channel, where all can see it."""
    if request.target is None:
        raise Conflict(_("An item is shared in a channel; write this in one of the community's."))
    further = await service.places(request.tx, number.id)
    if request.here is None or request.here.id not in (request.community.id, *further):
        raise Conflict(_("This channel does not belong to {name}.", name=request.community.name))
    await request.show(number.id, number.kind, request.target, asked_by=request.person.id)
    return text(_("#{number} is shared here.", number=number.id))


@item.command("delete", needs=MEMBER, example="142", form=False)
async def delete(request: Request, number: TheItem) -> Reply:
    """Take an item away; you can bring it back for 30 days."""
    if not number.may_change(request.person.id):
        raise NotAllowed(_("Only its author or a facilitator can take #{number} away.", number=number.id))
    full = await service.full(request.tx, number.id)
    await service.remove(request.tx, request.now, number.id)
    await _also(request, number.kind, number.id, back=False)
    await request.refresh(number.id)
    with_it = (
        plural(", with {n} comment", ", with {n} comments", full.comments) if full and full.comments else ""
    )
    return Card(
        (
            Paragraph(
                (
                    _(
                        "#{number} “{title}” is taken away{with_it}. You can bring it back for 30 days.",
                        number=number.id,
                        title=number.title,
                        with_it=with_it,
                    ),
                )
            ),
            Buttons((Button(_("Bring it back"), line("item restore", number.id)),)),
        ),
        replaces=True,
    )


async def _also(request: Request, kind: str, number: int, *, back: bool) -> None:
    """Whatever else an item's kind wants done when it is taken away or brought back."""
    removal = request.registry.removals.get(kind)
    if removal:
        await removal(request, number, back)


@item.command("restore", needs=ANYONE, example="142", form=False)
async def restore(
    request: Request, number: Annotated[int, Param(_("The number of what was taken away"))]
) -> Reply:
    """Bring an item back that was taken away."""
    gone = await service.removed(request.tx, request.person.id, number)
    if gone is None:
        raise NotFound(_("There is no #{number} that you can bring back.", number=number))
    await service.restore(request.tx, number)
    await _also(request, gone.kind, number, back=True)
    await outbox.show_again(request.tx, request.now, number, gone.kind)
    return text(
        _("#{number} “{title}” is back.", number=number, title=Bold(gone.title)),
        buttons=(Button(_("Show it"), show_line(gone.kind, number)),),
    )
