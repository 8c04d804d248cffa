"""What a request of the API names: people, channels and messages, as the person who asks may see them.

What does not exist and what somebody may not see are both a `Problem` of status 404.
"""

from __future__ import annotations

from collections.abc import Callable

from adapters.playground.guard import Problem
from adapters.playground.history import History
from adapters.playground.records import Message
from adapters.playground.world import Channel, Person, World


class Lookups:
    """Looks things up in the world as it is, and in what was said there."""

    def __init__(self, world: Callable[[], World], history: History) -> None:
        self._world = world
        self._history = history

    def person(self, person_id: str) -> Person:
        """The person of that name."""
        person = self._world().person(person_id)
        if person is None:
            raise Problem(404, "There is nobody of that name: say who you are with `as`.")
        return person

    def channel(self, person: Person, channel_id: str) -> Channel:
        """A channel that the person may read."""
        channel = self._world().channel(channel_id)
        if channel is None or not self._world().may_read(person, channel):
            raise Problem(404, "There is no such channel.")
        return channel

    async def root(self, person: Person, channel: Channel, message_id: int) -> Message:
        """The message in whose thread somebody writes: one that all there see, and no reply itself."""
        message, there = await self.message(person, message_id)
        if there.id != channel.id or message.reader is not None or message.thread is not None:
            raise Problem(404, "There is no such message.")
        return message

    async def message(self, person: Person, message_id: int) -> tuple[Message, Channel]:
        """A message that the person may see, and its channel."""
        message = await self._history.message(message_id)
        if message is None or not may_see(person, message):
            raise Problem(404, "There is no such message.")
        return message, self.channel(person, message.channel)


def may_see(person: Person, message: Message) -> bool:
    """Whether a message of one of the person's channels is for them to see."""
    return message.reader is None or message.reader in person.accounts.values()


def number_in(text: str) -> int:
    """The number that a part of the address is."""
    if not text.isascii() or not text.isdigit() or len(text) > 15:
        raise Problem(404, "That is not a number.")
    return int(text)
