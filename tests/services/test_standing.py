"""Who somebody is, from whichever workspace they write."""

from __future__ import annotations

from dataclasses import replace

from bot.services.people import standing
from bot.services.people.standing import Account
from storage.engine import Database
from tests.drivers.paper import NOON


async def test_a_discord_account_is_one_person_in_every_server(database: Database) -> None:
    account = Account("discord", "1", "77", "Alice", "alice", None, False)
    async with database.write() as tx:
        here = await standing.introduce(
            tx, account, NOON, language=None, time_zone=None, same_everywhere=True
        )
        there = await standing.introduce(
            tx, replace(account, workspace="2"), NOON, language=None, time_zone=None, same_everywhere=True
        )
        slack = await standing.introduce(
            tx, replace(account, platform="slack"), NOON, language=None, time_zone=None
        )
    assert here == there
    assert slack != here
