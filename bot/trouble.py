"""What is tried again every second says so once when it fails, and once when it works again."""

from __future__ import annotations

import structlog

from storage.engine import is_away

log = structlog.get_logger()


class Trouble:
    """Whether a part works; `doing` names what it does, in the log."""

    def __init__(self, doing: str) -> None:
        self._doing = doing
        self._last: str | None = None

    def has(self, error: Exception) -> None:
        """It failed: said if it worked before, or failed otherwise.

        A database that is away needs no traceback.
        """
        kind = type(error).__name__
        if kind != self._last:
            log.error("failed; trying again", doing=self._doing, error=kind, exc_info=not is_away(error))
        self._last = kind

    def is_over(self) -> None:
        """It works. Said if it did not before."""
        if self._last is not None:
            log.info("works again", doing=self._doing)
        self._last = None
