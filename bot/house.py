"""What every part of a process works with: the database, the declarations, the settings and the time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from bot.request import Work
from bot.services.communities.communities import Community
from bot.settings import Settings
from storage.engine import Database, Tx

if TYPE_CHECKING:
    from bot.registry import Registry


@dataclass(frozen=True)
class House:
    """Made once for a process. `secret` is the installation's key; `now` tells the moment in UTC."""

    database: Database
    registry: Registry
    settings: Settings
    secret: bytes
    now: Callable[[], datetime]

    def work(self, tx: Tx, community: Community | None = None) -> Work:
        """What a job or a card's maker is given; `community` is whose language and zone are used."""
        return Work(
            tx=tx,
            now=self.now(),
            settings=self.settings,
            secret=self.secret,
            registry=self.registry,
            in_community=community,
        )
