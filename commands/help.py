"""`help`: what there is to ask for, made from the declarations."""

from __future__ import annotations

from typing import Annotated

from bot.declare import Command, Group, Param
from bot.errors import NotFound
from bot.permissions import ANYONE
from bot.replies import OK, Block, Button, Buttons, Card, Code, Entry, Listing, Note, Paragraph, Reply
from bot.request import Request
from bot.words import Message, _

helping = Group("help", _("What I can do"), default="show")


@helping.command("show", needs=ANYONE, example="poll")
async def show(
    request: Request,
    noun: Annotated[str, Param(_("What you want to know more about, such as poll"))] = "",
) -> Reply:
    """Show what you can ask me, or all about one noun."""
    if not noun:
        return _everything(request)
    group = request.registry.groups.get(noun.lower().lstrip("/"))
    if group is None or not _shown(group):
        names = ", ".join(group.name for group in request.registry.groups.values() if _shown(group))
        raise NotFound(_("I know nothing of “{noun}”. There is help on: {names}.", noun=noun, names=names))
    return _about(request, group)


def _everything(request: Request) -> Card:
    root = request.registry.root
    entries = tuple(
        Entry(
            (Code(request.registry.typed(group.name)),),
            (group.summary, ": ", ", ".join(command.name for command in _shown(group))),
            Button(_("More"), f"help show {group.name}"),
        )
        for group in request.registry.groups.values()
        if group is not helping and _shown(group)
    )
    note = _(
        "{short} can be written {long} too, and so can all others. "
        "Write a command without its values and I ask for them.",
        short=Code("/poll new"),
        long=Code(f"/{root} poll new"),
    )
    return Card((Listing(entries), Note((note,))), title=_("What you can ask me"))


def _about(request: Request, group: Group) -> Card:
    typed = request.registry.typed
    entries = tuple(
        Entry((Code(typed(command.usage())),), (command.summary, *_who(command))) for command in _shown(group)
    )
    starts = [
        Button(_("Fill in: {path}", path=command.path), f"?{command.path}")
        for command in _shown(group)
        if command.form and (_begins_empty(command) or any(one.required for one in command.parameters))
    ]
    example = next((command for command in _shown(group) if command.example), None)
    blocks: list[Block] = [Listing(entries)]
    if example:
        blocks.append(Paragraph((_("For example: {line}", line=Code(typed(example.sample()))),)))
    if starts:
        blocks.append(Buttons(tuple(starts[:3])))
    return Card(tuple(blocks), title=group.summary)


def _begins_empty(command: Command) -> bool:
    """Whether its form asks for all that it needs, though nothing of that is required by itself."""
    return command.submit != OK and not command.prefilled


def _shown(group: Group) -> list[Command]:
    return [command for command in group.commands.values() if not command.hidden]


def _who(command: Command) -> tuple[str | Message, ...]:
    """Who may use it, where that is not everyone."""
    if command.needs is ANYONE or command.needs.name == "member":
        return ()
    return (" (", command.needs.description, ")")
