"""An adapter on paper: real in every respect but that what it is sent stays in memory.

`PaperAdapter.troubles` holds what is to go wrong, call by call. A trouble
raises before the platform did anything or, with `after_effect`, once it has
done it: that is how an answer gets lost on the way back. `closed` are the
accounts that take no direct messages.
"""

from __future__ import annotations

import asyncio
import itertools
from collections import deque
from dataclasses import dataclass, field

from bot.adapter import Adapter, Health, Refused, SendError, Target, TooLarge, Unfetched
from bot.incoming import FileRef, MessageRef, Who
from bot.replies import Reply, as_json, from_json, plain


@dataclass
class Posted:
    """A message that stands in a channel; `shown` are all the texts that it has shown so far."""

    ref: MessageRef
    reply: Reply
    key: str
    shown: list[str] = field(default_factory=list)
    gone: bool = False


@dataclass(frozen=True)
class Trouble:
    """What happens at the next call of `on`: an error is raised, or with none, no answer ever comes."""

    error: SendError | None = None
    on: str = "send"
    after_effect: bool = False


class PaperAdapter(Adapter):
    """A platform whose channels are lists."""

    name = "paper"
    seconds_between_posts = 0.0

    def __init__(self, name: str = "paper") -> None:
        self.name = name
        self.posted: list[Posted] = []
        self.calls: list[str] = []
        self.troubles: deque[Trouble] = deque()
        self.closed: set[str] = set()
        self.details: dict[str, Who] = {}
        self.files: dict[str, bytes] = {}
        self.threads: dict[MessageRef, str] = {}
        self._numbers = itertools.count(1)

    async def prepare(self) -> None:
        """Nothing to make ready."""

    async def run(self) -> None:
        """Receives nothing of its own accord."""
        await asyncio.get_running_loop().create_future()

    async def close(self) -> None:
        """Nothing to let go of."""

    def health(self) -> Health:
        """Always well."""
        return Health(True, "on paper")

    async def check(self) -> list[Health]:
        """Always well."""
        return [self.health()]

    async def send(self, target: Target, reply: Reply, key: str) -> MessageRef:
        """Post; the same key twice posts twice, so that a test sees it."""
        self.calls.append("send")
        await self._trouble("send")
        if target.account in self.closed:
            raise Refused("direct_messages_closed", "Open them in your settings.")
        channel = target.channel or f"@{target.account}"
        ref = MessageRef(self.name, target.workspace, channel, f"m{next(self._numbers)}")
        # Through JSON, as every real platform would: nothing may depend on being the same object.
        self.posted.append(Posted(ref, from_json(as_json(reply)), key, [plain(reply)]))
        await self._trouble("send", after_effect=True)
        return ref

    async def find(self, target: Target, key: str) -> MessageRef | None:
        """Look through everything that was posted."""
        self.calls.append("find")
        await self._trouble("find")
        return next((one.ref for one in self.posted if one.key == key and not one.gone), None)

    async def edit(self, message: MessageRef, reply: Reply) -> None:
        """Show something else."""
        self.calls.append("edit")
        await self._trouble("edit")
        found = self._standing(message)
        if found is None:
            raise Refused("gone")
        found.reply = from_json(as_json(reply))
        found.shown.append(plain(reply))
        await self._trouble("edit", after_effect=True)

    async def delete(self, message: MessageRef) -> None:
        """Take away."""
        self.calls.append("delete")
        await self._trouble("delete")
        if found := self._standing(message):
            found.gone = True

    async def open_thread(self, message: MessageRef, name: str) -> None:
        """Remember the thread by the name that it was given."""
        self.calls.append("open_thread")
        await self._trouble("open_thread")
        self.threads[message] = name

    async def describe(self, who: Who) -> Who:
        """What a test has said of the account."""
        return self.details.get(who.id, who)

    async def download(self, file: FileRef, limit: int) -> bytes:
        """What a test has put there, whatever was said of its size."""
        self.calls.append("download")
        if file.place not in self.files:
            raise Unfetched("no such file")
        if len(self.files[file.place]) > limit:
            raise TooLarge
        return self.files[file.place]

    def standing(self, workspace: str, channel: str) -> list[Posted]:
        """The messages of a channel, oldest first."""
        here = (workspace, channel)
        return [one for one in self.posted if not one.gone and (one.ref.workspace, one.ref.channel) == here]

    def _standing(self, message: MessageRef) -> Posted | None:
        return next((one for one in self.posted if one.ref == message and not one.gone), None)

    async def _trouble(self, on: str, *, after_effect: bool = False) -> None:
        """What is to go wrong now, if it is the turn of this call."""
        waiting = self.troubles[0] if self.troubles else None
        if waiting is None or (waiting.on, waiting.after_effect) != (on, after_effect):
            return
        self.troubles.popleft()
        if waiting.error is None:
            await asyncio.get_running_loop().create_future()
        else:
            raise waiting.error
