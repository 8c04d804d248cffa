"""A community's digest: when it is posted and where, and what is in it.

It comes weekly, on Mondays at 09:00 in the community's zone, until facilitators
say otherwise. A community is planned for when the clock finds it without a plan
(`unplanned`), however it was made; and anew when its zone has changed.

The digest tells of what happened since the last one. It is posted where there
is something new: items, news that was held back, or people who joined. What comes
and what merely still stands open is told beside that, and never alone. A repeated
event stands in it once, with its next time.

A digest that was missed in a downtime is posted when the process is back, as
long as that is no later than half of the time from one to the next. What is
later is left to the next one, which tells of the whole time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, cast

from sqlalchemy import or_, select, update

from bot.services.communities.audit import record
from bot.services.communities.channels import ChannelAddress
from bot.services.communities.communities import Community
from bot.services.digests import contents
from bot.services.digests.contents import Joined, New, OpenPoll, Waiting
from bot.services.events import listing
from bot.services.events.listing import Coming
from bot.services.news import held
from bot.services.news.held import Held
from bot.services.schedules import rhythms
from bot.services.schedules.rhythms import Every, Rhythm
from bot.services.upsert import insert_new
from storage.communities import Channel
from storage.communities import Community as CommunityRow
from storage.digests import CommunityDigest as Row
from storage.engine import Tx

JOB = "digest"
LONGEST_LOOK = timedelta(days=31)
"""How far back a digest looks where there was none for long."""
MOST_OF_A_KIND = 5
MOST_EVENTS = 5
_BETWEEN = {
    "daily": timedelta(days=1),
    "weekdays": timedelta(days=1),
    "weekly": timedelta(days=7),
    "never": timedelta(days=7),
}


@dataclass(frozen=True, slots=True)
class Plan:
    """When a community's digest comes, in which zone, and where.

    `channel_id` is None for the first channel. What happened until `told_to` has been told.
    """

    community_id: int
    rhythm: Rhythm
    zone: str
    channel_id: int | None
    told_to: datetime

    @property
    def between(self) -> timedelta:
        """How long it is from one digest to the next."""
        return _BETWEEN[self.rhythm.every]


@dataclass(frozen=True, slots=True)
class Digest:
    """What there is to tell a community of the time from `since` to `until`."""

    since: datetime
    until: datetime
    new: Sequence[New]
    unanswered: Sequence[Waiting]
    coming: Sequence[Coming]
    polls: Sequence[OpenPoll]
    joined: Sequence[Joined]
    held: Sequence[Held]

    @property
    def has_news(self) -> bool:
        """Whether it is worth posting."""
        return bool(self.new or self.joined or self.held)


# --- the plan -------------------------------------------------------------------------


async def unplanned(tx: Tx, _now: datetime) -> Sequence[int]:
    """The numbers of communities without a plan, or with one in a zone that is theirs no longer."""
    rows = await tx.execute(
        select(CommunityRow.id)
        .outerjoin(Row, Row.community_id == CommunityRow.id)
        .where(or_(Row.community_id.is_(None), Row.zone != CommunityRow.time_zone))
        .limit(50)
    )
    return rows.scalars().all()


async def plan_for(tx: Tx, now: datetime, community: Community) -> Plan:
    """The community's plan, made now where it has none; in the zone that the community has now."""
    await insert_new(
        tx,
        Row,
        community_id=community.id,
        every="weekly",
        weekday=0,
        minute=9 * 60,
        zone="",
        channel_id=None,
        told_to=now - _BETWEEN["weekly"],
    )
    plan = await _read(tx, community.id, lock=True)
    return plan if plan.zone == community.time_zone else await _put(tx, now, community)


async def change(
    tx: Tx,
    now: datetime,
    actor: int,
    community: Community,
    *,
    every: Every | None = None,
    weekday: int | None = None,
    at: time | None = None,
    channel: ChannelAddress | None = None,
) -> Plan:
    """Change the plan, only what is given; the channel is one of the community's."""
    await plan_for(tx, now, community)
    values: dict[str, Any] = {"every": every, "weekday": weekday}
    if at is not None:
        values["minute"] = at.hour * 60 + at.minute
    if channel:
        found = await tx.execute(
            select(Channel.id).where(
                Channel.platform == channel.platform,
                Channel.workspace == channel.workspace,
                Channel.channel == channel.channel,
                Channel.community_id == community.id,
            )
        )
        values["channel_id"] = found.scalar_one()
    await record(tx, now, "digest.schedule", actor=actor, community=community.id)
    return await _put(tx, now, community, **{key: one for key, one in values.items() if one is not None})


async def _read(tx: Tx, community_id: int, *, lock: bool = False) -> Plan:
    statement = select(Row.every, Row.weekday, Row.minute, Row.zone, Row.channel_id, Row.told_to).where(
        Row.community_id == community_id
    )
    row = (await tx.execute(statement.with_for_update() if lock else statement)).one()
    rhythm = Rhythm(cast(Every, row.every), time(*divmod(row.minute, 60)), row.weekday)
    return Plan(community_id, rhythm, row.zone, row.channel_id, row.told_to)


async def _put(tx: Tx, now: datetime, community: Community, **values: Any) -> Plan:
    """Keep what is changed of the plan, and the schedule with it."""
    changed = {**values, "zone": community.time_zone}
    await tx.execute(update(Row).where(Row.community_id == community.id).values(**changed))
    plan = await _read(tx, community.id)
    grace = int(plan.between.total_seconds() / 2)
    await rhythms.set_up(tx, now, JOB, community.id, plan.rhythm, plan.zone, grace=grace)
    return plan


async def told(tx: Tx, community_id: int, until: datetime) -> None:
    """Note that the community has been told of what happened until then."""
    await tx.execute(update(Row).where(Row.community_id == community_id).values(told_to=until))


async def channel_of(tx: Tx, plan: Plan) -> ChannelAddress | None:
    """Where the digest is posted: the chosen channel, else the community's first; None where it has none."""
    rows = await tx.execute(
        select(Channel.platform, Channel.workspace, Channel.channel, Channel.name)
        .where(Channel.community_id == plan.community_id)
        .order_by(Channel.id != (plan.channel_id or 0), Channel.id)
        .limit(1)
    )
    row = rows.first()
    return ChannelAddress(*row) if row else None


# --- what is in it --------------------------------------------------------------------


async def digest(tx: Tx, now: datetime, until: datetime, community: Community, plan: Plan) -> Digest:
    """What there is to tell the community of what happened until `until`; nine statements at most."""
    since = max(plan.told_to, now - LONGEST_LOOK)
    here, off = [community.id], community.features_off
    ahead = now + 2 * plan.between
    asked = "questions" not in off
    return Digest(
        since=since,
        until=until,
        new=await contents.news(tx, here, since, until, most=MOST_OF_A_KIND),
        unanswered=await contents.unanswered(tx, here, since, most=MOST_OF_A_KIND) if asked else (),
        coming=await listing.coming(tx, here, now, ahead, limit=MOST_EVENTS, folded=True)
        if "events" not in off
        else (),
        polls=await contents.open_polls(tx, here, now, most=MOST_OF_A_KIND) if "polls" not in off else (),
        joined=await contents.joined(tx, here, since, until, most=MOST_OF_A_KIND),
        held=await held.between(tx, community.id, since, until) if "news" not in off else (),
    )
