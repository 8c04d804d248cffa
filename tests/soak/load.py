"""People who open polls, vote by command, by button and by message, and close them, until told to stop."""

from __future__ import annotations

import asyncio
import random
import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from tests.soak.ledger import CHOICES, Ledger, Promised
from tests.soak.places import Place, Shown

MOST_OPEN = 12
CLOSES_ITSELF = 0.3
BY_MESSAGE = 0.1
_EXPECTED = re.compile(r"is open|You chose|is closed")


class Member:
    """One person on one platform, who does one thing after the other."""

    def __init__(self, place: Place, name: str, ledger: Ledger, chance: random.Random) -> None:
        self._place = place
        self._name = name
        self._ledger = ledger
        self._chance = chance

    async def live(self, over: asyncio.Event) -> None:
        """Do things until it is over; what was begun is seen to its end."""
        while not over.is_set():
            await self._choose_act()()
            await asyncio.sleep(self._chance.uniform(0.05, 0.4))

    def _choose_act(self) -> Callable[[], Awaitable[None]]:
        ours = self._ledger.open_in(self._place.name)
        if not ours or (len(ours) < MOST_OPEN and self._chance.random() < 0.15):
            return self._open
        mine = [poll for poll in ours if poll.author == self._name and poll.votes > 2]
        if mine and self._chance.random() < 0.25:
            return lambda: self._close(self._chance.choice(mine))
        poll = self._chance.choice(ours)
        if self._place.redelivers and self._chance.random() < BY_MESSAGE:
            return lambda: self._vote_by_message(poll)
        if self._chance.random() < 0.6:
            return lambda: self._press(poll)
        return lambda: self._vote(poll)

    async def _open(self) -> None:
        channel = self._chance.choice(self._place.channels)
        question = self._ledger.new_question(self._name)
        line = f'poll new "{question}" {" ".join(CHOICES)}'
        if self._chance.random() < CLOSES_ITSELF:
            closes = datetime.now(UTC) + timedelta(seconds=self._chance.uniform(5, 15))
            line += f' closes: "{closes:%Y-%m-%d %H:%M:%S} UTC"'
        if self._place.redelivers and self._chance.random() < BY_MESSAGE:
            line += f' community: "{community_of(channel)}"'
            answer = self._noted("poll new by message", await self._place.writes(self._name, line))
        else:
            answer = self._noted("poll new", await self._place.types(self._name, channel, line))
        found = re.search(r"Poll #(\d+) is open", answer)
        if found:
            number = int(found[1])
            self._ledger.polls[number] = Promised(number, question, self._place.name, channel, self._name)

    async def _vote(self, poll: Promised) -> None:
        choice = self._chance.randrange(len(CHOICES))
        line = f"poll vote {poll.number} #{choice + 1}"
        self._voted(poll, CHOICES[choice], await self._place.types(self._name, poll.channel, line), "vote")

    async def _press(self, poll: Promised) -> None:
        choice = self._chance.choice(CHOICES)
        for shown in await self._place.shown(poll.channel):
            if shows_poll(shown, poll.number) and "closed" not in shown.text:
                self._voted(poll, choice, await self._place.presses(self._name, shown, choice), "press")
                return

    async def _vote_by_message(self, poll: Promised) -> None:
        choice = self._chance.randrange(len(CHOICES))
        answer = await self._place.writes(self._name, f"poll vote {poll.number} #{choice + 1}")
        self._voted(poll, CHOICES[choice], answer, "message")

    async def _close(self, poll: Promised) -> None:
        line = f"poll close {poll.number}"
        answer = self._noted("close", await self._place.types(self._name, poll.channel, line))
        if "is closed" in answer:
            poll.told_closed = True

    def _voted(self, poll: Promised, choice: str, answer: str, act: str) -> None:
        answer = self._noted(act, answer)
        self._ledger.ballot(poll.number, self._name).tried(choice, answer)
        poll.votes += "You chose" in answer
        if "is closed" in answer:
            poll.told_closed = True

    def _noted(self, act: str, answer: str) -> str:
        answer = answer.replace("*", "")
        self._ledger.count(act, answer)
        if answer and not _EXPECTED.search(answer):
            self._ledger.surprises.append(f"{act}: {answer}")
        return answer


def community_of(channel: str) -> str:
    """The name of the community whose channel that is."""
    return f"Friends of {channel}"


def shows_poll(shown: Shown, number: int) -> bool:
    """Whether that message is the card or the result of the poll."""
    return re.search(rf"#{number} by ", shown.text) is not None
