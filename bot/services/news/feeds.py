"""The feeds themselves: when each is looked at, and what came of it. One row for all who take it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, exists, func, or_, select, update
from yarl import URL

from bot.errors import NotUnderstood
from bot.services.news.feedreading import Read
from bot.services.news.feedtext import LONGEST_ADDRESS
from bot.services.text import one_line, shortened
from bot.services.upsert import insert_new
from bot.words import _
from storage.engine import Tx
from storage.news import Feed as Row
from storage.news import FeedDecision, FeedEntry, Subscription


@dataclass(frozen=True, slots=True)
class Due:
    """A feed that is to be looked at, and what was learnt at the last look."""

    id: int
    url: str
    host: str
    etag: str
    last_modified: str
    digest: str
    failures: int


@dataclass(frozen=True, slots=True)
class Learnt:
    """What a look told beside the entries, to be known at the next."""

    etag: str
    last_modified: str
    digest: str
    next_at: datetime


KEPT_FOR = timedelta(days=90)
"""How long it can be told what an entry was, and what became of it."""

_QUIET = timedelta(hours=1)
_DUE = (Row.id, Row.url, Row.host, Row.etag, Row.last_modified, Row.digest, Row.failures)
_WELL: dict[str, Any] = {"state": "ok", "failures": 0, "error": "", "noted": False, "lease_until": None}


def canonical(address: str) -> str:
    """An address as feeds are known by it; "feed:" before it and nothing before it are understood.

    Raises `NotUnderstood` for what is no address of the web, or has a password in it.
    """
    text = one_line(address).strip("<>")
    text = text.removeprefix("feed://").removeprefix("feed:") if text.startswith("feed:") else text
    try:
        url = URL(text if "://" in text else f"https://{text}")
    except ValueError:
        url = URL("")
    host = url.host or ""
    whole = ("." in host and not host.startswith(".")) or ":" in host or host == "localhost"
    good = url.scheme in ("http", "https") and whole and url.user is None and " " not in text
    found = str(url.with_fragment(None)) if good else ""
    if not found:
        raise NotUnderstood(
            _("“{text}” is no web address.", text=shortened(text, 60)),
            example="feed add https://example.org/news",
            field="address",
        )
    if len(found) > LONGEST_ADDRESS:
        raise NotUnderstood(
            _("An address has at most {most} characters.", most=LONGEST_ADDRESS), field="address"
        )
    return found


def host_of(url: str) -> str:
    """The host and port of an address."""
    parsed = URL(url)
    return f"{parsed.host}:{parsed.port}"[:260]


async def waits(tx: Tx, now: datetime) -> bool:
    """Whether any feed is to be looked at now."""
    found = await tx.execute(select(Row.id).where(Row.next_at <= now, _free(now)).limit(1))
    return found.first() is not None


def _free(now: datetime) -> Any:
    return or_(Row.lease_until.is_(None), Row.lease_until <= now)


async def claim(tx: Tx, now: datetime, until: datetime, most: int) -> list[Due]:
    """Take feeds in hand that are due, the longest due first, one of each host that nobody asks just now."""
    busy = select(Row.host).where(Row.lease_until > now)
    rows = await tx.execute(
        select(*_DUE)
        .where(Row.next_at <= now, _free(now), Row.host.not_in(busy))
        .order_by(Row.next_at)
        .limit(4 * most)
        .with_for_update(skip_locked=True)
    )
    by_host: dict[str, Due] = {}
    for row in rows:
        by_host.setdefault(row.host, Due(*row))
    taken = list(by_host.values())[:most]
    if taken:
        numbers = [one.id for one in taken]
        await tx.execute(update(Row).where(Row.id.in_(numbers)).values(lease_until=until))
    return taken


async def hold(tx: Tx, feed_id: int) -> bool:
    """Keep others from writing about a feed until the transaction ends; False where it is there no more."""
    found = await tx.execute(select(Row.id).where(Row.id == feed_id).with_for_update())
    return found.first() is not None


async def known(tx: Tx, now: datetime, url: str) -> int:
    """The number of the feed at an address, held; one that is new is written down, and due at once."""
    await insert_new(tx, Row, same=("url",), url=url, host=host_of(url), created_at=now, next_at=now)
    found = await tx.execute(select(Row.id).where(Row.url == url).with_for_update())
    return int(found.scalar_one())


async def unchanged(tx: Tx, now: datetime, looks: Sequence[tuple[int, datetime]]) -> None:
    """Nothing new at those feeds; each with the moment of its next look."""
    if looks:
        rows = [{"number": number, "next": following} for number, following in looks]
        statement = update(Row).where(Row.id == bindparam("number"))
        values = {**_WELL, "checked_at": now, "next_at": bindparam("next", type_=Row.next_at.type)}
        await tx.execute(statement.values(**values), rows)


async def changed(tx: Tx, now: datetime, feed_id: int, read: Read, learnt: Learnt) -> None:
    """A feed was read; called after its entries were taken in."""
    values = {
        **_WELL,
        "title": read.title,
        "site": read.site,
        "etag": learnt.etag,
        "last_modified": learnt.last_modified,
        "digest": learnt.digest,
        "checked_at": now,
        "next_at": learnt.next_at,
    }
    await tx.execute(update(Row).where(Row.id == feed_id).values(**values))


async def failed(tx: Tx, feed_id: int, code: str, next_at: datetime, *, note: bool) -> bool:
    """A look failed. Returns whether to say so now: where `note` asks for it, and once only."""
    found = await tx.execute(
        select(Row.failures, Row.noted, Row.state).where(Row.id == feed_id).with_for_update()
    )
    row = found.first()
    if row is None or row.state == "gone":
        return False
    await tx.execute(
        update(Row)
        .where(Row.id == feed_id)
        .values(
            state="failing",
            failures=row.failures + 1,
            error=code[:300],
            next_at=next_at,
            lease_until=None,
            noted=row.noted or note,
        )
    )
    return note and not row.noted


async def gone(tx: Tx, feed_id: int) -> bool:
    """The server says that the feed is no more. Returns whether that was not known."""
    done = await tx.execute(
        update(Row)
        .where(Row.id == feed_id, Row.state != "gone")
        .values(state="gone", error="gone", next_at=None, lease_until=None)
    )
    return bool(done.rowcount)


async def move(tx: Tx, feed_id: int, url: str) -> int:
    """A feed stands at another address for good; returns its number there, held.

    Where that one is known already the two become one: who took the old one takes that, and what was seen in
    the old one is remembered there.
    """
    found = await tx.execute(
        select(Row.id, Row.url)
        .where(or_(Row.id == feed_id, Row.url == url))
        .order_by(Row.id)
        .with_for_update()
    )
    rows = {row.url: row.id for row in found}
    other = rows.get(url)
    if other is None:
        old = next(iter(rows))
        values = {"url": url, "host": host_of(url), "moved_from": old}
        await tx.execute(update(Row).where(Row.id == feed_id).values(**values))
        return feed_id
    if other != feed_id:
        await _merge(tx, feed_id, int(other))
    return int(other)


async def _merge(tx: Tx, old: int, new: int) -> None:
    theirs = select(FeedEntry.key).where(FeedEntry.feed_id == new)
    await tx.execute(
        update(FeedEntry).where(FeedEntry.feed_id == old, FeedEntry.key.not_in(theirs)).values(feed_id=new)
    )
    takers = select(Subscription.community_id).where(Subscription.feed_id == new)
    await tx.execute(
        update(Subscription)
        .where(Subscription.feed_id == old, Subscription.community_id.not_in(takers))
        .values(feed_id=new)
    )
    await tx.execute(delete(Row).where(Row.id == old))


async def purge(tx: Tx, now: datetime) -> None:
    """Forget what was decided and what entries said long ago, and feeds that nobody takes any more.

    What entries are known by stays as long as their feed does.
    """
    await tx.execute(delete(FeedDecision).where(FeedDecision.at < now - KEPT_FOR))
    forgotten = {"title": "", "link": "", "summary": "", "forget_at": None}
    await tx.execute(update(FeedEntry).where(FeedEntry.forget_at < now).values(**forgotten))
    taken = exists().where(Subscription.feed_id == Row.id)
    # What was written about just now may be taken by somebody in a transaction that is not seen from here.
    quiet = func.coalesce(Row.checked_at, Row.created_at) < now - _QUIET
    await tx.execute(delete(Row).where(quiet, ~taken))
