"""People who open polls, vote by command, by button and by message, and close them, until told to stop."""

from __future__ import annotations

import asyncio
import random
import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from tests.soak.ledger import Ledger, Promised
from tests.soak.places import Place, Shown

MOST_OPEN = 12
CLOSES_ITSELF = 0.3
BY_MESSAGE = 0.1
# What is delivered again after a kill can come later than the time that it names.
_EXPECTED = re.compile(r"is open|You chose|is closed|cannot close in the past")


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
        line = f'poll new "{question}" {" ".join(question.choices)}'
        if self._chance.random() < CLOSES_ITSELF:
            closes = datetime.now(UTC) + timedelta(seconds=self._chance.uniform(5, 15))
            line += f' closes: "{closes:%Y-%m-%d %H:%M:%S} UTC"'
        if self._place.redelivers and self._chance.random() < BY_MESSAGE:
            await self._open_by_message(f'{line} community: "{community_of(channel)}"')
            return
        number = self._opened(self._noted("poll new", await self._place.types(self._name, channel, line)))
        if number:
            self._ledger.polls[number] = Promised(number, question, self._place.name, channel, self._name)

    async def _open_by_message(self, line: str) -> None:
        """The answer to a message does not say to which; so nobody goes on with that poll."""
        self._opened(self._noted("poll new by message", await self._place.writes(self._name, line)))

    def _opened(self, answer: str) -> int:
        """The number of the poll that is said to be open; 0 where none is."""
        found = re.search(r"Poll #(\d+) is open", answer)
        if not found:
            return 0
        self._ledger.numbers.add(int(found[1]))
        return int(found[1])

    async def _vote(self, poll: Promised) -> None:
        choice, line = self._choice(poll)
        self._voted(poll, choice, await self._place.types(self._name, poll.channel, line), "vote")

    async def _vote_by_message(self, poll: Promised) -> None:
        choice, line = self._choice(poll)
        self._voted(poll, choice, await self._place.writes(self._name, line), "message")

    def _choice(self, poll: Promised) -> tuple[str, str]:
        """An answer, and the line that votes for it."""
        place = self._chance.randrange(len(poll.question.choices))
        return poll.question.choices[place], f"poll vote {poll.number} #{place + 1}"

    async def _press(self, poll: Promised) -> None:
        choice, _line = self._choice(poll)
        for shown in await self._place.shown(poll.channel):
            if shows_poll(shown, poll.number) and "closed" not in shown.text:
                self._voted(poll, choice, await self._place.presses(self._name, shown, choice), "press")
                return

    async def _close(self, poll: Promised) -> None:
        line = f"poll close {poll.number}"
        answer = self._noted("close", await self._place.types(self._name, poll.channel, line))
        poll.told_closed = poll.told_closed or f"#{poll.number} is closed" in answer

    def _voted(self, poll: Promised, choice: str, answer: str, act: str) -> None:
        answer = self._noted(act, answer)
        kept, refused = f"You chose {choice}" in answer, f"“{poll.question}” is closed" in answer
        self._ledger.ballot(poll.number, self._name).tried(choice, kept=kept, refused=refused)
        poll.votes += kept
        poll.told_closed = poll.told_closed or refused

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
