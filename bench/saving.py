"""Writing and changing a page, in databases of each size in turns: more items must not make it dearer."""

from __future__ import annotations

import secrets

from bench import corpus
from bench.corpus import VIEWER, communities_of
from bench.figures import Line, Spread, ratios, timed
from bot.services.items import items
from bot.services.wiki import pages
from storage.engine import Database

AIM = 1.5
_PAGES = 10
_NOW = corpus.LAST_DAY


async def saved(name: str, databases: dict[int, Database], turns: int) -> list[Line]:
    """New pages, then each changed once; what it takes in the smallest database is what it may take."""
    texts = [made for made in corpus.items(500) if made.kind == "page"][: turns * _PAGES]
    new: dict[int, list[float]] = {size: [] for size in databases}
    changed: dict[int, list[float]] = {size: [] for size in databases}
    for text in texts:
        for size, database in databases.items():
            saving = _Saving(database)
            new[size].append(await timed(lambda: saving.begin(text)))  # noqa: B023 - called at once
            changed[size].append(await timed(lambda: saving.change(text)))  # noqa: B023
    return [*_lines(f"{name}: to write a page", new), *_lines(f"{name}: to change a page", changed)]


def _lines(what: str, taken: dict[int, list[float]]) -> list[Line]:
    smallest = min(taken)
    lines = []
    for size, found in taken.items():
        told = f"{Spread.of(found).told(1, ' ms')}"
        if size == smallest:
            lines.append(Line(f"{what} among {size:,} items", told))
            continue
        ratio = Spread.of(found).middle / Spread.of(taken[smallest]).middle
        told += f": {ratio:.2f} times; in turns {ratios(found, taken[smallest]).told(2)}"
        lines.append(Line(f"{what} among {size:,} items", told, f"{AIM:g} times", ratio <= AIM))
    return lines


class _Saving:
    """Somebody who writes a page and changes it, each in a transaction of its own as the commands do."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._number = 0

    async def begin(self, text: corpus.Made) -> None:
        async with self._database.write() as tx:
            place = communities_of(VIEWER)[0]
            self._number = await pages.create(
                tx, _NOW, VIEWER, place, f"New {secrets.token_hex(4)}", text.body
            )

    async def change(self, text: corpus.Made) -> None:
        async with self._database.write() as tx:
            page = await items.visible(tx, VIEWER, self._number, kind=pages.KIND)
            assert page is not None
            await pages.edit(
                tx, _NOW, VIEWER, page, title=page.title, body=f"{text.body} Changed.", reason="", base=1
            )
