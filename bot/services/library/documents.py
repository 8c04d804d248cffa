"""The library: files and links that members share, in versions, rated and found by what is in them.

A document is a file or an address. Its file is kept once however often it is
shared (`blobs`), and its text goes into the index a little later
(`unread`), so that sharing is quick. The same file, or the same address, is
a document of a community once: whoever shares it again is pointed to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import func, insert, select
from sqlalchemy.orm import aliased

from bot.errors import Conflict, NotAllowed, NotFound, NotUnderstood
from bot.services.items import happenings, items
from bot.services.items.items import Item
from bot.services.library.blobs import File
from bot.services.library.filetypes import READ, ending
from bot.services.text import one_line, several_lines, shortened
from bot.services.visibility import sees_community
from bot.words import _
from storage.communities import Community
from storage.documents import DocumentVersion as Row
from storage.engine import Tx
from storage.items import Item as ItemRow
from storage.people import Person

KIND = "document"
LONGEST_TITLE = 200
LONGEST_BODY = 3000
LONGEST_URL = 2000
LONGEST_CHANGE = 300

Source = File | str
"""What a document is: a file, or an address."""


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a document. `sha256` is None where it is an address."""

    number: int
    sha256: str | None
    url: str | None
    name: str
    mime: str
    size: int
    change: str
    author_name: str
    at: datetime


def checked_link(link: str) -> str:
    """An address as it is kept; raises `NotUnderstood` for anything but http and https."""
    link = one_line(link).strip("<>")
    try:
        parts = urlsplit(link)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        good = False
    if not good or " " in link:
        raise NotUnderstood(_("“{link}” is no web address.", link=shortened(link, 60)), field="link")
    if len(link) > LONGEST_URL:
        raise NotUnderstood(_("An address has at most {most} characters.", most=LONGEST_URL), field="link")
    return link


def source_of(file: File | None, link: str) -> Source:
    """What is shared; raises `NotUnderstood` where that is nothing, or both a file and an address."""
    if file and link:
        raise NotUnderstood(_("Give a file or a link, not both."), field="link")
    if file:
        return file
    if not link:
        raise NotUnderstood(_("Choose a file, or give a link."), field="file")
    return checked_link(link)


async def share(
    tx: Tx, now: datetime, author: int, community_id: int, source: Source, title: str, body: str
) -> int:
    """Put a document into the library; returns its number.

    Raises `Conflict` where the community has it already.
    """
    await _refuse_double(tx, community_id, source)
    number = await items.create(
        tx,
        now,
        KIND,
        community_id=community_id,
        author_id=author,
        title=_title(title) or title_of(source),
        body=several_lines(body, LONGEST_BODY),
    )
    await _add(tx, now, author, number, 1, source, "")
    return number


def check_may_change(person_id: int, document: Item) -> None:
    """Raises `NotAllowed` for all but who shared it and facilitators."""
    if not document.may_change(person_id):
        raise NotAllowed(_("Only who shared it, or a facilitator, can change it."))


async def add_version(tx: Tx, now: datetime, author: int, document: Item, source: Source, change: str) -> int:
    """Add a version; returns its number. Raises `NotAllowed` for all but the author and facilitators.

    Raises `Conflict` where that file or address is in the library already.
    """
    check_may_change(author, document)
    await _refuse_double(tx, document.community.id, source)
    latest = await tx.execute(select(func.max(Row.number)).where(Row.item_id == document.id))
    number = (latest.scalar_one() or 0) + 1
    await _add(tx, now, author, document.id, number, source, one_line(change)[:LONGEST_CHANGE])
    await items.touch(tx, now, document.id)
    await items.find_by(tx, document.id, "")
    await happenings.note(tx, now, "changed", document.id, actor=author)
    return number


async def edit(tx: Tx, now: datetime, person_id: int, document: Item, title: str, body: str) -> None:
    """Change title and description. Raises `NotAllowed` for all but the author and facilitators."""
    check_may_change(person_id, document)
    fitting = _title(title) or document.title
    await items.save(tx, now, document.id, title=fitting, body=several_lines(body, LONGEST_BODY))


async def versions(tx: Tx, number: int, *, limit: int = 20) -> list[Version]:
    """The versions of a document, the present one first."""
    rows = await tx.execute(_VERSIONS.where(Row.item_id == number).order_by(Row.number.desc()).limit(limit))
    return [Version(*row) for row in rows]


async def version(tx: Tx, number: int, which: int | None = None) -> Version:
    """A version of a document, by default the present one; raises `NotFound` where it has none such."""
    statement = _VERSIONS.where(Row.item_id == number).order_by(Row.number.desc()).limit(1)
    found = (await tx.execute(statement.where(Row.number == which) if which else statement)).first()
    if found is None:
        raise NotFound(_("There is no version {number}.", number=which or 1))
    return Version(*found)


async def elsewhere(tx: Tx, viewer: int, number: int) -> tuple[int, str] | None:
    """Another document that the viewer may see, in any community, with the same file or address."""
    other = aliased(Row)
    found = await tx.execute(
        select(ItemRow.id, ItemRow.title)
        .join(other, other.item_id == ItemRow.id)
        .join(Row, (Row.sha256 == other.sha256) | (Row.url == other.url))
        .join(Community, Community.id == ItemRow.community_id)
        .where(Row.item_id == number, ItemRow.id != number, ItemRow.deleted_at.is_(None))
        .where(sees_community(viewer))
        .limit(1)
    )
    row = found.first()
    return (row.id, row.title) if row else None


def title_of(source: Source) -> str:
    """What a document is called to which nobody gave a title."""
    if isinstance(source, File):
        stem = source.name.removesuffix(f".{source.name.rpartition('.')[2]}")
        return shortened(one_line(stem.replace("_", " ")) or source.name, LONGEST_TITLE)
    parts = urlsplit(source)
    return shortened(one_line(f"{parts.hostname}{parts.path.rstrip('/')}"), LONGEST_TITLE)


def _title(title: str) -> str:
    return shortened(one_line(title), LONGEST_TITLE)


async def _refuse_double(tx: Tx, community_id: int, source: Source) -> None:
    same = Row.sha256 == source.sha256 if isinstance(source, File) else Row.url == source
    found = await tx.execute(
        select(ItemRow.id, ItemRow.title)
        .join(Row, Row.item_id == ItemRow.id)
        .where(same, ItemRow.community_id == community_id, ItemRow.deleted_at.is_(None))
        .limit(1)
    )
    row = found.first()
    if row:
        raise Conflict(
            _("This is in the library already: #{number} “{title}”.", number=row.id, title=row.title),
            action=(_("Show it"), f"doc show {row.id}"),
        )


async def _add(
    tx: Tx, now: datetime, author: int, item_id: int, number: int, source: Source, change: str
) -> None:
    file = source if isinstance(source, File) else None
    await tx.execute(
        insert(Row).values(
            item_id=item_id,
            number=number,
            sha256=file.sha256 if file else None,
            url=None if file else source,
            name=file.name if file else "",
            mime=file.mime if file else "",
            size=file.size if file else 0,
            change=change,
            author_id=author,
            at=now,
            read_after=now if file and ending(file.name) in READ else None,
            tries=0,
        )
    )


_VERSIONS = select(
    Row.number,
    Row.sha256,
    Row.url,
    Row.name,
    Row.mime,
    Row.size,
    Row.change,
    func.coalesce(Person.name, "").label("author_name"),
    Row.at,
).outerjoin(Person, Person.id == Row.author_id)
