"""`poll`: ask a community, and see the answers as they come.

A poll is a card in a channel, with a button for each answer and bars that move.
When it closes, a second card with the result and its chart is posted.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from bot import outbox
from bot.declare import Group, Param
from bot.errors import Conflict, NotAllowed, NotFound
from bot.grammar import line
from bot.permissions import MEMBER
from bot.replies import (
    Attachment,
    Bar,
    Bars,
    Block,
    Bold,
    Button,
    Buttons,
    Card,
    Content,
    Entry,
    Inline,
    Listing,
    Note,
    Paragraph,
    Picture,
    Reply,
    text,
)
from bot.request import Request, Work
from bot.services import items
from bot.services import polls as service
from bot.services.items import Item
from bot.services.polls import Option, Poll, Rules
from bot.services.text import shortened
from bot.words import Message, _, plural
from commands.items import beside, common_buttons, made
from commands.posting import places_for

polls = Group("poll", _("Ask your community"), feature="polls", default="new")

PAGE = 10
_LONGEST_NAMES = 150
_LONGEST_LABEL = 60
_MOST_BUTTONS = 23
"""How many a card has of its own; Discord shows 25 on a message, and two are added where a poll is shown."""

ThePoll = Annotated[Item, Param(_("The poll's number, such as #142"), item="poll")]


@polls.command("new", needs=MEMBER, example='"Where do we meet?" Library "Town hall" closes: tomorrow 5pm')
async def new(
    request: Request,
    question: Annotated[str, Param(_("What do you want to know?"), max_length=service.LONGEST_QUESTION)],
    options: Annotated[
        list[str], Param(_("At least two to choose from; in a form, one a line"), label=_("Answers"))
    ],
    closes: Annotated[datetime | None, Param(_("When it closes, such as tomorrow 5pm"))] = None,
    several: Annotated[
        bool, Param(_("Each person may choose more than one"), label=_("Several answers"))
    ] = False,
    anonymous: Annotated[bool, Param(_("Nobody can tell who chose what"))] = False,
    hidden: Annotated[
        bool, Param(_("The count shows only when the poll is closed"), label=_("Hide the count"))
    ] = False,
    open_options: Annotated[
        bool, Param(_("Anybody can add to the list"), label=_("Others may add answers"))
    ] = False,
    everywhere: Annotated[
        bool, Param(_("Show it in all of the community's channels"), label=_("In every channel"))
    ] = False,
) -> Reply:
    """Open a poll in this channel."""
    targets = await places_for(request, everywhere=everywhere)
    rules = Rules(several, anonymous, hidden, open_options, closes)
    number = await service.open_poll(
        request.tx, request.now, request.person.id, request.community.id, question, options, rules
    )
    for target in targets:
        await request.show(number, "poll", target, asked_by=request.person.id)
    said: list[Inline] = [_("Poll {number} is open.", number=Bold(f"#{number}"))]
    if closes:
        said += [" ", _("It closes {when}.", when=request.when(closes))]
    if not request.target:
        said += [" ", _("I have put it into the channels of {name}.", name=request.community.name)]
    return made(number, tuple(said), Button(_("Close it"), line("poll close", number)))


async def _read(request: Request, item: Item, *, lock: bool = False) -> Poll:
    found = await service.read(request.tx, item.id, lock=lock)
    if found is None:
        raise NotFound(_("Poll #{number} is gone.", number=item.id))
    return found


@polls.command("vote", needs=MEMBER, example="142 Library", form=False)
async def vote(
    request: Request,
    poll: ThePoll,
    answer: Annotated[str, Param(_("The answer, or its place such as #2"), max_length=200)],
) -> Reply:
    """Vote in a poll, or change your vote."""
    found = await service.read(request.tx, poll.id, count=False, lock=True)
    if found is None:
        raise NotFound(_("Poll #{number} is gone.", number=poll.id))
    option = found.option(answer)
    await service.vote(request.tx, request.now, found, request.person.id, option, request.secret)
    await request.refresh(found.id)
    if not found.rules.several:
        return _chosen(found, [option])
    return _chosen(found, await service.chosen(request.tx, found, request.person.id, request.secret))


def _chosen(poll: Poll, options: list[Option]) -> Card:
    """What a voter is told: what they have chosen, and how to take it back."""
    if not options:
        return text(_("You have chosen nothing in “{question}”.", question=shortened(poll.question, 80)))
    names = ", ".join(option.text for option in options)
    back: list[Button] = []
    if poll.rules.several and len(options) > 1:
        back = [
            Button(
                _("Take back {answer}", answer=shortened(option.text, 40)),
                line("poll withdraw", poll.id, answer=f"#{option.position}"),
            )
            for option in options[:4]
        ]
    back.append(Button(_("Take my vote back"), line("poll withdraw", poll.id)))
    return Card(
        (Paragraph((_("You chose {names}.", names=Bold(names)),)), Buttons(tuple(back))), replaces=True
    )


@polls.command("withdraw", needs=MEMBER, example="142", form=False)
async def withdraw(
    request: Request,
    poll: ThePoll,
    answer: Annotated[str, Param(_("One answer of several; all if you leave it out"))] = "",
) -> Reply:
    """Take your vote back."""
    found = await _read(request, poll, lock=True)
    option = found.option(answer) if answer else None
    taken = await service.withdraw(request.tx, request.now, found, request.person.id, request.secret, option)
    if not taken:
        return text(_("You have not voted in “{question}”.", question=shortened(found.question, 80)))
    await request.refresh(found.id)
    left = await service.chosen(request.tx, found, request.person.id, request.secret)
    if left:
        return _chosen(found, left)
    return Card((Paragraph((_("Your vote is taken back."),)),), replaces=True)


@polls.command("add", needs=MEMBER, example='142 "Village hall"')
async def add(
    request: Request,
    poll: ThePoll,
    answer: Annotated[str, Param(_("The answer to add"), max_length=service.LONGEST_OPTION)],
) -> Reply:
    """Add an answer to a poll that allows it."""
    await service.hold(request.tx, poll.id)
    found = await _read(request, poll)
    if not (found.rules.open_options or poll.may_change(request.person.id)):
        raise NotAllowed(_("Only {name} can add answers to this poll.", name=found.author_name))
    kept = await service.add_option(request.tx, request.now, found, request.person.id, answer)
    await request.refresh(found.id)
    return text(_("“{answer}” is added.", answer=kept))


@polls.command("show", needs=MEMBER, example="142", form=False)
async def show(request: Request, poll: ThePoll) -> Reply:
    """Show a poll as it stands."""
    found = await _read(request, poll)
    card = await _card(request, found)
    buttons: tuple[Button, ...] = ()
    if request.target:
        buttons = (Button(_("Share it in this channel"), line("poll share", found.id)),)
    if not found.closed_at and poll.may_change(request.person.id):
        buttons = (*buttons, Button(_("Close it"), line("poll close", found.id)))
    return Card((*card.blocks, Buttons(buttons)), card.title, card.tone) if buttons else card


@polls.command("share", needs=MEMBER, example="142", form=False)
async def share(request: Request, poll: ThePoll) -> Reply:
    """Show a poll in this channel too."""
    if request.target is None:
        raise Conflict(_("A poll is shared in a channel; write this in one of the community's."))
    if request.here is None or request.here.id != request.community.id:
        raise Conflict(_("This channel does not belong to {name}.", name=request.community.name))
    await request.show(poll.id, "poll", request.target, asked_by=request.person.id)
    return text(_("Poll #{number} is shared here.", number=poll.id))


@polls.command("close", needs=MEMBER, example="142", form=False)
async def close(request: Request, poll: ThePoll) -> Reply:
    """Close a poll and post the result."""
    if not poll.may_change(request.person.id):
        raise NotAllowed(_("Only its author or a facilitator can close this poll."))
    if not await service.close(request.tx, request.now, poll.id):
        raise Conflict(
            _("Poll #{number} is closed already.", number=poll.id),
            action=(_("Results"), line("poll results", poll.id)),
        )
    await _announce(request, poll.id)
    return text(_("Poll #{number} is closed; the result is posted.", number=poll.id))


@polls.job(service.CLOSE_JOB)
async def close_in_time(work: Work, number: int) -> None:
    """Close a poll whose time has come."""
    if await service.close(work.tx, work.now, number):
        await _announce(work, number)


async def _announce(work: Work, number: int) -> None:
    """Show everywhere that a poll is closed, and post the result where the poll stands."""
    await work.refresh(number)
    for target in await outbox.shown_in(work.tx, number):
        await work.show(number, "poll_results", target)


@polls.command("results", needs=MEMBER, example="142", form=False)
async def results(request: Request, poll: ThePoll) -> Reply:
    """Show the result of a poll, with a chart."""
    found = await _read(request, poll)
    if not found.shows_count:
        raise Conflict(_("The results are hidden until the poll closes."))
    return _result(request, found)


@polls.command("csv", needs=MEMBER, example="142", form=False)
async def csv(request: Request, poll: ThePoll) -> Reply:
    """Get the result of a poll as a table."""
    found = await _read(request, poll)
    table = await service.as_csv(request.tx, found)
    name = f"poll-{found.id}.csv"
    # The mark at the beginning tells spreadsheets that the text is UTF-8.
    data = table.encode("utf-8-sig")
    return Card(
        (Paragraph((_("The result of “{q}” as a table.", q=found.question),)), Attachment(data, name))
    )


@polls.command("list", needs=MEMBER, example="")
async def list_(
    request: Request,
    closed: Annotated[bool, Param(_("Those that are closed, instead of those that are open"))] = False,
    page: Annotated[int, Param(_("Which page of the list"))] = 1,
) -> Reply:
    """List the community's polls."""
    page = max(page, 1)
    found = await service.listed(
        request.tx,
        request.person.id,
        request.community.id,
        closed=closed,
        limit=PAGE + 1,
        offset=(page - 1) * PAGE,
    )
    name = request.community.name
    title = _("Closed polls of {name}", name=name) if closed else _("Open polls of {name}", name=name)
    if not found:
        return Card(
            (
                Paragraph((_("There are none.") if page == 1 else _("There are no more."),)),
                Buttons(
                    (Button(_("New poll"), f"?{line('poll new', community=f'={request.community.id}')}"),)
                ),
            ),
            title=title,
        )
    entries = tuple(_entry(request, one) for one in found[:PAGE])
    here = f"={request.community.id}"
    buttons = [
        Button(
            _("Open polls") if closed else _("Closed polls"),
            line("poll list", closed="no" if closed else "yes", community=here),
        )
    ]
    if len(found) > PAGE:
        more = line("poll list", closed="yes" if closed else "no", page=page + 1, community=here)
        buttons.append(Button(_("More"), more))
    return Card((Listing(entries), Buttons(tuple(buttons))), title=title, replaces=page > 1)


