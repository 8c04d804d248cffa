"""`topic`: conversations with a title, each in the thread of its card."""

from __future__ import annotations

from typing import Annotated, Literal

from bot.declare import Group, Param
from bot.grammar import line
from bot.permissions import MEMBER
from bot.replies import (
    Block,
    Bold,
    Button,
    Buttons,
    Card,
    Entry,
    Inline,
    Listing,
    Reply,
    text,
)
from bot.request import Request, Work
from bot.services.conversation import topics as service
from bot.services.conversation.topics import Listed, Order
from bot.services.items import comments, items
from bot.services.items.items import Item
from bot.words import Words, _, plural
from commands.comment import entry
from commands.shared.items import body_blocks, common_buttons, full_of, made, share_button, small_print
from commands.shared.paging import these_were_all
from commands.shared.posting import TheTags, places_for, put_up
from commands.shared.rewriting import Part, Text, Title, rewritten
from commands.shared.threads import thread_note

topics = Group(
    "topic", _("Talk about something, in a thread of its own"), feature="topics", default="new", taken=True
)

PAGE = 8

By = Literal["current", "title"]
TheTopic = Annotated[Item, Param(_("The topic's number, such as #142"), item="topic")]


@topics.command(
    "new",
    needs=MEMBER,
    example='"How do you label mixed bins?" text: "Ours confuse everybody."',
    submit=_("Begin"),
)
async def new(
    request: Request,
    title: Annotated[str, Param(_("What you would like to talk about"), max_length=service.LONGEST_TITLE)],
    text: Annotated[str, Param(_("How you would begin"), long=True, max_length=service.LONGEST_BODY)] = "",
    tagged: TheTags = None,
) -> Reply:
    """Begin a conversation in this channel."""
    places = await places_for(request)
    number = await service.begin(
        request.tx, request.now, request.person.id, request.community.id, title, text
    )
    await put_up(request, number, service.KIND, places, tagged)
    said = _("The conversation {number} is open; it goes on in its thread.", number=Bold(f"#{number}"))
    edit_it = Button(_("Edit…"), line("topic edit", number))
    return made(number, (said,), edit_it, Button(_("Tag…"), f"?{line('tag add', number)}"))


@topics.kind(service.KIND, one=_("topic"), many=_("Topics"), thread=True)
async def card(work: Work, number: int) -> Card | None:
    """A topic in a channel: what it is about, and how much was said in its thread."""
    full = await items.full(work.tx, number)
    if full is None:
        return None
    note = await thread_note(work, number, empty=_("Nobody has replied yet. Reply in the thread."))
    blocks: list[Block] = [*body_blocks(full), *note, small_print(work, full)]
    return Card((*blocks, Buttons(common_buttons(full))), title=full.title)


@topics.command("show", needs=MEMBER, example="142", form=False)
async def show(request: Request, topic: TheTopic) -> Reply:
    """Show a topic, with what was said about it beside its thread."""
    full = await full_of(request, topic)
    blocks: list[Block] = [*body_blocks(full), *await thread_note(request, topic.id)]
    blocks.append(small_print(request, full))
    said = await comments.of_item(request.tx, topic.id, limit=PAGE)
    if said:
        blocks.append(Listing(tuple(entry(request, one) for one in said)))
    mine = (Button(_("Edit…"), line("topic edit", topic.id)),) if topic.may_change(request.person.id) else ()
    buttons = (*mine, *common_buttons(full), *share_button(request, topic.id))
    return Card((*blocks, Buttons(buttons)), title=full.title)


@topics.command("list", needs=MEMBER)
async def list_(
    request: Request,
    by: Annotated[By, Param(_("The most current first, or A to Z"))] = "current",
    page: Annotated[int, Param(_("Which page of the list"))] = 1,
) -> Reply:
    """List the community's topics, with replies and last update."""
    page, order = max(page, 1), Order(by)
    found = await service.listed(
        request.tx, request.community.id, order=order, limit=PAGE + 1, offset=(page - 1) * PAGE
    )
    here = f"={request.community.id}"
    other = Order.TITLE if order is Order.CURRENT else Order.CURRENT
    buttons = [
        Button(
            _("A to Z") if other is Order.TITLE else _("Most current"),
            line("topic list", by=other.value, community=here),
        ),
        Button(_("My topics"), line("topic mine", community=here)),
    ]
    if len(found) > PAGE:
        buttons.append(Button(_("More"), line("topic list", by=by, page=page + 1, community=here)))
    name = request.community.name
    return _listing(
        request, found, buttons, page, title=_("Topics of {name}", name=name),
        empty=_("{name} has no topic yet.", name=name),
    )  # fmt: skip


@topics.command("mine", needs=MEMBER)
async def mine(request: Request, page: Annotated[int, Param(_("Which page of the list"))] = 1) -> Reply:
    """List the topics that you began."""
    page = max(page, 1)
    found = await service.listed(
        request.tx,
        request.community.id,
        author=request.person.id,
        limit=PAGE + 1,
        offset=(page - 1) * PAGE,
    )
    here = f"={request.community.id}"
    buttons = [Button(_("All topics"), line("topic list", community=here))]
    if len(found) > PAGE:
        buttons.append(Button(_("More"), line("topic mine", page=page + 1, community=here)))
    name = request.community.name
    return _listing(
        request, found, buttons, page, title=_("Your topics in {name}", name=name),
        empty=_("You began no topic in {name} yet.", name=name),
    )  # fmt: skip


@topics.command(
    "edit", needs=MEMBER, example='142 title: "How do you label bins?"', prefilled=True, submit=_("Save")
)
async def edit(
    request: Request, topic: TheTopic, title: Title = None, text: Text = None, part: Part = None
) -> Reply:
    """Put a topic of yours in other words."""
    return await rewritten(request, topic, title, text, part)


def _listing(
    request: Request, found: list[Listed], buttons: list[Button], page: int, *, title: Words, empty: Words
) -> Card:
    if not found and page > 1:
        return these_were_all()
    if not found:
        begin = Button(
            _("Begin one"), f"?{line('topic new', community=f'={request.community.id}')}", "primary"
        )
        return text(empty, buttons=(begin,))
    entries = tuple(_entry(request, one) for one in found[:PAGE])
    return Card((Listing(entries), Buttons(tuple(buttons))), title=title, replaces=page > 1)


def _entry(request: Request, one: Listed) -> Entry:
    detail: tuple[Inline, ...] = (
        one.author_name or _("somebody"),
        " · ",
        plural("{n} reply", "{n} replies", one.replies),
        " · ",
        request.when(one.last_at),
    )
    return Entry((Bold(one.title), f" #{one.id}"), detail, Button(_("Show"), line("topic show", one.id)))
