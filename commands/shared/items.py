"""What cards of all kinds of items share: the small print, and the buttons under them."""

from __future__ import annotations

from bot.errors import NotFound
from bot.grammar import line
from bot.replies import (
    Block,
    Button,
    Buttons,
    Card,
    Content,
    Inline,
    Note,
    Paragraph,
)
from bot.request import Request, Work
from bot.services.items import items as service
from bot.services.items.items import Full, Item
from bot.services.text import shortened
from bot.words import Message, _, plural
from commands.shared.rich import written

LONGEST_SHOWN = 2000


def show_line(work: Work, kind: str, number: int) -> str:
    """The command line that shows an item of that kind."""
    return line(work.registry.kinds[kind].show, number)


async def full_of(work: Work, item: Item) -> Full:
    """All that is shown of an item, whatever its kind; raises `NotFound` where it is gone by now."""
    full = await service.full(work.tx, item.id)
    if full is None:
        raise NotFound(_("#{number} is gone.", number=item.id))
    return full


def share_button(request: Request, number: int) -> tuple[Button, ...]:
    """The button that shows an item to all in the channel; none in a direct conversation."""
    return (Button(_("Share it here"), line("item share", number)),) if request.target else ()


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
    for count in counts(full):
        parts += [" · ", count]
    if full.tags:
        parts += [" · ", " ".join(f"#{tag}" for tag in full.tags)]
    return parts


def counts(full: Full) -> list[Message]:
    """How many answers an item has, and how many comments; nothing of what there is none."""
    said = []
    if full.answers:
        said.append(plural("{n} answer", "{n} answers", full.answers))
    if full.comments:
        said.append(plural("{n} comment", "{n} comments", full.comments))
    return said


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
