"""Carrying out what was asked, inside its transaction.

which community? → is anything missing? a form → values → may they? → the handler
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from bot import forms, quoting
from bot.adapter import Outcome
from bot.choosing import choosing
from bot.declare import Command
from bot.errors import DomainError, NotAllowed, NotUnderstood
from bot.grammar import split_list
from bot.incoming import OnMessage, Pressed, Value
from bot.parameters import Parameter
from bot.permissions import Role
from bot.replies import Card, Code, Form, Note, Reply, resolved
from bot.request import Request
from bot.services.communities import communities, membership
from bot.services.communities.communities import Community
from bot.services.items.items import Item
from bot.understand import Asked, DraftStep, understand
from bot.values import value_of
from bot.words import _


async def carry_out(request: Request, asked: Asked | DraftStep, page_size: int) -> Outcome:
    """Do it and say the answer. `page_size` is how many fields a form can have on the platform.

    Raises `DomainError` where it cannot be done.
    """
    if isinstance(asked, DraftStep):
        return await _step(request, asked, page_size)
    return await _run(request, asked, page_size)


async def _run(request: Request, asked: Asked, page_size: int) -> Outcome:
    command = asked.command
    request.given = _from_form(command, asked.values) if asked.submitted else _without_empty(asked.values)
    if isinstance(request.incoming.what, OnMessage):
        request.given[quoting.PARAMETER] = await quoting.take(request, request.incoming.what)
    await settle_community(request, command)
    missing = [parameter for parameter in command.parameters if _is_missing(request, command, parameter)]
    if asked.form and command.prefilled and not missing:
        return await _outcome(request, await _prefilled(request, command), page_size)
    if asked.form or (missing and not asked.submitted):
        return await _ask(request, command, missing, page_size)
    if missing:
        first = missing[0]
        raise NotUnderstood(_("“{name}” is needed; please fill it in.", name=first.label), field=first.name)
    may(request, command)
    try:
        reply = await command.handler(request, **await _values(request, command))
    except NotUnderstood as error:
        # Whoever raises it knows what is wrong; only the declaration knows what would be right.
        error.example = error.example or command.sample()
        raise
    return await _outcome(request, _with_help(request, reply) if asked.alone else reply, page_size)


def _with_help(request: Request, reply: Reply) -> Reply:
    """The answer to a noun alone, with a word on its other verbs."""
    if not isinstance(reply, Card):
        return reply
    line = Code(request.registry.typed(f"{request.command.group.name} help"))
    more = Note((_("{line} shows what else there is.", line=line),))
    return msgspec.structs.replace(reply, blocks=(*reply.blocks, more))


def _without_empty(values: Mapping[str, Value]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value}


def _from_form(command: Command, values: Mapping[str, Value]) -> dict[str, Any]:
    """What a form's answers are: emptied ones too, of a list each line is one, and of one thing one text."""
    given: dict[str, Any] = dict(values)
    for parameter in command.parameters:
        answer = given.get(parameter.name)
        if parameter.is_list and isinstance(answer, str):
            given[parameter.name] = split_list(answer, at_spaces=False)
        elif isinstance(answer, list) and not parameter.is_list:
            given[parameter.name] = " ".join(answer)
    return given


async def settle_community(request: Request, command: Command) -> None:
    """Find out which community it is about: the item's, the one given, the place's, or the only one."""
    for parameter in command.parameters:
        given = request.given.get(parameter.name)
        if parameter.type in (Item, Community) and not parameter.is_list and given:
            value = await value_of(request, parameter, given)
            request.given[parameter.name] = value
            await _be_in(request, value.community if isinstance(value, Item) else value)
            if isinstance(value, Item):
                request.role = value.role
            return
    if request.here:
        request.in_community = request.here
    elif any(p.type is Community and (p.implied or p.required) for p in command.parameters):
        mine = await communities.visible(request.tx, request.person.id, mine=True, limit=2)
        if len(mine) == 1:
            request.in_community, request.role = mine[0].community, mine[0].role


async def _be_in(request: Request, community: Community) -> None:
    if request.here is None or request.here.id != community.id:
        request.role = await membership.role_of(request.tx, community.id, request.person.id)
    request.in_community = community


def _is_missing(request: Request, command: Command, parameter: Parameter) -> bool:
    if parameter.type is Community and (parameter.required or parameter.implied):
        return request.in_community is None and (parameter.required or command.needs.in_community)
    return parameter.required and not request.given.get(parameter.name)


