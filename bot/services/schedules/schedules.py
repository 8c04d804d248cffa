"""What is due when: rows that say which job runs next, counted in local time and kept in UTC.

A rule is an RRULE over naive local time; each firing is then placed in the
zone. A local time that does not exist (clocks go forward) is taken as the
moment the clock jumps over it to; one that occurs twice is taken the first time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from sqlalchemy import delete, func, select, update

from bot.services.upsert import insert_for
from storage.engine import Tx
from storage.schedules import Schedule as Row


@dataclass(frozen=True, slots=True)
class Due:
    """A schedule whose time has come, and the moment that it was due."""

    id: int
    job: str
    subject: int
    due: datetime
    too_late: bool


def in_utc(local: datetime, zone: str) -> datetime:
    """The moment of a naive local time in a zone, in UTC."""
    return local.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)


def next_run(rule: str | None, zone: str, starts: datetime, after: datetime) -> datetime | None:
    """The first run strictly after `after` (aware) of a schedule that starts at `starts` (naive local).

    Without a rule, `starts` itself if it is still to come. None where nothing more comes.
    """
    if rule is None:
        moment = in_utc(starts, zone)
        return moment if moment > after else None
    local = after.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    rules = rrulestr(rule, dtstart=starts)
    # An hour back: after the clock went back, a later moment can have an earlier local time.
    candidate = rules.after(local - timedelta(hours=1), inc=True)
    while candidate is not None and in_utc(candidate, zone) <= after:
        candidate = rules.after(candidate)
    return in_utc(candidate, zone) if candidate is not None else None


def last_run(rule: str, zone: str, starts: datetime, until: datetime) -> datetime | None:
    """The last run at or before `until` (aware) of a schedule that starts at `starts` (naive local)."""
    local = until.astimezone(ZoneInfo(zone))
    lately = (until - timedelta(hours=3)).astimezone(ZoneInfo(zone))
    # After the clock went back, an earlier moment can have a later local time.
    back = max((lately.utcoffset() or timedelta()) - (local.utcoffset() or timedelta()), timedelta())
    rules = rrulestr(rule, dtstart=starts)
    candidate = rules.before(local.replace(tzinfo=None) + back, inc=True)
    while candidate is not None and in_utc(candidate, zone) > until:
        candidate = rules.before(candidate)
    return in_utc(candidate, zone) if candidate is not None else None


async def once(tx: Tx, job: str, subject: int, at: datetime, *, grace: int | None = None) -> None:
    """Have a job run once at a moment; replaces the earlier schedule of the same job and subject."""
    starts = at.astimezone(UTC).replace(tzinfo=None)
    await _put(tx, job, subject, rule=None, zone="UTC", starts=starts, next_run=at, grace=grace)


async def repeat(
    tx: Tx,
    now: datetime,
    job: str,
    subject: int,
    *,
    rule: str,
    zone: str,
    starts: datetime,
    grace: int | None = None,
) -> datetime | None:
    """Have a job run by an RRULE in a zone from `starts` (naive local time) on; returns its next run in UTC.

    Replaces the earlier schedule of the same job and subject. None is returned where nothing comes any more.
    """
    following = next_run(rule, zone, starts, now)
    await _put(tx, job, subject, rule=rule, zone=zone, starts=starts, next_run=following, grace=grace)
    return following


async def _put(tx: Tx, job: str, subject: int, *, starts: datetime, **rest: Any) -> None:
    values = {"job": job, "subject": subject, "starts": starts.isoformat(), **rest}
    statement = insert_for(tx.dialect.name, Row).values(**values)
    await tx.execute(statement.on_conflict_do_update(index_elements=[Row.job, Row.subject], set_=values))


async def next_of(tx: Tx, job: str, subject: int) -> datetime | None:
    """When a job runs next, in UTC; None where it does not."""
    found = await tx.execute(select(Row.next_run).where(Row.job == job, Row.subject == subject))
    return found.scalar()


async def cancel(tx: Tx, job: str, subject: int) -> None:
    """Have a job run no more."""
    await tx.execute(delete(Row).where(Row.job == job, Row.subject == subject))


async def following(tx: Tx, _now: datetime) -> datetime | None:
    """When the next run of all is due, in UTC; None where none is."""
    found = await tx.execute(select(func.min(Row.next_run)))
    return found.scalar()


async def due(tx: Tx, now: datetime, *, limit: int = 50) -> Sequence[int]:
    """The numbers of schedules whose time has come, the longest due first."""
    rows = await tx.execute(select(Row.id).where(Row.next_run <= now).order_by(Row.next_run).limit(limit))
    return rows.scalars().all()


async def put_off(tx: Tx, schedule_id: int, until: datetime) -> None:
    """Have a schedule that failed run again later, so that it does not stand in the way of others."""
    await tx.execute(update(Row).where(Row.id == schedule_id).values(next_run=until))


async def claim(tx: Tx, now: datetime, schedule_id: int) -> Due | None:
    """Take one due schedule in hand and move it on; None where another process was faster.

    Of several runs that were missed in a downtime the last one counts, also for how late it is. What the job
    does belongs in the same transaction, so that it is done once or not at all.
    """
    found = await tx.execute(
        select(Row.id, Row.job, Row.subject, Row.rule, Row.zone, Row.starts, Row.next_run, Row.grace)
        .where(Row.id == schedule_id, Row.next_run <= now)
        .with_for_update(skip_locked=True)
    )
    row = found.first()
    if row is None:
        return None
    following, due = None, row.next_run
    if row.rule:
        starts = datetime.fromisoformat(row.starts)
        following = next_run(row.rule, row.zone, starts, now)
        due = last_run(row.rule, row.zone, starts, now) or due
    await tx.execute(update(Row).where(Row.id == row.id).values(next_run=following))
    late = (now - due).total_seconds()
    return Due(row.id, row.job, row.subject, due, row.grace is not None and late > row.grace)
