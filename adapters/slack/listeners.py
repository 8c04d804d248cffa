"""Bolt's side: a handful of listeners that hand everything over, whatever command or button it is.

`process_before_response` makes Bolt return what a listener acknowledged as soon
as it is done; by default it polls for it every 10 ms.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Awaitable, Callable
from typing import Any, Final

import msgspec
import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack import forms, receive, shortcut
from adapters.slack.answer import Answers
from adapters.slack.inline import Json
from adapters.slack.people import named
from adapters.slack.send import Sender
from bot.incoming import Replied

log = structlog.get_logger(__name__)

OnReply = Callable[[Replied], Awaitable[None]]

_ANY: Final = re.compile(".*", re.DOTALL)


class Listeners:
    """The listeners of one Bolt app, which is at `app`.

    Requests by HTTP are verified before they get here, so Bolt need not.
    """

    def __init__(
        self, client: AsyncWebClient, answers: Answers, sender: Sender, root: str, on_reply: OnReply
    ) -> None:
        self._client = client
        self._on_reply = on_reply
        self._answers = answers
        self._sender = sender
        self._root = root
        self.app = AsyncApp(
            client=client,
            process_before_response=True,
            request_verification_enabled=False,
            ssl_check_enabled=False,
        )
        self.app.command(_ANY)(self._command)
        self.app.action(_ANY)(self._action)
        self.app.view(forms.CALLBACK)(self._submission)
        self.app.message_shortcut(_ANY)(self._shortcut)
        self.app.event("message")(self._message)
        self.app.event("app_mention")(self._message)

    async def _command(self, ack: AsyncAck, body: Json) -> None:
        asked = receive.command(body, self._root, self._sender.is_own_direct)
        answer = await self._answers.handle(asked)
        await ack(answer or "")

    async def _action(self, ack: AsyncAck, body: Json) -> None:
        asked = receive.action(body, self._sender.is_own_direct)
        if asked is not None:
            await self._answers.handle(asked)
        await ack()

    async def _shortcut(self, ack: AsyncAck, body: Json) -> None:
        asked = shortcut.picked(body, self._sender.is_own_direct)
        await self._answers.handle(await shortcut.described(self._client, asked))
        await ack()

    async def _submission(self, ack: AsyncAck, body: Json) -> None:
        try:
            asked = receive.submission(body)
        except (msgspec.DecodeError, KeyError):
            log.warning("slack.form_of_another_version")
            await ack()
            return
        answer: dict[str, Any] = await self._answers.handle(asked)
        await ack(answer or "")

    async def _message(self, body: Json, context: AsyncBoltContext) -> None:
        event = body["event"]
        if event.get("channel_type") == "im" and event.get("user") and not event.get("bot_id"):
            self._sender.learn_direct(event["user"], event["channel"])
        replied = receive.replied(body, context.bot_user_id or "")
        if replied is not None:
            await self._on_reply(replied)
        asked = receive.message(body, context.bot_user_id or "")
        if asked is not None:
            incoming = await named(self._client, asked.incoming)
            await self._answers.handle(dataclasses.replace(asked, incoming=incoming))
