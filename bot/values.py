"""From what a person gave to what a handler takes: one reader for each type of parameter.

A reader turns text into a value, or raises a `DomainError` that says what would
do; it may also offer choices while somebody types. What is looked up for that is in
`bot.lookups`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rapidfuzz import fuzz, process

from bot import lookups
from bot.errors import DomainError, NotFound, NotUnderstood
from bot.grammar import split_list
from bot.incoming import Place, Value, file_value
from bot.lookups import MOST_CHOICES
from bot.parameters import Parameter
from bot.replies import Choice
from bot.request import Request
from bot.services.communities.communities import Community
from bot.services.items.items import Item
from bot.services.items.quotes import Quote
from bot.services.library.blobs import File
from bot.services.library.filetypes import check_ending
from bot.services.news.news import Subscription
from bot.services.people.people import Person
from bot.services.text import number_in, one_line, several_lines, shortened
from bot.times.times import read_time
from bot.words import _

_YES = {"yes", "y", "true", "on", "1", "sí", "si", "sim"}
_NO = {"no", "n", "false", "off", "0"}

Read = Callable[[Request, Parameter, str], Awaitable[Any]]
Offer = Callable[[Request, Parameter, str], Awaitable[list[Choice]]]


@dataclass(frozen=True)
class Reader:
    """How values of one type are read, and what is offered while they are typed."""

    read: Read
    offer: Offer | None = None


async def value_of(request: Request, parameter: Parameter, given: Value) -> Any:
    """What was given, as the value of the parameter's type.

    Raises `DomainError`, its `field` the parameter's name.
    """
    reader = READERS[parameter.type]
    try:
        if not parameter.is_list:
            text = given if isinstance(given, str) else " ".join(given)
            return await reader.read(request, parameter, text)
        texts = split_list(given) if isinstance(given, str) else given
        return [await reader.read(request, parameter, text) for text in texts]
    except (NotFound, NotUnderstood) as error:
        error.field = error.field or parameter.name
        raise


async def choices_for(request: Request, parameter: Parameter, typed: str) -> list[Choice]:
    """What to offer for a parameter of which `typed` is there so far; at most 25."""
    if parameter.spec.offer:
        own = await parameter.spec.offer(request)
        fitting = [one for one in own if typed.casefold() in f"{one.value} {one.label}".casefold()]
        return fitting[:MOST_CHOICES]
    if parameter.choices:
        begun = [choice for choice in parameter.choices if choice.startswith(typed.lower())]
        return [Choice(choice, choice) for choice in begun][:MOST_CHOICES]
    offer = READERS[parameter.type].offer
    return (await offer(request, parameter, typed))[:MOST_CHOICES] if offer else []


async def _text(_request: Request, parameter: Parameter, text: str) -> str:
    if parameter.choices:
        return _choice(parameter, text)
    most = parameter.spec.max_length
    if len(text) > most:
        raise NotUnderstood(
            _(
                "“{name}” has {n} characters; at most {most} fit.",
                name=parameter.label,
                n=len(text),
                most=most,
            )
        )
    return several_lines(text, most) if parameter.spec.long else one_line(text)


def _choice(parameter: Parameter, text: str) -> str:
    spelled = {choice.lower(): choice for choice in parameter.choices}
    text = text.strip()
    if text.lower() in spelled:
        return spelled[text.lower()]
    close = process.extractOne(text, parameter.choices, scorer=fuzz.ratio, score_cutoff=60)
    guess = _(" Did you mean “{guess}”?", guess=close[0]) if close else ""
    raise NotUnderstood(
        _(
            "“{text}” is not one of: {all}.{guess}",
            text=shortened(text, 40),
            all=", ".join(parameter.choices),
            guess=guess,
        )
    )


async def _number(_request: Request, _parameter: Parameter, text: str) -> int:
    number = number_in(text)
    if number is None and number_in(text.strip().removeprefix("-")) is not None:
        raise NotUnderstood(_("“{text}” is below zero; write 0 or more.", text=shortened(text, 40)))
    if number is None:
        raise NotUnderstood(_("“{text}” is no number.", text=shortened(text, 40)))
    return number


async def _switch(_request: Request, parameter: Parameter, text: str) -> bool:
    answer = text.strip().lower()
    if answer in _YES or answer in _NO:
        return answer in _YES
    raise NotUnderstood(
        _("“{name}” takes yes or no, not “{text}”.", name=parameter.label, text=shortened(text, 40))
    )


async def _time(request: Request, _parameter: Parameter, text: str) -> datetime:
    return read_time(text, request.zone, request.now)


async def _file(request: Request, parameter: Parameter, text: str) -> File:
    given = {file_value(number): file for number, file in enumerate(request.files)}.get(text.strip())
    if given is None:
        raise NotUnderstood(_("A file is chosen in the form; it cannot be typed."))
    if isinstance(given, DomainError):
        given.field = given.field or parameter.name
        raise given
    if parameter.spec.endings:
        check_ending(given.name, parameter.spec.endings)
    return given


READERS: dict[Any, Reader] = {
    str: Reader(_text),
    int: Reader(_number),
    bool: Reader(_switch),
    datetime: Reader(_time),
    Person: Reader(lookups.person, lookups.offer_people),
    Community: Reader(lookups.community, lookups.offer_communities),
    Item: Reader(lookups.item, lookups.offer_items),
    Place: Reader(lookups.channel),
    File: Reader(_file),
    Subscription: Reader(lookups.feed, lookups.offer_feeds),
    Quote: Reader(lookups.quote),
}
