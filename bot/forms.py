"""Forms: built from a command's declaration, split where a platform's are short, kept where a mistake is.

A form's fields are the command's parameters. What the form is about (an item,
say) is fixed: it is carried in the form's action and not asked.

Where a platform's forms hold few fields, or close at a mistake, what was
answered so far is kept as a draft for a day. "form 3f2a 1" is the action of a
draft's second page, "form 3f2a end" runs the command with what there is.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

import msgspec
from sqlalchemy import delete, insert, select, update

from bot.declare import Command
from bot.errors import NotFound
from bot.grammar import line
from bot.incoming import Value, file_value
from bot.parameters import Parameter
from bot.replies import Button, Buttons, Card, Choice, Form, FormField, Paragraph
from bot.request import Request
from bot.services.communities.communities import Community
from bot.services.items.items import Item
from bot.services.items.quotes import Quote
from bot.services.library.blobs import File
from bot.services.people.people import Person
from bot.values import choices_for
from bot.words import _
from storage.engine import Tx
from storage.messages import Draft

PREFIX = "form"


async def ask(request: Request, **values: str | list[str] | None) -> Form:
    """The form of the request's own command, its fields starting with those values.

    What is None is not asked.
    """
    return await build(request, request.command, {**request.given, **values})


async def build(
    request: Request, command: Command, values: Mapping[str, Any], answers: Mapping[str, Value] | None = None
) -> Form:
    """The command's form, its fields starting with `values` (texts, by parameter name).

    What is given as None is not asked. `answers` are what fields were left with: they are asked still.
    """
    start = {**(answers or {}), **values}
    fixed = {
        parameter.name: reference(values[parameter.name])
        for parameter in command.parameters
        if is_carried(parameter) and values.get(parameter.name)
    }
    fields = [
        await _field(request, parameter, start.get(parameter.name))
        for parameter in command.parameters
        if parameter.name not in fixed
        and _asked(request, parameter)
        and values.get(parameter.name, "") is not None
    ]
    # What must be answered comes first: a short form shows only its beginning.
    fields.sort(key=lambda field: (not field.required, field.kind != "file"))
    about = next((_("“{title}”", title=one.title) for one in values.values() if isinstance(one, Item)), "")
    return Form(command.summary, line(command.path, **fixed), tuple(fields), command.submit, about)


def is_carried(parameter: Parameter) -> bool:
    """Whether a form carries the value where it is given, instead of asking for it."""
    return parameter.spec.carried or (parameter.type in (Item, Community) and not parameter.is_list)


def filled_in(form: Form, given: Mapping[str, Any]) -> Form:
    """The form with texts that were given in its fields, in place of what these start with."""
    fields = (
        msgspec.structs.replace(field, value=_as_text(given[field.name])) if given.get(field.name) else field
        for field in form.fields
    )
    return msgspec.structs.replace(form, fields=tuple(fields))


def reference(value: Any) -> str:
    """What a value is called in a command line, such as an item, a community or a picked message."""
    match value:
        case Quote():
            return value.id
        case Item():
            return str(value.id)
        case Community():
            return f"={value.id}"
        case list():
            return ", ".join(map(str, value))
        case _:
            return str(value)


def _asked(request: Request, parameter: Parameter) -> bool:
    """Whether a form asks for the parameter; the community is known where the channel has one."""
    one = parameter.type is Community and not parameter.is_list
    return not (one and request.in_community is not None)


async def _field(request: Request, parameter: Parameter, value: Any) -> FormField:
    if parameter.type is File:
        return _file_field(request, parameter)
    choices = await _choices(request, parameter)
    most = parameter.spec.max_length
    if parameter.is_switch:
        start = "yes" if _as_text(value if value is not None else parameter.default) == "yes" else "no"
        return FormField(
            parameter.name, parameter.label, "switch", value=start, hint=parameter.spec.description
        )
    kind = _kind(parameter, choose=bool(choices))
    joint = "," if choices else "\n"
    return FormField(
        parameter.name,
        parameter.label,
        kind,
        required=parameter.required or parameter.implied,
        value=_as_text(value if value is not None else parameter.default, joint),
        hint=parameter.spec.description,
        choices=tuple(choices),
        max_length=min(most, 3000),
    )


def _file_field(request: Request, parameter: Parameter) -> FormField:
    endings = parameter.spec.endings or request.settings.files.types
    return FormField(
        parameter.name,
        parameter.label,
        "file",
        required=parameter.required,
        hint=parameter.spec.description,
        choices=tuple(Choice(ending, ending) for ending in endings),
    )


def _kind(parameter: Parameter, *, choose: bool) -> Literal["line", "text", "choice", "choices"]:
    if choose:
        return "choices" if parameter.is_list else "choice"
    return "text" if parameter.is_list or parameter.spec.long else "line"


async def _choices(request: Request, parameter: Parameter) -> list[Choice]:
    if parameter.choices or parameter.spec.offer or parameter.type in (Community, Item):
        return await choices_for(request, parameter, "")
    return []


def _as_text(value: Any, joint: str = "\n") -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case list() | tuple():
            return joint.join(map(str, value))
        case Person():
            return value.name
        case _:
            return str(value)


def _lasting(values: Mapping[str, Value]) -> dict[str, Value]:
    """What a draft can keep: a file belongs to the event that it came with, and is picked anew."""
    files = {file_value(number) for number in range(10)}
    return {name: value for name, value in values.items() if isinstance(value, list) or value not in files}


async def keep(tx: Tx, now: datetime, person_id: int, action: str, values: Mapping[str, Value]) -> str:
    """Keep what was answered; returns the draft's number."""
    number = secrets.token_hex(4)
    await tx.execute(
        insert(Draft).values(
            id=number, person_id=person_id, action=action, values=_lasting(values), created_at=now
        )
    )
    return number


