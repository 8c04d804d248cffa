"""How a poll is drawn, while it is open and when it is over."""

from __future__ import annotations

from bot.grammar import line
from bot.replies import (
    Bar,
    Bars,
    Block,
    Bold,
    Button,
    Buttons,
    Card,
    Content,
    Inline,
    Note,
    Paragraph,
    Picture,
)
from bot.request import Work
from bot.services.items import items
from bot.services.polls import polls as service
from bot.services.polls import tables
from bot.services.polls.polls import Option, Poll
from bot.services.text import shortened
from bot.words import Message, _, plural
from commands.poll.group import polls
from commands.shared.items import beside, common_buttons

_LONGEST_NAMES = 150

_LONGEST_LABEL = 60

_MOST_BUTTONS = 23
"""How many a card has of its own; Discord shows 25 on a message, and two are added where a poll is shown."""


def vote_button(number: int) -> Button:
    """To see a poll with its options, and vote."""
    return Button(_("Vote"), line("poll show", number), "primary")


@polls.kind("poll", one=_("poll"), many=_("Polls"), reply=vote_button)
async def card(work: Work, number: int) -> Card | None:
    """The poll in a channel: its bars, and a button for each answer while it is open."""
    found = await service.read(work.tx, number)
    return await card_of(work, found) if found else None


@polls.card("poll_results")
async def results_card(work: Work, number: int) -> Card | None:
    """The result, posted when a poll closes."""
    found = await service.read(work.tx, number)
    return result_of(work, found) if found else None


async def card_of(work: Work, poll: Poll) -> Card:
    """A poll as it stands, to vote in."""
    names = {}
    if poll.shows_count and not poll.rules.anonymous and poll.voters:
        names = await tables.voters(work.tx, poll.id)
    blocks: list[Block] = []
    if poll.shows_count:
        blocks.append(Bars(tuple(_bar(poll, option, names.get(option.id, [])) for option in poll.options)))
    else:
        listing = ", ".join(option.text for option in poll.options)
        blocks.append(Paragraph((listing,)))
    full = await items.full(work.tx, poll.id)
    common = common_buttons(full) if full else ()
    blocks.append(Note((*_note(work, poll), *(beside(full) if full else ()))))
    if not poll.closed_at:
        votes = [
            Button(shortened(option.text, _LONGEST_LABEL), line("poll vote", poll.id, f"#{option.position}"))
            for option in poll.options
        ]
        if poll.rules.open_options:
            votes.append(Button(_("Add an answer…"), f"?{line('poll add', poll.id)}"))
        votes.append(Button(_("Take back"), line("poll withdraw", poll.id)))
        blocks.append(Buttons(tuple(votes)))
        common = common[: _MOST_BUTTONS - len(votes)]
    if common:
        blocks.append(Buttons(common))
    return Card(tuple(blocks), title=poll.question)


def _bar(poll: Poll, option: Option, names: list[str]) -> Bar:
    share = option.votes / poll.voters if poll.voters else 0.0
    return Bar(option.text, option.votes, share, shortened(", ".join(names), _LONGEST_NAMES))


def _note(work: Work, poll: Poll) -> Content:
    """The small print: how many voted, the rules, when it closes, whose it is."""
    parts: list[Inline | Message] = [plural("{n} person voted", "{n} people voted", poll.voters)]
    rules = (
        (poll.rules.several, _("several answers")),
        (poll.rules.anonymous, _("anonymous")),
        (poll.rules.hidden and not poll.closed_at, _("count hidden until it closes")),
    )
    parts += [said for holds, said in rules if holds]
    if poll.closed_at:
        parts.append(_("closed {when}", when=work.when(poll.closed_at)))
    elif poll.rules.closes_at:
        parts.append(_("closes {when}", when=work.when(poll.rules.closes_at)))
    parts.append(_("#{number} by {name}", number=poll.id, name=poll.author_name or _("somebody")))
    joined: list[Inline | Message] = [parts[0]]
    for part in parts[1:]:
        joined += [" · ", part]
    return tuple(joined)


def result_of(work: Work, poll: Poll) -> Card:
    """What a poll came to, with a chart."""
    bars = tuple(_bar(poll, option, []) for option in poll.options)
    lines = ", ".join(f"{bar.label} {bar.count}" for bar in bars)
    best = max(option.votes for option in poll.options)
    first = [option.text for option in poll.options if option.votes == best]
    if not best:
        said: Inline = _("Nobody voted.")
    elif len(first) == 1:
        said = _("{answer} has the most votes: {n}.", answer=Bold(first[0]), n=best)
    else:
        said = _("It is a tie, with {n} each: {answers}.", answers=Bold(", ".join(first)), n=best)
    alt = _("{question}\n{lines}", question=poll.question, lines=lines)
    state = _("Result: {question}") if poll.closed_at else _("So far: {question}")
    return Card(
        (Paragraph((said,)), Picture(alt, chart=bars, name=f"poll-{poll.id}.png"), Note(_note(work, poll))),
        title=Message(state.msgid, {"question": poll.question}),
    )
