"""Plays the first conversation through the product, so that nobody begins before an empty page.

The people of the transcript write and press through the same `Talk` as the page,
and the bot answers them as it answers anybody. While it plays, its clock stands
where the transcript says, so that the conversation has a past; that of others,
who may be there already, goes on.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime, timedelta
from itertools import zip_longest
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import structlog

from adapters.playground.records import Message
from adapters.playground.steps import BUTTONS, AllRead, Presses, Replies, Says, Shares, Step
from adapters.playground.transcript import TRANSCRIPT
from adapters.playground.uploads import Upload
from adapters.playground.world import Channel, Person, readable

if TYPE_CHECKING:
    from adapters.playground.adapter import PlaygroundAdapter
    from bot.adapter import Journey

_PATIENCE = 10.0
_LOOK_SECONDS = 0.1
_MOST_LOOKS = 50
_LONG_PAUSE = 6 * 60
"""In minutes."""

log = structlog.get_logger()


async def play(
    adapter: PlaygroundAdapter, journey: Journey | None, transcript: tuple[Step, ...] = TRANSCRIPT
) -> None:
    """Play the transcript from beginning to end; where a card does not come, stop and say so in the log.

    Without a `journey` only the messages have a past, and what is told in them happens now.
    """
    started = adapter.clock()
    for step, after in zip_longest(transcript, transcript[1:]):
        try:
            with _clock(adapter, journey, started, step):
                await _do(adapter, step)
                if journey and _ago(step) - _ago(after) > _LONG_PAUSE:
                    await _settled(adapter, journey)
        except TimeoutError:
            log.warning("the playground's first conversation stopped: a card did not come", step=repr(step))
            return


@contextmanager
def _clock(
    adapter: PlaygroundAdapter, journey: Journey | None, started: datetime, step: Step
) -> Iterator[None]:
    """Be at the time of the step; the bot's cards, which are posted beside us, bear it too."""
    if isinstance(step, AllRead):
        yield
        return
    real, moment = adapter.clock, started - timedelta(minutes=step.ago)
    adapter.clock = lambda: moment
    try:
        with journey.as_of(moment) if journey else nullcontext():
            yield
    finally:
        adapter.clock = real


def _ago(step: Step | None) -> int:
    return step.ago if step and not isinstance(step, AllRead) else 0


async def _settled(adapter: PlaygroundAdapter, journey: Journey) -> None:
    """Wait until what is due by the time of the step is sent, so that it bears the date of its day."""
    for _look in range(_MOST_LOOKS):
        due = await journey.following()
        if due is None or due > adapter.clock():
            return
        await asyncio.sleep(_LOOK_SECONDS)


async def _do(adapter: PlaygroundAdapter, step: Step) -> None:
    match step:
        case Says():
            person, channel = _where(adapter, step)
            text = await _numbered(adapter, person, channel, step.text)
            await adapter.talk.write(uuid4().hex, person, channel, text)
        case Presses():
            person, channel = _where(adapter, step)
            message, action = await asyncio.wait_for(
                _button(adapter, person, channel, step.button), _PATIENCE
            )
            await adapter.talk.press(uuid4().hex, person, channel, message, action, ())
        case Replies():
            person, channel = _where(adapter, step)
            root = await asyncio.wait_for(_card(adapter, person, channel, step.card), _PATIENCE)
            await adapter.talk.write(uuid4().hex, person, channel, step.text, root)
        case Shares():
            await _share(adapter, step)
        case AllRead():
            await _all_read(adapter)


async def _numbered(adapter: PlaygroundAdapter, person: Person, channel: Channel, text: str) -> str:
    """The text with numbers in the places of what stands for them."""
    for name, label in BUTTONS.items():
        if name in text:
            found = await asyncio.wait_for(_button(adapter, person, channel, label), _PATIENCE)
            text = text.replace(name, found[1].split()[-1])
    return text


async def _share(adapter: PlaygroundAdapter, step: Shares) -> None:
    person, channel = _where(adapter, step)
    upload = Upload(person.id, step.file, "text/markdown", step.content.encode())
    file = adapter.uploads.refer(adapter.uploads.keep(upload), person.id)
    assert file is not None
    values = {"title": step.title, "description": step.description, "tagged": step.tagged}
    await adapter.talk.submit(uuid4().hex, person, channel, "doc share", values, None, {"file": file})


def _where(adapter: PlaygroundAdapter, step: Says | Presses | Replies | Shares) -> tuple[Person, Channel]:
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

    def has_it(card: dict[str, Any]) -> bool:
        return _action(card, label) is not None

    message = await _latest(adapter, person, channel, has_it)
    return message, _action(json.loads(message.card), label) or ""


async def _card(adapter: PlaygroundAdapter, person: Person, channel: Channel, words: str) -> Message:
    """The latest card of the channel that is headed so, waited for."""
    return await _latest(adapter, person, channel, lambda card: card["title"] == words)


async def _latest(
    adapter: PlaygroundAdapter, person: Person, channel: Channel, wanted: Callable[[dict[str, Any]], bool]
) -> Message:
    with adapter.bell.listening() as rung:
        while True:
            rung.clear()
            page = await adapter.history.page(channel.id, readable(adapter.world, person), None, 100)
            for message in reversed(page):
                if message.card and wanted(json.loads(message.card)):
                    return message
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
