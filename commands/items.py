"""`item`: what can be done with any item by its number."""

from __future__ import annotations

from typing import Annotated

from bot import outbox
from bot.declare import Group, Param
from bot.errors import Conflict, NotAllowed, NotFound
from bot.grammar import line
from bot.permissions import ANYONE, MEMBER
from bot.replies import (
    Bold,
    Button,
    Buttons,
    Card,
    Paragraph,
    Reply,
    text,
)
from bot.request import Request
from bot.services.items import items as service
from bot.services.items.items import Full, Item
from bot.words import Words, _
from commands.shared.items import counts, show_line

item = Group("item", _("Anything by its number"), default="show")

TheItem = Annotated[Item, Param(_("The item's number, such as #142"))]


@item.command("show", needs=MEMBER, example="142", form=False)
async def show(request: Request, number: TheItem) -> Reply:
    """Show an item."""
    command = request.registry.get(*request.registry.kinds[number.kind].show.split())
    assert command is not None, number.kind
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
    return Card(
        (
            Paragraph(
                (
                    _(
                        "#{number} “{title}” is taken away{with_it}. You can bring it back for 30 days.",
                        number=number.id,
                        title=number.title,
                        with_it=_with_it(full) if full else "",
                    ),
                )
            ),
            Buttons((Button(_("Bring it back"), line("item restore", number.id)),)),
        ),
        replaces=True,
    )


def _with_it(full: Full) -> Words:
    """What goes with an item that is taken away."""
    match counts(full):
        case [answers, comments]:
            return _(", with {answers} and {comments}", answers=answers, comments=comments)
        case [said]:
            return _(", with {said}", said=said)
        case _:
            return ""


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
        buttons=(Button(_("Show it"), show_line(request, gone.kind, number)),),
    )
