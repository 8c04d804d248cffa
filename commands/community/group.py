"""What all commands of `community` share."""

from __future__ import annotations

from typing import Annotated

from bot.declare import Group, Param
from bot.incoming import Place
from bot.replies import (
    ChannelName,
)
from bot.services.communities.channels import ChannelAddress
from bot.services.communities.communities import Community
from bot.words import _

communities = Group(
    "community",
    _("Find, make and care for communities"),
    default="show",
    order=(
        "list",
        "show",
        "join",
        "leave",
        "members",
        "new",
        "settings",
        "map",
        "unmap",
        "requests",
        "approve",
        "decline",
        "appoint",
        "dismiss",
        "suspend",
        "resume",
    ),
)

PAGE = 8

TheCommunity = Annotated[Community, Param(_("Which community"))]


def yes_or_no(on: bool) -> str:
    """A switch as it is typed."""
    return "yes" if on else "no"


def channel_name(one: ChannelAddress) -> ChannelName:
    """A channel, for its readers to open."""
    return ChannelName(one.platform, one.workspace, one.channel, one.name or one.channel)


def address_of(place: Place) -> ChannelAddress:
    """Where that is, as it is kept."""
    return ChannelAddress(place.platform, place.workspace, place.channel, place.name)
