"""HTTP mode: /slack/events, and what is refused there.

A request must be signed by Slack within the last five minutes, of a content type
that Slack sends, and not large. Anything else gets a short answer and a line in
the log, with nothing of its content.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import parse_qs

import structlog
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_sdk.signature import SignatureVerifier

log = structlog.get_logger(__name__)

PATH: Final = "/slack/events"
MOST_BYTES: Final = 1024 * 1024
_TYPES: Final = ("application/json", "application/x-www-form-urlencoded")
_TIMESTAMP: Final = re.compile("[0-9]{1,12}")


class Endpoint:
    """The handler of Slack's requests."""

    def __init__(self, app: AsyncApp, signing_secret: str) -> None:
        self._app = app
        self._verifier = SignatureVerifier(signing_secret)

    def routes(self) -> list[web.RouteDef]:
        """What to mount on the shared web server."""
        return [web.post(PATH, self._handle)]

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        if request.content_type not in _TYPES:
            return _refused(415, "content_type")
        body = await _body(request)
        if body is None:
            return _refused(413, "too_large")
        if not self._is_signed(request, body):
            return _refused(401, "signature")
        text = body.decode()
        try:
            _parsed(request.content_type, text)
        except (ValueError, RecursionError):
            return _refused(400, "malformed")
        headers: dict[str, str | Sequence[str]] = dict(request.headers)
        bolt_request = AsyncBoltRequest(body=text, query=request.query_string, headers=headers)
        return await to_aiohttp_response(await self._app.async_dispatch(bolt_request))

    def _is_signed(self, request: web.Request, body: bytes) -> bool:
        timestamp = request.headers.get("X-Slack-Request-Timestamp", "")
        signature = request.headers.get("X-Slack-Signature", "")
        if not _TIMESTAMP.fullmatch(timestamp) or not signature.isascii():
            return False
        try:
            return self._verifier.is_valid(body, timestamp, signature)
        except UnicodeDecodeError:
            # The library reads the body as text before it compares anything.
            return False


async def _body(request: web.Request) -> bytes | None:
    """The request's body, None where it is too large; never reads much more than is allowed."""
    if (request.content_length or 0) > MOST_BYTES:
        return None
    body = b""
    async for chunk in request.content.iter_chunked(64 * 1024):
        body += chunk
        if len(body) > MOST_BYTES:
            return None
    return body


def _parsed(content_type: str, text: str) -> object:
    """What the body says; raises ValueError where it says nothing."""
    if content_type == "application/json":
        found = json.loads(text)
    else:
        form = parse_qs(text, strict_parsing=True, keep_blank_values=True)
        found = json.loads(form["payload"][0]) if "payload" in form else form
    if not isinstance(found, dict) or not found:
        raise ValueError("no object, or an empty one")
    return found


def _refused(status: int, reason: str) -> web.Response:
    log.warning("slack.request_refused", reason=reason, status=status)
    return web.Response(status=status, text=reason)
