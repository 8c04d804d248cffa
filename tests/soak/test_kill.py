"""Kill -9 at any moment loses nothing that was answered, and posts nothing twice.

Real processes serve two played platforms (processes themselves) while people
open polls, vote and close; again and again one is killed and started anew.
Then, when all is quiet, what people were told, what the database has and what
stands in the channels is compared.
"""

from __future__ import annotations

import asyncio
import os
import random
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path

import aiohttp
import pytest

from storage.engine import Database
from tests.process.running import Product
from tests.process.servers import Control, Json, played
from tests.soak import reckoning
from tests.soak.ledger import Ledger
from tests.soak.load import Member, community_of
from tests.soak.places import DiscordPlace, Place, SlackPlace

KILLS = 25 if os.environ.get("SOAK") == "short" else 150
KILLS_OF_SEVERAL = KILLS // 2
AT_WORK = 0.6
LONGEST_PAUSE = 2.0
STUCK_SECONDS = 30.0
SLOW = ("operation_timeout", "no first response", "the first response came after")
"""Faults of being slow: on a busy machine a process that is being started may be, and loses nothing by it."""


@asynccontextmanager
async def platforms(over_http: bool = False) -> AsyncIterator[tuple[list[Place], dict[str, str], Control]]:
    """Both platforms with people in them, the settings that lead there, and Slack's control."""
    async with AsyncExitStack() as stack:
        slack = await stack.enter_async_context(played("slack", "--quick"))
        discord = await stack.enter_async_context(played("discord"))
        session = await stack.enter_async_context(aiohttp.ClientSession())
        of_slack = Control(session, slack["control"])
        slack_place = SlackPlace(of_slack, _named("s"), ("general", "random", "lobby", "garden", "attic"))
        of_discord = Control(session, discord["control_url"])
        discord_place = DiscordPlace(of_discord, _named("d"), ("north", "south", "east", "west", "centre"))
        await slack_place.populate()
        await discord_place.populate()
        watching = asyncio.create_task(slack_place.watch())
        stack.push_async_callback(_cancelled, watching)
        yield [slack_place, discord_place], _settings(slack, discord, over_http=over_http), of_slack


def _named(letter: str) -> tuple[str, ...]:
    return tuple(f"{name}-{letter}" for name in ("ada", "ben", "cleo", "dan", "eve"))


def _settings(slack: Json, discord: Json, *, over_http: bool) -> dict[str, str]:
    way_in = (
        {"SLACK__SIGNING_SECRET": slack["signing_secret"]}
        if over_http
        else {"SLACK__APP_TOKEN": slack["app_token"]}
    )
    return {
        "SLACK__BOT_TOKEN": slack["bot_token"],
        "SLACK__API_URL": slack["api_url"],
        **way_in,
        "DISCORD__TOKEN": "test-token",
        "DISCORD__API_URL": discord["api_url"],
        "DISCORD__GATEWAY_URL": discord["gateway_url"],
    }


async def _cancelled(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def communities(places: Sequence[Place]) -> None:
    """One in each channel with everybody in it, before the killing begins."""
    for place in places:
        founder, *others = place.people
        for channel in place.channels:
            assert await place.types(founder, channel, f'community new "{community_of(channel)}"')
            for who in others:
                assert await place.types(who, channel, "community show")


async def killing(bots: Sequence[Product], kills: int, chance: random.Random) -> None:
    """Kill one of them at a random moment, start it again at once, and so on.

    Most of these moments are when all are at work, as far as the machine can tell; the others are anywhere.
    """
    for _ in range(kills):
        if chance.random() < AT_WORK:
            await asyncio.gather(*(bot.ready() for bot in bots))
        await asyncio.sleep(chance.uniform(0, LONGEST_PAUSE))
        bot = chance.choice(bots)
        bot.kill()
        await bot.ended()
        await bot.start()


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Database]:
    """The database, to look into from outside."""
    database = Database(url)
    try:
        yield database
    finally:
        await database.close()


