"""Rights: named, described, and ordered from least to most.

A command says with `needs=` which right it takes. Rules about one object (only
its author or a facilitator may change it) live in the service of that object.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from bot.words import Message, _


class Role(IntEnum):
    """What a person is to a community; each role may do all that the lesser ones may."""

    NOBODY = 0
    MEMBER = 1
    FACILITATOR = 2
    ADMINISTRATOR = 3


@dataclass(frozen=True)
class Permission:
    """A right: its name, who has it, and the least role that carries it.

    `in_community` says that it is held in a community, so that the command needs to know which one.
    """

    name: str
    description: Message
    role: Role
    in_community: bool


ANYONE = Permission("anyone", _("Everyone who can write to the bot"), Role.NOBODY, in_community=False)
MEMBER = Permission("member", _("Members of the community"), Role.MEMBER, in_community=True)
FACILITATOR = Permission(
    "facilitator", _("Facilitators of the community, and administrators"), Role.FACILITATOR, in_community=True
)
ADMINISTRATOR = Permission(
    "administrator", _("Administrators of this installation"), Role.ADMINISTRATOR, in_community=False
)

PERMISSIONS = (ANYONE, MEMBER, FACILITATOR, ADMINISTRATOR)
