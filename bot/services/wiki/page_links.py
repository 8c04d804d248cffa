"""Links between pages: [[Title]] in a page's text names another one, by any of its names."""

from __future__ import annotations

import re

from sqlalchemy import delete, insert, select

from bot.services.items.items import Item
from bot.services.text import fold, one_line
from storage.engine import Tx
from storage.items import Item as ItemRow
from storage.pages import PageLink, PageName

LONGEST_KEY = 300
"""No name of a page is longer when it is folded, so that it can be compared."""

_LINK = re.compile(r"\[\[(?!\s*\]\])([^\[\]\n]{1,120})\]\]")

_MOST_LINKS = 200


def links_as_text(body: str) -> str:
    """A text in which links to pages are just their titles."""
    return _LINK.sub(r"\1", body)


async def write_down(tx: Tx, number: int, body: str) -> None:
    """Write down which pages a page names."""
    await tx.execute(delete(PageLink).where(PageLink.item_id == number))
    keys = {fold(name) for name in linked_names(body)}
    # No page has a longer name than that, nor none at all.
    rows = [{"item_id": number, "key": key} for key in sorted(keys) if 0 < len(key) <= LONGEST_KEY]
    if rows:
        await tx.execute(insert(PageLink), rows)


def linked_names(body: str) -> list[str]:
    """The names in double square brackets, in order, each once."""
    found = dict.fromkeys(one_line(match[1]) for match in _LINK.finditer(body))
    return list(found)[:_MOST_LINKS]


async def links(tx: Tx, page: Item, body: str) -> list[tuple[str, int | None]]:
    """The pages that a page names, in order: the name, and the page's number where there is one."""
    names = linked_names(body)
    keys = [fold(name) for name in names]
    rows = await tx.execute(
        select(PageName.key, PageName.item_id)
        .join(ItemRow, ItemRow.id == PageName.item_id)
        .where(
            PageName.community_id == page.community.id,
            PageName.key.in_(keys),
            ItemRow.deleted_at.is_(None),
        )
    )
    there = {row.key: row.item_id for row in rows}
    return [(name, there.get(key)) for name, key in zip(names, keys, strict=True)]


async def linking_here(tx: Tx, page: Item, *, limit: int = 10) -> list[tuple[int, str]]:
    """The pages that name this page, by any of its names: number and title."""
    mine = select(PageName.key).where(PageName.item_id == page.id)
    rows = await tx.execute(
        select(ItemRow.id, ItemRow.title)
        .join(PageLink, PageLink.item_id == ItemRow.id)
        .where(
            PageLink.key.in_(mine),
            ItemRow.community_id == page.community.id,
            ItemRow.deleted_at.is_(None),
            ItemRow.id != page.id,
        )
        .distinct()
        .order_by(ItemRow.title)
        .limit(limit)
    )
    return [(row.id, row.title) for row in rows]
