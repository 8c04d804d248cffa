"""From what a person gave to what a handler takes: one reader for each type of parameter.

A reader turns text into a value, or raises a `DomainError` that says what would
do; it may also offer choices while somebody types. Everything that is looked up
is looked up as the person who asks sees it: what they may not see does not
exist, in answers and in suggestions alike.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rapidfuzz import fuzz, process

from bot.declare import Parameter
from bot.errors import DomainError, NotFound, NotUnderstood
from bot.grammar import line, split_list
from bot.incoming import Place, Value, file_value
from bot.replies import Choice
from bot.request import Request
from bot.services.communities import communities
from bot.services.communities.communities import Community
from bot.services.conversation import questions
from bot.services.items import items, quotes
from bot.services.items.items import Item
from bot.services.items.quotes import Quote
from bot.services.library import documents
from bot.services.library.blobs import File
from bot.services.library.filetypes import check_ending
from bot.services.news import news
from bot.services.news.news import Subscription
from bot.services.people import people
from bot.services.people.people import Person
from bot.services.text import one_line, several_lines, shortened
from bot.services.wiki import page_names, pages
from bot.times.times import read_time
from bot.words import _

MOST_CHOICES = 25
_YES = {"yes", "y", "true", "on", "1", "sí", "si", "sim"}
_NO = {"no", "n", "false", "off", "0"}
_PERSON = re.compile(r"<@!?([\w-]+)(?:\|[^>]*)?>")
_CHANNEL = re.compile(r"<#([\w-]{1,64})(?:\|[^>]*)?>")
_EXACT = re.compile(r"=([0-9]{1,15})")

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
                name=parameter.name,
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
    digits = text.strip().lstrip("#")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 15):
        raise NotUnderstood(_("“{text}” is no number.", text=shortened(text, 40)))
    return int(digits)


def exact_number(text: str) -> int | None:
    """The number that a button names a person or a community by ("=12"); None for any other text."""
    exact = _EXACT.fullmatch(text.strip())
    return int(exact[1]) if exact else None


async def _switch(_request: Request, parameter: Parameter, text: str) -> bool:
    answer = text.strip().lower()
    if answer in _YES or answer in _NO:
        return answer in _YES
    raise NotUnderstood(
        _("“{name}” takes yes or no, not “{text}”.", name=parameter.name, text=shortened(text, 40))
    )


async def _time(request: Request, _parameter: Parameter, text: str) -> datetime:
    return read_time(text, request.zone, request.now)


async def _person(request: Request, _parameter: Parameter, text: str) -> Person:
    where, text = request.where, text.strip()
    if text.lower() == "me":
        return request.person
    mentioned = _PERSON.fullmatch(text)
    if number := exact_number(text):
        found = await people.known(request.tx, request.person.id, number)
        if found is None:
            raise NotFound(_("There is nobody of that number that you can see."))
    elif mentioned:
        found = await people.by_account(request.tx, where.platform, where.workspace, mentioned[1])
    else:
        found = await people.by_handle(request.tx, where.platform, where.workspace, text)
    if found:
        return found
    told = {who.id: who.name for who in request.incoming.people}
    name = told.get(mentioned[1], "") if mentioned else shortened(text, 40)
    raise NotFound(
        _("I have not met {name}. They need to have used me once; write them as @name.", name=name or text)
    )


async def _offer_people(request: Request, _parameter: Parameter, typed: str) -> list[Choice]:
    where = request.where
    found = await people.suggestions(request.tx, typed, platform=where.platform, workspace=where.workspace)
    return [Choice(name, f"<@{account}>") for account, name in found]


async def _community(request: Request, _parameter: Parameter, text: str) -> Community:
    viewer, may_all = request.person.id, request.administrator
    if number := exact_number(text):
        exact = await communities.by_number(request.tx, viewer, number, administrator=may_all)
        found = [exact] if exact else []
    else:
        found = await communities.named(request.tx, viewer, text, administrator=may_all)
        same = [one for one in found if one.name.casefold() == text.strip().casefold()]
        found = same or found
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(one.name for one in found)
        raise NotUnderstood(_("“{text}” could be: {names}.", text=shortened(text, 40), names=names))
    close = await communities.similar(request.tx, viewer, text, administrator=may_all)
    guess = _(" Did you mean {names}?", names=", ".join(one.name for one in close)) if close else ""
    raise NotFound(_("I know no community “{text}”.{guess}", text=shortened(text, 40), guess=guess))


async def _offer_communities(request: Request, parameter: Parameter, typed: str) -> list[Choice]:
    if parameter.is_list:
        mine = await communities.visible(request.tx, request.person.id, mine=True, limit=MOST_CHOICES)
        begun = [one.community for one in mine if typed.casefold() in one.community.name.casefold()]
        return [Choice(one.name, f"={one.id}") for one in begun]
    found = await communities.named(
        request.tx, request.person.id, typed, administrator=request.administrator, limit=MOST_CHOICES
    )
    return [Choice(one.name, f"={one.id}") for one in found]


async def _item(request: Request, parameter: Parameter, text: str) -> Item:
    kind, viewer = parameter.spec.item, request.person.id
    digits = text.strip().lstrip("#")
    if digits.isascii() and digits.isdigit() and len(digits) <= 15:
        found = await items.visible(request.tx, viewer, int(digits), kind=kind)
        if found:
            return found
    elif kind == pages.KIND:
        return await _page_named(request, text)
    lists = {pages.KIND: "wiki list", documents.KIND: "doc list", questions.KIND: "ask unanswered"}
    number = shortened(digits, 20)
    if not kind:
        raise NotFound(
            _(
                "There is nothing with the number #{number} that you can see. "
                "{search} finds things by words.",
                number=number,
                search=request.registry.typed("search"),
            )
        )
    raise NotFound(
        _(
            "There is no {kind} #{number} that you can see. {list} shows what there is.",
            kind=kind,
            number=number,
            list=request.registry.typed(lists.get(kind, f"{kind} list")),
        )
    )


async def _page_named(request: Request, text: str) -> Item:
    """The page that somebody means by one of its names, in the community here or in all of theirs."""
    viewer = request.person.id
    found = await page_names.look_up(request.tx, viewer, await _wikis(request), text)
    if len(found) == 1:
        page = await items.visible(request.tx, viewer, found[0][0], kind=pages.KIND)
        if page:
            return page
    if found:
        names = ", ".join(f"{title} (#{number})" for number, title in found[:5])
        raise NotUnderstood(_("“{text}” could be: {names}.", text=shortened(text, 40), names=names))
    raise NotFound(
        _("There is no page “{text}”.", text=shortened(text, 60)),
        action=(_("Write it"), f"?{line('wiki new', one_line(text)[:50])}"),
    )


async def _offer_items(request: Request, parameter: Parameter, typed: str) -> list[Choice]:
    if parameter.spec.item == pages.KIND and not typed.strip().startswith("#"):
        return await _offer_pages(request, typed)
    found = await items.listed(request.tx, request.person.id, parameter.spec.item or "", typed=typed)
    return [Choice(shortened(f"#{number} {title}", 90), str(number)) for number, title in found]


async def _offer_pages(request: Request, typed: str) -> list[Choice]:
    """Pages by title and by their other names."""
    found = await page_names.suggested(request.tx, request.person.id, await _wikis(request), typed)
    return [
        Choice(shortened(title if name == title else f"{name} → {title}", 90), str(number))
        for number, title, name in found
    ]


async def _wikis(request: Request) -> list[int]:
    """The communities whose pages are meant by their titles: the one here, or all of the person's."""
    if request.here:
        return [request.here.id]
    mine = await communities.visible(request.tx, request.person.id, mine=True, limit=200)
    return [one.community.id for one in mine]


