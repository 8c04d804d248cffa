"""Contents in an S3-compatible store: the real client against a strict store of ours, well, slow and away."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.commandline.check import check_files
from bot.services.library.blobs import Blobs, BlobsAway
from bot.settings import Settings
from storage.engine import Database
from tests.chat import Picked, Seen
from tests.drivers.paper import PaperChat
from tests.scenes import number, open_community
from tests.servers.s3 import BUCKET, S3Server

URL = f"s3://{BUCKET}/some/prefix"
PLAN = Picked("plan.md", b"A zeppelin is not needed.")


@pytest.fixture
async def store(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[S3Server]:
    """A store, and in the environment how to get in; at the end the client must have committed no fault."""
    async with S3Server() as server:
        for name, value in server.environment.items():
            monkeypatch.setenv(name, value)
        yield server
        assert server.faults == []


@pytest.fixture
async def chat(database: Database, tmp_path: Path, store: S3Server) -> PaperChat:
    made = PaperChat(database, tmp_path, files={"url": URL})
    # As in production, but that a test does not wait half a minute for a slow store.
    made.core.blobs.patience = 1.0
    await open_community(made)
    return made


async def shared(chat: PaperChat, file: Picked = PLAN, title: str = "The plan") -> Seen:
    return await chat.submits("alice", await chat.says("alice", "/doc share"), file=file, title=title)


async def taken(chat: PaperChat, document: int) -> dict[str, bytes]:
    return await chat.takes("bob", await chat.says("bob", f"/doc download {document}"))


async def test_a_content_is_put_read_and_taken_away_under_its_prefix(store: S3Server) -> None:
    blobs = Blobs(URL)
    digest = await blobs.put(b"caddies")
    assert store.objects == {f"some/prefix/{digest[:2]}/{digest}": b"caddies"}
    assert await blobs.get(digest) == b"caddies"
    await blobs.delete(digest)
    assert store.objects == {}
    await blobs.delete(digest)
    with pytest.raises(BlobsAway, match="not found"):
        await blobs.get(digest)


async def test_what_the_store_changed_is_not_handed_out(store: S3Server) -> None:
    blobs = Blobs(URL)
    digest = await blobs.put(b"caddies")
    store.objects[f"some/prefix/{digest[:2]}/{digest}"] = b"something else"
    with pytest.raises(BlobsAway, match="was changed"):
        await blobs.get(digest)
    await blobs.put(b"caddies")
    assert await blobs.get(digest) == b"caddies"


@pytest.mark.parametrize("status", [500, 503, 403])
async def test_an_answer_that_is_an_error_ends_in_a_few_seconds(store: S3Server, status: int) -> None:
    blobs, before = Blobs(URL, patience=2), time.monotonic()
    store.failing = status
    for call in (blobs.put(b"caddies"), blobs.get("0" * 64), blobs.delete("0" * 64), blobs.check()):
        with pytest.raises(BlobsAway) as caught:
            await call
        assert "a secret" not in str(caught.value)
    assert time.monotonic() - before < 10


async def test_somebody_else_s_key_is_refused(store: S3Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "not the secret")
    with pytest.raises(BlobsAway, match="403"):
        await Blobs(URL).put(b"caddies")
    assert store.objects == {}
    assert [fault.partition(": ")[2] for fault in store.faults] == ["the signature is wrong"]
    store.faults.clear()


async def test_another_bucket_is_not_there(store: S3Server) -> None:
    with pytest.raises(BlobsAway, match="NoSuchBucket"):
        await Blobs("s3://elsewhere/x").put(b"caddies")
    store.faults.clear()


async def test_check_says_whether_the_store_is_right(
    store: S3Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(files={"url": URL})  # type: ignore[arg-type] - as it is read from a file
    assert (await check_files(settings, Blobs(URL, patience=1))).ok
    assert store.objects == {}
    store.failing = 500
    found = await check_files(settings, Blobs(URL, patience=1))
    assert not found.ok
    assert "is files.url right, and the store's AWS_… variables?" in found.detail


async def test_a_document_is_shared_and_taken(chat: PaperChat, store: S3Server) -> None:
    made = number(await shared(chat))
    assert list(store.objects.values()) == [PLAN.content]
    assert await taken(chat, made) == {"plan.md": PLAN.content}


async def _fail(store: S3Server) -> None:
    store.failing = 500


async def _slow_down(store: S3Server) -> None:
    store.slow = 5.0


async def _go_away(store: S3Server) -> None:
    await store.go_away()


TROUBLES = {"fails": _fail, "is slow": _slow_down, "is away": _go_away}


async def _is_well_again(store: S3Server) -> None:
    store.failing, store.slow = 0, 0.0
    await store.go_away()
    await store.come_back()


@pytest.mark.parametrize("trouble", TROUBLES)
async def test_a_store_that_does_not_answer_loses_nothing(
    chat: PaperChat, store: S3Server, trouble: str
) -> None:
    known = number(await shared(chat))
    await TROUBLES[trouble](store)
    began = time.monotonic()
    refused = await shared(chat, Picked("new.md", b"Something new."), title="Kept title")
    assert "I could not get “new.md”. Please try again, or share a link." in refused
    assert refused.handle.outcome.field_errors[0][0] == "file", "the form stays open, with what was typed"
    answer = await chat.says("bob", f"/doc download {known}")
    assert "“plan.md” cannot be had just now. Please try again later." in answer
    assert "The plan" in await chat.says("bob", f"/doc show {known}")
    assert "Kept title" not in await chat.says("bob", "/doc list")
    assert time.monotonic() - began < 8
    await _is_well_again(store)
    assert await taken(chat, known) == {"plan.md": PLAN.content}
    again = number(await shared(chat, Picked("new.md", b"Something new."), title="Kept title"))
    assert await taken(chat, again) == {"new.md": b"Something new."}
