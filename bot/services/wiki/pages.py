"""The wiki: pages of a community, their versions and names.

A page's present text is the item's; each save adds a version, a revert too.
Names are compared folded, so case and accents do not matter
(`page_names` tells which page is meant by one). How pages name each other is in `page_links`.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, func, insert, select, update

from bot.errors import Conflict, NotUnderstood
from bot.services.items import happenings, items
from bot.services.items.items import Item
from bot.services.text import fold, one_line, several_lines, shortened
from bot.services.upsert import insert_new
from bot.services.wiki import page_links
from bot.services.wiki.page_links import LONGEST_KEY
from bot.services.wiki.page_versions import Version, latest
from bot.words import _
from storage.engine import Tx
from storage.items import Item as ItemRow
from storage.pages import PageName, PageVersion

KIND = "page"

LONGEST_TITLE = 120

LONGEST_BODY = 100_000


class Overtaken(Exception):
    """Somebody else saved the page in the meantime; nothing was saved. `present` is what is there now."""

    def __init__(self, present: Version) -> None:
        super().__init__(f"version {present.number} is there already")
        self.present = present


class NameTaken(Conflict):
    """The community has a page of that name already, taken away or not; `number` is that page's."""

    def __init__(self, number: int) -> None:
        super().__init__(
            _("There is a page of that name: #{number}.", number=number),
            field="title",
            action=(_("Show it"), f"wiki show {number}"),
        )
        self.number = number


def _checked_title(title: str) -> str:
    title = one_line(title)
    if not title or not fold(title):
        raise NotUnderstood(_("A page needs a title."), field="title")
    # What it is compared by can be many times longer ("ﷺ" is four words).
    too_long = len(title) > LONGEST_TITLE or len(fold(title)) > LONGEST_KEY
    if too_long or any(mark in title for mark in "[]"):
        raise NotUnderstood(
            _("A title has at most {most} characters, and no square brackets.", most=LONGEST_TITLE),
            field="title",
        )
    return title


async def create(
    tx: Tx, now: datetime, author: int, community_id: int, title: str, body: str, reason: str = ""
) -> int:
    """Begin a page; returns its number. Raises `NameTaken` where the community has one of that name."""
    title, body = _checked_title(title), several_lines(body, LONGEST_BODY)
    taken = await _named(tx, community_id, title)
    if taken is not None:
        raise NameTaken(taken)
    number = await items.create(
        tx, now, KIND, community_id=community_id, author_id=author, title=title, body=body
    )
    await _name(tx, community_id, number, title, alias=False)
    await _add_version(tx, now, author, number, 1, title, body, reason)
    await page_links.write_down(tx, number, body)
    return number


async def edit(
    tx: Tx,
    now: datetime,
    author: int,
    page: Item,
    *,
    title: str,
    body: str,
    reason: str,
    base: int | None,
) -> int:
    """Save a page; returns the version's number.

    `base` is the version that the edit began with. Raises `Overtaken` where another was saved since,
    `NameTaken` where the new title is another page's.
    """
    title, body = _checked_title(title), several_lines(body, LONGEST_BODY)
    # Two who save at once must not both find that nothing was saved since.
    await tx.execute(select(ItemRow.id).where(ItemRow.id == page.id).with_for_update(key_share=True))
    present = await latest(tx, page.id)
    if base is not None and base != present.number and (title, body) != (present.title, present.body):
        raise Overtaken(present)
    if fold(title) != fold(present.title):
        await _rename(tx, page, title)
    await items.save(tx, now, page.id, title=title, body=body)
    await _add_version(tx, now, author, page.id, present.number + 1, title, body, reason)
    await page_links.write_down(tx, page.id, body)
    await happenings.note(tx, now, "changed", page.id, actor=author)
    return present.number + 1


async def _rename(tx: Tx, page: Item, title: str) -> None:
    """Give a page another title; the old one stays as an alias, so links to it still lead there."""
    taken = await _named(tx, page.community.id, title)
    if taken is not None and taken != page.id:
        raise NameTaken(taken)
    await tx.execute(
        delete(PageName).where(PageName.community_id == page.community.id, PageName.key == fold(title))
    )
    await tx.execute(
        update(PageName).where(PageName.item_id == page.id, PageName.alias.is_(False)).values(alias=True)
    )
    await _name(tx, page.community.id, page.id, title, alias=False)


async def _name(tx: Tx, community_id: int, number: int, name: str, *, alias: bool) -> bool:
    return await insert_new(
        tx, PageName, community_id=community_id, key=fold(name), item_id=number, name=name, alias=alias
    )


async def _named(tx: Tx, community_id: int, name: str) -> int | None:
    """The page of that name in a community, taken away or not."""
    found = await tx.execute(
        select(PageName.item_id).where(PageName.community_id == community_id, PageName.key == fold(name))
    )
    return found.scalar()


async def _add_version(
    tx: Tx, now: datetime, author: int, number: int, version: int, title: str, body: str, reason: str
) -> None:
    await tx.execute(
        insert(PageVersion).values(
            item_id=number,
            number=version,
            title=title,
            body=body,
            reason=shortened(one_line(reason), 300),
            author_id=author,
            at=now,
        )
    )


async def aliases(tx: Tx, number: int) -> list[str]:
    """The other names of a page."""
    rows = await tx.execute(
        select(PageName.name)
        .where(PageName.item_id == number, PageName.alias.is_(True))
        .order_by(PageName.key)
    )
    return list(rows.scalars())


async def add_alias(tx: Tx, page: Item, name: str) -> str:
    """Give a page another name; returns it as kept. Raises `Conflict` where it is a page's already."""
    name = _checked_title(name)
    taken = await _named(tx, page.community.id, name)
    if taken is not None:
        raise Conflict(_("“{name}” is a name of #{number} already.", name=name, number=taken))
    await _name(tx, page.community.id, page.id, name, alias=True)
    return name


async def drop_alias(tx: Tx, page: Item, name: str) -> bool:
    """Take one of its other names from a page; returns whether it had it."""
    gone = await tx.execute(
        delete(PageName).where(
            PageName.item_id == page.id, PageName.key == fold(name), PageName.alias.is_(True)
        )
    )
    return bool(gone.rowcount)


async def listed(
    tx: Tx, community_id: int, *, latest_first: bool = False, limit: int = 10, offset: int = 0
) -> list[tuple[int, str, datetime]]:
    """The pages of a community, A to Z or the latest first: number, title, when it was last saved."""
    order = (ItemRow.updated_at.desc(),) if latest_first else (func.lower(ItemRow.title), ItemRow.id)
    rows = await tx.execute(
        select(ItemRow.id, ItemRow.title, ItemRow.updated_at)
        .where(ItemRow.community_id == community_id, ItemRow.kind == KIND, ItemRow.deleted_at.is_(None))
        .order_by(*order)
        .limit(limit)
        .offset(offset)
    )
    return [(row.id, row.title, row.updated_at) for row in rows]
