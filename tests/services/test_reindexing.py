"""The search index says what the items and people say, after whatever was done; and it can be built again."""

from __future__ import annotations

import asyncio
import io
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, update

from bot.commandline.reindex import bar, reindex
from bot.services.items import comments, items
from bot.services.search import reindexing
from bot.settings import Settings
from storage.engine import Database
from storage.items import Comment, Item
from storage.search import SearchEntry
from tests.drivers.paper import PaperChat
from tests.scenes import number, open_community

_ACTS = ("new", "edit", "tag", "untag", "comment", "uncomment", "delete", "restore", "profile")
_WORDS = ("apples", "bricks", "Cörk", "«dust»", "e-mail", "فلفل", "🍐 pears")
_operations = st.lists(
    st.tuples(st.sampled_from(_ACTS), st.integers(0, 3), st.sampled_from(_WORDS)), min_size=4, max_size=14
)


async def _index(database: Database) -> Counter[tuple[Any, ...]]:
    columns = (SearchEntry.kind, SearchEntry.ref, SearchEntry.community_id, SearchEntry.audience)
    async with database.read() as tx:
        rows = await tx.execute(select(*columns, SearchEntry.title, SearchEntry.body))
        return Counter((*row[:5], " ".join(sorted(row.body.split()))) for row in rows)


async def _carry_out(chat: PaperChat, pages: list[int], act: str, at: int, word: str) -> None:
    if act == "new":
        pages.append(number(await chat.says("alice", f'/wiki new "Page {len(pages)} {word}" text: "{word}"')))
        return
    page = pages[at % len(pages)]
    said = f"{word} said"
    lines = {
        "edit": f'/wiki edit {page} text: "{word} edited"',
        "tag": f'/tag add {page} "{word}"',
        "untag": f'/tag remove {page} "{word}"',
        "comment": f'/comment add {page} "{said}"',
        "delete": f"/item delete {page}",
        "restore": f"/item restore {page}",
        "profile": f'/profile edit about: "{word}" findable: {"yes" if at % 2 else "no"}',
    }
    if act == "uncomment":
        async with chat.database.write() as tx:
            for comment in (await comments.of_item(tx, page))[:1]:
                await comments.remove(tx, chat.now, comment)
        return
    await chat.says("alice", lines[act])


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(operations=_operations)
def test_the_index_is_what_building_it_again_makes(
    chat: PaperChat, operations: list[tuple[str, int, str]]
) -> None:
    asyncio.run(_compared(chat, operations))


async def _compared(chat: PaperChat, operations: list[tuple[str, int, str]]) -> None:
    await open_community(chat)
    pages: list[int] = []
    await _carry_out(chat, pages, "new", 0, "first")
    for act, at, word in operations:
        await _carry_out(chat, pages, act, at, word)
    as_it_was = await _index(chat.database)
    async with chat.database.write() as tx:
        await tx.execute(delete(SearchEntry))
    async for _done in reindexing.rebuild(chat.database):
        pass
    assert await _index(chat.database) == as_it_was
    await chat.database.close()


async def test_writers_go_on_while_it_is_built_and_nothing_is_missed(
    chat: PaperChat, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everybody writes while another process builds the index again and again, a few items at a time."""
    monkeypatch.setattr(reindexing, "BATCH", 3)
    people = ("alice", "bob", "carol", "dave")
    await open_community(chat, "Data Standards", *people[1:])
    pages: list[int] = []
    for _page in range(8):
        await _carry_out(chat, pages, "new", 0, "first")
    another = Database(str(chat.database.url.render_as_string(hide_password=False)))
    writing = asyncio.gather(*(_busy(chat, who, list(pages)) for who in people))
    rounds = 0
    while not writing.done() or rounds < 2:
        async for _done in reindexing.rebuild(another):
            await asyncio.sleep(0)
        rounds += 1
    await another.close()
    assert sum(await writing) == 4 * _LINES_EACH
    after = await _index(chat.database)
    assert len({entry[1] for entry in after if entry[0] == "page"}) > 4
    async with chat.database.write() as tx:
        await tx.execute(delete(SearchEntry))
    async for _done in reindexing.rebuild(chat.database):
        pass
    assert after == await _index(chat.database)


_LINES_EACH = 30


async def _busy(chat: PaperChat, who: str, pages: list[int]) -> int:
    """Write on those pages whatever one can, one line after the other; returns how many were answered."""
    for at in range(_LINES_EACH):
        page, word = pages[(at * 7 + len(who)) % len(pages)], f"{who}{at}"
        line = (
            f'/wiki edit {page} text: "{word} edited"',
            f"/tag add {page} {word[:1]}{at % 4}",
            f"/comment add {page} {word}",
            f"/profile edit about: {word} findable: yes",
            f"/item delete {page}" if at % 3 else f"/item restore {page}",
            f'/wiki new "{word}" text: {word}',
        )[at % 6]
        assert (await chat.says(who, line)).text, line
    return _LINES_EACH


async def test_strays_are_dropped_and_what_is_missing_is_added(chat: PaperChat) -> None:
    await open_community(chat)
    page = number(await chat.says("alice", '/wiki new "Quince jam" text: "Slowly."'))
    async with chat.database.write() as tx:
        await tx.execute(delete(SearchEntry))
        stray = {"kind": "page", "ref": 10**9, "audience": "community", "title": "ghost", "body": "ghost"}
        await tx.execute(insert(SearchEntry), [stray])
    done = [batch async for batch in reindexing.rebuild(chat.database)]
    assert sum(done) == await reindexing.total(chat.database)
    entries = await _index(chat.database)
    assert [entry[1] for entry in entries if entry[0] == "page"] == [page]


async def test_the_command_shows_how_far_it_is(chat: PaperChat, database_url: str) -> None:
    await open_community(chat)
    await chat.says("alice", '/wiki new "Quince jam" text: "Slowly."')
    shown = io.StringIO()
    assert await reindex(Settings(database_url=database_url), shown) == await reindexing.total(chat.database)
    assert shown.getvalue().startswith("\r[")
    assert shown.getvalue().endswith("\n")


@pytest.mark.parametrize(
    ("done", "total", "filled"), [(0, 10, 0), (5, 10, 20), (10, 10, 40), (12, 10, 40), (0, 0, 0)]
)
def test_the_bar_is_never_more_than_full(done: int, total: int, filled: int) -> None:
    assert bar(done, total).count("#") == filled
    assert len(bar(done, total).split("]")[0]) == 41


async def test_what_was_taken_away_is_forgotten_after_30_days(chat: PaperChat) -> None:
    await open_community(chat)
    page = number(await chat.says("alice", '/wiki new "Quince jam" text: "Slowly."'))
    kept = number(await chat.says("alice", '/wiki new "Plum jam" text: "Slowly."'))
    await chat.says("alice", f'/comment add {kept} "Mine burnt."')
    await chat.says("alice", f"/item delete {page}")
    async with chat.database.write() as tx:
        await tx.execute(update(Comment).values(deleted_at=chat.now))
    await chat.passes(items.KEPT_FOR - timedelta(hours=2))
    assert await _left(chat) == ({page, kept}, 1)
    await chat.passes(timedelta(hours=4))
    assert await _left(chat) == ({kept}, 0)
    assert "no" in (await chat.says("alice", f"/item restore {page}")).text


async def _left(chat: PaperChat) -> tuple[set[int], int]:
    async with chat.database.read() as tx:
        pages = set((await tx.execute(select(Item.id))).scalars())
        return pages, len((await tx.execute(select(Comment.id))).all())
