"""How digests look: the card for a community's channel."""

from __future__ import annotations

from collections.abc import Sequence

from bot.grammar import line
from bot.replies import (
    Block,
    Bold,
    Button,
    Buttons,
    Card,
    Choice,
    Content,
    Entry,
    Inline,
    Link,
    Listing,
    Note,
    Paragraph,
    Select,
)
from bot.request import Work
from bot.services.communities.communities import Community
from bot.services.conversation import questions
from bot.services.digests.contents import Joined, New, OpenPoll, Waiting
from bot.services.digests.digests import Digest
from bot.services.events.listing import Coming
from bot.services.text import shortened
from bot.words import Message, _, plural
from commands.event.cards import LONGEST_PLACE, next_of
from commands.shared.facts import facts_of, first_reply

_FIRST = ("question", "page", "document", "topic", "post")
"""The kinds with which a digest begins, in this order; others follow as help names them."""
LONGEST_TITLE = 90
_LONGEST_LABEL = 70
_MOST_CHOICES = 25
"""How many options a drop-down has on Discord."""


async def channel_card(work: Work, community: Community, digest: Digest) -> Card:
    """A community's digest. A new event that comes soon stands among what comes, and nowhere else."""
    blocks = await _new_sections(work, digest)
    if digest.held:
        entries = [Entry((Link(one.title, one.link),), (one.feed_title,)) for one in digest.held]
        blocks += section(_("From the web"), entries, len(entries))
    if digest.unanswered:
        waiting = [_waiting(work, one) for one in digest.unanswered]
        blocks += section(_("Nobody has answered yet"), waiting, digest.unanswered[0].of_all)
    fresh = {one.item_id for one in digest.new}
    if digest.coming:
        entries = [
            coming_entry(work, one, *((" · ", _("new")) if one.item_id in fresh else ()))
            for one in digest.coming
        ]
        blocks += section(_("Coming"), entries, len(entries))
    polls = [one for one in digest.polls if one.item_id not in fresh]
    if polls:
        more = polls[0].of_all - (len(digest.polls) - len(polls))
        blocks += section(_("Open polls"), [_poll(work, one) for one in polls], more)
    if digest.joined:
        blocks.append(Paragraph(_joined(digest.joined)))
    blocks += _doors(community, digest)
    return Card(tuple(blocks), title=_("What was new in {name}", name=community.name))


async def _new_sections(work: Work, digest: Digest) -> list[Block]:
    """What is new, kind by kind, but for what comes."""
    coming = {one.item_id for one in digest.coming}
    new = [one for one in digest.new if one.item_id not in coming]
    facts = await facts_of(work, [(one.kind, one.item_id) for one in new])
    blocks: list[Block] = []
    for kind in (*_FIRST, *(one for one in work.registry.kinds if one not in _FIRST)):
        of_kind = [one for one in new if one.kind == kind]
        if of_kind:
            entries = [new_entry(one, *_after(facts.get(one.item_id))) for one in of_kind]
            elsewhere = sum(one.kind == kind and one.item_id in coming for one in digest.new)
            blocks += section(work.registry.kinds[kind].many, entries, of_kind[0].of_kind - elsewhere)
    return blocks


def _after(facts: Content | None) -> Content:
    return (" · ", *facts) if facts else ()


def section(heading: Message, entries: Sequence[Entry], of_all: int) -> list[Block]:
    """A part of a digest: its heading, its lines, and how many more there are."""
    head: list[Inline] = [Bold(heading)]
    blocks: list[Block] = [Paragraph(tuple(head)), Listing(tuple(entries))]
    if of_all > len(entries):
        blocks.append(Note((plural("and {n} more", "and {n} more", of_all - len(entries)),)))
    return blocks


def titled(title: str, number: int) -> Content:
    """An item's title and number, as a line begins with them."""
    return (Bold(shortened(title, LONGEST_TITLE)), f" #{number}")


def new_entry(one: New, *more: Inline) -> Entry:
    """A line for something new: whose it is, and how many replied."""
    detail: list[Inline] = [one.author_name or _("somebody")]
    if one.replies:
        detail += [", ", plural("{n} reply", "{n} replies", one.replies)]
    elif one.kind == "question":
        detail += [", ", _("no answer yet")]
    return Entry(titled(one.title, one.item_id), (*detail, *more))


def coming_entry(work: Work, one: Coming, *more: Inline) -> Entry:
    """A line for an event that comes: when and where."""
    when = next_of(work, work.when(one.starts), one.rule, one.first)
    where: tuple[Inline, ...] = (", ", shortened(one.place, LONGEST_PLACE)) if one.place else ()
    return Entry(titled(one.title, one.item_id), (*when, *where, *more))


def _waiting(work: Work, one: Waiting) -> Entry:
    asked = _("asked {when}", when=work.when(one.asked_at))
    return Entry(titled(one.title, one.item_id), (asked,), first_reply(work, questions.KIND, one.item_id))


def _poll(work: Work, one: OpenPoll) -> Entry:
    closes = (_("closes {when}", when=work.when(one.closes_at)),) if one.closes_at else ()
    return Entry(titled(one.title, one.item_id), closes, first_reply(work, "poll", one.item_id))


def _joined(joined: Sequence[Joined]) -> Content:
    names = ", ".join(one.name for one in joined)
    rest = joined[0].of_all - len(joined)
    if rest:
        told = plural(
            "{names} and {n} more have joined.", "{names} and {n} more have joined.", rest, names=names
        )
    else:
        told = plural("{names} has joined.", "{names} have joined.", len(joined), names=names)
    return (told, " ", _("Welcome!"))


def _doors(community: Community, digest: Digest) -> list[Block]:
    """What can be opened from here: everything named, and the questions that wait."""
    named = {one.item_id: one.title for one in digest.new}
    named |= {one.item_id: one.title for one in digest.unanswered}
    named |= {one.item_id: one.title for one in digest.coming}
    named |= {one.item_id: one.title for one in digest.polls}
    blocks: list[Block] = []
    if named:
        blocks.append(opening(named))
    if digest.unanswered:
        line_ = line("ask unanswered", community=f"={community.id}")
        blocks.append(Buttons((Button(_("Unanswered questions"), line_),)))
    return blocks


def opening(named: dict[int, str]) -> Select:
    """A drop-down that shows any of these items to whoever picks it."""
    options = tuple(
        Choice(shortened(f"#{number} {title}", _LONGEST_LABEL), str(number))
        for number, title in named.items()
    )
    return Select(_("Open one of these…"), "item show", options[:_MOST_CHOICES])
