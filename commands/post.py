"""`post`: longer pieces, written in private and then published to several of one's communities at once."""

from __future__ import annotations

from typing import Annotated

from bot.adapter import Target
from bot.declare import Group, Param
from bot.errors import NotFound
from bot.grammar import line
from bot.permissions import ANYONE, MEMBER
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
from bot.services import communities, items
from bot.services import posts as service
from bot.services.communities import Community
from bot.services.items import Full, Item
from bot.services.text import parted, shortened
from bot.words import _
from commands import items as shared
from commands.drafts import ThePost, offered_again, show_draft
from commands.items import common_buttons, made, small_print
from commands.parts import PART, part_of, put_back
from commands.rich import written
from commands.threads import thread_note

posts = Group("post", _("Write something longer, for several communities"), feature="posts", default="new")

PAGE = 8
_ON_CARD = 700


@posts.command("new", needs=MEMBER, example='"What we learned from 300 caddies" text: "In May we began…"')
async def new(
    request: Request,
    title: Annotated[str, Param(_("Its title"), max_length=service.LONGEST_TITLE)],
    text: Annotated[str, Param(_("You can write on later"), long=True, max_length=service.LONGEST_BODY)] = "",
    tagged: Annotated[list[str] | None, Param(_("Words to find it by"), label=_("Tags"))] = None,
    also: Annotated[
        list[Community] | None, Param(_("Your other communities to publish it to"), label=_("Also in"))
    ] = None,
) -> Reply:
    """Begin a post; only you see it until you publish it."""
    places = [request.community.id, *(one.id for one in also or ())]
    await service.destinations(request.tx, request.person.id, places)
    number = await service.begin(
        request.tx, request.now, request.person.id, title, text, places=places, tagged=tagged or ()
    )
    return await show_draft(request, number)


@posts.command("draft", needs=ANYONE, example="142", form=False)
async def draft(
    request: Request,
    draft: Annotated[int, Param(_("The draft's number"), carried=True)],
    title: Annotated[str | None, Param(_("Its title"), max_length=service.LONGEST_TITLE)] = None,
    text: Annotated[str | None, Param(_("Its text"), long=True, max_length=service.LONGEST_BODY)] = None,
    tagged: Annotated[list[str] | None, Param(_("Words to find it by"), label=_("Tags"))] = None,
    also: Annotated[
        list[Community] | None, Param(_("Your other communities to publish it to"), label=_("Also in"))
    ] = None,
    part: Annotated[int | None, Param(_("Which part of a long text"), carried=True)] = None,
    base: Annotated[int | None, Param(_("The text that you began with"), carried=True)] = None,
) -> Reply:
    """Write on at a draft of yours."""
    found = await service.draft(request.tx, request.person.id, draft)
    if title is None and text is None and tagged is None and also is None:
        return await request.ask(
            title=found.title,
            tagged=list(found.tags),
            also=[f"={place}" for place in found.places[1:]],
            base=str(service.mark_of(found.body)),
            **part_of(found.body, part),
        )
    if base not in (None, service.mark_of(found.body)) and text is not None:
        return await offered_again(
            request,
            found.body,
            text,
            draft=str(found.id),
            title=found.title if title is None else title,
            tagged="\n".join(found.tags if tagged is None else tagged),
            also=",".join(f"={place}" for place in found.places[1:]),
        )
    if text is not None and part is not None:
        text = put_back(found.body, part, text)
    places = found.places if also is None else (found.places[0], *(one.id for one in also))
    await service.destinations(request.tx, request.person.id, places)
    await service.rewrite(
        request.tx,
        request.now,
        found.id,
        found.title if title is None else title,
        found.body if text is None else text,
        places=places,
        tagged=found.tags if tagged is None else tagged,
    )
    return await show_draft(request, found.id)


@posts.command("more", needs=ANYONE, example='142 "And then…"')
async def more(
    request: Request,
    draft: Annotated[int, Param(_("The draft's number"), carried=True)],
    text: Annotated[
        str, Param(_("What comes next"), label=_("Text"), long=True, max_length=service.LONGEST_BODY)
    ],
) -> Reply:
    """Add to the end of a draft of yours."""
    found = await service.draft(request.tx, request.person.id, draft)
    longer = f"{found.body}\n\n{text}".strip()
    await service.rewrite(
        request.tx, request.now, found.id, found.title, longer, places=found.places, tagged=found.tags
    )
    return await show_draft(request, found.id)