async def lived_through(places: Sequence[Place], bots: Sequence[Product], kills: int) -> Ledger:
    """People at work while processes are killed; returns what they were told."""
    began = time.monotonic()
    seed = int(os.environ.get("SOAK_SEED") or random.randrange(1_000_000))
    print(f"\nSOAK_SEED={seed}")  # noqa: T201 - to repeat a run
    chance, ledger, over = random.Random(seed), Ledger(), asyncio.Event()
    members = [
        Member(place, who, ledger, random.Random(f"{seed} {who}")) for place in places for who in place.people
    ]
    living = [asyncio.create_task(member.live(over)) for member in members]
    try:
        await killing(bots, kills, chance)
        for bot in bots:
            await bot.ready()
    finally:
        over.set()
        await asyncio.gather(*living)
    print(f"{kills} kills in {time.monotonic() - began:.0f} s")  # noqa: T201
    return ledger


async def quiet(database: Database) -> None:
    """Wait until nothing is left to be sent; however much it is, it must get less."""
    began = progress = time.monotonic()
    least = await reckoning.waiting(database)
    while left := await reckoning.waiting(database):
        if left < least:
            least, progress = left, time.monotonic()
        assert time.monotonic() < progress + STUCK_SECONDS, f"there are still {left} things to do"
        await asyncio.sleep(0.25)
    print(f"quiet after {time.monotonic() - began:.0f} s")  # noqa: T201


async def reckon(database: Database, places: Sequence[Place], ledger: Ledger) -> None:
    """Compare everything; print the numbers."""
    polls = await reckoning.kept(database)
    wrong = list(reckoning.against_promises(ledger, polls))
    on_platforms, counted = await reckoning.on_platforms(places, polls)
    faults = [fault for place in places for fault in await place.faults()]
    slow = [fault for fault in faults if any(words in fault for words in SLOW)]
    closed = sum(poll.closed for poll in polls.values())
    votes = sum(len(poll.votes) for poll in polls.values())
    print(f"{dict(ledger.acts)}; {len(slow)} too slow")  # noqa: T201
    print(  # noqa: T201
        f"{len(ledger.numbers)} polls answered, {len(polls)} in the database ({closed} closed), {votes} votes; "
        f"on the platforms {counted['cards']} cards and {counted['results']} results"
    )
    wrong += on_platforms + await reckoning.given_up(database) + ledger.surprises
    wrong += [fault for fault in faults if fault not in slow]
    assert not wrong, "\n".join(wrong)
    assert len(ledger.numbers) >= 10, "people got hardly anything done"


@pytest.mark.soak
@pytest.mark.timeout(900)
async def test_one_process_on_sqlite_that_is_killed_again_and_again(sqlite_url: str, tmp_path: Path) -> None:
    async with (
        opened(sqlite_url) as database,
        platforms() as (places, settings, _slack),
        Product(tmp_path, {"DATABASE_URL": sqlite_url, **settings}) as bot,
    ):
        await bot.ready()
        await communities(places)
        ledger = await lived_through(places, [bot], KILLS)
        await quiet(database)
        await reckon(database, places, ledger)
        assert await bot.stop() < 10


@pytest.mark.soak
@pytest.mark.timeout(900)
async def test_a_web_and_two_workers_on_postgresql_that_are_killed_in_turn(
    postgresql_url: str, tmp_path: Path
) -> None:
    async with (
        opened(postgresql_url) as database,
        platforms(over_http=True) as (places, settings, slack),
        AsyncExitStack() as stack,
    ):
        bots = []
        for name, role in (("web", "web"), ("worker-1", "worker"), ("worker-2", "worker")):
            bot = Product(tmp_path, {"DATABASE_URL": postgresql_url, **settings}, role=role, name=name)
            bots.append(await stack.enter_async_context(bot))
            await bot.ready()
        await slack.slack("deliver_to", url=f"{bots[0].url}/slack/events")
        await communities(places)
        ledger = await lived_through(places, bots, KILLS_OF_SEVERAL)
        await quiet(database)
        await reckon(database, places, ledger)
        for bot in bots:
            assert await bot.stop() < 10
