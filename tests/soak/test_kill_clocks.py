"""Processes that are killed again and again do whatever falls due, each thing once.

Every second something is due: digests, reminders, questions for notes, prompts and their summaries, polls
that close, alerts, entries of feeds (`tests.soak.due`). Meanwhile a process is killed at a random moment and
started anew, and so on. When all is done, what came is counted.
"""

from __future__ import annotations

import asyncio
import os
import random
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from storage.communities import Community
from storage.digests import CommunityDigest
from storage.engine import Database
from storage.messages import Outbox
from storage.people import Person
from tests.feeds import ALLOWED
from tests.process.people import slack_chat
from tests.process.running import Product
from tests.soak.due import SECONDS, Due
from tests.soak.due.alerts import Alerts
from tests.soak.due.digests import ChannelDigest, OwnDigests
from tests.soak.due.events import Notes, Reminders
from tests.soak.due.news import News
from tests.soak.due.polls import Polls
from tests.soak.due.prompts import Queue, Rounds
from tests.soak.test_kill import SLOW, opened

STUCK_SECONDS = 60
AT_WORK = 0.6
ENOUGH_KILLS = SECONDS // 4
LONGEST = 2 * SECONDS
"""On a machine that is too busy to start a process quickly, fewer kills have to do."""

Kinds = Sequence[Due]


async def _planned(database: Database) -> None:
    """Wait until the clock has reckoned when all digests come."""
    async with asyncio.timeout(STUCK_SECONDS):
        while True:
            async with database.read() as tx:
                unplanned = select(func.count()).select_from(Person).where(Person.digest_planned.is_(False))
                people = (await tx.execute(unplanned)).scalar_one()
                plans = (await tx.execute(select(func.count()).select_from(CommunityDigest))).scalar_one()
                all_plans = (await tx.execute(select(func.count()).select_from(Community))).scalar_one()
            if not people and plans == all_plans:
                return
            await asyncio.sleep(0.2)


async def _fall_due(database: Database, kinds: Kinds) -> None:
    async with database.write() as tx:
        began = datetime.now(UTC).replace(microsecond=0)
        for kind in kinds:
            await kind.fall_due(tx, began)


async def _look_again(database: Database, news: News) -> None:
    async with database.write() as tx:
        await news.once_more(tx, datetime.now(UTC))


async def _killing(database: Database, news: News, bots: Sequence[Product], chance: random.Random) -> int:
    """Kill one at a random moment, start it again, and so on; returns how often.

    Most of these moments are when all are at work, as far as the machine can tell; the others are anywhere.
    """
    kills, began = 0, time.monotonic()
    while (lasts := time.monotonic() - began) < SECONDS or (kills < ENOUGH_KILLS and lasts < LONGEST):
        if chance.random() < AT_WORK:
            await asyncio.gather(*(bot.ready() for bot in bots))
        await _look_again(database, news)
        await asyncio.sleep(chance.uniform(0.2, 2.5))
        bot = chance.choice(bots)
        bot.kill()
        await bot.ended()
        await bot.start()
        kills += 1
    for bot in bots:
        await bot.ready()
    await _look_again(database, news)
    return kills


async def _quiet(database: Database, kinds: Kinds) -> None:
    """Wait until all is done and nothing waits to be sent; however much it is, it must get less."""
    left, least, progress = {"all": 1_000_000}, 1_000_001, time.monotonic()
    while waits := sum(left.values()):
        if waits < least:
            least, progress = waits, time.monotonic()
        assert time.monotonic() < progress + STUCK_SECONDS, f"it never became quiet: {left}"
        await asyncio.sleep(0.5)
        async with database.read() as tx:
            now = datetime.now(UTC)
            left = {type(kind).__name__: await kind.left(tx, now) for kind in kinds}
            waiting = select(func.count()).select_from(Outbox).where(Outbox.state == "waiting")
            left["outbox"] = (await tx.execute(waiting)).scalar_one()


async def _killed_again_and_again(url: str, folder: Path, roles: Sequence[str]) -> None:
    """Processes in those roles on that database; all that is due must be done, and once."""
    seed = int(os.environ.get("SOAK_SEED") or random.randrange(1_000_000))
    print(f"\nSOAK_SEED={seed}")  # noqa: T201 - to repeat a run
    chance = random.Random(seed)
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(opened(url))
        chat, settings = await stack.enter_async_context(slack_chat())
        news = await stack.enter_async_context(News.open(random.Random(seed)))
        # The last one puts aside as told what happened before.
        kinds = (
            Reminders(),
            Notes(),
            Polls(),
            Alerts(),
            Queue(),
            Rounds(),
            news,
            OwnDigests(),
            ChannelDigest(),
        )
        settings |= {"DATABASE_URL": url, "FEEDS__ALLOW": str(ALLOWED["allow"]).replace("'", '"')}
        bots = [
            await stack.enter_async_context(Product(folder, settings, role=role, name=f"bot-{n}"))
            for n, role in enumerate(roles)
        ]
        await bots[0].ready()
        for kind in kinds:
            await kind.prepare(chat)
        await _planned(database)
        await _fall_due(database, kinds)
        began = time.monotonic()
        kills = await _killing(database, news, bots, chance)
        killed = time.monotonic()
        await _quiet(database, kinds)
        wrong = [words for kind in kinds for words in await kind.wrong(chat)]
        wrong += [str(one) for one in chat.server.faults if not any(words in str(one) for words in SLOW)]
        seconds = killed - began, time.monotonic() - killed
        print(f"{kills} kills in {seconds[0]:.0f} s, quiet after {seconds[1]:.0f} s")  # noqa: T201
        assert not wrong, "\n".join(wrong)


@pytest.mark.soak
@pytest.mark.timeout(600)
async def test_three_workers_on_postgresql_do_every_due_thing_once(
    postgresql_url: str, tmp_path: Path
) -> None:
    await _killed_again_and_again(postgresql_url, tmp_path, ("worker", "worker", "worker"))


@pytest.mark.soak
@pytest.mark.timeout(600)
async def test_one_process_on_sqlite_does_every_due_thing_once(sqlite_url: str, tmp_path: Path) -> None:
    await _killed_again_and_again(sqlite_url, tmp_path, ("all",))
