"""What the command line does beside running: checking every part, and migrating."""

from __future__ import annotations

from sqlalchemy.exc import SQLAlchemyError

from bot.adapter import Health
from bot.app import App, CannotStart
from bot.services.library.blobs import Blobs, BlobsAway
from bot.settings import Settings
from storage.engine import Database, reason
from storage.migrate import HEAD, revision, upgrade


async def check(settings: Settings) -> list[tuple[str, Health]]:
    """How each part is: its name, and what was found, with what to do about it."""
    app = App(settings)
    found = [("database", await _check_database(app.database))]
    found.append(("files", await check_files(settings, app.core.blobs)))
    for adapter in app.adapters:
        await adapter.prepare()
        try:
            found += [(adapter.name, health) for health in await adapter.check()]
        finally:
            await adapter.close()
    await app.database.close()
    if not app.adapters:
        found.append(("adapters", Health(False, "none is set up: set a token, or playground.enabled = true")))
    return found


async def _check_database(database: Database) -> Health:
    name = database.url.render_as_string(hide_password=True)
    if database.path and not database.path.exists():
        return Health(True, f"{name} will be made at the first start")
    try:
        at = await revision(database)
    except (OSError, SQLAlchemyError) as error:
        return Health(False, f"{name}: {reason(error)}; does it run, and is database_url right?")
    if at == HEAD:
        return Health(True, f"{name} is up to date ({at})")
    return Health(True, f"{name} is at {at or 'nothing'}; the next start brings it to {HEAD}")


async def check_files(settings: Settings, blobs: Blobs) -> Health:
    """Whether documents can be kept where the settings say."""
    try:
        await blobs.check()
    except BlobsAway as error:
        right = "is files.url right, and the store's AWS_… variables?"
        return Health(False, f"{settings.files_at}: {error}; {right}")
    return Health(True, f"{settings.files_at} keeps the contents of documents")


async def migrate(settings: Settings) -> str:
    """Bring the database up to date; returns what was done, in a line. Raises `CannotStart`."""
    database = Database(settings.database_url)
    try:
        before = await revision(database) if not database.path or database.path.exists() else None
        copy = await upgrade(database)
    except (SQLAlchemyError, OSError) as error:
        raise CannotStart(f"the database: {reason(error)}; `convenor check` tells more") from error
    finally:
        await database.close()
    if before == HEAD:
        return f"The database is up to date ({HEAD})."
    kept = f" The copy of before is {copy}." if copy else ""
    return f"The database went from {before or 'nothing'} to {HEAD}.{kept}"