async def _ask(request: Request, command: Command, missing: list[Parameter], page_size: int) -> Outcome:
    if not command.form:
        if len(missing) == 1:
            may(request, command)
            if choices := await choosing(request, command, missing[0]):
                return await _outcome(request, choices, page_size)
        raise NotUnderstood(
            _(
                "“{path}” needs more than that: {usage}",
                path=command.path,
                usage=request.registry.typed(command.usage()),
            ),
            example=command.sample(),
            field=missing[0].name if missing else None,
        )
    may(request, command)
    for parameter in command.parameters:
        # What the form will not ask for has to be right before it opens.
        if parameter.spec.carried and (given := request.given.get(parameter.name)):
            request.given[parameter.name] = await value_of(request, parameter, given)
    values = request.given
    if command.prefilled and missing:
        left = (parameter.name for parameter in command.parameters if parameter not in missing)
        values = {**dict.fromkeys(left), **request.given}
    return await _outcome(request, await forms.build(request, command, values), page_size)


async def _prefilled(request: Request, command: Command) -> Reply:
    """The command's form with what is there already, and with what was given in place of that."""
    may(request, command)
    given = request.given
    request.given = {
        parameter.name: given[parameter.name]
        for parameter in command.parameters
        if forms.is_carried(parameter) and parameter.name in given
    }
    reply = await command.handler(request, **await _values(request, command))
    return forms.filled_in(reply, given) if isinstance(reply, Form) else reply


async def _values(request: Request, command: Command) -> dict[str, Any]:
    """What the handler takes, by name. A text that was emptied in a form stays an empty text."""
    values: dict[str, Any] = {}
    for parameter in command.parameters:
        if parameter.implied:
            continue
        given = request.given.get(parameter.name)
        if parameter.type is Community and parameter.required:
            values[parameter.name] = request.in_community
        elif given is None:
            values[parameter.name] = parameter.default
        elif given in ("", []):
            plain = parameter.type is str and not parameter.choices
            values[parameter.name] = given if plain or parameter.is_list else parameter.default
        elif isinstance(given, str | list):
            values[parameter.name] = await value_of(request, parameter, given)
        else:
            values[parameter.name] = given
    return values


def may(request: Request, command: Command) -> None:
    """Raises `NotAllowed` where the person lacks the right, or the community has the feature switched off."""
    needs, community = command.needs, request.in_community
    if needs.role == Role.ADMINISTRATOR and not request.administrator:
        raise NotAllowed(_("Only administrators of this installation can do that."))
    if community is None or not needs.in_community:
        return
    if community.suspended and not request.administrator:
        raise NotAllowed(_("{name} is suspended.", name=community.name))
    if command.group.feature in community.features_off:
        noun = command.group.name.capitalize()
        raise NotAllowed(_("“{noun}” is switched off in {name}.", noun=noun, name=community.name))
    if request.administrator and needs.role == Role.FACILITATOR:
        return
    if not request.role:
        raise NotAllowed(
            _("You are not a member of {name} yet.", name=community.name),
            action=(_("Join"), f"community join ={community.id}"),
        )
    if request.role < needs.role:
        raise NotAllowed(_("Only facilitators of {name} can do that.", name=community.name))


async def _outcome(request: Request, reply: Reply, page_size: int) -> Outcome:
    if isinstance(reply, Form) and len(reply.fields) > page_size:
        reply = await _first_page(request, reply, page_size)
    return Outcome(resolved(reply, request.language), request.command.private)


# --- forms that are longer than the platform's, and forms that are corrected --------------


async def _first_page(request: Request, form: Form, page_size: int) -> Form:
    form = forms.in_pages(form, page_size)
    start = {field.name: field.value for field in form.fields if field.value}
    draft = await forms.keep(request.tx, request.now, request.person.id, form.action, start)
    return forms.page(form, draft, 0, page_size)


async def _step(request: Request, step: DraftStep, page_size: int) -> Outcome:
    """A page of a long form was sent, or is asked for; or the form is done."""
    action, values = await forms.kept(request.tx, request.person.id, step.draft)
    base = understand(request.registry, Pressed(action))
    if not isinstance(base, Asked):
        raise DomainError(_("This form is too old; please begin again."))
    request.command = base.command
    if step.answers is not None:
        values = {**values, **step.answers}
        await forms.keep_more(request.tx, step.draft, values)
    if step.at is not None:
        form = forms.in_pages(await _whole_form(request, base, values), page_size)
        if step.answers is None:
            return _shown(request, forms.page(form, step.draft, step.at, page_size))
        if (step.at + 1) * page_size < len(form.fields):
            return _shown(request, forms.between(form, step.draft, step.at, page_size))
    await forms.forget(request.tx, step.draft)
    return await _run(request, Asked(base.command, {**base.values, **values}, submitted=True), page_size)


async def _whole_form(request: Request, base: Asked, values: Mapping[str, Value]) -> Form:
    request.given = dict(base.values)
    await settle_community(request, base.command)
    return await forms.build(request, base.command, request.given, answers=values)


def _shown(request: Request, reply: Reply) -> Outcome:
    return Outcome(resolved(reply, request.language))
