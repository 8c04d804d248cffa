"""Asking, and answering."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from bot.declare import Param
from bot.errors import NotAllowed, NotFound
from bot.grammar import line
from bot.permissions import MEMBER
from bot.replies import (
    Bold,
    Button,
    Buttons,
    Card,
    Inline,
    Paragraph,
    Reply,
    text,
)
from bot.request import Request
from bot.services.polls import polls as service
from bot.services.polls import voting
from bot.services.polls.polls import Option, Poll, Rules
from bot.services.text import shortened
from bot.words import _
from commands.poll.group import ThePoll, poll_of, polls
from commands.shared.items import made
from commands.shared.posting import places_for


@polls.command(
    "new",
    needs=MEMBER,
    example='"Where do we meet?" Library "Town hall" closes: tomorrow 5pm',
    submit=_("Open the poll"),
)
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
    await voting.vote(request.tx, request.now, found, request.person.id, option, request.secret)
    await request.refresh(found.id)
    if not found.rules.several:
        return _chosen(found, [option])
    return _chosen(found, await voting.chosen(request.tx, found, request.person.id, request.secret))


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
    found = await poll_of(request, poll, lock=True)
    option = found.option(answer) if answer else None
    taken = await voting.withdraw(request.tx, request.now, found, request.person.id, request.secret, option)
    if not taken:
        return text(_("You have not voted in “{question}”.", question=shortened(found.question, 80)))
    await request.refresh(found.id)
    left = await voting.chosen(request.tx, found, request.person.id, request.secret)
    if left:
        return _chosen(found, left)
    return Card((Paragraph((_("Your vote is taken back."),)),), replaces=True)


@polls.command("add", needs=MEMBER, example='142 "Village hall"', submit=_("Add"))
async def add(
    request: Request,
    poll: ThePoll,
    answer: Annotated[str, Param(_("The answer to add"), max_length=service.LONGEST_OPTION)],
) -> Reply:
    """Add an answer to a poll that allows it."""
    await service.hold(request.tx, poll.id)
    found = await poll_of(request, poll)
    if not (found.rules.open_options or poll.may_change(request.person.id)):
        raise NotAllowed(_("Only {name} can add answers to this poll.", name=found.author_name))
    kept = await voting.add_option(request.tx, request.now, found, request.person.id, answer)
    await request.refresh(found.id)
    return text(_("“{answer}” is added.", answer=kept))
