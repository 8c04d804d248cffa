"""HTTP mode: signed POSTs to the app's request URL."""

from __future__ import annotations

import hashlib
import hmac
import io
import json
import time
from urllib.parse import urlencode

import aiohttp

from tests.servers.slack.delivery import Ack, Envelope, NotDeliveredError, RefusedError
from tests.servers.slack.platform import Platform


def signature(secret: str, timestamp: str, body: str) -> str:
    """The `v0` signature of a request body."""
    base = f"v0:{timestamp}:{body}".encode()
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


class HttpCarrier:
    """The carrier of HTTP mode; `url` is the app's address, usually ending in /slack/events."""

    def __init__(self, platform: Platform, url: str) -> None:
        self._platform = platform
        self.url = url
        self._session: aiohttp.ClientSession | None = None

    async def carry(self, envelope: Envelope) -> Ack:
        """See `Carrier`."""
        kind, body = _written(envelope)
        status, text = await self.send(body, kind, retry=envelope.retry, reason=envelope.retry_reason)
        if status != 200:
            raise RefusedError(f"status {status}: {text[:200]}")
        return Ack(_read(text))

    async def send(
        self,
        body: str,
        content_type: str,
        *,
        retry: int = 0,
        reason: str = "",
        age: int = 0,
        secret: str = "",
    ) -> tuple[int, str]:
        """One signed POST; returns status and body. A test may forge the age or the secret."""
        timestamp = str(int(time.time()) - age)
        headers = {
            "Content-Type": content_type,
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": signature(
                secret or self._platform.installation.signing_secret, timestamp, body
            ),
        }
        if retry:
            headers |= {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": reason}
        if self._session is None:
            self._session = aiohttp.ClientSession()
        try:
            async with self._session.post(
                self.url, data=io.BytesIO(body.encode()), headers=headers
            ) as response:
                return response.status, await response.text()
        except aiohttp.ClientError as error:
            raise NotDeliveredError(str(error)) from error

    async def verify_url(self) -> bool:
        """The challenge that Slack sends when the request URL is entered."""
        body = json.dumps({"token": "t", "challenge": "as it came", "type": "url_verification"})
        status, text = await self.send(body, "application/json")
        return status == 200 and "as it came" in text

    async def close(self) -> None:
        """End the session."""
        if self._session is not None:
            await self._session.close()


def _written(envelope: Envelope) -> tuple[str, str]:
    if envelope.kind == "events_api":
        return "application/json", json.dumps(envelope.payload)
    fields = (
        envelope.payload if envelope.kind == "slash_commands" else {"payload": json.dumps(envelope.payload)}
    )
    return "application/x-www-form-urlencoded", urlencode(fields)


def _read(text: str) -> object:
    if not text.strip():
        return None
    return json.loads(text) if text.lstrip().startswith("{") else {"text": text}
