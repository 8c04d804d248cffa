"""`prompt`: questions that start a conversation, asked from a queue by themselves; and what came of them."""

from __future__ import annotations

from typing import Annotated

from bot.declare import Group, Param
from bot.errors import Conflict, NotFound
from bot.grammar import line
from bot.permissions import FACILITATOR, MEMBER
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
from bot.services.communities.communities import Community
from bot.services.items import comments, items
from bot.services.items.items import Item
from bot.services.prompts import prompts as service
from bot.services.prompts.packs import packs
from bot.services.prompts.prompts import JOB, KIND
from bot.services.schedules import rhythms, schedules
from bot.services.schedules.rhythms import Every, Rhythm, Weekday
from bot.words import Words, _, plural
from commands.comment import entry
from commands.items import small_print
from commands.posting import places_for
from commands.prompt_rounds import CLOSE, SUMMARY, ask_next, card, close, close_rounds, due, summary
from commands.threads import thread_note

prompts = Group("prompt", _("Questions that start a conversation"), feature="prompts", default="queue")
prompts.card(KIND, thread=True)(card)
prompts.card(SUMMARY)(summary)
prompts.job(JOB)(due)
prompts.job(CLOSE)(close)

GRACE = 6 * 3600
"""Seconds: a prompt that is later than that waits for its next turn, and does not come in the night."""

PAGE = 6

ThePrompt = Annotated[Item, Param(_("The prompt's number, such as #142"), item=KIND)]


# --- the queue ---------------------------------------------------------------------


@prompts.command("add", needs=FACILITATOR, example='"What did you stop doing this year?"')
async def add(
    request: Request,
    prompt: Annotated[str, Param(_("The question; the best ones take two minutes"), max_length=300)],
) -> Reply:
    """Put a question at the end of the queue."""
    fresh = await service.add(request.tx, request.community.id, request.person.id, [prompt])
    if not fresh:
        raise Conflict(_("That question is in the queue of {name} already.", name=request.community.name))
    waiting, _all = await service.counts(request.tx, request.community.id)
    said = plural(
        "It waits in the queue; {n} question does.", "It waits in the queue; {n} questions do.", waiting
    )
    return Card((Paragraph((said,)), await _rhythm_note(request, request.community), _queue_buttons(request)))


@prompts.command("queue", needs=FACILITATOR)
async def queue(request: Request, page: Annotated[int, Param(_("Which page of the list"))] = 1) -> Reply:
    """Show which questions come next."""
    page, name, here = max(page, 1), request.community.name, f"={request.community.id}"
    found = await service.queue(request.tx, request.community.id, limit=PAGE + 1, offset=(page - 1) * PAGE)
    if not found:
        note = await _rhythm_note(request, request.community)
        empty = _("No question waits in {name}. Add your own, or take a pack that comes with me.", name=name)
        return Card((Paragraph((empty,)), note, _queue_buttons(request)), replaces=page > 1)
    entries = []
    for place, one in enumerate(found[:PAGE], start=(page - 1) * PAGE + 1):
        last = place == 1
        action = (
            line("prompt skip", one.key, community=here)
            if last
            else line("prompt first", one.key, community=here)
        )
        entries.append(
            Entry((Bold(f"{place}. {one.text}"),), (), Button(_("Skip") if last else _("Next"), action))
        )
    waiting, everything = await service.counts(request.tx, request.community.id)
    blocks: list[Block] = [
        Listing(tuple(entries)),
        Note((_("{waiting} wait, {used} were asked.", waiting=waiting, used=everything - waiting),)),
        await _rhythm_note(request, request.community),
    ]
    more = (Button(_("More"), line("prompt queue", page + 1, community=here)),) if len(found) > PAGE else ()
    blocks.append(_queue_buttons(request, *more))
    return Card(tuple(blocks), title=_("What comes next in {name}", name=name), replaces=True)


def _queue_buttons(request: Request, *more: Button) -> Buttons:
    here = f"={request.community.id}"
    return Buttons(
        (
            *more,
            Button(_("Add…"), f"?{line('prompt add', community=here)}"),
            Button(_("Packs"), line("prompt pack", community=here)),
            Button(_("When…"), f"?{line('prompt schedule', community=here)}"),
            Button(_("Ask the next one now"), line("prompt now", community=here)),
        )
    )


async def _rhythm_note(work: Work, community: Community) -> Note:
    """When the next question is asked."""
    moment = await schedules.next_of(work.tx, JOB, community.id)
    if moment is None:
        return Note((_("They are asked when you say so; “When…” makes them come by themselves."),))
    return Note((_("The next one is asked "), work.when(moment), "."))


@prompts.command("skip", needs=FACILITATOR, form=False)
async def skip(
    request: Request, prompt: Annotated[str | None, Param(_("Which one; by default the next"))] = None
) -> Reply:
    """Put the next question at the end of the queue."""
    skipped = await service.skip(request.tx, request.community.id, prompt)
    following = await service.queue(request.tx, request.community.id, limit=1)
    said = _("“{prompt}” goes to the end of the queue.", prompt=skipped.text)
    after: Words = _("Next is “{prompt}”.", prompt=following[0].text) if following else ""
    here = f"={request.community.id}"
    show = Button(_("Show the queue"), line("prompt queue", community=here))
    remove = Button(_("Take it out"), line("prompt remove", skipped.key, community=here), "danger")
    return Card((Paragraph((said, " ", after)), Buttons((show, remove))), replaces=True)


