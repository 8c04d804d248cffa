"""Plays the first conversation through the product, so that nobody begins before an empty page.

The people of the transcript write and press through the same `Talk` as the page,
and the bot answers them as it answers anybody. While it plays, the playground's
clock stands where the transcript says, so that the conversation has a past.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import structlog

from adapters.playground.records import Message
from adapters.playground.transcript import QUESTION, TRANSCRIPT, AllRead, Presses, Says, Step
from adapters.playground.world import Channel, Person, readable

if TYPE_CHECKING:
    from adapters.playground.adapter import PlaygroundAdapter

_PATIENCE = 10.0

log = structlog.get_logger()


async def play(adapter: PlaygroundAdapter, transcript: tuple[Step, ...] = TRANSCRIPT) -> None:
    """Play the transcript from beginning to end; where a card does not come, stop and say so in the log."""
    started = datetime.now(UTC)
    for step in transcript:
        try:
            with _clock(adapter, started, step):
                await _do(adapter, step)
        except TimeoutError:
            log.warning("the playground's first conversation stopped: a card did not come", step=repr(step))
            return


@contextmanager
def _clock(adapter: PlaygroundAdapter, started: datetime, step: Step) -> Iterator[None]:
    """Set the playground's clock to the time of the step."""
    real = adapter.clock
    if not isinstance(step, AllRead):
        moment = started - timedelta(minutes=step.ago)
        adapter.clock = lambda: moment
    try:
        yield
    finally:
        adapter.clock = real


async def _do(adapter: PlaygroundAdapter, step: Step) -> None:
    match step:
        case Says():
            person, channel = _where(adapter, step)
            text = step.text
            if QUESTION in text:
                _message, action = await asyncio.wait_for(
                    _button(adapter, person, channel, "Answer…"), _PATIENCE
                )
                text = text.replace(QUESTION, action.split()[-1])
            await adapter.talk.write(uuid4().hex, person, channel, text)
        case Presses():
            person, channel = _where(adapter, step)
            message, action = await asyncio.wait_for(
                _button(adapter, person, channel, step.button), _PATIENCE
            )
            await adapter.talk.press(uuid4().hex, person, channel, message, action, ())
        case AllRead():
            await _all_read(adapter)


def _where(adapter: PlaygroundAdapter, step: Says | Presses) -> tuple[Person, Channel]:
    world = adapter.world
    person = world.person(step.person)
    if person is None:
        raise LookupError(f"the transcript has somebody who is not in the world: {step.person}")
    workspace, account = next(iter(person.accounts.items()))
    channel = world.channel(step.channel) if step.channel else world.direct(account, workspace)
    if channel is None:
        raise LookupError(f"the transcript has a channel that is not in the world: {step.channel}")
    return person, channel


async def _button(
    adapter: PlaygroundAdapter, person: Person, channel: Channel, label: str
) -> tuple[Message, str]:
    """The latest card of the channel with that button, waited for; and the button's action."""
    with adapter.bell.listening() as rung:
        while True:
            rung.clear()
            page = await adapter.history.page(channel.id, readable(adapter.world, person), None, 100)
            for message in reversed(page):
                if message.card and (action := _action(json.loads(message.card), label)):
                    return message, action
            await rung.wait()


def _action(card: dict[str, Any], label: str) -> str | None:
    buttons = (
        button for block in card["blocks"] if block["type"] == "buttons" for button in block["buttons"]
    )
    return next((button.get("action") for button in buttons if button["label"] == label), None)


async def _all_read(adapter: PlaygroundAdapter) -> None:
    _changed, newest = await adapter.history.latest()
    for person in adapter.world.people:
        for _workspace, channels in adapter.world.seen_by(person):
            for channel in channels:
                await adapter.history.mark(person.accounts[channel.workspace], channel.id, newest)
