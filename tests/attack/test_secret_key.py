"""The key on which anonymity rests: never empty, and one for all processes, however they start."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.secret import secret_key
from bot.settings import Settings


def test_processes_that_start_together_have_one_key(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    with ThreadPoolExecutor(8) as threads:
        keys = set(threads.map(lambda _: secret_key(settings), range(32)))
    assert len(keys) == 1
    assert len(keys.pop()) == 64
    assert (tmp_path / "secret.key").stat().st_mode & 0o077 == 0


def test_a_key_that_another_process_is_just_writing_is_waited_for(tmp_path: Path) -> None:
    (tmp_path / "secret.key").touch()
    late = threading.Timer(0.1, lambda: (tmp_path / "secret.key").write_text("0123456789abcdef"))
    late.start()
    assert secret_key(Settings(data=tmp_path)) == b"0123456789abcdef"
    late.join()


def test_a_file_without_a_key_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.key").write_text(" \n")
    began = time.monotonic()
    with pytest.raises(ValueError, match="Put the key back from a copy"):
        secret_key(Settings(data=tmp_path))
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("key", ["x", "short"])
def test_a_key_that_can_be_guessed_is_refused(key: str) -> None:
    with pytest.raises(ValidationError, match="at least 16"):
        Settings(secret_key=key)


def test_a_setting_that_is_empty_in_the_environment_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CONVENOR_SECRET_KEY", "CONVENOR_SLACK__BOT_TOKEN", "CONVENOR_DISCORD__TOKEN"):
        monkeypatch.setenv(name, "")
    settings = Settings()
    assert settings.secret_key is None
    assert not settings.has_slack
    assert not settings.has_discord
    assert settings.has_playground
