"""Search where there is much: what comes first, page by page, and for whom; on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bench import corpus, filling
from bench.corpus import FIRST_DAY, LAST_DAY, OUTSIDER, VIEWER, Made, vocabulary
from bot.services.items import items
from bot.services.search import finding, matching
from bot.services.search.finding import Found, Wanted
from bot.services.wiki import page_names, pages
from storage.engine import Database
from storage.items import Item
from storage.people import Person
from storage.search import SearchEntry

OPEN, PRIVATE, MINE = 1, 4, 2
MANY = matching.MOST_RANKED + 500


def _made(at: int, *, title: str = "Something else", kind: str = "page", place: int = OPEN) -> Made:
    moment = FIRST_DAY + timedelta(minutes=at)
    return Made(1000 + at, kind, place, 7, f"{title} {at}", "Everybody speaks of compost.", moment, ())


async def _find(database: Database, viewer: int = VIEWER, **wanted: object) -> list[Found]:
    async with database.read() as tx:
        return await finding.find(tx, viewer, Wanted("compost", **wanted), limit=5)  # type: ignore[arg-type]


@pytest.fixture
async def much(database: Database) -> Database:
    """More items with the word than are ranked; an old one has it in its title, some are private."""
    made = [_made(at) for at in range(3, MANY)]
    titled = [_made(0, title="Compost heaps and how to turn them"), _made(1, title="Compost")]
    hidden = [_made(MANY + at, title="Compost", place=PRIVATE) for at in range(20)]
    few = [_made(2, kind="poll", place=MINE)]
    await filling.fill(database, [*titled, *few, *made, *hidden])
    return database


async def test_titles_come_first_and_then_the_newest(much: Database) -> None:
    found = await _find(much)
    assert [one.id for one in found] == [1001, 1000, 1000 + MANY - 1, 1000 + MANY - 2, 1000 + MANY - 3]
    assert found[0].marked == ("Compost", "compost")


async def test_the_next_page_goes_on_where_the_last_one_ended(much: Database) -> None:
    async with much.read() as tx:
        wanted = Wanted("compost")
        at_once = await finding.find(tx, VIEWER, wanted, limit=40)
        by_page = [await finding.find(tx, VIEWER, wanted, limit=8, offset=8 * page) for page in range(5)]
        assert [one.id for page in by_page for one in page] == [one.id for one in at_once]
        assert len({one.id for one in at_once}) == 40
        assert await finding.find(tx, VIEWER, wanted, limit=8, offset=2 * MANY) == []


async def test_what_is_private_is_not_found_among_much(much: Database) -> None:
    assert {one.community_name for one in await _find(much, community_id=PRIVATE)} == set()
    assert [one.id for one in await _find(much, kind="poll")] == [1002]
    assert await _find(much, OUTSIDER, kind="poll") == []
    assert [one.id for one in await _find(much, OUTSIDER)] == [one.id for one in await _find(much)]


async def test_much_is_narrowed_to_little(much: Database) -> None:
    assert [one.id for one in await _find(much, community_id=MINE)] == [1002]
    assert await _find(much, author_id=8) == []
    assert len(await _find(much, author_id=7)) == 5
    last = FIRST_DAY + timedelta(minutes=MANY - 2)
    assert [one.id for one in await _find(much, since=last)] == [1000 + MANY - 1, 1000 + MANY - 2]
    assert await _find(much, since=LAST_DAY) == []
    assert await _find(much, tag="none") == []


async def test_a_page_is_known_by_its_name_among_many(much: Database) -> None:
    async with much.read() as tx:
        for name in ("COMPOST 1", "Compost heaps and how to tu", "Comqost heaps and how to turn them"):
            found = await page_names.look_up(tx, VIEWER, [OPEN], name)
            assert found, name
            assert found[0][1].startswith("Compost"), name
        assert await page_names.look_up(tx, VIEWER, [PRIVATE], "Compost") == []
        assert await page_names.look_up(tx, VIEWER, [OPEN], "Gxyzzy wroqq") == []
        offered = await page_names.suggested(tx, VIEWER, [OPEN], "heap")
        assert [title for _number, title, _name in offered] == ["Compost heaps and how to turn them 0"]


async def test_what_is_written_in_bulk_is_what_the_product_writes(
    database: Database, another_database_url: str
) -> None:
    text = _made(5, title="Ötzi's Heap")
    await filling.fill(database, [text])
    another = Database(another_database_url)
    try:
        await filling.fill(another, [])
        async with another.write() as tx:
            number = await pages.create(tx, text.at, text.author, text.community, text.title, text.body)
        by_product = await _rows(another, number)
    finally:
        await another.close()
    in_bulk = await _rows(database, text.number)
    assert in_bulk == by_product


async def _rows(database: Database, number: int) -> list[object]:
    """All that is kept of a page, but for its number."""
    async with database.read() as tx:
        item = (await tx.execute(select(Item).where(Item.id == number))).one()
        names = (await tx.execute(select(pages.PageName).where(pages.PageName.item_id == number))).one()
        version = (
            await tx.execute(select(pages.PageVersion).where(pages.PageVersion.item_id == number))
        ).one()
        entry = (await tx.execute(select(SearchEntry).where(SearchEntry.ref == number))).one()
        found = await finding.find(tx, VIEWER, Wanted("heaps compost otzi"), limit=5)
        seen = await items.visible(tx, VIEWER, number)
        people = await tx.scalar(select(func.count()).select_from(Person))
    kept = [
        {name: value for name, value in row._mapping.items() if value != number and name != "id"}
        for row in (item, names, version, entry)
    ]
    return [*kept, len(found), seen is not None, people == corpus.PEOPLE, vocabulary()[0]]


async def test_the_title_that_was_written_comes_first_and_then_those_that_begin_so(
    database: Database,
) -> None:
    titles = ("Compost compost compost", "Compóst heaps", "On compost", "Compost", "Composting")
    made = [_made(at, title="Bins") for at in range(10)]
    titled = [replace(_made(at + 10), title=title) for at, title in enumerate(titles)]
    await filling.fill(database, [*made, *titled])
    found = [one.title for one in await _find(database)]
    assert found[0] == "Compost"
    assert set(found[1:4]) == {"Compost compost compost", "Compóst heaps", "Composting"}
    assert found[4] == "On compost"
    async with database.read() as tx:
        pages_of_two = [
            await finding.find(tx, VIEWER, Wanted("compost"), limit=2, offset=n) for n in (0, 2, 4)
        ]
    assert [one.title for some in pages_of_two for one in some][:5] == found


async def test_the_title_that_was_written_comes_first_where_many_match(database: Database) -> None:
    titles = ("Compost", "My compost", "Compost bins at home")
    made = [replace(_made(at), title=title) for at, title in enumerate(titles)]
    await filling.fill(database, [*made, *(_made(at) for at in range(10, MANY))])
    assert [one.title for one in await _find(database)][:3] == [
        "Compost",
        "Compost bins at home",
        "My compost",
    ]
