"""What facilitators set: what a community is, and which channels are its own."""

from __future__ import annotations

from typing import Annotated

from bot import forms
from bot.declare import Feature, Param
from bot.errors import Conflict, NotUnderstood
from bot.grammar import line
from bot.incoming import Place
from bot.permissions import FACILITATOR
from bot.replies import (
    Bold,
    Button,
    Reply,
    text,
)
from bot.request import Request
from bot.services.communities import channels
from bot.services.communities import communities as service
from bot.times.zones import zone_meant
from bot.words import _, language_named
from commands.community.group import TheCommunity, address_of, channel_name, communities, yes_or_no


@communities.command(
    "settings", needs=FACILITATOR, example='"Data Standards" private: yes', prefilled=True, submit=_("Save")
)
async def settings(
    request: Request,
    community: TheCommunity,
    name: Annotated[str | None, Param(_("What it is called"), max_length=80)] = None,
    purpose: Annotated[str | None, Param(_("What it is for"), long=True, max_length=1000)] = None,
    audience: Annotated[str | None, Param(_("Whom it is for"), max_length=500)] = None,
    topics: Annotated[
        str | None, Param(_("The first three things to talk about"), long=True, max_length=1000)
    ] = None,
    private: Annotated[bool | None, Param(_("Only members know of it; facilitators let people in"))] = None,
    time_zone: Annotated[str | None, Param(_("Its time zone, such as Europe/London"), max_length=64)] = None,
    language: Annotated[str | None, Param(_("Its language, such as en"), max_length=35)] = None,
    switched_off: Annotated[list[Feature] | None, Param(_("Features that are not used here"))] = None,
    ask_authors: Annotated[
        bool | None, Param(_("Somebody else's message is kept here only with its author's leave"))
    ] = None,
) -> Reply:
    """Change the settings."""
    given = {
        "name": name or None,
        "purpose": purpose,
        "audience": audience,
        "topics": topics,
        "private": private,
        "time_zone": zone_meant(time_zone) if time_zone else None,
        "language": _language(language),
        "features_off": switched_off,
        "ask_authors": ask_authors,
    }
    changed = {key: value for key, value in given.items() if value is not None}
    if not changed:
        return await forms.ask(
            request,
            name=community.name,
            purpose=community.purpose,
            audience=community.audience,
            topics=community.topics,
            private=yes_or_no(community.private),
            time_zone=community.time_zone,
            language=community.language,
            switched_off=list(community.features_off),
            ask_authors=yes_or_no(community.ask_authors),
            community=f"={community.id}",
        )
    saved = await service.change(request.tx, request.now, request.person.id, community, **changed)
    return text(
        _("The settings of {name} are saved.", name=Bold(saved.name)),
        buttons=(Button(_("Show it"), line("community show", f"={saved.id}")),),
    )


def _language(name: str | None) -> str | None:
    if not name:
        return None
    found = language_named(name)
    if found is None:
        raise NotUnderstood(
            _(
                "I know no language “{name}”. Write its short name, such as {example}.",
                name=name,
                example="en",
            ),
            field="language",
        )
    return found


@communities.command("map", needs=FACILITATOR, example='"Data Standards"', form=True, submit=_("Map"))
async def map_(
    request: Request,
    community: TheCommunity,
    channel: Annotated[Place | None, Param(_("The channel; this one if you leave it out"))] = None,
) -> Reply:
    """Make this channel one of the community's."""
    place = _channel(request, channel)
    added = await channels.map_channel(
        request.tx, request.now, request.person.id, community, address_of(place)
    )
    shown = channel_name(address_of(place))
    if not added:
        return text(_("{channel} belongs to {name} already.", channel=shown, name=community.name))
    told = (
        _(
            "{channel} belongs to {name} now. Its members can use every command here.",
            channel=shown,
            name=community.name,
        )
        if community.private
        else _(
            "{channel} belongs to {name} now. Whoever writes a command here becomes a member.",
            channel=shown,
            name=community.name,
        )
    )
    return text(told)


@communities.command("unmap", needs=FACILITATOR, example='"Data Standards"', submit=_("Unmap"))
async def unmap(
    request: Request,
    community: TheCommunity,
    channel: Annotated[Place | None, Param(_("The channel; this one if you leave it out"))] = None,
) -> Reply:
    """Take this channel from the community."""
    place = _channel(request, channel)
    shown = channel_name(address_of(place))
    gone = await channels.unmap_channel(
        request.tx, request.now, request.person.id, community, address_of(place)
    )
    if not gone:
        raise Conflict(_("{channel} does not belong to {name}.", channel=shown, name=community.name))
    return text(_("{channel} no longer belongs to {name}.", channel=shown, name=community.name))


def _channel(request: Request, channel: Place | None) -> Place:
    place = channel or request.where
    if place.direct:
        raise Conflict(_("A direct conversation belongs to no community. Write this in a channel."))
    return place
