"""Migrations: from nothing they make what the tables say, and what was there is put aside first."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import sys
from asyncio.subprocess import PIPE, STDOUT
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text

from storage import migrate
from storage.engine import Database
from storage.migrate import HEAD, revision, upgrade
from storage.schema import metadata
from tests.databases import PostgresqlServer

_WRITTEN_BY_HAND = {
    "column": ["document"],
    "index": ["ix_search_entry_document", "ix_search_entry_title", "ix_page_name_beginning"],
}
_OURS = {table.name for table in metadata.sorted_tables}


@pytest.fixture
async def empty_postgresql_url(postgresql_server: PostgresqlServer) -> AsyncIterator[str]:
    url = await postgresql_server.empty()
    yield url
    await postgresql_server.drop(url)


async def test_migrations_make_what_the_tables_say(database: Database) -> None:
    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(
            connection,
            opts={
                "compare_type": True,
                "compare_server_default": False,
                "include_object": lambda item, name, kind, *_: kind != "table" or name in _OURS,
                "include_name": lambda name, kind, _parents: name not in _WRITTEN_BY_HAND.get(kind, ()),
            },
        )
        return list(compare_metadata(context, metadata))

    async with database.read() as tx:
        assert await tx.run_sync(differences) == []
    assert await revision(database) == HEAD


def test_head_is_the_newest_migration() -> None:
    versions = Path(migrate.__file__).parent / "migrations" / "versions"
    assert max(path.name.split("_")[0] for path in versions.glob("[0-9]*.py")) == HEAD


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database in which there is nothing at all."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/deeper/empty.db"
    return str(request.getfixturevalue("empty_postgresql_url"))


_STARTING = """
import asyncio, sys
from storage.engine import Database
from storage.migrate import upgrade

async def start():
    database = Database(sys.argv[1])
    await upgrade(database)
    await database.close()

asyncio.run(start())
"""


async def test_an_empty_database_is_made_once_however_many_processes_start(empty_url: str) -> None:
    starting = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-c", _STARTING, empty_url, stdout=PIPE, stderr=STDOUT
        )
        for _process in range(2)
    ]
    said = [(await process.communicate())[0].decode() for process in starting]
    assert said == ["", ""]
    database = Database(empty_url)
    assert await revision(database) == HEAD
    assert await upgrade(database) is None
    await database.close()


_NEXT = '''
"""A later schema."""
from alembic import op
import sqlalchemy as sa
revision, down_revision, branch_labels, depends_on = "9999", "{head}", None, None
def upgrade():
    op.add_column("person", sa.Column("shoe_size", sa.Integer()))
    {then}
'''


def _later_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, then: str = "") -> None:
    """A version of the product that brings one more migration."""
    scripts = tmp_path / "migrations"
    shutil.copytree(Path(migrate.__file__).parent / "migrations", scripts)
    (scripts / "versions" / "9999_later.py").write_text(_NEXT.format(head=HEAD, then=then))
    monkeypatch.setattr(migrate, "_SCRIPTS", scripts)
    monkeypatch.setattr(migrate, "HEAD", "9999")


async def test_before_a_migration_a_sqlite_file_is_copied(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = Database(sqlite_url)
    async with database.write() as tx:
        await tx.execute(
            text("INSERT INTO person (id, name, findable, created_at) VALUES (7, 'Ann', 0, '2026-11-18')")
        )
    _later_version(tmp_path, monkeypatch)
    copy = await upgrade(database)
    assert copy == str(tmp_path / f"convenor.db.before-{HEAD}-to-9999")
    async with database.read() as tx:
        assert (await tx.execute(text("SELECT name, shoe_size FROM person"))).all() == [("Ann", None)]
    await database.close()
    with sqlite3.connect(copy) as old:
        assert old.execute("SELECT id, name FROM person").fetchall() == [(7, "Ann")]
        assert (
            "shoe_size"
            not in old.execute("SELECT sql FROM sqlite_master WHERE name = 'person'").fetchone()[0]
        )
    old.close()


async def test_a_migration_that_fails_changes_nothing(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _later_version(tmp_path, monkeypatch, then='op.execute("SELECT * FROM no_such_table")')
    with pytest.raises(Exception, match="no_such_table"):
        await upgrade(database)
    assert await revision(database) == HEAD
    async with database.read() as tx:
        columns = list((await tx.execute(text("SELECT * FROM person"))).keys())
    assert "shoe_size" not in columns
