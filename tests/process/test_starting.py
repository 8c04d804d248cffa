"""Starting: what the process says when it cannot, in words and without a traceback."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import aiohttp
import pytest

from tests.process.running import Product, command, environment

SECRET = "xoxb-nobody-may-see-this"


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that somebody else listens on."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield other.getsockname()[1]


async def test_with_no_settings_it_serves_the_playground(tmp_path: Path) -> None:
    async with Product(tmp_path) as bot:
        parts = await bot.ready()
        assert {"database", "clock", "outbox", "playground"} == parts.keys()
        async with aiohttp.ClientSession() as session, session.get(f"{bot.url}/healthz") as answer:
            assert await answer.json() == {"ok": True}


async def test_a_port_that_is_taken_is_said_in_words(tmp_path: Path, taken: int) -> None:
    async with Product(tmp_path, {"WEB__PORT": str(taken)}) as bot:
        assert await bot.ended() == 1
        (told,) = [record for record in bot.records() if record["event"] == "cannot start"]
        assert "address already in use" in told["reason"]
        assert "set web.port to another one" in told["reason"]
        assert "Traceback" not in bot.tail()


async def test_a_worker_does_without_a_port_that_is_taken(tmp_path: Path, taken: int) -> None:
    async with Product(tmp_path, {"WEB__PORT": str(taken)}, role="worker") as bot:
        await bot.says("port is taken; this worker's health is not served")
        assert await bot.stop() < 10


async def test_a_database_that_does_not_answer_is_said_in_words(tmp_path: Path) -> None:
    url = f"postgresql://convenor:{SECRET}@127.0.0.1:1/convenor"
    async with Product(tmp_path, {"DATABASE_URL": url}) as bot:
        assert await bot.ended() == 1
        told = bot.records()[-1]
        assert told["event"] == "cannot start"
        assert "Connect call failed" in told["reason"]
        assert "convenor check" in told["reason"]
        assert "Traceback" not in bot.tail()
        assert SECRET not in bot.log.read_text()


@pytest.mark.parametrize("verb", ["run", "check", "migrate"])
async def test_an_unknown_setting_is_named_and_nothing_else_is_shown(tmp_path: Path, verb: str) -> None:
    (tmp_path / "bot.toml").write_text(f'lnaguage = "en"\n[slack]\nbot_tokn = "{SECRET}"\n')
    status, out, error = await command(tmp_path, verb)
    assert status == 2
    assert "slack.bot_tokn" in error
    assert "lnaguage" in error
    assert "Traceback" not in error
    assert SECRET not in out + error


async def test_an_unknown_setting_of_the_environment_is_named_too(tmp_path: Path) -> None:
    status, _out, error = await command(tmp_path, "check", settings={"SLACK__BOT_TOKN": SECRET})
    assert status == 2
    assert "slack.bot_tokn" in error
    assert SECRET not in error


async def test_a_settings_file_that_is_none_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "bot.toml").write_text(f"[slack]\nbot_token = {SECRET}\n")
    status, _out, error = await command(tmp_path, "check")
    assert status == 2
    assert "bot.toml" in error
    assert "line 2" in error
    assert "Traceback" not in error
    assert SECRET not in error


async def test_a_list_that_is_none_is_named_without_its_value(tmp_path: Path) -> None:
    status, _out, error = await command(tmp_path, "check", settings={"ADMINISTRATORS": SECRET})
    assert status == 2
    assert "administrators" in error
    assert SECRET not in error


@pytest.mark.parametrize("url", [f"mysql://convenor:{SECRET}@localhost/convenor", f"{SECRET} is no URL"])
async def test_another_database_is_refused_without_its_password(tmp_path: Path, url: str) -> None:
    status, _out, error = await command(tmp_path, "run", settings={"DATABASE_URL": url})
    assert status == 2
    assert "database_url" in error
    assert "use sqlite:///… or postgresql://…" in error
    assert SECRET not in error


def test_a_machines_own_settings_do_not_reach_the_product(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONVENOR_LANGUAGE", "de")
    assert "CONVENOR_LANGUAGE" not in environment({})