@prompts.command("first", needs=FACILITATOR, hidden=True, form=False)
async def first(request: Request, prompt: Annotated[str, Param(_("Which one"))]) -> Reply:
    """Have a question come next."""
    await service.put_first(request.tx, request.community.id, prompt)
    return await queue(request)


@prompts.command("remove", needs=FACILITATOR, hidden=True, form=False)
async def remove(request: Request, prompt: Annotated[str, Param(_("Which one"))]) -> Reply:
    """Take a question out of the queue."""
    gone = await service.remove(request.tx, request.community.id, prompt)
    here = f"={request.community.id}"
    back = Button(_("Bring it back…"), f"?{line('prompt add', community=here)}")
    said = _("“{prompt}” is taken out.", prompt=gone.text)
    return Card((Paragraph((said,)), Buttons((back,))), replaces=True)


# --- packs and rhythm ---------------------------------------------------------------


@prompts.command("pack", needs=FACILITATOR, example="start-up")
async def pack(
    request: Request,
    name: Annotated[str, Param(_("Which pack; without one, all are listed"))] = "",
    add: Annotated[bool, Param(_("Put its questions into the queue"))] = False,
) -> Reply:
    """Take questions that come with the product."""
    here = f"={request.community.id}"
    if not name:
        entries = tuple(
            Entry(
                (Bold(one.title), f" · {len(one.prompts)}"),
                (one.about,),
                Button(_("Look"), line("prompt pack", one.name, community=here)),
            )
            for one in packs().values()
        )
        return Card((Listing(entries),), title=_("Packs of questions"))
    chosen = packs().get(name.strip().lower())
    if chosen is None:
        raise NotFound(
            _("There is no pack “{name}”. There are: {all}.", name=name[:40], all=", ".join(packs())),
            example="prompt pack nurture",
        )
    if not add:
        listed = "\n".join(f"{number}. {one}" for number, one in enumerate(chosen.prompts[:12], start=1))
        rest = len(chosen.prompts) - 12
        blocks: list[Block] = [Paragraph((chosen.about,)), Paragraph((listed,))]
        if rest > 0:
            blocks.append(Note((plural("and {n} more", "and {n} more", rest),)))
        take = Button(
            _("Put them into the queue"), line("prompt pack", chosen.name, add="yes", community=here)
        )
        return Card((*blocks, Buttons((take,))), title=chosen.title)
    fresh = await service.add(
        request.tx, request.community.id, request.person.id, chosen.prompts, pack=chosen.name
    )
    if not fresh:
        return text(_("All of “{title}” is in the queue already.", title=chosen.title))
    said = plural(
        "{n} question of “{title}” is in the queue now.",
        "{n} questions of “{title}” are in the queue now.",
        len(fresh),
        title=chosen.title,
    )
    return Card((Paragraph((said,)), await _rhythm_note(request, request.community), _queue_buttons(request)))


@prompts.command("schedule", needs=FACILITATOR, example="weekly day: Tuesday at: 9:30")
async def schedule(
    request: Request,
    every: Annotated[Every, Param(_("How often a question is asked"))] = "weekly",
    day: Annotated[Weekday, Param(_("On which day, where it is weekly"))] = "Tuesday",
    at: Annotated[str, Param(_("At what time, in the community's zone"), max_length=10)] = "9:30",
    again: Annotated[bool, Param(_("Begin again when the queue is used up"))] = False,
) -> Reply:
    """Have questions asked by themselves."""
    community = request.community
    rhythm = Rhythm(every, rhythms.read_hour(at), rhythms.read_weekday(day))
    moment = await rhythms.set_up(
        request.tx, request.now, JOB, community.id, rhythm, community.time_zone, grace=GRACE
    )
    await service.set_again(request.tx, community.id, again)
    if moment is None:
        return text(_("No more questions are asked by themselves in {name}.", name=community.name))
    waiting, _all = await service.counts(request.tx, community.id)
    blocks: list[Block] = [
        Paragraph(
            (_("The next question in {name} is asked ", name=Bold(community.name)), request.when(moment), ".")
        )
    ]
    if not waiting:
        blocks.append(Note((_("The queue is empty: add a question or take a pack."),)))
    return Card((*blocks, _queue_buttons(request)))


# --- asking -------------------------------------------------------------------------


@prompts.command("now", needs=FACILITATOR, form=False)
async def now(request: Request) -> Reply:
    """Ask the next question at once."""
    places = await places_for(request)
    await close_rounds(request, request.community)
    number = await ask_next(request, request.community, places)
    if number is None:
        raise Conflict(
            _("No question waits in {name}.", name=request.community.name),
            action=(_("Packs"), line("prompt pack", community=f"={request.community.id}")),
        )
    undo = Button(_("Undo"), line("item delete", number), "danger")
    return text(_("Question #{number} is asked.", number=number), buttons=(undo,))


@prompts.command("show", needs=MEMBER, example="142", form=False)
async def show(request: Request, prompt: ThePrompt) -> Reply:
    """Show a question that was asked, with its answers."""
    full = await items.full(request.tx, prompt.id)
    if full is None:
        raise NotFound(_("Prompt #{number} is gone.", number=prompt.id))
    found = await comments.of_item(request.tx, prompt.id, limit=20)
    blocks: list[Block] = [*await thread_note(request, prompt.id), small_print(request, full)]
    if found:
        blocks.append(Listing(tuple(entry(request, one) for one in found)))
    answer = Button(_("Answer…"), f"?{line('comment add', prompt.id)}", "primary")
    return Card((*blocks, Buttons((answer,))), title=full.title)