async def keep_form(request: Request, of: Command | None = None, /, **values: Any) -> str:
    """Keep answers to a command's form for a day, by default to that of the request's own.

    Returns the action that opens the form with them.
    """
    action, asked = apart(of or request.command, values)
    return f"{PREFIX} {await keep(request.tx, request.now, request.person.id, action, asked)} 0"


def apart(command: Command, values: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """The action of the command's form, with what it carries of the values, and those that it asks for."""
    carried = {
        parameter.name: reference(values[parameter.name])
        for parameter in command.parameters
        if values.get(parameter.name) and is_carried(parameter)
    }
    asked = {name: value for name, value in values.items() if name not in carried}
    return line(command.path, **carried), asked


async def kept(tx: Tx, person_id: int, number: str) -> tuple[str, dict[str, Value]]:
    """A draft's action and answers; raises `NotFound` where it is gone or somebody else's."""
    found = await tx.execute(
        select(Draft.action, Draft.values).where(Draft.id == number, Draft.person_id == person_id)
    )
    row = found.first()
    if row is None:
        raise NotFound(_("This form is too old; please begin again."))
    return row.action, dict(row.values)


async def keep_more(tx: Tx, number: str, values: Mapping[str, Value]) -> None:
    """Replace a draft's answers."""
    await tx.execute(update(Draft).where(Draft.id == number).values(values=_lasting(values)))


async def take(tx: Tx, person_id: int, number: str) -> dict[str, Value]:
    """A draft's answers, and throw it away: of two who take it one does. Raises `NotFound` as `kept` does."""
    _action, values = await kept(tx, person_id, number)
    if not (await tx.execute(delete(Draft).where(Draft.id == number))).rowcount:
        raise NotFound(_("This form is too old; please begin again."))
    return values


async def forget(tx: Tx, number: str) -> None:
    """Throw a draft away."""
    await tx.execute(delete(Draft).where(Draft.id == number))


def in_pages(form: Form, size: int) -> Form:
    """The form as it is shown in pages: files come on the last, for a draft keeps none."""
    if len(form.fields) <= size:
        return form
    in_order = tuple(sorted(form.fields, key=lambda field: field.kind == "file"))
    return msgspec.structs.replace(form, fields=in_order)


def page(form: Form, draft: str, at: int, size: int) -> Form:
    """One page of a form, counted from 0."""
    some = form.fields[at * size : (at + 1) * size]
    is_last = (at + 1) * size >= len(form.fields)
    submit = form.submit if is_last else _("Continue")
    return msgspec.structs.replace(form, action=f"{PREFIX} {draft} {at}", fields=some, submit=submit)


def between(form: Form, draft: str, at: int, size: int) -> Card:
    """What is said after page `at`: go on, or stop here if nothing that is left must be answered."""
    left = form.fields[(at + 1) * size :]
    buttons = [Button(_("Continue"), f"{PREFIX} {draft} {at + 1}", "primary")]
    if not any(field.required for field in left):
        buttons.append(Button(_("Done, leave out the rest"), f"{PREFIX} {draft} end"))
    return Card(
        (Paragraph((_("Kept so far. A few more questions are left."),)), Buttons(tuple(buttons))),
        replaces=True,
    )
