"""What a person names: people, communities, items, channels, feeds and picked messages.

Everything is looked up as the person who asks sees it: what they may not see does not exist, in
answers and in suggestions alike. Each function that finds raises a `DomainError` which says what
would do; each `offer_…` tells what to choose from while somebody types.
"""

from __future__ import annotations

import re

from bot.errors import NotFound, NotUnderstood
from bot.grammar import line
from bot.incoming import Place
from bot.parameters import Parameter
from bot.replies import Choice
from bot.request import Request
from bot.services.communities import communities
from bot.services.communities.communities import Community
from bot.services.items import items, quotes
from bot.services.items.items import Item
from bot.services.items.quotes import Quote
from bot.services.news import news
from bot.services.news.news import Subscription
from bot.services.people import people
from bot.services.people.people import Person
from bot.services.text import number_in, one_line, shortened
from bot.services.wiki import page_names, pages
from bot.words import _

MOST_CHOICES = 25
_PERSON = re.compile(r"<@!?([\w-]+)(?:\|[^>]*)?>")
_CHANNEL = re.compile(r"<#([\w-]{1,64})(?:\|[^>]*)?>")
_EXACT = re.compile(r"=([0-9]{1,15})")


def exact_number(text: str) -> int | None:
    """The number that a button names a person or a community by ("=12"); None for any other text."""
    exact = _EXACT.fullmatch(text.strip())
    return int(exact[1]) if exact else None


async def person(request: Request, _parameter: Parameter, text: str) -> Person:
    """The person of a mention, a handle, a button's number, or "me"."""
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


async def offer_people(request: Request, _parameter: Parameter, typed: str) -> list[Choice]:
    """People whom the platform's workspace knows, by what is typed of their names."""
    where = request.where
    found = await people.suggestions(request.tx, typed, platform=where.platform, workspace=where.workspace)
    return [Choice(name, f"<@{account}>") for account, name in found]


async def community(request: Request, _parameter: Parameter, text: str) -> Community:
    """The community of a name or of a button's number, among those that the person may know of."""
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


async def offer_communities(request: Request, parameter: Parameter, typed: str) -> list[Choice]:
    """Communities by what is typed of their names; for a list, only the person's own."""
    if parameter.is_list:
        mine = await communities.visible(request.tx, request.person.id, mine=True, limit=MOST_CHOICES)
        begun = [one.community for one in mine if typed.casefold() in one.community.name.casefold()]
        return [Choice(one.name, f"={one.id}") for one in begun]
    found = await communities.named(
        request.tx, request.person.id, typed, administrator=request.administrator, limit=MOST_CHOICES
    )
    return [Choice(one.name, f"={one.id}") for one in found]


async def item(request: Request, parameter: Parameter, text: str) -> Item:
    """The item of a number; a page also by any of its names."""
    kind, viewer = parameter.spec.item, request.person.id
    number = number_in(text)
    if number is not None:
        found = await items.visible(request.tx, viewer, number, kind=kind)
        if found:
            return found
    elif kind == pages.KIND:
        return await _page_named(request, text)
    meant = shortened(text.strip().lstrip("#"), 20)
    if not kind:
        raise NotFound(
            _(
                "There is nothing with the number #{number} that you can see. "
                "{search} finds things by words.",
                number=meant,
                search=request.registry.typed("search"),
            )
        )
    await _tell_kind(request, number)
    raise NotFound(
        _(
            "There is no {kind} #{number} that you can see. {list} shows what there is.",
            kind=request.registry.kinds[kind].one,
            number=meant,
            list=request.registry.typed(request.registry.kinds[kind].listing or "search"),
        )
    )


async def _tell_kind(request: Request, number: int | None) -> None:
    """Raises `NotFound` with what the number is instead, where it is an item of another kind."""
    other = await items.visible(request.tx, request.person.id, number) if number is not None else None
    if other:
        kind = request.registry.kinds[other.kind]
        raise NotFound(
            _("#{number} is the {kind} “{title}”.", number=other.id, kind=kind.one, title=other.title),
            action=(_("Show it"), line(kind.show, other.id)),
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


async def offer_items(request: Request, parameter: Parameter, typed: str) -> list[Choice]:
    """Items of the parameter's kind, or of every kind, the newest first, by what is typed of them."""
    if parameter.spec.item == pages.KIND and not typed.strip().startswith("#"):
        return await _offer_pages(request, typed)
    found = await items.listed(request.tx, request.person.id, parameter.spec.item, typed=typed)
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


async def quote(request: Request, _parameter: Parameter, text: str) -> Quote:
    """The message that the person picked, which only they can name."""
    return await quotes.of_picker(request.tx, request.person.id, text.strip())


async def channel(request: Request, _parameter: Parameter, text: str) -> Place:
    """The channel of a mention, as the event tells of it, or the one where it was written."""
    where = request.where
    mentioned = _CHANNEL.fullmatch(text.strip())
    for place in (*request.incoming.channels, where):
        if (mentioned and place.channel == mentioned[1]) or text.strip().lstrip("#") == place.name != "":
            return place
    raise NotFound(
        _("I cannot tell which channel “{text}” is. Write it as #channel.", text=shortened(text, 40))
    )


async def feed(request: Request, _parameter: Parameter, text: str) -> Subscription:
    """The feed that the community takes by that number, title or address."""
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


async def offer_feeds(request: Request, _parameter: Parameter, typed: str) -> list[Choice]:
    """The feeds that the community takes, for its members."""
    if request.in_community is None or not request.role:
        return []
    found = await news.listed(request.tx, request.in_community.id)
    begun = [one for one in found if typed.casefold().lstrip("#") in f"{one.id} {one.name}".casefold()]
    return [Choice(shortened(f"#{one.id} {one.name}", 90), str(one.id)) for one in begun]
