"""Digests: a community's every two seconds, each telling what is new since the last; each person's once."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from sqlalchemy import func, insert, select, update

from bot.services.digests import digests
from storage.alerts import AlertSetting
from storage.digests import CommunityDigest
from storage.engine import Tx
from storage.happenings import Happening
from storage.items import Item
from storage.people import Identity
from storage.schedules import Schedule
from tests.drivers.slack import SlackChat
from tests.soak.due import FOUNDER, PEOPLE, SECONDS, Due, community, found, person

SETTLED = timedelta(minutes=1)
"""A digest tells of nothing that is younger."""


class ChannelDigest(Due):
    """Each subject is to be told in one of many digests."""

    NAME, WHERE = "Data Standards", "general"

    async def prepare(self, chat: SlackChat) -> None:
        await found(chat, self.NAME, self.WHERE, *PEOPLE)

    async def fall_due(self, tx: Tx, began: datetime) -> None:
        """Something new for each second to come, and digests that tell of it."""
        place, author = await community(tx, self.NAME), await person(tx, FOUNDER)
        await tx.execute(update(Happening).values(told=True))
        made = {"community_id": place, "kind": "topic"}
        for n in range(SECONDS):
            at = began - SETTLED + timedelta(seconds=n)
            item = {"id": 900_000 + n, "title": f"Subject {n:03}", "created_at": at, "updated_at": at}
            await tx.execute(insert(Item).values(**made, **item, author_id=author))
            happening = {"item_id": item["id"], "at": at, "what": "new", "told": True, "actor_id": author}
            await tx.execute(insert(Happening).values(**made, **happening))
        before = began - SETTLED - timedelta(seconds=1)
        plan = CommunityDigest.community_id == place
        await tx.execute(update(CommunityDigest).where(plan).values(told_to=before))
        starts = (began - timedelta(minutes=1)).replace(tzinfo=None).isoformat()
        rule = {"rule": "FREQ=SECONDLY;INTERVAL=2", "zone": "UTC", "starts": starts, "grace": None}
        run = Schedule.job == digests.JOB, Schedule.subject == place
        await tx.execute(update(Schedule).where(*run).values(next_run=began, **rule))

    async def left(self, tx: Tx, now: datetime) -> int:
        place = await community(tx, self.NAME)
        plan = select(CommunityDigest.told_to).where(CommunityDigest.community_id == place)
        newest = select(func.max(Happening.at)).where(Happening.community_id == place)
        return int((await tx.execute(plan)).scalar_one() < (await tx.execute(newest)).scalar_one())

    async def wrong(self, chat: SlackChat) -> list[str]:
        seen = [one.text for one in await chat.channel(self.WHERE)]
        told = [text for text in seen if "What was new in" in text]
        # The drop-down under a digest names each once more.
        lines = [line for text in told for line in text.split("\n") if re.match(r"\W*Subject \d{3}", line)]
        wrong = [f"{line!r} is told twice" for line in {line for line in lines if lines.count(line) > 1}]
        more = sum(int(n) for text in told for n in re.findall(r"and (\d+) more\W*$", text, re.MULTILINE))
        if len(lines) + more != SECONDS:
            wrong.append(f"{len(lines)} subjects are told and {more} counted, not {SECONDS}")
        return wrong


class OwnDigests(Due):
    """Each person is to get one."""

    async def prepare(self, chat: SlackChat) -> None:
        """Nothing: people and their communities are there by then."""

    async def fall_due(self, tx: Tx, began: datetime) -> None:
        """The digests of people, one after the other."""
        people = select(Identity.person_id).where(Identity.handle.in_(PEOPLE)).order_by(Identity.person_id)
        for n, one in enumerate((await tx.execute(people)).scalars()):
            # Some twelve hours before the time at which it would come anyhow, that is not stale yet.
            soon = {"digest_at": began + timedelta(seconds=2 * n), "weekly_to": began - timedelta(days=1)}
            day = (began + timedelta(days=1)).weekday()
            await tx.execute(
                update(AlertSetting)
                .where(AlertSetting.person_id == one)
                .values(**soon, digest_weekday=(day + 5) % 7)
            )

    async def left(self, tx: Tx, now: datetime) -> int:
        due = select(func.count()).select_from(AlertSetting).where(AlertSetting.digest_at <= now)
        return int((await tx.execute(due)).scalar_one())

    async def wrong(self, chat: SlackChat) -> list[str]:
        wrong = []
        for who in PEOPLE:
            seen = await chat.channel("@bot", by=who)
            if (digests := sum("What is new for you" in one for one in seen)) != 1:
                wrong.append(f"{who} has {digests} digests")
        return wrong
