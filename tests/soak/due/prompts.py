"""Prompts: questions that are asked from a queue, and the summaries that end their rounds."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from bot import outbox
from bot.adapter import Target
from bot.services.communities import channels
from bot.services.items import comments
from bot.services.prompts import prompts, rounds
from bot.services.schedules import schedules
from commands.prompt.rounds import CLOSE
from storage.engine import Tx
from storage.prompts import PromptSetting
from tests.drivers.slack import SlackChat
from tests.soak.due import FOUNDER, SECONDS, Due, community, found, not_once, person, runs_left, shown, told

QUESTIONS = SECONDS // 4
ROUNDS = SECONDS // 3


class Queue(Due):
    """Each question is asked once; then it is said once that all were, and once that nobody answers."""

    NAME, WHERE = "Practice", "lobby"

    async def prepare(self, chat: SlackChat) -> None:
        await found(chat, self.NAME, self.WHERE)

    async def fall_due(self, tx: Tx, began: datetime) -> None:
        place, author = await community(tx, self.NAME), await person(tx, FOUNDER)
        await prompts.add(tx, place, author, [f"Question {n:02}?" for n in range(QUESTIONS)])
        starts = began.replace(tzinfo=None)
        rule = "FREQ=SECONDLY;INTERVAL=3"
        await schedules.repeat(tx, began, prompts.JOB, place, rule=rule, zone="UTC", starts=starts)

    async def left(self, tx: Tx, now: datetime) -> int:
        place = await community(tx, self.NAME)
        waiting, _all = await prompts.counts(tx, place)
        told_empty = select(PromptSetting.told_empty).where(PromptSetting.community_id == place)
        return waiting + int(not (await tx.execute(told_empty)).scalar())

    async def wrong(self, chat: SlackChat) -> list[str]:
        there, said = await shown(chat, self.WHERE), await told(chat, FOUNDER)
        questions = [f"Question {n:02}?" for n in range(QUESTIONS)]
        words = [f"Every question of {self.NAME}", "Nobody answered"]
        return not_once(
            {one: sum(one in text for text in there) for one in questions}
            | {one: sum(one in text for text in said) for one in words}
        )


class Rounds(Due):
    """Each round that ends is to be summed up once."""

    NAME, WHERE = "Harvest", "harvest"

    def __init__(self) -> None:
        self._numbers: list[int] = []

    async def prepare(self, chat: SlackChat) -> None:
        await found(chat, self.NAME, self.WHERE)

    async def fall_due(self, tx: Tx, began: datetime) -> None:
        """Questions that were asked and answered a week ago."""
        place, author = await community(tx, self.NAME), await person(tx, FOUNDER)
        asked_at = began - rounds.ROUND
        (where,) = await channels.of_community(tx, place)
        await prompts.add(tx, place, author, [f"Round {n:02}?" for n in range(ROUNDS)])
        for n in range(ROUNDS):
            number = await rounds.ask_next(tx, asked_at, place)
            assert number
            target = Target(where.platform, where.workspace, where.channel)
            await outbox.show(tx, asked_at, number, prompts.KIND, target)
            await comments.add(tx, asked_at, number, author, "Tea")
            await schedules.once(tx, CLOSE, number, began + timedelta(seconds=3 * n))
            self._numbers.append(number)

    async def left(self, tx: Tx, now: datetime) -> int:
        return await runs_left(tx, CLOSE, *self._numbers)

    async def wrong(self, chat: SlackChat) -> list[str]:
        there = await shown(chat, self.WHERE)
        summaries = [f"What we said: Round {n:02}?" for n in range(ROUNDS)]
        asked = [text for text in there if "What we said" not in text]
        return not_once(
            {one: sum(one in text for text in there) for one in summaries}
            | {f"Round {n:02}?": sum(f"Round {n:02}?" in text for text in asked) for n in range(ROUNDS)}
        )
