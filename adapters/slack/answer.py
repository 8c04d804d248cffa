"""Answering: in the acknowledgement if the core is done in time, else a little later.

An acknowledgement is due within 3 s, so the core gets 2 s; what takes longer is
finished in the background and answered through the response URL. Where that is
too old, or there is none (a mention, a direct message), the answer is posted.
A form opens while its trigger is fresh, and is else offered behind a button.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine
from typing import Any, Final

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from adapters.slack import forms
from adapters.slack.failures import understood
from adapters.slack.inline import Json
from adapters.slack.receive import Asked
from adapters.slack.render import Rendered
from adapters.slack.send import Sender
from bot.adapter import Core, Outcome, SendError
from bot.incoming import Written
from bot.replies import MAX_ACTION, Button, Buttons, Card, Form, Paragraph

log = structlog.get_logger(__name__)

PATIENCE: Final = 2.0
TRIGGER_LIFE: Final = 2.8


class Answers:
    """One for the adapter; `handle` is called for whatever comes in."""

    def __init__(self, core: Core, client: AsyncWebClient, sender: Sender) -> None:
        self._core = core
        self._client = client
        self._sender = sender
        self._tasks: set[asyncio.Task[Any]] = set()

    def _start(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Start a task and hold on to it until it is done."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def finish(self, seconds: float) -> None:
        """Wait so long for what is in hand."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)

    async def handle(self, asked: Asked) -> Json:
        """Let the core do it; returns the body of the acknowledgement (an empty one says nothing)."""
        work: asyncio.Task[Outcome] = self._start(self._core.handle(asked.incoming))
        left = PATIENCE - (time.monotonic() - asked.at)
        done, _ = await asyncio.wait({work}, timeout=max(left, 0))
        if not done:
            self._start(self._later(asked, work))
            return {}
        return self._acknowledged(asked, work.result())

    def _acknowledged(self, asked: Asked, outcome: Outcome) -> Json:
        reply = outcome.reply
        if asked.submitted is not None:
            if outcome.field_errors:
                complaints = forms.errors(asked.submitted, dict(outcome.field_errors))
                return {"response_action": "errors", "errors": complaints}
            if isinstance(reply, Form):
                return {"response_action": "update", "view": forms.view(reply, asked.origin)}
        if isinstance(reply, Card) and asked.takes_answer_in_ack:
            rendered = self._drawn(asked, outcome, reply)
            if not rendered.pictures and not rendered.attachments:
                return _message(rendered, asked, outcome, rendered.blocks)
        if reply is not None:
            self._start(self._say(asked, outcome))
        return {}

    async def _later(self, asked: Asked, work: asyncio.Task[Outcome]) -> None:
        await self._say(asked, await work)

    async def _say(self, asked: Asked, outcome: Outcome) -> None:
        """Show the answer, one way or another; a failure is logged, for there is nobody left to tell."""
        try:
            match outcome.reply:
                case Form() as form:
                    await self._open(asked, form)
                case Card() as card:
                    await self._show(asked, outcome, card)
                case None:
                    pass
        except SendError as error:
            log.warning("slack.answer_lost", error=str(error), channel=asked.origin.channel)
        except Exception:
            log.exception("slack.answer_failed", channel=asked.origin.channel)

    async def _open(self, asked: Asked, form: Form) -> None:
        if asked.trigger and time.monotonic() - asked.at < TRIGGER_LIFE:
            try:
                await self._client.views_open(trigger_id=asked.trigger, view=forms.view(form, asked.origin))
            except (SlackApiError, aiohttp.ClientError, TimeoutError) as error:
                log.warning("slack.form_not_opened", error=str(error))
            else:
                return
        await self._show(asked, Outcome(None), _behind_a_button(form, asked))

    async def _show(self, asked: Asked, outcome: Outcome, card: Card) -> None:
        origin = asked.origin
        if origin.response_url and time.time() < origin.until and await self._respond(asked, outcome, card):
            return
        who, workspace = asked.incoming.who, asked.incoming.where.workspace
        if origin.own or not outcome.private:
            await self._sender.tell(workspace, origin.channel, card, thread=origin.thread)
            return
        try:
            await self._sender.whisper(workspace, origin.channel, who.id, card, thread=origin.thread)
        except SendError as error:
            # Only members of a channel can be whispered to there.
            log.info("slack.whisper_refused", error=str(error))
            with understood():
                direct = await self._sender.direct(who.id)
            await self._sender.tell(workspace, direct, card)

    async def _respond(self, asked: Asked, outcome: Outcome, card: Card) -> bool:
        """Answer through the response URL; returns False where that is closed."""
        rendered = self._drawn(asked, outcome, card)
        if rendered.attachments and not outcome.private:
            return False
        webhook = AsyncWebhookClient(
            asked.origin.response_url, session=self._client.session, retry_handlers=[]
        )

        async def post(blocks: list[Json]) -> str:
            answer = await webhook.send_dict(_message(rendered, asked, outcome, blocks, card))
            return "" if answer.status_code == 200 else f"{answer.status_code} {answer.body[:100]}"

        try:
            failed = await self._sender.with_pictures(rendered, post)
        except (SlackApiError, aiohttp.ClientError, TimeoutError) as error:
            failed = str(error) or type(error).__name__
        if failed:
            log.info("slack.response_url_refused", answer=failed)
            return False
        with understood():
            await self._sender.share_privately(rendered, asked.incoming.who.id)
        return True

    def _drawn(self, asked: Asked, outcome: Outcome, card: Card) -> Rendered:
        return self._sender.drawn(card, asked.incoming.where.workspace, alone=outcome.private)


def _message(
    rendered: Rendered, asked: Asked, outcome: Outcome, blocks: list[Json], card: Card | None = None
) -> Json:
    """The body of an answer. In the bot's own conversation with a person nothing needs to vanish."""
    seen_by_all = asked.origin.own or not outcome.private
    body: Json = {
        "text": rendered.text,
        "blocks": blocks,
        "response_type": "in_channel" if seen_by_all else "ephemeral",
        "unfurl_links": False,
        "unfurl_media": False,
    }
    if card is not None:
        body["replace_original"] = card.replaces and asked.origin.replace
    return body


def _behind_a_button(form: Form, asked: Asked) -> Card:
    """An offer to open the form: there was no trigger for it, or it came too late."""
    what = asked.incoming.what
    typed = f"?{what.line}" if isinstance(what, Written) else ""
    action = form.action if form.action.startswith("form ") else f"?{form.action}"
    action = typed if 1 < len(typed) <= MAX_ACTION else action[:MAX_ACTION]
    title = str(form.title)
    return Card((Paragraph((title,)), Buttons((Button(title, action, "primary"),))), replaces=True)
