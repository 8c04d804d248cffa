"""`convenor reindex`: the search index built again, with a bar that says how far it is."""

from __future__ import annotations

from typing import TextIO

from sqlalchemy.exc import SQLAlchemyError

from bot.app import CannotStart
from bot.services.search import reindexing
from bot.settings import Settings
from storage.engine import Database, reason

_WIDTH = 40


async def reindex(settings: Settings, shown: TextIO) -> int:
    """Index all items and people again; returns how many there were. Raises `CannotStart`."""
    database = Database(settings.database_url)
    if database.path and not database.path.exists():
        raise CannotStart(f"there is no database at {database.path}")
    done = 0
    try:
        total = await reindexing.total(database)
        async for batch in reindexing.rebuild(database):
            done += batch
            shown.write(f"\r{bar(done, total)}")
            shown.flush()
    except (SQLAlchemyError, OSError) as error:
        raise CannotStart(f"the database: {reason(error)}; `convenor check` tells more") from error
    finally:
        if done:
            shown.write("\n")
        await database.close()
    return done


def bar(done: int, total: int) -> str:
    """How far it is, as a line; what was added meanwhile does not make it more than full."""
    total = max(done, total, 1)
    filled = _WIDTH * done // total
    return f"[{'#' * filled}{'.' * (_WIDTH - filled)}] {done} of {total}"