async def _quote(request: Request, _parameter: Parameter, text: str) -> Quote:
    return await quotes.of_picker(request.tx, request.person.id, text.strip())


async def _channel(request: Request, _parameter: Parameter, text: str) -> Place:
    where = request.where
    mentioned = _CHANNEL.fullmatch(text.strip())
    for place in (*request.incoming.channels, where):
        if (mentioned and place.channel == mentioned[1]) or text.strip().lstrip("#") == place.name != "":
            return place
    raise NotFound(
        _("I cannot tell which channel “{text}” is. Write it as #channel.", text=shortened(text, 40))
    )


async def _feed(request: Request, _parameter: Parameter, text: str) -> Subscription:
    if request.in_community is None:
        raise NotUnderstood(_("Which community's feed? Add “community:” and its name."))
    found = await news.named(request.tx, request.community.id, text)
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(f"{one.name} (#{one.id})" for one in found[:5])
        raise NotUnderstood(_("“{text}” could be: {names}.", text=shortened(text, 40), names=names))
    name = request.community.name
    raise NotFound(
        _(
            "{name} takes no feed “{text}”. {list} shows what it takes.",
            name=name,
            text=shortened(text, 40),
            list=request.registry.typed("feed list"),
        )
    )


async def _offer_feeds(request: Request, _parameter: Parameter, typed: str) -> list[Choice]:
    if request.in_community is None or not request.role:
        return []
    found = await news.listed(request.tx, request.in_community.id)
    begun = [one for one in found if typed.casefold().lstrip("#") in f"{one.id} {one.name}".casefold()]
    return [Choice(shortened(f"#{one.id} {one.name}", 90), str(one.id)) for one in begun]


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
    Person: Reader(_person, _offer_people),
    Community: Reader(_community, _offer_communities),
    Item: Reader(_item, _offer_items),
    Place: Reader(_channel),
    File: Reader(_file),
    Subscription: Reader(_feed, _offer_feeds),
    Quote: Reader(_quote),
}