@posts.command("drafts", needs=ANYONE)
async def drafts(request: Request) -> Reply:
    """List what you have begun to write."""
    found = await service.drafts(request.tx, request.person.id)
    if not found:
        return text(_("You have no drafts."), buttons=(Button(_("Write a post…"), "?post new", "primary"),))
    entries = tuple(
        Entry(
            (Bold(one.title), " ", _("draft {number}", number=one.id)),
            (request.when(one.updated_at), " · ", shortened(" ".join(one.body.split()), 120)),
            Button(_("Open"), line("post preview", one.id)),
        )
        for one in found[:20]
    )
    return Card((Listing(entries),), title=_("Your drafts"))


@posts.command("preview", needs=ANYONE, example="142", form=False)
async def preview(
    request: Request,
    draft: Annotated[int, Param(_("The draft's number"))],
    part: Annotated[int, Param(_("Which part of a long text"))] = 1,
) -> Reply:
    """Read a draft of yours as it will be."""
    return await show_draft(request, draft, part)


@posts.command("discard", needs=ANYONE, example="142", form=False)
async def discard(request: Request, draft: Annotated[int, Param(_("The draft's number"))]) -> Reply:
    """Throw a draft of yours away; this cannot be undone."""
    found = await service.draft(request.tx, request.person.id, draft)
    await service.discard(request.tx, found.id)
    gone = _("The draft “{title}” is thrown away.", title=Bold(found.title))
    return Card((Paragraph((gone,)),), replaces=True)


@posts.command("publish", needs=ANYONE, example="142", form=False)
async def publish(request: Request, draft: Annotated[int, Param(_("The draft's number"))]) -> Reply:
    """Publish a draft of yours in all the communities that it is for."""
    found = await service.draft(request.tx, request.person.id, draft)
    number, there = await service.publish(request.tx, request.now, request.person.id, found)
    for community in there:
        for place in await communities.channels(request.tx, community.id):
            target = Target(place.platform, place.workspace, place.channel)
            await request.show(number, service.KIND, target, asked_by=request.person.id)
    names = ", ".join(community.name for community in there)
    said = _("“{title}” (#{number}) is published in {names}.", title=found.title, number=number, names=names)
    card = made(number, (said,), Button(_("Show it"), line("post show", number)))
    return Card(card.blocks, replaces=True)


@posts.card(service.KIND, thread=True)
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
    full = await _full(request, post)
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
    if request.target:
        buttons.append(Button(_("Share it here"), line("item share", post.id)))
    return Card((*blocks, Buttons(tuple(buttons))), title=full.title, replaces=at > 1)


async def _full(request: Work, post: Item) -> Full:
    full = await items.full(request.tx, post.id)
    if full is None:
        raise NotFound(_("Post #{number} is gone.", number=post.id))
    return full


@posts.command("edit", needs=MEMBER, example='142 title: "What we learned from 400 caddies"')
async def edit(
    request: Request,
    post: ThePost,
    title: Annotated[str | None, Param(_("Its title"), max_length=service.LONGEST_TITLE)] = None,
    text: Annotated[str | None, Param(_("Its text"), long=True, max_length=service.LONGEST_BODY)] = None,
    part: Annotated[int | None, Param(_("Which part of a long text"), carried=True)] = None,
    base: Annotated[int | None, Param(_("The text that you began with"), carried=True)] = None,
) -> Reply:
    """Change a post of yours."""
    full = await _full(request, post)
    if title is None and text is None:
        mark = str(service.mark_of(full.body))
        return await request.ask(title=full.title, base=mark, **part_of(full.body, part))
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
    channels = await communities.channels(request.tx, post.community.id)
    targets = [Target(one.platform, one.workspace, one.channel) for one in channels]
    await request.take_down(post.id, targets)
    said = _("“{title}” is no longer in {name}.", title=post.title, name=post.community.name)
    return text(said)
