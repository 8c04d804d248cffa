"""Contents of files are kept for as long as somebody needs them, and no longer; on both databases."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from bot.files import keeping
from bot.files.keeping import Keeping
from bot.services.library import contents
from bot.services.library.blobs import Blobs, BlobsAway
from tests.chat import Picked, Seen
from tests.drivers.paper import PaperChat
from tests.scenes import number, open_community

PLAN = Picked("plan.md", b"A zeppelin is not needed.")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
async def library(chat: PaperChat) -> PaperChat:
    await open_community(chat, "Data Standards", "bob")
    return chat


async def shared(chat: PaperChat, who: str = "alice", where: str = "general", file: Picked = PLAN) -> Seen:
    form = await chat.says(who, "/doc share", where)
    return await chat.submits(who, form, file=file, title="The plan")


def kept(chat: PaperChat) -> set[bytes]:
    """The contents that are in the store."""
    return {path.read_bytes() for path in Path(chat.settings.files_at).rglob("*") if path.is_file()}


async def test_what_was_deleted_for_good_takes_its_content_along(library: PaperChat) -> None:
    made = number(await shared(library))
    await library.says("alice", f"/item delete {made}")
    await library.passes(29 * DAY)
    assert kept(library) == {PLAN.content}
    await library.says("alice", f"/item restore {made}")
    await library.passes(30 * DAY)
    got = await library.says("bob", f"/doc download {made}")
    assert await library.takes("bob", got) == {"plan.md": PLAN.content}
    await library.says("alice", f"/item delete {made}")
    await library.passes(31 * DAY)
    assert kept(library) == set()
    assert (await library.dump())["blob"] == []


async def test_older_versions_keep_theirs(library: PaperChat) -> None:
    made = number(await shared(library))
    form = await library.says("alice", f"/doc version {made}")
    await library.submits("alice", form, file=Picked("plan-2.md", b"An airship neither."))
    await library.passes(40 * DAY)
    assert kept(library) == {PLAN.content, b"An airship neither."}


async def test_a_content_stays_while_another_document_has_it(library: PaperChat) -> None:
    await library.says("carol", '/community new "Water"', "lobby")
    here, there = number(await shared(library)), number(await shared(library, "carol", "lobby"))
    await library.says("alice", f"/item delete {here}")
    await library.passes(31 * DAY)
    assert kept(library) == {PLAN.content}
    got = await library.says("carol", f"/doc download {there}", "lobby")
    assert await library.takes("carol", got) == {"plan.md": PLAN.content}


async def test_an_upload_that_was_refused_is_not_kept(library: PaperChat) -> None:
    form = await library.says("alice", "/doc share")
    refused = await library.submits("alice", form, file=PLAN, description="x" * 5000)
    assert "at most 3000 fit" in refused
    assert kept(library) == {PLAN.content}
    await library.passes(HOUR / 2)
    assert kept(library) == {PLAN.content}, "whoever corrects it sends it again, but may be at it still"
    await library.passes(2 * HOUR)
    assert kept(library) == set()


async def test_a_picked_message_that_waits_keeps_its_file(library: PaperChat) -> None:
    await library.says("alice", "/community settings ask_authors: yes")
    said = await library.writes_in("bob", "The plan", file=PLAN)
    form = await library.menu("alice", "Add to library", said)
    assert form is not None
    await library.submits("alice", form, title="The plan")
    await library.passes(6 * DAY)
    assert kept(library) == {PLAN.content}
    asked = await library.eventually("@bot", "would like to keep what you wrote", "bob")
    await library.presses("bob", "Allow", asked)
    await library.passes(6 * DAY)
    assert kept(library) == {PLAN.content}
    assert "The plan" in await library.says("bob", "/doc list")


async def test_a_picked_message_that_was_forgotten_does_not(library: PaperChat) -> None:
    said = await library.writes_in("bob", "The plan", file=PLAN)
    await library.menu("alice", "Add to library", said)
    await library.passes(6 * DAY)
    assert kept(library) == {PLAN.content}
    await library.passes(2 * DAY)
    assert kept(library) == set()


class Slow(Blobs):
    """A store that takes away only when it is let, and tells when it was asked to."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.asked, self.let = asyncio.Event(), asyncio.Event()

    async def delete(self, digest: str) -> None:
        self.asked.set()
        await self.let.wait()
        await super().delete(digest)


async def test_who_gives_it_while_it_is_taken_away_does_not_lose_it(library: PaperChat) -> None:
    """The narrowest gap: it is decided that nobody needs the content, and then somebody gives it."""
    slow = Slow(library.settings.files_at)
    ours = Keeping(library.database, slow, lambda: library.now)
    await ours.keep(PLAN.content)
    library.now += 2 * HOUR
    cleaning = asyncio.create_task(ours.clean())
    await slow.asked.wait()
    sharing = asyncio.create_task(shared(library))
    await asyncio.sleep(2 * keeping.PAUSE)
    assert not sharing.done(), "it waits until the content is gone"
    slow.let.set()
    assert await cleaning == 1
    made = number(await sharing)
    assert await ours.clean() == 0
    got = await library.says("bob", f"/doc download {made}")
    assert await library.takes("bob", got) == {"plan.md": PLAN.content}


async def test_who_takes_away_and_dies_holds_nobody_up_for_long(library: PaperChat) -> None:
    await library.core.keeping.keep(PLAN.content)
    library.now += 2 * HOUR
    async with library.database.write() as tx:
        assert len(await contents.mark_unneeded(tx, library.now)) == 1
        assert await contents.mark_unneeded(tx, library.now) == [], "it is in another's hands"
    library.now += 2 * contents.LEASE
    made = number(await shared(library))
    await library.passes(40 * DAY)
    got = await library.says("bob", f"/doc download {made}")
    assert await library.takes("bob", got) == {"plan.md": PLAN.content}


class Away(Blobs):
    """A store that takes nothing away just now."""

    async def delete(self, digest: str) -> None:
        raise BlobsAway("away")


async def test_what_a_store_did_not_take_away_goes_the_next_time(library: PaperChat) -> None:
    ours = library.core.keeping
    await ours.keep(PLAN.content)
    library.now += 2 * HOUR
    assert await Keeping(library.database, Away(""), lambda: library.now).clean() == 0
    assert kept(library) == {PLAN.content}
    library.now += HOUR
    assert await ours.clean() == 1
    assert kept(library) == set()


async def test_many_who_share_and_clean_at_once_lose_nothing(library: PaperChat) -> None:
    """Everybody gives the same few contents again and again, while they are being taken away."""
    ours = library.core.keeping
    texts = [f"content {n}".encode() for n in range(4)]
    for text in texts:
        await ours.keep(text)
    library.now += 2 * HOUR

    async def share(n: int) -> int:
        where = f"room-{n}"
        await library.says("alice", f'/community new "C{n}"', where)
        return number(await shared(library, where=where, file=Picked("a.md", texts[n % 4])))

    async def clean() -> int:
        await asyncio.sleep(0)
        return await ours.clean()

    made = await asyncio.gather(*(share(n) for n in range(12)), *(clean() for _ in range(12)))
    for n, document in enumerate(made[:12]):
        got = await library.says("alice", f"/doc download {document}", f"room-{n}")
        assert await library.takes("alice", got) == {"a.md": texts[n % 4]}
