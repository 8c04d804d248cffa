"""What was refused is not lost: what was typed or filled in is kept, and a form opens to put it right."""

from __future__ import annotations

from bot import forms
from bot.adapter import Adapter
from bot.errors import Conflict, DomainError
from bot.incoming import Called, Submitted, What, Written
from bot.replies import MAX_ACTION
from bot.request import Request
from bot.understand import Asked, DraftStep
from storage.engine import Tx


def is_offered(error: DomainError, what: What, adapter: Adapter) -> bool:
    """Whether a form is to be offered.

    That is for what was sent with a form that does not stay open, and for what was typed where a name in it
    is taken: the rest of it may be long.
    """
    if isinstance(what, Written | Called):
        return isinstance(error, Conflict) and error.field is not None
    return not adapter.keeps_forms_open


async def kept(tx: Tx, request: Request, what: What, asked: Asked | DraftStep | None) -> str | None:
    """Keep what was given as a draft; returns its number, None where there is nothing that a form asks for.

    Raises `NotFound` where it belongs to a draft that is gone by now.
    """
    if isinstance(asked, DraftStep):
        _action, before = await forms.kept(tx, request.person.id, asked.draft)
        await forms.keep_more(tx, asked.draft, {**before, **(asked.answers or {})})
        return asked.draft
    if isinstance(what, Submitted) and len(what.action) <= MAX_ACTION:
        return await forms.keep(tx, request.now, request.person.id, what.action, what.values)
    if isinstance(what, Written | Called) and asked is not None and asked.command.form:
        action, values = forms.apart(asked.command, asked.values)
        return await forms.keep(tx, request.now, request.person.id, action, values)
    return None
