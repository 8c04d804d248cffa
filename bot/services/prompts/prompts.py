"""Prompts: the queue of questions from which a community is asked one at a time.

A queue is asked through from beginning to end before any question comes again, and
again only where the facilitators said so. What becomes of a question that is asked
is in `rounds`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import ColumnElement, delete, func, select, update

from bot.errors import Conflict, NotFound, NotUnderstood
from bot.services.text import fold, one_line, words
from bot.services.upsert import insert_for, insert_new
from bot.words import _
from storage.engine import Tx
from storage.prompts import Prompt as Row
from storage.prompts import PromptSetting

KIND = "prompt"
JOB = "prompt"
"""The job that asks the next question; its subject is the community."""

LONGEST = 300
MOST = 1000
HINT_EVERY = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Prompt:
    """A question in a queue, by its `key`; `used_at` is when it was asked last."""

    key: str
    text: str
    pack: str
    added_by: int | None
    used_at: datetime | None


_COLUMNS = (Row.key, Row.text, Row.pack, Row.added_by, Row.used_at)


def _this(community_id: int, key: str) -> tuple[ColumnElement[bool], ...]:
    return Row.community_id == community_id, Row.key == key


async def add(
    tx: Tx, community_id: int, person_id: int, texts: Sequence[str], *, pack: str = ""
) -> list[str]:
    """Put questions at the end of a queue; returns those that were not in it yet.

    Raises `NotUnderstood` for one that is empty or too long, `Conflict` where the queue is full.
    """
    last = (
        await tx.execute(
            select(func.coalesce(func.max(Row.position), 0), func.count()).where(
                Row.community_id == community_id
            )
        )
    ).one()
    if last[1] + len(texts) > MOST:
        raise Conflict(_("The queue is full: it holds {most} prompts.", most=MOST))
    fresh = []
    for place, text in enumerate(map(_checked, texts), start=last[0] + 1):
        new = await insert_new(
            tx,
            Row,
            community_id=community_id,
            text=text,
            key=sha256(fold(text).encode()).hexdigest()[:16],
            pack=pack,
            position=place,
            added_by=person_id,
        )
        fresh += [text] if new else []
    if fresh:
        await _set(tx, community_id, told_empty=False)
    return fresh


def _checked(text: str) -> str:
    text = one_line(text)
    if not words(text):
        raise NotUnderstood(_("What do you want to ask?"), field="prompt")
    if len(text) > LONGEST:
        raise NotUnderstood(_("A prompt has at most {most} characters.", most=LONGEST), field="prompt")
    return text


async def queue(tx: Tx, community_id: int, *, limit: int = 10, offset: int = 0) -> list[Prompt]:
    """What comes next, in order."""
    rows = await tx.execute(
        select(*_COLUMNS)
        .where(Row.community_id == community_id, Row.used_at.is_(None))
        .order_by(Row.position, Row.key)
        .limit(limit)
        .offset(offset)
    )
    return [Prompt(*row) for row in rows]


async def counts(tx: Tx, community_id: int) -> tuple[int, int]:
    """How many prompts wait, and how many there are in all."""
    found = await tx.execute(
        select(func.count().filter(Row.used_at.is_(None)), func.count()).where(
            Row.community_id == community_id
        )
    )
    row = found.one()
    return row[0], row[1]


async def skip(tx: Tx, community_id: int, key: str | None = None) -> Prompt:
    """Put a prompt, by default the next one, at the end of the queue; returns it. Raises `NotFound`."""
    prompt = await _waiting(tx, community_id, key)
    last = select(func.max(Row.position) + 1).where(Row.community_id == community_id).scalar_subquery()
    await tx.execute(update(Row).where(*_this(community_id, prompt.key)).values(position=last))
    return prompt


async def put_first(tx: Tx, community_id: int, key: str) -> Prompt:
    """Have a prompt come next; returns it. Raises `NotFound`."""
    prompt = await _waiting(tx, community_id, key)
    first = select(func.min(Row.position) - 1).where(Row.community_id == community_id).scalar_subquery()
    await tx.execute(update(Row).where(*_this(community_id, prompt.key)).values(position=first))
    return prompt


async def remove(tx: Tx, community_id: int, key: str) -> Prompt:
    """Take a prompt out of the queue; returns it. Raises `NotFound`."""
    prompt = await _waiting(tx, community_id, key)
    await tx.execute(delete(Row).where(*_this(community_id, prompt.key)))
    return prompt


async def _waiting(tx: Tx, community_id: int, key: str | None) -> Prompt:
    statement = (
        select(*_COLUMNS)
        .where(Row.community_id == community_id, Row.used_at.is_(None))
        .order_by(Row.position, Row.key)
        .limit(1)
    )
    if key is not None:
        statement = statement.where(Row.key == key)
    row = (await tx.execute(statement)).first()
    if row is None:
        raise NotFound(_("That prompt does not wait in the queue."))
    return Prompt(*row)


async def take_next(tx: Tx, now: datetime, community_id: int) -> Prompt | None:
    """Take the next prompt of the queue, which begins again if that is wished; None where it is used up."""
    prompt = await _take(tx, now, community_id)
    if prompt is None and await goes_on(tx, community_id):
        await tx.execute(update(Row).where(Row.community_id == community_id).values(used_at=None))
        prompt = await _take(tx, now, community_id)
    return prompt


async def _take(tx: Tx, now: datetime, community_id: int) -> Prompt | None:
    following = (
        select(Row.key)
        .where(Row.community_id == community_id, Row.used_at.is_(None))
        .order_by(Row.position, Row.key)
        .limit(1)
        .with_for_update()
    )
    key = (await tx.execute(following)).scalar()
    if key is None:
        return None
    taken = await tx.execute(
        update(Row).where(*_this(community_id, key)).values(used_at=now).returning(*_COLUMNS)
    )
    return Prompt(*taken.one())


async def goes_on(tx: Tx, community_id: int) -> bool:
    """Whether the queue begins again when it is used up."""
    found = await tx.execute(select(PromptSetting.again).where(PromptSetting.community_id == community_id))
    return bool(found.scalar())


async def set_again(tx: Tx, community_id: int, again: bool) -> None:
    """Have the queue begin again when it is used up, or not."""
    await _set(tx, community_id, again=again)


async def first_told_empty(tx: Tx, community_id: int) -> bool:
    """Note that facilitators are told that the queue is used up; returns False where they were before."""
    await _set(tx, community_id)
    changed = await tx.execute(
        update(PromptSetting)
        .where(PromptSetting.community_id == community_id, PromptSetting.told_empty.is_(False))
        .values(told_empty=True)
    )
    return bool(changed.rowcount)


async def may_hint(tx: Tx, now: datetime, community_id: int) -> bool:
    """Note that facilitators get a hint; returns False where they had one within the last month."""
    await _set(tx, community_id)
    changed = await tx.execute(
        update(PromptSetting)
        .where(
            PromptSetting.community_id == community_id,
            func.coalesce(PromptSetting.hinted_at, now - 2 * HINT_EVERY) < now - HINT_EVERY,
        )
        .values(hinted_at=now)
    )
    return bool(changed.rowcount)


async def _set(tx: Tx, community_id: int, **values: bool) -> None:
    statement = insert_for(tx.dialect.name, PromptSetting).values(community_id=community_id, **values)
    index = [PromptSetting.community_id]
    if values:
        await tx.execute(statement.on_conflict_do_update(index_elements=index, set_=values))
    else:
        await tx.execute(statement.on_conflict_do_nothing(index_elements=index))
