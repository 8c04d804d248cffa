"""Contents of files in a folder: each once, and never another than was given."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.services.library.blobs import Blobs, BlobsAway


async def test_the_same_content_is_kept_once(tmp_path: Path) -> None:
    blobs = Blobs(str(tmp_path / "files"))
    first, again = await blobs.put(b"caddies"), await blobs.put(b"caddies")
    assert first == again
    assert await blobs.get(first) == b"caddies"
    assert [each.name for each in (tmp_path / "files").rglob("*") if each.is_file()] == [first]


async def test_a_content_that_was_changed_or_is_gone_is_not_handed_out(tmp_path: Path) -> None:
    blobs = Blobs(str(tmp_path / "files"))
    digest = await blobs.put(b"caddies")
    (file,) = (each for each in (tmp_path / "files").rglob("*") if each.is_file())
    file.write_bytes(b"something else")
    with pytest.raises(BlobsAway):
        await blobs.get(digest)
    with pytest.raises(BlobsAway):
        await blobs.get("0" * 64)


async def test_a_store_is_named_by_its_address() -> None:
    blobs = Blobs("memory:///")
    assert await blobs.get(await blobs.put(b"caddies")) == b"caddies"
