"""What a reader sees of a reply that came on paper, and what their form sends back."""

from __future__ import annotations

from bot.adapter import Outcome
from bot.incoming import MessageRef, Value
from bot.replies import Button, Buttons, Card, Form, FormField, Listing, Picture, Reply, Select, plain
from tests.chat import Seen, SeenField, SeenForm


class Handle:
    """What a `Seen` stands for: the reply, where it is to be seen, and its message if it lasts."""

    def __init__(self, reply: Reply, where: str, ref: MessageRef | None, outcome: Outcome | None) -> None:
        self.reply = reply
        self.where = where
        self.ref = ref
        self.outcome = outcome


def seen(reply: Reply, handle: Handle, *, private: bool, errors: dict[str, str]) -> Seen:
    """A reply as a reader sees it."""
    form = None
    if isinstance(reply, Form):
        form = SeenForm(
            str(reply.title),
            tuple(map(_field, reply.fields)),
            str(reply.about),
            errors,
            handle,
            str(reply.submit),
        )
    blocks = reply.blocks if isinstance(reply, Card) else ()
    menus = [block for block in blocks if isinstance(block, Select)]
    return Seen(
        text=plain(reply),
        private=private,
        buttons=tuple(str(button.label) for button in buttons_of(reply)),
        selects=tuple(tuple(str(option.label) for option in menu.options) for menu in menus),
        images=sum(isinstance(block, Picture) and block.png[:4] == b"\x89PNG" for block in blocks),
        form=form,
        handle=handle,
    )


def buttons_of(reply: Reply) -> list[Button]:
    """The buttons of a reply, in order."""
    found: list[Button] = []
    for block in reply.blocks if isinstance(reply, Card) else ():
        match block:
            case Buttons(buttons=buttons):
                found += [button for button in buttons if isinstance(button, Button)]
            case Listing(entries=entries):
                found += [entry.button for entry in entries if isinstance(entry.button, Button)]
    return found


def _field(field: FormField) -> SeenField:
    choices = tuple(str(choice.label) for choice in field.choices)
    return SeenField(field.name, str(field.label), field.value, field.required, choices)


def answer_for(field: FormField, value: str) -> Value:
    """What somebody typed into a field, as a platform would send it."""
    if field.kind == "choices":
        return [part.strip() for part in value.split(",") if part.strip()]
    return value
