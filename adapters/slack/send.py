"""Posting, looking up, changing and deleting messages, and what each failure means.

Every message carries its outbox key in its metadata, so that `find` can tell
after an unclear attempt whether it went out: Slack itself knows no such key.
A picture is uploaded first and then shown by a block; a file to take away
appears as a message of its own, before the card. (So an attempt that breaks
between the two repeats the file, never the card.)
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.failures import understood
from adapters.slack.inline import Json, Reader
from adapters.slack.render import Rendered, render
from adapters.slack.text import PLATFORM
from adapters.slack.upload import Uploads
from bot.adapter import Refused, Target
from bot.incoming import MessageRef
from bot.replies import Card, Reply

EVENT_TYPE = "convenor_outbox"
_LOOKED_AT = 200
_PATIENCE_WITH_PICTURES = (0.5, 1.0, 2.0)


class Sender:
    """Messages that the bot posts of itself, and those that it answers with outside of an acknowledgement."""

    def __init__(self, client: AsyncWebClient, uploads: Uploads, address: Callable[[], str]) -> None:
        self._client = client
        self._uploads = uploads
        self._address = address
        self._direct: dict[str, str] = {}
        self._own: set[str] = set()

    def is_own_direct(self, channel: str) -> bool:
        """Whether that is known to be a person's direct conversation with the bot."""
        return channel in self._own

    def learn_direct(self, account: str, channel: str) -> None:
        """Remember a person's direct conversation with the bot."""
        self._direct[account] = channel
        self._own.add(channel)

    async def send(self, target: Target, reply: Reply, key: str) -> MessageRef:
        """See `Adapter.send`."""
        with understood():
            channel = target.channel or await self.direct(target.account)
            rendered = self.drawn(_card(reply), target.workspace)
            await self._uploads.share(rendered.attachments, channel)
            metadata = {"event_type": EVENT_TYPE, "event_payload": {"key": key}}
            ts = await self._post(rendered, channel, metadata=metadata)
        return MessageRef(PLATFORM, target.workspace, channel, ts)

    async def find(self, target: Target, key: str) -> MessageRef | None:
        """See `Adapter.find`."""
        with understood():
            channel = target.channel or await self.direct(target.account)
            history = await self._client.conversations_history(
                channel=channel, limit=_LOOKED_AT, include_all_metadata=True
            )
        for message in history["messages"]:
            payload = message.get("metadata", {}).get("event_payload", {})
            if payload.get("key") == key:
                return MessageRef(PLATFORM, target.workspace, channel, message["ts"])
        return None

    async def edit(self, message: MessageRef, reply: Reply) -> None:
        """See `Adapter.edit`."""
        with understood():
            rendered = self.drawn(_card(reply), message.workspace)

            async def update(blocks: list[Json]) -> str:
                await self._client.chat_update(
                    channel=message.channel, ts=message.message, text=rendered.text, blocks=blocks
                )
                return message.message

            await self.with_pictures(rendered, update)

    async def delete(self, message: MessageRef) -> None:
        """See `Adapter.delete`."""
        with understood():
            try:
                await self._client.chat_delete(channel=message.channel, ts=message.message)
            except SlackApiError as error:
                if error.response["error"] != "message_not_found":
                    raise

    async def tell(self, workspace: str, channel: str, card: Card, *, thread: str = "") -> None:
        """Answer in a channel, for all to read."""
        with understood():
            rendered = self.drawn(card, workspace)
            await self._uploads.share(rendered.attachments, channel)
            await self._post(rendered, channel, thread=thread)

    async def whisper(
        self, workspace: str, channel: str, account: str, card: Card, *, thread: str = ""
    ) -> None:
        """Answer in a channel, for one person to read; files go to their direct conversation."""
        with understood():
            rendered = self.drawn(card, workspace, alone=True)
            await self.share_privately(rendered, account)

            async def post(blocks: list[Json]) -> str:
                return str(
                    await self._client.chat_postEphemeral(
                        channel=channel,
                        user=account,
                        text=rendered.text,
                        blocks=blocks,
                        thread_ts=thread or None,
                    )
                )

            await self.with_pictures(rendered, post)

    async def share_privately(self, rendered: Rendered, account: str) -> None:
        """Put the card's files into the person's direct conversation with the bot."""
        if rendered.attachments:
            await self._uploads.share(rendered.attachments, await self.direct(account))

    def drawn(self, card: Card, workspace: str, *, alone: bool = False) -> Rendered:
        """The card for readers in that workspace."""
        return render(card, Reader(workspace, self._address(), alone))

    async def direct(self, account: str) -> str:
        """The person's direct conversation with the bot."""
        if account not in self._direct:
            opened = await self._client.conversations_open(users=account)
            self.learn_direct(account, opened["channel"]["id"])
        return self._direct[account]

    async def _post(
        self, rendered: Rendered, channel: str, *, thread: str = "", metadata: Json | None = None
    ) -> str:
        async def post(blocks: list[Json]) -> str:
            posted = await self._client.chat_postMessage(
                channel=channel,
                text=rendered.text,
                blocks=blocks,
                thread_ts=thread or None,
                metadata=metadata,
                unfurl_links=False,
                unfurl_media=False,
            )
            return str(posted["ts"])

        return await self.with_pictures(rendered, post)

    async def with_pictures(self, rendered: Rendered, post: Callable[[list[Json]], Awaitable[str]]) -> str:
        """Upload the card's pictures and post it.

        Slack looks at a new picture before blocks can show it, and refuses them until then; after a few
        seconds the card goes out with the words of the picture instead.
        """
        ids = await self._uploads.pictures(rendered.pictures)
        for pause in _PATIENCE_WITH_PICTURES if ids else ():
            try:
                return await post(rendered.with_files(ids))
            except SlackApiError as error:
                if error.response["error"] != "invalid_blocks":
                    raise
                await asyncio.sleep(pause)
        self._uploads.forget(rendered.pictures)
        return await post(rendered.with_files({}))


def _card(reply: Reply) -> Card:
    if not isinstance(reply, Card):
        raise Refused("not_a_card", "Only cards can be posted; a form opens for the person who asks for it.")
    return reply
