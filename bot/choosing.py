"""A command whose last value is missing, and which opens no form, shows what there is to choose from.

Each choice is a button with the command line in which it stands; so nobody has to know a number or a word
that the product knows.
"""

from __future__ import annotations

from bot.declare import Command
from bot.forms import reference
from bot.grammar import line
from bot.parameters import Parameter
from bot.replies import MAX_ACTION, Block, Bold, Button, Buttons, Card, Choice, Entry, Listing, Paragraph
from bot.request import Request
from bot.values import choices_for

MOST_SHOWN = 10


async def choosing(request: Request, command: Command, missing: Parameter) -> Card | None:
    """The choices for the one value that is missing; None where there are none, or too many to show.

    Raises what the parameter's own `offer` does.
    """
    if not (missing.choices or missing.spec.offer):
        return None
    found = await choices_for(request, missing, "")
    given = {name: reference(value) for name, value in request.given.items() if value}
    actions = [line(command.path, **given, **{missing.name: choice.value}) for choice in found]
    if not 0 < len(found) <= MOST_SHOWN or max(map(len, actions)) > MAX_ACTION:
        return None
    what: Block = Paragraph((missing.spec.description, ":"))
    return Card((what, _shown(command, found, actions)))


def _shown(command: Command, choices: list[Choice], actions: list[str]) -> Block:
    """As rows where there is more to say of them, else as buttons."""
    pairs = list(zip(choices, actions, strict=True))
    if any(choice.description for choice in choices):
        return Listing(
            tuple(
                Entry((Bold(choice.label),), (choice.description,), Button(command.submit, action))
                for choice, action in pairs
            )
        )
    return Buttons(tuple(Button(choice.label, action) for choice, action in pairs))
