"""A SQLite file that can grow no further, while people go on: refused in words, nothing lost, and it passes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.attack.test_full_disk import no_file_larger_than
from tests.drivers.paper import PaperChat
from tests.scenes import number, open_community


@pytest.fixture(params=["sqlite"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A database that is a file."""
    return str(request.getfixturevalue(f"{request.param}_url"))


async def test_what_is_said_while_the_disk_is_full_is_refused_and_all_before_is_there(
    chat: PaperChat,
) -> None:
    await open_community(chat, "Data Standards", "bob")
    event = await chat.presses(
        "alice", "Yes, post it", await chat.says("alice", '/event new "Clinic" "tomorrow 15:00"')
    )
    assert event is not None
    await chat.says("bob", f"/event rsvp {number(event)} yes")
    page = number(await chat.says("alice", '/wiki new "Before" text: x'))
    await chat.channel()
    path = chat.database.path
    assert path
    size = path.with_name(f"{path.name}-wal").stat().st_size
    with no_file_larger_than(size + 4096):
        for _try in range(3):
            said = await chat.says("alice", f'/wiki edit {page} text: "{"zebra " * 5000}"')
            assert "nothing was changed" in said, said.text
        shown = await chat.says("bob", f"/wiki show {page}")
        assert shown.text
        await chat.passes(timedelta(days=1, hours=-8))
    assert (await chat.says("alice", f'/wiki edit {page} text: "{"zebra " * 50}"')).text
    assert "zebra" in await chat.says("bob", f"/wiki show {page}")
    await chat.passes(timedelta(minutes=5))
    await chat.passes(timedelta(hours=10, minutes=50))
    assert "It begins in" in await chat.told("bob")
