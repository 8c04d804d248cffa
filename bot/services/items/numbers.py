"""Numbers that people see and type: short, never used again, and telling nobody anything.

A running number would tell how much is going on in communities that somebody
cannot see. So a number is drawn at random among the shortest free ones: of
three digits as long as such are easily found free, then of four, and so on.
"""

from __future__ import annotations

import secrets
from typing import Any

from bot.services.upsert import insert_new
from storage.base import Base
from storage.engine import Tx

_FIRST_RANGE = 100
_TRIES_A_RANGE = 2


async def insert_numbered(tx: Tx, table: type[Base], **values: Any) -> int:
    """Insert a row under a new number as its `id`; returns the number."""
    lowest = _FIRST_RANGE
    while True:
        for _try in range(_TRIES_A_RANGE):
            number = lowest + secrets.randbelow(9 * lowest)
            if await insert_new(tx, table, id=number, **values):
                return number
        lowest *= 10
