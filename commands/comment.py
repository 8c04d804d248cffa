"""`comment`: what people say of an item, whatever its kind.

Answers to questions are comments too: who wrote one changes it or takes it away by the same commands.
"""

from __future__ import annotations

from typing import Annotated

from bot import forms
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
from commands.shared.items import show_line
from commands.shared.paging import these_were_all
from commands.shared.parts import last_part, part_of, put_back
from commands.shared.rich import written

comments = Group(
    "comment",
    _("Say something about a page, a question, a poll…"),
    default="add",
    order=("add", "list", "edit", "delete"),
)

PAGE = 8
_LONGEST = 600


@comments.command("add", needs=MEMBER, example='142 "We tried this in May."', submit=_("Comment"))
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
        buttons=(Button(_("Comments"), line("comment list", item.id)), *mend_buttons(item.id, number)),
    )


def mend_buttons(item: int, number: int) -> tuple[Button, Button]:
    """What is offered to who has just written a comment or an answer: to change it, or to take it away."""
    return (
        Button(_("Edit…"), line("comment edit", item, number)),
        Button(_("Undo"), line("comment delete", item, number), "danger"),
    )


@comments.command(
    "edit",
    needs=MEMBER,
    example='142 318 "We tried this in June."',
    prefilled=True,
    form=False,
    submit=_("Save"),
)
async def edit(
    request: Request,
    item: TheItem,
    comment: Annotated[int, Param(_("The comment's number"), carried=True)],
    words: Annotated[
        str | None,
        Param(
            _("What you want to say"),
            label=_("Comment"),
            long=True,
            placed=True,
            max_length=service.LONGEST,
        ),
    ] = None,
    part: Annotated[int | None, Param(_("Which part of a long comment"), carried=True)] = None,
) -> Reply:
    """Change what you said about an item."""
    found = await service.get(request.tx, comment, item.id)
    service.check_may_rewrite(request.person.id, found)
    if words is None:
        start = part_of(found.body, part)
        return await forms.ask(request, words=start["text"], part=start["part"])
    said = words if part is None else put_back(found.body, part, words)
    await service.rewrite(request.tx, request.person.id, found, said)
    await request.refresh(item.id)
    buttons = [Button(_("Show it"), show_line(request, item.kind, item.id))]
    if part is not None and part < last_part(said):
        buttons.append(Button(_("Edit what follows…"), line("comment edit", item.id, comment, part=part + 1)))
    return text(
        _("What you said about “{title}” is changed.", title=Bold(item.title)), buttons=tuple(buttons)
    )


@comments.command("list", needs=MEMBER, example="142", form=False)
async def list_(
    request: Request, item: TheItem, page: Annotated[int, Param(_("Which page of the list"))] = 1
) -> Reply:
    """Read what was said about an item."""
    page = max(page, 1)
    found = await service.of_item(request.tx, item.id, limit=PAGE + 1, offset=(page - 1) * PAGE)
    add_one = Button(_("Comment…"), f"?{line('comment add', item.id)}")
    if not found and page > 1:
        return these_were_all()
    if not found:
        return text(_("Nobody has said anything about “{title}” yet.", title=item.title), buttons=(add_one,))
    blocks: list[Block] = [Listing(tuple(entry(request, one) for one in found[:PAGE]))]
    buttons = [add_one]
    if len(found) > PAGE:
        buttons.append(Button(_("More"), line("comment list", item.id, page=page + 1)))
    blocks.append(Buttons(tuple(buttons)))
    return Card(tuple(blocks), title=_("About “{title}”", title=item.title), replaces=page > 1)


def entry(request: Request, one: Comment, button: Button | None = None) -> Entry:
    """A comment as a row of a list, with `button`; else its author can change it there."""
    detail: list[Inline] = [request.when(one.created_at)]
    if one.accepted_at:
        detail += [" · ", _("accepted answer")]
    elif one.kind == "answer":
        detail += [" · ", _("answer")]
    detail += ["\n", *written(shortened(one.body, _LONGEST))]
    if one.author_id == request.person.id:
        button = button or Button(_("Edit…"), line("comment edit", one.item_id, one.id))
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
