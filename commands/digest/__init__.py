"""`digest`: what was new, gathered, at a time that people can rely on.

Each community has one, posted in its channel, weekly until its facilitators say
otherwise (`channel`, drawn by `cards`). Each person has one of their own across
all their communities, the way they like to be written to (`own`, drawn by `page`,
made by `rounds`). What is in them is decided in `bot.services.digests.digests` and
`bot.services.digests.pages`.
"""

from __future__ import annotations

from commands.digest import channel, own, rounds
from commands.digest.group import digests

__all__ = ["channel", "digests", "own", "rounds"]
