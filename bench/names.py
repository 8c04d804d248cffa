"""Looking a page up by its name, and completing one, among many."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from sqlalchemy import select

from bench.corpus import VIEWER, communities_of
from bench.figures import Line, Spread, timed, within
from bot.services.wiki import page_names
from storage.engine import Database, Tx
from storage.pages import PageName

MOST_MS = 1000.0
_NAMES = 5
_LONGEST_S = 30.0
_MINE = communities_of(VIEWER)
"""The communities in whose wikis is looked; together they hold some eight of a hundred pages."""


async def looked_up(where: str, database: Database, turns: int) -> list[Line]:
    """By the very name, by its beginning, misspelt, and with no page of such a name; and completion."""
    names = await _some(database)

    def asking(of: Callable[[str], str]) -> Callable[[Tx, str], Awaitable[object]]:
        return lambda tx, name: page_names.look_up(tx, VIEWER, _MINE, of(name))

    def completing(of: Callable[[str], str]) -> Callable[[Tx, str], Awaitable[object]]:
        return lambda tx, name: page_names.suggested(tx, VIEWER, _MINE, of(name))

    ways = {
        "a page by its name": asking(lambda name: name.upper()),
        "a page by the beginning of its name": asking(lambda name: name[: len(name) // 2]),
        "a page by a misspelt name": asking(lambda name: f"{name[:2]}q{name[3:]}"),
        "a page that is not there": asking(lambda _name: "qqaqq wyqwq"),
        "to complete two letters": completing(lambda name: name[:2]),
        "to complete a word of a title": completing(lambda name: name.split()[-1][:4]),
    }
    return [await _line(f"{where}: {way}", database, names, asked, turns) for way, asked in ways.items()]


async def _some(database: Database) -> list[str]:
    """The names of a few pages."""
    async with database.read() as tx:
        found = await tx.execute(
            select(PageName.key)
            .where(PageName.community_id.in_(_MINE))
            .order_by(PageName.item_id)
            .limit(_NAMES)
        )
        return list(found.scalars())


async def _line(
    what: str,
    database: Database,
    names: list[str],
    asked: Callable[[Tx, str], Awaitable[object]],
    turns: int,
) -> Line:
    async def once(name: str) -> None:
        async with database.read() as tx:
            await asked(tx, name)

    taken: list[float] = []
    for _turn in range(turns):
        for name in names:
            taken.append(await timed(lambda: once(name)))  # noqa: B023 - called at once
        if sum(taken) > _LONGEST_S * 1000:
            break
    most = within(taken, 95)
    told = f"{Spread.of(taken).told(1, ' ms')}, 95 of 100 within {most:.0f} ms"
    return Line(what, told, f"{MOST_MS:.0f} ms", most <= MOST_MS)
