"""The installation's secret key: what anonymous votes and secret links are keyed with."""

from __future__ import annotations

import os
import secrets
import time
from pathlib import Path

from bot.settings import Settings


def secret_key(settings: Settings) -> bytes:
    """The key: the one set, else the one in the data folder, made at the first need.

    Raises `ValueError` for a file without a key in it, and `OSError` where it cannot be read or made.
    """
    if settings.secret_key is not None:
        return settings.secret_key.get_secret_value().encode()
    path = settings.data / "secret.key"
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        # Only one process can make the file; the others read what it wrote.
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _key_in(path)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_hex(32).encode())
    return _key_in(path)


def _key_in(path: Path) -> bytes:
    """The key in the file, waited for a moment: whoever made the file may not have written it yet."""
    for _attempt in range(100):
        if key := path.read_bytes().strip():
            return key
        time.sleep(0.01)
    raise ValueError(
        f"{path} is empty. Put the key back from a copy; without one remove the file. Then links that were "
        "given out lead nowhere, and who voted in an anonymous poll that is open can vote in it once more."
    )
