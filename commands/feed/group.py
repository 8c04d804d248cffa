"""The noun itself, and what its commands share: parameters, and the channel that is meant."""

from __future__ import annotations

from typing import Annotated

from bot.declare import Group, Param
from bot.errors import Conflict, NotUnderstood
from bot.grammar import line
from bot.permissions import Role
from bot.request import Request
from bot.services.communities import channels
from bot.services.communities.channels import ChannelAddress
from bot.services.news.news import Subscription
from bot.words import _

news = Group(
    "feed",
    _("News from the web, as it comes"),
    feature="news",
    default="list",
    alone=True,
    taken=True,
    order=("add", "list", "show", "test", "import", "filter", "pause", "why", "export", "remove"),
)

TheFeed = Annotated[
    Subscription, Param(_("Its number, address, or a part of its title"), label=_("Feed"), carried=True)
]
AnAddress = Annotated[
    str, Param(_("Of the feed, or of the page whose feed it is"), label=_("Address"), max_length=2000)
]
Include = Annotated[
    list[str] | None,
    Param(_("Only entries with one of these words; “none” for all"), label=_("Only with"), max_length=1500),
]
Exclude = Annotated[
    list[str] | None,
    Param(_("No entries with one of these words; “none” for all"), label=_("Not with"), max_length=1500),
]
Most = Annotated[
    int,
    Param(_("So many entries an hour at most, the rest goes into the digest"), label=_("At most an hour")),
]
AChannel = Annotated[str, Param(_("Where to post; by default here"), label=_("Channel"), max_length=200)]


async def channel_for(request: Request, given: str) -> ChannelAddress:
    """The channel of the community that is meant: the one given, else the one here, else its only one.

    Raises `NotUnderstood` or `Conflict`.
    """
    mapped = await channels.of_community(request.tx, request.community.id)
    if not mapped:
        raise Conflict(
            _("{name} has no channel yet. Map one first, in that channel.", name=request.community.name),
            example="community map",
        )
    if given:
        sought = given.strip().strip("<>#").partition("|")[0]
        found = [one for one in mapped if sought in (one.channel, one.name)]
    else:
        found = [one for one in mapped if one.channel == request.where.channel] or mapped
    if len(found) == 1:
        return found[0]
    names = ", ".join(f"#{one.name or one.channel}" for one in mapped)
    raise NotUnderstood(_("Say in which channel to post: {names}.", names=names), field="channel")


def cares(request: Request) -> bool:
    """Whether the person may change what the community takes."""
    return request.administrator or request.role >= Role.FACILITATOR


def about(request: Request, path: str, *values: object, **named: object) -> str:
    """A command line for a button, which says which community it is about."""
    return line(path, *values, **named, community=f"={request.community.id}")
