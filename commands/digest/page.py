"""How a person's own digest looks: one page of reading, with what waits for them first.

It has at most 20 lines; what does not fit is counted, with a button that shows it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from zoneinfo import ZoneInfo

from bot.grammar import line
from bot.replies import Block, Bold, Button, Buttons, Card, Entry, Inline, Listing, Note, Paragraph
from bot.request import Work
from bot.services.digests.contents import New
from bot.services.digests.pages import Doings, Need, Page
from bot.services.digests.turns import Due
from bot.services.events.listing import Coming
from bot.words import Message, _, plural
from commands.digest.cards import coming_entry, new_entry, opening, titled
from commands.shared.facts import first_reply

LINES = 20
MOST_NEEDS = 6
MOST_COMING = 4


@dataclass(kw_only=True)
class _Reading(Work):
    """The work at hand, for one reader: in their language and zone."""

    read_in: str
    read_at: str

    @property
    def language(self) -> str:
        """The reader's language."""
        return self.read_in

    @property
    def zone(self) -> ZoneInfo:
        """The reader's zone."""
        return ZoneInfo(self.read_at)


def reading(work: Work, due: Due, language: str) -> Work:
    """The same work, for what one reader is to read."""
    given = {one.name: getattr(work, one.name) for one in fields(Work)}
    return _Reading(**given, read_in=language, read_at=due.zone)


def page_card(work: Work, due: Due, page: Page) -> Card:
    """A reader's digest."""
    needs, coming = page.needs[:MOST_NEEDS], page.coming[:MOST_COMING]
    used = sum(len(part) + 1 for part in (needs, coming) if part)
    room = max(LINES - used - 1, 1)
    doings = page.doings[:room]
    new = page.new[: room - len(doings)]
    blocks: list[Block] = []
    if needs:
        blocks += _part(_("Needs you"), [_need(work, one) for one in needs], len(page.needs))
    if doings or new:
        entries = [_doing(one) for one in doings] + [_new(work, one, page.communities) for one in new]
        blocks += [Paragraph((Bold(_("New")),)), Listing(tuple(entries))]
    if coming:
        entries = [_coming(work, one, said, page.communities) for one, said in coming]
        blocks += _part(_("Coming"), entries, len(page.coming))
    rest = len(page.new) + len(page.doings) - len(new) - len(doings) + page.unread
    named = {one.number: one.title for one in needs if one.why != "requests"}
    named |= {one.item_id: one.title for one in doings}
    named |= {one.item_id: one.title for one in new}
    named |= {one.item_id: one.title for one, _said in coming}
    blocks += _doors(work, due, rest, named)
    return Card(tuple(blocks), title=_("What is new for you"))


def _part(heading: Message, entries: Sequence[Entry], of_all: int) -> list[Block]:
    blocks: list[Block] = [Paragraph((Bold(heading),)), Listing(tuple(entries))]
    if of_all > len(entries):
        blocks.append(Note((plural("and {n} more", "and {n} more", of_all - len(entries)),)))
    return blocks


def _need(work: Work, one: Need) -> Entry:
    """A line for what waits for the reader, with the button for it."""
    button: Button | None
    if one.why == "requests":
        told = plural("{n} person would like to join", "{n} people would like to join", one.count)
        button = Button(_("See who"), line("community requests", f"={one.number}"))
        return Entry((Bold(one.title),), (told,), button)
    detail: list[Inline] = [one.community, ", "]
    match one.why:
        case "answers":
            detail.append(plural("{n} answer to accept", "{n} answers to choose from", one.count))
            button = Button(_("Answers"), line("ask show", one.number))
        case "poll":
            detail.append(_closing(work, one))
            button = first_reply(work, "poll", one.number)
        case "event":
            when = work.when(one.at) if one.at else ""
            detail.append(_("{when}: will you come?", when=when))
            button = first_reply(work, "event", one.number)
    return Entry(titled(one.title, one.number), tuple(detail), button)


def _closing(work: Work, one: Need) -> Message:
    if one.at is None:
        return _("you have not voted")
    return _("you have not voted; it closes {when}", when=work.when(one.at))


def _doing(one: Doings) -> Entry:
    """A line for what others did to something that the reader made or follows."""
    told: list[Inline] = [one.community]
    for what, count in one.done.items():
        told += [", ", _done(what, count)]
    return Entry(titled(one.title, one.item_id), tuple(told))


def _done(what: str, n: int) -> Message:
    match what:
        case "answer":
            return plural("{n} answer", "{n} answers", n)
        case "comment":
            return plural("{n} comment", "{n} comments", n)
        case "accepted":
            return _("an answer was accepted")
        case "cancelled":
            return _("cancelled")
        case "tagged":
            return _("tagged")
    return plural("{n} change", "{n} changes", n)


def _new(work: Work, one: New, communities: Mapping[int, str]) -> Entry:
    """A line for something new: what it is, whose, how many replied, and where."""
    kind = work.registry.kinds[one.kind].one
    entry = new_entry(one, " · ", communities.get(one.community_id, ""))
    return Entry(entry.title, (kind, " · ", *entry.detail))


def _coming(work: Work, one: Coming, said: str, communities: Mapping[int, str]) -> Entry:
    words = {
        "yes": _("you’re coming"),
        "maybe": _("you may come"),
        "waiting": _("you are on the waiting list"),
    }.get(said)
    where = communities.get(one.community_id, "")
    return coming_entry(work, one, " · ", where, *((" · ", words) if words else ()))


def _doors(work: Work, due: Due, rest: int, named: dict[int, str]) -> list[Block]:
    """What can be opened from here, the rest of what is new, and fewer of these."""
    buttons = []
    if rest > 0:
        window = int(due.since.timestamp()), int(work.now.timestamp())
        label = plural("{n} more…", "{n} more…", rest)
        buttons.append(Button(label, line("digest more", *window)))
    buttons.append(Button(_("Less of this"), "digest less"))
    blocks: list[Block] = [opening(named)] if named else []
    return [*blocks, Buttons(tuple(buttons))]


def more_card(
    work: Work, new: Sequence[New], communities: Mapping[int, str], *, buttons: Sequence[Button]
) -> Card:
    """A page of everything that is new."""
    blocks: list[Block] = [Listing(tuple(_new(work, one, communities) for one in new))]
    blocks.append(opening({one.item_id: one.title for one in new}))
    if buttons:
        blocks.append(Buttons(tuple(buttons)))
    return Card(tuple(blocks), title=_("Everything new"), replaces=True)
