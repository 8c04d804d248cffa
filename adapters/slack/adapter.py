"""Slack as an adapter: the port on one side, the library on the other."""

from __future__ import annotations

import asyncio
from typing import Final

import aiohttp
import structlog
from aiohttp import web
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack import checks, files, forms
from adapters.slack.answer import Answers
from adapters.slack.failures import ShortWaits, code_of
from adapters.slack.http import Endpoint
from adapters.slack.listeners import Listeners
from adapters.slack.people import described
from adapters.slack.send import Sender
from adapters.slack.socket import Supervisor
from adapters.slack.text import PLATFORM
from adapters.slack.upload import Uploads
from bot.adapter import Adapter, Core, Health, Target
from bot.incoming import FileRef, MessageRef, Who
from bot.replies import Reply
from bot.settings import Slack as Settings
from bot.words import _

log = structlog.get_logger(__name__)

_REQUEST: Final = aiohttp.ClientTimeout(total=30, connect=10)
_FIRST_PAUSE: Final = 1.0
_LONGEST_PAUSE: Final = 60.0
_IN_HAND: Final = 2.0


class SlackAdapter(Adapter):
    """Slack, by Socket Mode where there is an app token, and by HTTP where there is a signing secret."""

    name = PLATFORM
    seconds_between_posts = 1.0
    max_form_fields = forms.MOST_FIELDS
    opening = _("To get them directly, ask an administrator to turn on the Messages tab of the app.")

    def __init__(self, core: Core, settings: Settings, *, ping_interval: float = 10.0) -> None:
        if settings.bot_token is None:
            raise ValueError("Slack needs a bot token")
        self._settings = settings
        self.client = AsyncWebClient(
            token=settings.bot_token.get_secret_value(),
            base_url=settings.api_url,
            retry_handlers=[ShortWaits()],
        )
        self._address = ""
        self._trouble = ""
        self._receives = False
        uploads = Uploads(self.client)
        self._sender = Sender(self.client, uploads, lambda: self._address)
        self._answers = Answers(core, self.client, self._sender)
        root = core.registry.root
        listeners = Listeners(self.client, self._answers, self._sender, root, core.noticed)
        app_token, secret = settings.app_token, settings.signing_secret
        self._endpoint = Endpoint(listeners.app, secret.get_secret_value()) if secret else None
        self._supervisor = (
            Supervisor(listeners.app, app_token.get_secret_value(), self.client, ping_interval=ping_interval)
            if app_token
            else None
        )

    def routes(self) -> list[web.RouteDef]:
        """/slack/events, where there is a signing secret."""
        return self._endpoint.routes() if self._endpoint else []

    async def prepare(self) -> None:
        """Make the session."""
        self.client.session = aiohttp.ClientSession(timeout=_REQUEST)

    async def run(self) -> None:
        """Learn who we are, then hold the socket (or wait, for by HTTP the web server does all)."""
        self._receives = True
        try:
            await self._introduce()
            if self._supervisor is not None:
                await self._supervisor.run()
            await asyncio.Event().wait()
        finally:
            await self._answers.finish(_IN_HAND)

    async def _introduce(self) -> None:
        """Ask for the workspace's address, until Slack answers."""
        pause = _FIRST_PAUSE
        while not self._address:
            try:
                answer = await self.client.auth_test()
            except (SlackApiError, aiohttp.ClientError, TimeoutError) as error:
                if not self._trouble:
                    log.warning("slack.does_not_answer", reason=code_of(error))
                self._trouble = code_of(error)
                await asyncio.sleep(pause)
                pause = min(pause * 2, _LONGEST_PAUSE)
            else:
                self._address, self._trouble = str(answer["url"]), ""

    async def close(self) -> None:
        """Let go of the session."""
        await self._answers.finish(_IN_HAND)
        if self.client.session is not None:
            await self.client.session.close()

    def health(self) -> Health:
        """How the socket is, in the process that holds it; else whether Slack answers."""
        if self._trouble:
            return Health(False, f"Slack answers: {self._trouble}")
        if self._supervisor is not None and self._receives:
            return self._supervisor.health
        if self._endpoint is not None:
            return Health(True, "waits at /slack/events")
        return Health(True, "only sends in this process")

    async def check(self) -> list[Health]:
        """Token, scopes, and the way in."""
        return await checks.check(self.client, self._settings)

    async def send(self, target: Target, reply: Reply, key: str) -> MessageRef:
        """See `Adapter.send`."""
        return await self._sender.send(target, reply, key)

    async def find(self, target: Target, key: str) -> MessageRef | None:
        """See `Adapter.find`: looks through the latest messages of the conversation."""
        return await self._sender.find(target, key)

    async def edit(self, message: MessageRef, reply: Reply) -> None:
        """See `Adapter.edit`."""
        await self._sender.edit(message, reply)

    async def delete(self, message: MessageRef) -> None:
        """See `Adapter.delete`."""
        await self._sender.delete(message)

    async def describe(self, who: Who) -> Who:
        """Ask Slack for name, picture, language, zone and role."""
        return await described(self.client, who)

    async def download(self, file: FileRef, limit: int) -> bytes:
        """See `Adapter.download`: from Slack's hosts, with the bot's token."""
        return await files.content(self.client, file, limit)
