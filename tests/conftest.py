"""Fixtures for every test: settings that nobody has set, and a database of each kind.

`database_url` and all that is built on it run twice: on SQLite and on a real
PostgreSQL. `chat` is the fast way of speaking to the product: a small adapter
on paper under the real dispatcher, deliverer and clock.
"""

from __future__ import annotations

import logging
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import hypothesis
import pytest
import structlog

from storage.engine import Database
from tests.databases import SQLITE_FILES, PostgresqlServer, compiled_once, postgresql
from tests.drivers.paper import PaperChat

# The same examples each time: a check that fails must fail again. A loaded machine is no failure.
hypothesis.settings.register_profile(
    "convenor", max_examples=200, derandomize=True, deadline=None, database=None
)
hypothesis.settings.load_profile("convenor")


_TWICE = ("core", "attack")
"""Folders whose tests know of no database; on PostgreSQL they are `make test-postgresql`."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark those tests of the core that run on SQLite first and here once more on PostgreSQL."""
    for item in items:
        folder = item.path.relative_to(Path(__file__).parent).parts[0]
        named = getattr(item, "callspec", None)
        if folder in _TWICE and named and "postgresql" in named.params.values():
            item.add_marker(pytest.mark.again)


@pytest.fixture(autouse=True)
def _unset(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What is set on this machine, or in the project's own `bot.toml`, is not for tests."""
    for name in os.environ:
        if name.startswith("CONVENOR_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("CONVENOR_CONFIG", str(tmp_path / "no-such-file.toml"))


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Suggestions that are late are left away for people; here a busy machine would then hide what is offered."""
    monkeypatch.setattr("bot.dispatch.COMPLETION_SECONDS", 60.0)


@pytest.fixture(scope="session", autouse=True)
def _compiled_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        compiled_once(patch)
        yield


@pytest.fixture(scope="session", autouse=True)
def _quiet() -> None:
    """Only what went wrong is logged, shortly, where pytest shows it beside the failure."""
    structlog.configure(
        processors=[structlog.processors.add_log_level, structlog.processors.format_exc_info, _one_line],
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        cache_logger_on_first_use=False,
    )


def _one_line(_logger: object, _method: str, event: structlog.typing.EventDict) -> str:
    return " ".join(f"{key}={value}" for key, value in event.items())


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[PostgresqlServer]:
    with postgresql() as server:
        yield server


@pytest.fixture
async def sqlite_url(tmp_path: Path) -> str:
    return await SQLITE_FILES.at(tmp_path)


@pytest.fixture
async def postgresql_url(postgresql_server: PostgresqlServer) -> AsyncIterator[str]:
    url = await postgresql_server.fresh()
    yield url
    await postgresql_server.drop(url)


@pytest.fixture
async def another_sqlite_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    return await SQLITE_FILES.at(tmp_path_factory.mktemp("another"))


@pytest.fixture
async def another_postgresql_url(postgresql_server: PostgresqlServer) -> AsyncIterator[str]:
    url = await postgresql_server.fresh()
    yield url
    await postgresql_server.drop(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The URL of a fresh database that is up to date."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def another_database_url(request: pytest.FixtureRequest, database_url: str) -> str:
    """The URL of another fresh database of the same kind."""
    return str(request.getfixturevalue(f"another_{database_url.split(':')[0]}_url"))


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = Database(database_url)
    yield opened
    await opened.close()


@pytest.fixture
async def chat(database: Database, tmp_path: Path) -> PaperChat:
    return PaperChat(database, tmp_path)


@pytest.fixture
async def another_chat(another_database_url: str, tmp_path: Path) -> AsyncIterator[PaperChat]:
    """A second installation, on a database of the same kind."""
    opened = Database(another_database_url)
    yield PaperChat(opened, tmp_path)
    await opened.close()
