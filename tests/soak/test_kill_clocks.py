"""Three workers share one PostgreSQL and are killed again and again: whatever is due is done once.

Something is due every second: the digests of people one after the other, a community's
digest every two seconds, polls that close. Each thing that is new must be told in one
digest of the channel, each person must get one digest, each poll one result.
"""

from __future__ import annotations

import asyncio
import os
import random
import re
import time
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select, update

from storage.alerts import AlertSetting
from storage.communities import Channel, Membership
from storage.digests import CommunityDigest
from storage.engine import Database
from storage.happenings import Happening
from storage.items import Item
from storage.messages import Outbox
from storage.people import Identity, Person
from storage.schedules import Schedule
from tests.drivers.slack import SlackChat
from tests.process.people import slack_chat
from tests.process.running import Product

SECONDS = 30 if os.environ.get("SOAK") == "short" else 60
PEOPLE = [f"person{n}" for n in range(SECONDS // 2)]
POLLS = 5
"""As many as a digest names, so that what it counts beside those are subjects."""
SETTLED = timedelta(minutes=1)
STUCK_SECONDS = 60
AT_WORK = 0.6
FEWEST_KILLS = 8


async def _community(chat: SlackChat) -> None:
    """A community with everybody in it, and polls that close one after the other."""
    await chat.says("bob", '/community new "Data Standards"')
    for who in PEOPLE:
        chat.person(who)
        await chat.says(who, "/community show")
    for n in range(POLLS):
        closes = datetime.now(UTC) + timedelta(seconds=20 + 5 * n)
        await chat.says("bob", f'/poll new "Poll {n:02}?" Yes No closes: "{closes:%Y-%m-%d %H:%M:%S} UTC"')


async def _planned(database: Database) -> None:
    """Wait until the clock has reckoned when all digests come."""
    async with asyncio.timeout(STUCK_SECONDS):
        while True:
            async with database.read() as tx:
                people = await tx.execute(
                    select(func.count()).select_from(Person).where(Person.digest_planned.is_(False))
                )
                plans = await tx.execute(select(func.count()).select_from(CommunityDigest))
                if not people.scalar_one() and plans.scalar_one():
                    return
            await asyncio.sleep(0.2)


async def _due_every_second(database: Database) -> None:
    """Something new for each second to come, and digests that tell of it."""
    began = datetime.now(UTC).replace(microsecond=0)
    async with database.write() as tx:
        community = (await tx.execute(select(Channel.community_id))).scalar_one()
        author = (
            await tx.execute(select(Membership.person_id).where(Membership.role == "facilitator"))
        ).scalar_one()
        await tx.execute(update(Happening).values(told=True))
        made = {"community_id": community, "kind": "topic"}
        for n in range(SECONDS):
            at = began - SETTLED + timedelta(seconds=n)
            item = {"id": 900_000 + n, "title": f"Subject {n:03}", "created_at": at, "updated_at": at}
            await tx.execute(insert(Item).values(**made, **item, author_id=author))
            happening = {"item_id": item["id"], "at": at, "what": "new", "told": True, "actor_id": author}
            await tx.execute(insert(Happening).values(**made, **happening))
        await tx.execute(update(CommunityDigest).values(told_to=began - SETTLED - timedelta(seconds=1)))
        starts = (began - timedelta(minutes=1)).replace(tzinfo=None).isoformat()
        rule = {"rule": "FREQ=SECONDLY;INTERVAL=2", "zone": "UTC", "starts": starts, "grace": None}
        await tx.execute(update(Schedule).where(Schedule.job == "digest").values(next_run=began, **rule))
        people = select(Identity.person_id).where(Identity.handle.in_(PEOPLE)).order_by(Identity.person_id)
        for n, person in enumerate((await tx.execute(people)).scalars()):
            # Some twelve hours before the time at which it would come anyhow, that is not stale yet.
            soon = {"digest_at": began + timedelta(seconds=2 * n), "weekly_to": began - timedelta(days=1)}
            day = (began + timedelta(days=1)).weekday()
            await tx.execute(
                update(AlertSetting)
                .where(AlertSetting.person_id == person)
                .values(**soon, digest_weekday=(day + 5) % 7)
            )


async def _killing(workers: list[Product], chance: random.Random) -> int:
    """Kill one at a random moment, start it again, and so on; returns how often.

    Most of these moments are when all are at work, as far as the machine can tell; the others are anywhere.
    """
    kills, until = 0, time.monotonic() + SECONDS
    while time.monotonic() < until or kills < FEWEST_KILLS:
        if chance.random() < AT_WORK:
            await asyncio.gather(*(worker.ready() for worker in workers))
        await asyncio.sleep(chance.uniform(0.2, 2.5))
        worker = chance.choice(workers)
        worker.kill()
        await worker.ended()
        await worker.start()
        kills += 1
    return kills


async def _quiet(database: Database) -> None:
    """Wait until nothing is due and nothing waits to be sent but what later seconds bring."""
    deadline = time.monotonic() + STUCK_SECONDS
    while time.monotonic() < deadline:
        now = datetime.now(UTC)
        async with database.read() as tx:
            told = (await tx.execute(select(func.min(CommunityDigest.told_to)))).scalar_one()
            newest = (await tx.execute(select(func.max(Happening.at)))).scalar_one()
            due = (await tx.execute(select(func.count()).where(AlertSetting.digest_at <= now))).scalar_one()
            open_ = Schedule.job == "poll.close", Schedule.next_run.is_not(None)
            polls = (await tx.execute(select(func.count()).where(*open_))).scalar_one()
            waiting = (await tx.execute(select(func.count()).where(Outbox.state == "waiting"))).scalar_one()
        if told >= newest and not (due or polls or waiting):
            return
        await asyncio.sleep(0.5)
    raise AssertionError("it never became quiet")


async def _reckon(chat: SlackChat) -> list[str]:
    """What is there twice, or not at all."""
    shown = [seen.text for seen in await chat.channel("general")]
    told = [text for text in shown if "What was new in" in text]
    # The drop-down under a digest names each once more.
    lines = [line for text in told for line in text.split("\n") if re.match(r"\W*Subject \d{3}", line)]
    wrong = [f"{line!r} is told twice" for line in {line for line in lines if lines.count(line) > 1}]
    more = sum(int(n) for text in told for n in re.findall(r"and (\d+) more\W*$", text, re.MULTILINE))
    if len(lines) + more != SECONDS:
        wrong.append(f"{len(lines)} subjects are told and {more} counted, not {SECONDS}")
    for who in PEOPLE:
        digests = [seen for seen in await chat.channel("@bot", by=who) if "What is new for you" in seen]
        if len(digests) != 1:
            wrong.append(f"{who} has {len(digests)} digests")
    for n in range(POLLS):
        results = sum(f"Result: Poll {n:02}?" in text for text in shown)
        if results != 1:
            wrong.append(f"poll {n} has {results} results")
    return wrong


@pytest.mark.soak
@pytest.mark.timeout(600)
async def test_three_workers_that_are_killed_do_every_due_thing_once(
    postgresql_url: str, tmp_path: Path
) -> None:
    seed = int(os.environ.get("SOAK_SEED") or random.randrange(1_000_000))
    print(f"\nSOAK_SEED={seed}")  # noqa: T201 - to repeat a run
    database = Database(postgresql_url)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(database.close)
        chat, settings = await stack.enter_async_context(slack_chat())
        workers = [
            await stack.enter_async_context(
                Product(tmp_path, settings | {"DATABASE_URL": postgresql_url}, role="worker", name=f"w{n}")
            )
            for n in range(3)
        ]
        await workers[0].ready()
        await _community(chat)
        await _planned(database)
        await _due_every_second(database)
        kills = await _killing(workers, random.Random(seed))
        for worker in workers:
            await worker.ready()
        await _quiet(database)
        wrong = await _reckon(chat)
        print(f"{kills} kills")  # noqa: T201
        assert not wrong, "\n".join(wrong)
