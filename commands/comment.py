"""`comment`: what people say of an item, whatever its kind."""

from __future__ import annotations

from typing import Annotated

from bot.declare import Group, Param
from bot.errors import NotAllowed
from bot.grammar import line
from bot.permissions import MEMBER
from bot.replies import Block, Bold, Button, Buttons, Card, Entry, Inline, Listing, Paragraph, Reply, text
from bot.request import Request
from bot.services.items import comments as service
from bot.services.items.comments import Comment
from bot.services.text import shortened
from bot.words import _
from commands.items import TheItem
from commands.rich import written

comments = Group("comment", _("Say something about a page, a question, a poll…"), default="add")

PAGE = 8
_LONGEST = 600


@comments.command("add", needs=MEMBER, example='142 "We tried this in May."')
async def add(
    request: Request,
    item: TheItem,
    words: Annotated[
        str, Param(_("What you want to say"), label=_("Comment"), long=True, max_length=service.LONGEST)
    ],
) -> Reply:
    """Say something about an item."""
    number = await service.add(request.tx, request.now, item.id, request.person.id, words)
    await request.refresh(item.id)
    return text(
        _("Your comment on “{title}” is there.", title=Bold(item.title)),
        buttons=(
            Button(_("Comments"), line("comment list", item.id)),
            Button(_("Undo"), line("comment delete", item.id, number), "danger"),
        ),
    )


@comments.command("list", needs=MEMBER, example="142", form=False)
async def list_(
    request: Request, item: TheItem, page: Annotated[int, Param(_("Which page of the list"))] = 1
) -> Reply:
    """Read what was said about an item."""
    page = max(page, 1)
    found = await service.of_item(request.tx, item.id, limit=PAGE + 1, offset=(page - 1) * PAGE)
    add_one = Button(_("Comment…"), f"?{line('comment add', item.id)}")
    if not found:
        return text(_("Nobody has said anything about “{title}” yet.", title=item.title), buttons=(add_one,))
    blocks: list[Block] = [Listing(tuple(entry(request, one) for one in found[:PAGE]))]
    buttons = [add_one]
    if len(found) > PAGE:
        buttons.append(Button(_("More"), line("comment list", item.id, page=page + 1)))
    blocks.append(Buttons(tuple(buttons)))
    return Card(tuple(blocks), title=_("About “{title}”", title=item.title), replaces=page > 1)


def entry(request: Request, one: Comment, button: Button | None = None) -> Entry:
    """A comment as a row of a list."""
    detail: list[Inline] = [request.when(one.created_at)]
    if one.accepted_at:
        detail += [" · ", _("accepted answer")]
    elif one.kind == "answer":
        detail += [" · ", _("answer")]
    detail += ["\n", *written(shortened(one.body, _LONGEST))]
    return Entry((Bold(one.author_name or "–"), f" {one.id}"), tuple(detail), button)


@comments.command("delete", needs=MEMBER, example="142 318", form=False)
async def delete(
    request: Request, item: TheItem, comment: Annotated[int, Param(_("The comment's number"))]
) -> Reply:
    """Take a comment away: your own, or as a facilitator anybody's."""
    found = await service.get(request.tx, comment, item.id)
    if found.author_id != request.person.id and not item.cared_for():
        raise NotAllowed(_("Only who wrote it, or a facilitator, can take a comment away."))
    await service.remove(request.tx, request.now, found)
    await request.refresh(item.id)
    back: tuple[Button, ...] = ()
    if found.author_id == request.person.id:
        back = (Button(_("Bring it back"), line("comment restore", item.id, found.id)),)
    blocks: list[Block] = [Paragraph((_("The comment is taken away."),))]
    return Card((*blocks, Buttons(back)) if back else tuple(blocks), replaces=True)


@comments.command("restore", needs=MEMBER, example="142 318", form=False, hidden=True)
async def restore(
    request: Request, item: TheItem, comment: Annotated[int, Param(_("The comment's number"))]
) -> Reply:
    """Bring your comment back."""
    back = await service.restore(request.tx, item.id, comment, request.person.id)
    await request.refresh(item.id)
    return Card(
        (Paragraph((_("Your comment is back.") if back else _("There is nothing to bring back."),)),),
        replaces=True,
    )
