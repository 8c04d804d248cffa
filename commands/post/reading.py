"""Posts that are published: reading, changing, listing and taking back."""

from __future__ import annotations

from typing import Annotated

from bot import forms
from bot.adapter import Target
from bot.declare import Param
from bot.grammar import line
from bot.permissions import MEMBER
from bot.replies import (
    Block,
    Bold,
    Button,
    Buttons,
    Card,
    Entry,
    Listing,
    Note,
    Paragraph,
    Reply,
    text,
)
from bot.request import Request, Work
from bot.services.communities import channels
from bot.services.conversation import posts as service
from bot.services.items import items
from bot.services.text import parted, shortened
from bot.words import _
from commands import items as shared
from commands.post.group import PAGE, posts
from commands.shared.drafts import ThePost, offered_again
from commands.shared.items import common_buttons, full_of, share_button, small_print
from commands.shared.paging import these_were_all
from commands.shared.parts import PART, part_of, put_back
from commands.shared.rich import written
from commands.shared.threads import thread_note

_ON_CARD = 700


@posts.kind(service.KIND, one=_("post"), many=_("Posts"), thread=True)
async def card(work: Work, number: int) -> Card | None:
    """A post in a channel: how it begins, and a button to read it."""
    full = await items.full(work.tx, number)
    if full is None:
        return None
    begins = shortened(full.body, _ON_CARD)
    blocks: list[Block] = [Paragraph(written(begins)), *await thread_note(work, number)]
    blocks.append(small_print(work, full))
    label = _("Read on") if begins != full.body else _("Open")
    buttons = (Button(label, line("post show", number), "primary"), *common_buttons(full))
    return Card((*blocks, Buttons(buttons)), title=full.title)


@posts.command("show", needs=MEMBER, example="142", form=False)
async def show(
    request: Request, post: ThePost, part: Annotated[int, Param(_("Which part of a long text"))] = 1
) -> Reply:
    """Read a post."""
    full = await full_of(request, post)
    parts = parted(full.body, PART)
    at = min(max(part, 1), len(parts))
    blocks: list[Block] = [Paragraph(written(parts[at - 1].strip()))]
    if len(parts) > 1:
        blocks.append(Note((_("Part {at} of {n}", at=at, n=len(parts)),)))
    blocks.append(small_print(request, full))
    buttons = list(common_buttons(full))
    if at < len(parts):
        buttons.insert(0, Button(_("Read on"), line("post show", post.id, part=at + 1), "primary"))
    if post.author_id == request.person.id:
        this_part = at if len(parts) > 1 else None
        buttons.append(Button(_("Edit…"), line("post edit", post.id, part=this_part)))
    buttons += share_button(request, post.id)
    return Card((*blocks, Buttons(tuple(buttons))), title=full.title, replaces=at > 1)


@posts.command(
    "edit",
    needs=MEMBER,
    example='142 title: "What we learned from 400 caddies"',
    prefilled=True,
    submit=_("Save"),
)
async def edit(
    request: Request,
    post: ThePost,
    title: Annotated[str | None, Param(_("Its title"), max_length=service.LONGEST_TITLE)] = None,
    text: Annotated[str | None, Param(_("Its text"), long=True, max_length=service.LONGEST_BODY)] = None,
    part: Annotated[int | None, Param(_("Which part of a long text"), carried=True)] = None,
    base: Annotated[int | None, Param(_("The text that you began with"), carried=True)] = None,
) -> Reply:
    """Change a post of yours."""
    full = await full_of(request, post)
    if title is None and text is None:
        mark = str(service.mark_of(full.body))
        return await forms.ask(request, title=full.title, base=mark, **part_of(full.body, part))
    if base not in (None, service.mark_of(full.body)) and text is not None:
        kept = full.title if title is None else title
        return await offered_again(request, full.body, text, post=str(post.id), title=kept)
    if text is not None and part is not None:
        text = put_back(full.body, part, text)
    await service.edit(
        request.tx,
        request.now,
        request.person.id,
        post,
        full.title if title is None else title,
        full.body if text is None else text,
    )
    await request.refresh(post.id)
    shown = Button(_("Show it"), line("post show", post.id))
    return Card((Paragraph((_("“{title}” is saved.", title=title or full.title),)), Buttons((shown,))))


@posts.command("list", needs=MEMBER)
async def list_(request: Request, page: Annotated[int, Param(_("Which page of the list"))] = 1) -> Reply:
    """List the community's posts, the latest first."""
    page = max(page, 1)
    here, name = request.community, request.community.name
    found = await service.listed(request.tx, here.id, limit=PAGE + 1, offset=(page - 1) * PAGE)
    if not found and page > 1:
        return these_were_all()
    if not found:
        first = Button(_("Write the first…"), f"?{line('post new', community=f'={here.id}')}", "primary")
        return text(_("{name} has no post yet.", name=name), buttons=(first,))
    entries = tuple(
        Entry(
            (Bold(one.title), f" #{one.id}"),
            (one.author_name or _("somebody"), " · ", request.when(one.created_at)),
            Button(_("Read"), line("post show", one.id)),
        )
        for one in found[:PAGE]
    )
    blocks: list[Block] = [Listing(entries)]
    if len(found) > PAGE:
        more_of_it = line("post list", page=page + 1, community=f"={here.id}")
        blocks.append(Buttons((Button(_("More"), more_of_it),)))
    return Card(tuple(blocks), title=_("Posts in {name}", name=name), replaces=page > 1)


@posts.command("delete", needs=MEMBER, example="142", form=False)
async def delete(request: Request, post: ThePost) -> Reply:
    """Take a post away, everywhere; you can bring it back for 30 days."""
    return await shared.delete(request, post)


@posts.command("withdraw", needs=MEMBER, example="142", form=False)
async def withdraw(request: Request, post: ThePost) -> Reply:
    """Take a post that came from elsewhere out of your community; facilitators can."""
    await service.withdraw(request.tx, post)
    mapped = await channels.of_community(request.tx, post.community.id)
    targets = [Target(one.platform, one.workspace, one.channel) for one in mapped]
    await request.take_down(post.id, targets)
    said = _("“{title}” is no longer in {name}.", title=post.title, name=post.community.name)
    return text(said)
