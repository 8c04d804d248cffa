"""Writing a post in peace, until it is published."""

from __future__ import annotations

from typing import Annotated

from bot import forms
from bot.adapter import Target
from bot.declare import Param
from bot.grammar import line
from bot.lookups import MOST_CHOICES
from bot.permissions import ANYONE, MEMBER
from bot.replies import (
    Bold,
    Button,
    Card,
    Choice,
    Entry,
    Listing,
    Paragraph,
    Reply,
    text,
)
from bot.request import Request
from bot.services.communities import channels, communities
from bot.services.communities.communities import Community
from bot.services.conversation import posts as service
from bot.services.text import number_in, shortened
from bot.words import _
from commands.post.group import posts
from commands.shared.drafts import offered_again, show_draft
from commands.shared.items import made
from commands.shared.parts import part_of, put_back
from commands.shared.posting import TheTags


async def _other_communities(request: Request) -> list[Choice]:
    """The person's communities but for the one that the draft is for anyhow."""
    number = number_in(str(request.given.get("draft", "")))
    draft = await service.draft(request.tx, request.person.id, number) if number else None
    here = request.in_community
    home = draft.places[0] if draft else here.id if here else None
    mine = await communities.visible(request.tx, request.person.id, mine=True, limit=MOST_CHOICES)
    return [Choice(one.community.name, f"={one.community.id}") for one in mine if one.community.id != home]


OtherCommunities = Annotated[
    list[Community] | None,
    Param(_("Your other communities to publish it to"), label=_("Also in"), offer=_other_communities),
]


@posts.command(
    "new",
    needs=MEMBER,
    example='"What we learned from 300 caddies" text: "In May we began…"',
    submit=_("Save as draft"),
)
async def new(
    request: Request,
    title: Annotated[str, Param(_("Its title"), max_length=service.LONGEST_TITLE)],
    text: Annotated[str, Param(_("You can write on later"), long=True, max_length=service.LONGEST_BODY)] = "",
    tagged: TheTags = None,
    also: OtherCommunities = None,
) -> Reply:
    """Begin a post; only you see it until you publish it."""
    places = [request.community.id, *(one.id for one in also or ())]
    await service.destinations(request.tx, request.person.id, places)
    number = await service.begin(
        request.tx, request.now, request.person.id, title, text, places=places, tagged=tagged or ()
    )
    return await show_draft(request, number)


@posts.command("draft", needs=ANYONE, example="142", form=False, prefilled=True, submit=_("Save"))
async def draft(
    request: Request,
    draft: Annotated[int, Param(_("The draft's number"), carried=True)],
    title: Annotated[str | None, Param(_("Its title"), max_length=service.LONGEST_TITLE)] = None,
    text: Annotated[str | None, Param(_("Its text"), long=True, max_length=service.LONGEST_BODY)] = None,
    tagged: TheTags = None,
    also: OtherCommunities = None,
    part: Annotated[int | None, Param(_("Which part of a long text"), carried=True)] = None,
    base: Annotated[int | None, Param(_("The text that you began with"), carried=True)] = None,
) -> Reply:
    """Write on at a draft of yours."""
    found = await service.draft(request.tx, request.person.id, draft)
    if title is None and text is None and tagged is None and also is None:
        return await forms.ask(
            request,
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


@posts.command("more", needs=ANYONE, example='142 "And then…"', submit=_("Add"))
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
        for place in await channels.of_community(request.tx, community.id):
            target = Target(place.platform, place.workspace, place.channel)
            await request.show(number, service.KIND, target, asked_by=request.person.id)
    names = ", ".join(community.name for community in there)
    said = _("“{title}” (#{number}) is published in {names}.", title=found.title, number=number, names=names)
    card = made(number, (said,), Button(_("Show it"), line("post show", number)))
    return Card(card.blocks, replaces=True)
