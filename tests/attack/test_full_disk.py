"""A disk that is full, or a limit on files that is reached, in the middle of it: said, nothing lost, and it passes."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.services.library import reading
from tests.chat import Picked
from tests.drivers.paper import PaperChat
from tests.scenes import number, open_community


@contextmanager
def no_file_larger_than(size: int) -> Iterator[None]:
    """Files of this process cannot grow beyond that; Python ignores the signal, so writing fails."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.fixture(params=["postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A database whose files are another process's, which goes on."""
    return str(request.getfixturevalue(f"{request.param}_url"))


async def test_a_file_that_the_disk_cannot_take_is_not_half_kept(chat: PaperChat, tmp_path: Path) -> None:
    await open_community(chat)
    small = number(
        await chat.submits("alice", await chat.says("alice", "/doc share"), file=Picked("a.md", b"zebra"))
    )
    form = await chat.says("alice", "/doc share")
    large = Picked("b.md", b"okapi " * 200_000)
    with no_file_larger_than(100_000):
        said = await chat.submits("alice", form, file=large, title="Kept in the form")
    assert "in the library" not in said, said.text
    assert "try again" in said.text.lower(), said.text
    assert "Kept in the form" not in await chat.says("alice", "/doc list")
    whole = [file for file in (tmp_path / "files").rglob("*") if file.is_file() and file.stat().st_size > 100]
    assert not whole, "nothing of it is left"
    again = await chat.submits("alice", form, file=large, title="Kept in the form")
    assert "in the library" in again
    for document, content in ((small, b"zebra"), (number(again), large.content)):
        given = await chat.takes("alice", await chat.says("alice", f"/doc download {document}"))
        assert list(given.values()) == [content]


async def test_a_process_that_reads_files_needs_no_room_on_the_disk() -> None:
    with no_file_larger_than(0):
        assert await reading.text_of(b"Zebras and okapis", "txt") == "Zebras and okapis"