def _entry(request: Request, poll: service.ListedPoll) -> Entry:
    detail: list[Inline] = [plural("{n} person voted", "{n} people voted", poll.voters)]
    if poll.closed_at:
        detail += [", ", _("closed {when}", when=request.when(poll.closed_at))]
    elif poll.closes_at:
        detail += [", ", _("closes {when}", when=request.when(poll.closes_at))]
    return Entry(
        (Bold(f"#{poll.id}"), " ", poll.question),
        tuple(detail),
        Button(_("Show"), line("poll show", poll.id)),
    )


# --- the cards ----------------------------------------------------------------------


@polls.card("poll")
async def card(work: Work, number: int) -> Card | None:
    """The poll in a channel: its bars, and a button for each answer while it is open."""
    found = await service.read(work.tx, number)
    return await _card(work, found) if found else None


@polls.card("poll_results")
async def results_card(work: Work, number: int) -> Card | None:
    """The result, posted when a poll closes."""
    found = await service.read(work.tx, number)
    return _result(work, found) if found else None


async def _card(work: Work, poll: Poll) -> Card:
    names = {}
    if poll.shows_count and not poll.rules.anonymous and poll.voters:
        names = await service.voters(work.tx, poll.id)
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


def _result(work: Work, poll: Poll) -> Card:
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
