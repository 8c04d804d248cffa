"""Messages picked from the chat to be kept: whose they are, and whether their author must be asked first.

A picked message is a *quote*: its text as it was, its author, and where it stands. It belongs to whoever
picked it, and is forgotten when it has been kept, when its author refuses, or after a week.

Its author is asked first where the community wants that (`ask_authors`), and always where the message was
written elsewhere than in a channel of the community: who wrote it there did not write for these readers.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, exists, insert, select, update

from bot.errors import NotFound
from bot.services.communities.communities import Community
from bot.services.library.blobs import File
from bot.services.people import people, standing
from bot.services.people.standing import Account
from bot.services.text import one_line, several_lines, shortened
from bot.words import _
from storage.communities import Channel
from storage.engine import Tx
from storage.items import Item, Posting
from storage.quotes import Quote as Row

KEPT_FOR = timedelta(days=7)
LONGEST = 40_000
LONGEST_TITLE = 100
_ADDRESS = re.compile(r"https?://[^\s<>\"|]+")
_MARKS = str.maketrans("[]", "()")


@dataclass(frozen=True, slots=True)
class Quote:
    """A picked message. `author_id` is None where a bot wrote it."""

    id: str
    person_id: int
    author_id: int | None
    author_name: str
    text: str
    link: str
    platform: str
    workspace: str
    channel: str
    message: str
    thread: str
    file: File | None
    wish: str
    given: Mapping[str, Any]
    allowed: bool

    @property
    def of_another(self) -> bool:
        """Whether somebody else wrote it than who picked it."""
        return self.author_id is not None and self.author_id != self.person_id

    @property
    def title(self) -> str:
        """A title for it: its first line, without the signs that lists and headings begin with."""
        first = next(filter(None, map(one_line, self.text.split("\n"))), "")
        return shortened(first.lstrip("#*-•> ").translate(_MARKS).strip(" *_`"), LONGEST_TITLE)

    @property
    def address(self) -> str:
        """The first web address in its text; empty where there is none."""
        found = _ADDRESS.search(self.text)
        return found[0].rstrip(".,;:!?)]") if found else ""

    def credited(self, text: str = "") -> str:
        """That text, or the message's own, with whose words they are and where they stand."""
        source = ", ".join(filter(None, (self.author_name if self.of_another else "", self.link)))
        said = text or self.text
        return f"{said}\n\n— {source}" if source else said


_COLUMNS = (
    Row.id,
    Row.person_id,
    Row.author_id,
    Row.author_name,
    Row.text,
    Row.link,
    Row.platform,
    Row.workspace,
    Row.channel,
    Row.message,
    Row.thread,
    Row.file,
    Row.wish,
    Row.given,
    Row.allowed,
)


async def take(
    tx: Tx,
    now: datetime,
    person_id: int,
    author: Account | None,
    text: str,
    *,
    link: str,
    place: tuple[str, str, str],
    message: str,
    thread: str,
    file: File | None = None,
) -> str:
    """Keep a message that somebody picked in `place` (platform, workspace, channel); returns the quote's id.

    An author whom nobody has met is written down, so that they can be asked and credited.
    """
    platform, workspace, channel = place
    number = secrets.token_hex(6)
    await tx.execute(
        insert(Row).values(
            id=number,
            person_id=person_id,
            author_id=await _person(tx, now, author) if author else None,
            author_name=author.name if author else "",
            text=several_lines(text, LONGEST),
            link=link if len(link) <= 500 else "",
            platform=platform,
            workspace=workspace,
            channel=channel,
            message=message,
            thread=thread,
            file=asdict(file) if file else None,
            given={},
            created_at=now,
        )
    )
    return number


async def _person(tx: Tx, now: datetime, author: Account) -> int:
    known = await people.by_account(tx, author.platform, author.workspace, author.id)
    return known.id if known else await standing.introduce(tx, author, now, language=None, time_zone=None)


async def of_picker(tx: Tx, person_id: int, number: str) -> Quote:
    """The quote of that id, if that person picked it; raises `NotFound` where it is gone or another's."""
    return await _one(tx, Row.id == number, Row.person_id == person_id)


async def of_author(tx: Tx, person_id: int, number: str) -> Quote:
    """The quote of that id, if it waits for that person's leave; raises `NotFound` where it does not."""
    return await _one(tx, Row.id == number, Row.author_id == person_id, Row.wish != "")


async def _one(tx: Tx, *conditions: Any) -> Quote:
    row = (await tx.execute(select(*_COLUMNS).where(*conditions))).first()
    if row is None:
        raise NotFound(_("That message is no longer waiting here; choose it from its menu again."))
    kept = {**row._mapping, "file": File(**row.file) if row.file else None}
    return Quote(**kept)


async def needs_leave(tx: Tx, quote: Quote, community: Community) -> bool:
    """Whether the author must be asked before the message is kept in that community."""
    if not quote.of_another or quote.allowed:
        return False
    return community.ask_authors or not await stands_in(tx, quote, community)


async def stands_in(tx: Tx, quote: Quote, community: Community) -> bool:
    """Whether the message was written in a channel of that community."""
    from_here = exists().where(
        Channel.community_id == community.id,
        Channel.platform == quote.platform,
        Channel.workspace == quote.workspace,
        Channel.channel == quote.channel,
    )
    return bool((await tx.execute(select(from_here))).scalar_one())


async def wait_for_leave(tx: Tx, quote: Quote, wish: str, given: Mapping[str, Any]) -> bool:
    """Note what is to be done when the author allows it; returns False where they are being asked already."""
    noted = await tx.execute(
        update(Row).where(Row.id == quote.id, Row.wish == "").values(wish=wish, given=dict(given))
    )
    return bool(noted.rowcount)


async def allow(tx: Tx, quote: Quote) -> None:
    """Note that the author allows it; nothing waits any more."""
    await tx.execute(update(Row).where(Row.id == quote.id).values(allowed=True, wish="", given={}))


async def forget(tx: Tx, quote: Quote) -> None:
    """Forget a quote that was kept or refused."""
    await tx.execute(delete(Row).where(Row.id == quote.id))


async def purge(tx: Tx, now: datetime) -> None:
    """Forget quotes that nobody did anything with."""
    await tx.execute(delete(Row).where(Row.created_at < now - KEPT_FOR))


async def item_shown(tx: Tx, quote: Quote, message: str, *, kind: str | None = None) -> int | None:
    """The item whose card that message is, in the channel of the quote; who may see it is asked elsewhere."""
    if not message:
        return None
    statement = (
        select(Item.id)
        .join(Posting, Posting.item_id == Item.id)
        .where(
            Posting.platform == quote.platform,
            Posting.workspace == quote.workspace,
            Posting.channel == quote.channel,
            Posting.message == message,
        )
    )
    if kind:
        statement = statement.where(Item.kind == kind)
    return (await tx.execute(statement.limit(1))).scalar()
