"""`alerts follow`, `alerts mute`: hear of one item, tag or person whatever its kind, or no more of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from bot.declare import Param
from bot.errors import Conflict, NotUnderstood
from bot.grammar import line
from bot.permissions import ANYONE
from bot.replies import (
    Block,
    Bold,
    Button,
    Buttons,
    Card,
    Code,
    Entry,
    Inline,
    Listing,
    Paragraph,
    Reply,
    text,
)
from bot.request import Request
from bot.services.alerts import following as service
from bot.services.alerts.following import Thing
from bot.services.communities.communities import Community
from bot.services.items import tags
from bot.services.items.items import Item
from bot.services.people.people import Person
from bot.words import Message, _
from commands.alerts.group import alerts

PAGE = 10

TheItem = Annotated[Item | None, Param(_("An item's number, such as #142"))]
TheTag = Annotated[str | None, Param(_("A tag"))]
ThePerson = Annotated[Person | None, Param(_("A person"))]
TheCommunity = Annotated[Community | None, Param(_("Whose tag it is; needed only outside of its channels"))]


@alerts.command("follow", needs=ANYONE, example="142", form=False)
async def follow(
    request: Request,
    item: TheItem = None,
    tag: TheTag = None,
    person: ThePerson = None,
    community: TheCommunity = None,
) -> Reply:
    """Hear at once of an item, a tag or a person; on its own: what you follow and have muted."""
    if not (item or tag or person):
        return await _listed(request)
    thing, name = _meant(request, item, tag, person, community)
    await service.follow(request.tx, request.person.id, thing)
    label = _("Follow them no longer") if thing.what == "person" else _("Follow it no longer")
    back = Button(label, leave_line(thing))
    return text(_FOLLOWED[thing.what](name), buttons=(back,))


@alerts.command("mute", needs=ANYONE, example="142", form=False)
async def mute(
    request: Request,
    item: TheItem = None,
    tag: TheTag = None,
    person: ThePerson = None,
    community: TheCommunity = None,
) -> Reply:
    """Hear no more of an item, a tag or a person; on its own: what you follow and have muted."""
    if not (item or tag or person):
        return await _listed(request)
    thing, name = _meant(request, item, tag, person, community)
    await service.mute(request.tx, request.person.id, thing)
    return text(_MUTED[thing.what](name), buttons=(Button(_("Undo"), leave_line(thing)),))


@alerts.command("leave", needs=ANYONE, example="item 142", hidden=True, form=False)
async def leave(
    request: Request,
    what: Annotated[str, Param(_("item, tag or person"))],
    key: Annotated[str, Param(_("Its number, or the tag"))],
    place: Annotated[int, Param(_("The number of the tag's community"))] = 0,
) -> Reply:
    """Neither follow nor mute it any longer."""
    kind = next((one for one in _FOLLOWED if one == what), None)
    if kind is None or not await service.leave(request.tx, request.person.id, Thing(kind, key, place)):
        raise Conflict(_("You neither follow nor have muted that."))
    told = (
        _("You neither follow nor mute them now.")
        if kind == "person"
        else _("You neither follow nor mute it now.")
    )
    return Card((Paragraph((told,)),), replaces=True)


def leave_line(thing: Thing) -> str:
    """The command line that has a thing neither followed nor muted."""
    return line("alerts leave", thing.what, thing.key, *([thing.community_id] if thing.community_id else []))


_FOLLOWED: dict[service.What, Callable[[str], Message]] = {
    "item": lambda name: _("You hear of whatever happens to {name}.", name=Bold(name)),
    "tag": lambda name: _("You hear of whatever is tagged {name}.", name=Bold(name)),
    "person": lambda name: _("You hear of whatever {name} makes, where you can see it.", name=Bold(name)),
}
_MUTED: dict[service.What, Callable[[str], Message]] = {
    "item": lambda name: _("You hear no more of {name}, and it is in no digest of yours.", name=Bold(name)),
    "tag": lambda name: _(
        "You hear no more of what is tagged {name}, and it is in no digest of yours.", name=Bold(name)
    ),
    "person": lambda name: _(
        "You hear no more of what {name} does, and nothing of theirs is in a digest of yours.",
        name=Bold(name),
    ),
}


def _meant(
    request: Request,
    item: Item | None,
    tag: str | None,
    person: Person | None,
    community: Community | None,
) -> tuple[Thing, str]:
    """The one thing that is meant, and its name; raises `NotUnderstood` for two at once."""
    if sum(map(bool, (item, tag, person))) > 1:
        raise NotUnderstood(
            _("One at a time, please: an item, a tag or a person."), example="alerts follow 142"
        )
    if item:
        return Thing("item", str(item.id)), f"“{item.title}”"
    if person:
        if person.id == request.person.id:
            raise NotUnderstood(_("That is you."), field="person")
        return Thing("person", str(person.id)), person.name
    place = community or request.in_community or request.here
    if place is None:
        raise NotUnderstood(
            _("Which community's tag? Write its name after “community:”."),
            field="community",
            example='alerts follow tag: recycling community: "Data Standards"',
        )
    key = tags.key_of(tag or "")
    return Thing("tag", key, place.id), f"#{key}"


async def _listed(request: Request) -> Card:
    """What somebody follows and has muted, each with a button to end that."""
    things = (await service.things_of(request.tx, [request.person.id]))[request.person.id]
    named = await service.names_of(request.tx, request.person.id, things)
    settings = Button(_("Settings"), "alerts show")
    if not named:
        told = _(
            "You follow and mute nothing yet. Try {example} with an item’s number.",
            example=Code("/alerts follow 142"),
        )
        return text(told, buttons=(settings,))
    entries = tuple(_entry(one) for one in named[:PAGE])
    blocks: list[Block] = [Listing(entries)]
    if len(named) > PAGE:
        rest: Inline = _("There are {n} more; end some to see them.", n=len(named) - PAGE)
        blocks.append(Paragraph((rest,)))
    return Card((*blocks, Buttons((settings,))), title=_("What you follow and mute"))


def _entry(one: service.Named) -> Entry:
    again = _("Hear of them again") if one.thing.what == "person" else _("Hear of it again")
    label = again if one.muted else _("Follow no longer")
    state = _("muted") if one.muted else _("followed")
    return Entry((Bold(one.name),), (state,), Button(label, leave_line(one.thing)))
