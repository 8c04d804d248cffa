"""The rounds of `prompt`: a question is asked, its answers are gathered, and a summary ends it."""

from __future__ import annotations

from bot import outbox
from bot.adapter import Target
from bot.grammar import line
from bot.replies import Block, Bold, Button, Buttons, Card, Inline, Note, Paragraph, text
from bot.request import Work
from bot.services.communities import channels, communities, membership
from bot.services.communities.communities import Community
from bot.services.items import comments, items, threads
from bot.services.prompts import prompts as service
from bot.services.prompts import rounds
from bot.services.prompts.prompts import JOB, KIND
from bot.services.schedules import schedules
from bot.services.text import shortened
from bot.words import _, plural
from commands.prompt.group import answer_button, prompts
from commands.shared.rich import written
from commands.shared.threads import thread_note

SUMMARY = "prompt_summary"
CLOSE = "prompt.close"

_QUOTED = 10
_LONGEST_QUOTE = 400


@prompts.job(JOB)
async def due(work: Work, community_id: int) -> None:
    """Sum the last round up and ask the next question; where none is left, say so once."""
    community = await communities.get(work.tx, community_id)
    if community is None or community.suspended or "prompts" in community.features_off:
        return
    work.in_community = community
    mapped = await channels.of_community(work.tx, community_id)
    await close_rounds(work, community)
    places = [Target(one.platform, one.workspace, one.channel) for one in mapped]
    if not places or await ask_next(work, community, places) is not None:
        return
    if await service.first_told_empty(work.tx, community_id):
        here = f"={community_id}"
        card = text(
            _("Every question of {name} has been asked, so none was asked today.", name=Bold(community.name)),
            " ",
            _("Add some, take a pack, or have them begin again."),
            buttons=(
                Button(_("Packs"), line("prompt pack", community=here), "primary"),
                Button(_("Add…"), f"?{line('prompt add', community=here)}"),
                Button(_("When…"), f"?{line('prompt schedule', community=here)}"),
            ),
        )
        for one in await membership.facilitators(work.tx, community_id):
            await work.tell(one.id, card)


async def ask_next(work: Work, community: Community, places: list[Target]) -> int | None:
    """Ask the next question of the queue; returns its number, None where the queue is used up."""
    number = await rounds.ask_next(work.tx, work.now, community.id)
    if number is None:
        return None
    for place in places:
        await work.show(number, KIND, place)
    await schedules.once(work.tx, CLOSE, number, work.now + rounds.ROUND)
    return number


@prompts.kind(KIND, one=_("prompt"), many=_("Prompts"), listed_by="", thread=True, reply=answer_button)
async def card(work: Work, number: int) -> Card | None:
    """A question in a channel, with what was answered so far counted."""
    full = await items.full(work.tx, number)
    if full is None:
        return None
    blocks: list[Block] = [*await thread_note(work, number)]
    if full.comments:
        blocks.append(Note((plural("{n} answer", "{n} answers", full.comments),)))
    else:
        blocks.append(Note((_("Answer here or in the thread; two minutes are enough."),)))
    buttons = (answer_button(number), Button(_("Answers"), line("comment list", number)))
    return Card((*blocks, Buttons(buttons)), title=full.title)


# --- summing up ---------------------------------------------------------------------


@prompts.job(CLOSE)
async def close(work: Work, number: int) -> None:
    """A week has gone by: sum the round up, if no other prompt has ended it."""
    full = await items.full(work.tx, number)
    community = await communities.get(work.tx, full.community_id) if full else None
    if community and not community.suspended:
        work.in_community = community
        await _close(work, community, number)


async def close_rounds(work: Work, community: Community) -> None:
    """End all rounds of a community."""
    for number in await rounds.open_rounds(work.tx, community.id):
        await schedules.cancel(work.tx, CLOSE, number)
        await _close(work, community, number)


async def _close(work: Work, community: Community, number: int) -> None:
    """End a round: with a summary where anybody answered, else with a hint, at most once a month."""
    if not await rounds.close(work.tx, work.now, number):
        return
    answered = await comments.count(work.tx, number)
    replied = (await threads.replies(work.tx, number)).count
    if answered or replied:
        for place in await outbox.shown_in(work.tx, number):
            await work.show(number, SUMMARY, place)
        return
    if await service.may_hint(work.tx, work.now, community.id):
        await _hint(work, community, number)


async def _hint(work: Work, community: Community, number: int) -> None:
    full = await items.full(work.tx, number)
    if full is None:
        return
    said = text(
        _("Nobody answered “{prompt}” in {name}.", prompt=full.title, name=community.name),
        " ",
        _("Answering first yourself, or asking two people by name, often helps. You hear this once a month."),
        buttons=(
            answer_button(number),
            Button(_("Show the queue"), line("prompt queue", community=f"={community.id}")),
        ),
    )
    for one in await membership.facilitators(work.tx, community.id):
        await work.tell(one.id, said)


@prompts.card(SUMMARY)
async def summary(work: Work, number: int) -> Card | None:
    """What came of a question: who answered what, and how much was said in the thread."""
    full = await items.full(work.tx, number)
    if full is None:
        return None
    found = await comments.of_item(work.tx, number, limit=_QUOTED + 1)
    blocks: list[Block] = []
    for one in found[:_QUOTED]:
        quote: list[Inline] = [Bold(one.author_name or _("somebody")), ": "]
        blocks.append(Paragraph((*quote, *written(shortened(one.body, _LONGEST_QUOTE)))))
    if full.comments > _QUOTED:
        more = full.comments - _QUOTED
        blocks.append(Note((plural("and {n} more answer", "and {n} more answers", more),)))
    blocks += await thread_note(work, number, leads_there=True)
    buttons = [Button(_("All answers"), line("comment list", number))] if found else []
    buttons.append(Button(_("Add yours…"), answer_button(number).action))
    blocks.append(Buttons(tuple(buttons)))
    return Card(tuple(blocks), title=_("What we said: {prompt}", prompt=full.title), tone="good")
