"""How the page keeps up: a stream of server-sent events for one person.

Each event is a message as it stands now, and its id is the message's `changed`
number. A browser that lost the connection says the last one that it has, and
gets all that came after it. A number that this history never reached (the file
was deleted) is answered with the event `reset`: start again.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from aiohttp import web

from adapters.playground.cards import shown
from adapters.playground.guard import protect
from adapters.playground.history import History
from adapters.playground.records import Message, Readable

_LOOK = 2.0
_BATCH = 200


class Bell:
    """Wakes everybody who listens; once it is `silent`, they are to go home."""

    def __init__(self) -> None:
        self._listeners: set[asyncio.Event] = set()
        self.silent = False

    def ring(self) -> None:
        """Something has changed."""
        for listener in self._listeners:
            listener.set()

    def end(self) -> None:
        """Nothing will change any more."""
        self.silent = True
        self.ring()

    @contextmanager
    def listening(self) -> Iterator[asyncio.Event]:
        """An event that is set at each ring."""
        event = asyncio.Event()
        self._listeners.add(event)
        try:
            yield event
        finally:
            self._listeners.discard(event)


async def stream(
    request: web.Request, history: History, bell: Bell, reader: str, readable: Readable, after: int
) -> web.StreamResponse:
    """Send what changes after that number until the reader goes away or the bell falls silent.

    The bell tells of changes in this process; another process that posts is noticed by looking now and then.
    """
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "X-Accel-Buffering": "no"})
    protect(response)
    await response.prepare(request)
    with suppress(ConnectionError):
        await response.write(b"retry: 1000\n\n")
        latest, _newest = await history.latest()
        if after > latest:
            await response.write(b"event: reset\ndata: {}\n\n")
            return response
        with bell.listening() as rung:
            while not bell.silent:
                rung.clear()
                after = await _catch_up(response, history, reader, readable, after)
                with suppress(TimeoutError):
                    await asyncio.wait_for(rung.wait(), _LOOK)
    return response


async def _catch_up(
    response: web.StreamResponse, history: History, reader: str, readable: Readable, after: int
) -> int:
    """Send everything behind that number; returns the number reached."""
    sent = 0
    while changes := await history.since(after, readable, _BATCH):
        await response.write(b"".join(_event(message, reader) for message in changes))
        after, sent = changes[-1].changed, sent + len(changes)
    if not sent:
        await response.write(b": still here\n\n")
    return after


def _event(message: Message, reader: str) -> bytes:
    data = json.dumps(shown(message, reader), ensure_ascii=False)
    return f"id: {message.changed}\nevent: message\ndata: {data}\n\n".encode()
