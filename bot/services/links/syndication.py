"""What is new in a community, for readers of news outside: an Atom feed.

Made from what happened (`bot.services.items.happenings`): pages, documents, questions,
topics, posts and events. Of people it tells nothing but the names of authors, as
the community shows them. Who may read it is decided before (`links`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from bot.services.communities.communities import Community
from bot.services.links import seals
from bot.services.text import shortened
from bot.services.visibility import is_in
from bot.times.times import show_time
from bot.words import _, speak
from storage.documents import DocumentVersion
from storage.engine import Tx
from storage.events import Event
from storage.happenings import Happening
from storage.items import Item
from storage.people import Person

KINDS = ("page", "document", "question", "topic", "post", "event")
MOST = 50
LONGEST_TEXT = 4000
_ATOM = "http://www.w3.org/2005/Atom"
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that is new; `begins`, `zone`, `cancelled` are an event's, `link` that of a document."""

    number: int
    kind: str
    title: str
    body: str
    author: str
    created_at: datetime
    updated_at: datetime
    begins: datetime | None
    zone: str | None
    cancelled: bool
    link: str | None


async def latest(tx: Tx, community_id: int) -> list[Entry]:
    """What is new in a community and still there, the latest first."""
    link = (
        select(DocumentVersion.url)
        .where(DocumentVersion.item_id == Item.id)
        .order_by(DocumentVersion.number.desc())
        .limit(1)
    )
    rows = await tx.execute(
        select(
            Item.id,
            Item.kind,
            Item.title,
            Item.body,
            func.coalesce(Person.name, ""),
            Item.created_at,
            Item.updated_at,
            Event.begins_at,
            Event.zone,
            Event.cancelled_at.is_not(None),
            link.scalar_subquery(),
        )
        .select_from(Happening)
        .join(Item, Item.id == Happening.item_id)
        .outerjoin(Person, Person.id == Item.author_id)
        .outerjoin(Event, Event.item_id == Item.id)
        .where(
            Happening.community_id == community_id,
            Happening.what == "new",
            Happening.kind.in_(KINDS),
            Item.deleted_at.is_(None),
            # It may have been withdrawn from a further community since.
            is_in(community_id),
        )
        .order_by(Happening.at.desc(), Happening.id.desc())
        .limit(MOST)
    )
    return [Entry(*row) for row in rows]


def atom(community: Community, entries: Sequence[Entry], *, secret: bytes, address: str) -> bytes:
    """The entries as an Atom 1.0 feed that is read at `address`.

    Ids are tag URIs under a name that nobody can own; they stay the same wherever the server moves.
    """
    house = f"{seals.installation(secret)}.invalid"
    feed = ElementTree.Element("feed", {"xmlns": _ATOM, "xml:lang": community.language})
    _put(feed, "id", f"tag:{house},2026:community/{community.id}")
    _put(feed, "title", community.name)
    if community.purpose:
        _put(feed, "subtitle", community.purpose)
    _put(feed, "updated", _moment(max((one.updated_at for one in entries), default=_NEVER)))
    ElementTree.SubElement(feed, "link", {"rel": "self", "type": "application/atom+xml", "href": address})
    _put(feed, "generator", "Convenor")
    for one in entries:
        _entry(feed, one, house, community.language)
    ElementTree.indent(feed)
    written: bytes = ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _entry(feed: ElementTree.Element, one: Entry, house: str, language: str) -> None:
    entry = ElementTree.SubElement(feed, "entry")
    # Numbers of what is long gone can be drawn again; with its day it is another name.
    _put(entry, "id", f"tag:{house},{one.created_at:%Y-%m-%d}:item/{one.number}")
    title = _("Cancelled: {title}", title=one.title) if one.cancelled else one.title
    _put(entry, "title", speak(title, language))
    _put(entry, "published", _moment(one.created_at))
    _put(entry, "updated", _moment(one.updated_at))
    _put(ElementTree.SubElement(entry, "author"), "name", one.author or "–")
    ElementTree.SubElement(entry, "category", {"term": one.kind})
    if one.link:
        ElementTree.SubElement(entry, "link", {"rel": "alternate", "href": _NOT_IN_XML.sub("", one.link)})
    said = shortened(one.body, LONGEST_TEXT)
    if one.begins and one.zone:
        said = f"{show_time(one.begins, ZoneInfo(one.zone), language)}\n\n{said}".strip()
    _put(entry, "content", said, type="text")


_NEVER = datetime.fromisoformat("2026-01-01T00:00:00+00:00")
"""When a feed with nothing in it was changed; Atom wants a moment."""


def _put(parent: ElementTree.Element, name: str, text: str, **attributes: str) -> None:
    ElementTree.SubElement(parent, name, attributes).text = _NOT_IN_XML.sub("", text)


def _moment(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def last_change(entries: Sequence[Entry]) -> datetime:
    """When the last of the entries was changed."""
    return max((one.updated_at for one in entries), default=_NEVER)
