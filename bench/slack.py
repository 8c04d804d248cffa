"""The other side of Slack: payloads as Slack sends them, and the little of its API that they bring about."""

from __future__ import annotations

import hashlib
import hmac
import itertools
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from aiohttp import web

from bench.processes import free_port

SECRET = "bench-signing-secret"
TOKEN = "xoxb-bench"
TEAM = "T1"
CHANNEL = "C1"
_FORM = "application/x-www-form-urlencoded"
_count = itertools.count(1)


def request(fields: dict[str, str]) -> bytes:
    """A form in HTTP, signed at this moment."""
    body = urlencode(fields).encode()
    timestamp = str(int(time.time()))
    signed = hmac.new(SECRET.encode(), b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256)
    head = (
        "POST /slack/events HTTP/1.1\r\nHost: localhost\r\nUser-Agent: Slackbot 1.0\r\nAccept: */*\r\n"
        f"Content-Type: {_FORM}\r\nContent-Length: {len(body)}\r\n"
        f"X-Slack-Request-Timestamp: {timestamp}\r\nX-Slack-Signature: v0={signed.hexdigest()}\r\n\r\n"
    )
    return head.encode() + body


def command(account: str, text: str, *, name: str = "/poll") -> bytes:
    """Somebody types a slash command in the channel."""
    return request(
        {
            "token": "verification",
            "team_id": TEAM,
            "team_domain": "bench",
            "channel_id": CHANNEL,
            "channel_name": "general",
            "user_id": account,
            "user_name": account.lower(),
            "command": name,
            "text": text,
            "api_app_id": "A1",
            "is_enterprise_install": "false",
            "response_url": "https://hooks.invalid/commands/1",
            "trigger_id": f"{next(_count)}.1.bench",
        }
    )


def press(account: str, value: str, response_url: str) -> bytes:
    """Somebody presses a button of the poll's card."""
    payload: dict[str, Any] = {
        "type": "block_actions",
        "token": "verification",
        "api_app_id": "A1",
        "team": {"id": TEAM, "domain": "bench"},
        "enterprise": None,
        "is_enterprise_install": False,
        "user": {"id": account, "username": account.lower(), "name": account.lower(), "team_id": TEAM},
        "container": {
            "type": "message",
            "message_ts": "1700000000.000100",
            "channel_id": CHANNEL,
            "is_ephemeral": False,
        },
        "channel": {"id": CHANNEL, "name": "general"},
        "message": {"type": "message", "ts": "1700000000.000100", "text": "Lunch?", "user": "UBOT"},
        "state": {"values": {}},
        "trigger_id": f"{next(_count)}.1.bench",
        "response_url": response_url,
        "actions": [
            {
                "type": "button",
                "action_id": "press:b2-0",
                "block_id": "b2",
                "action_ts": f"{time.time():.6f}",
                "text": {"type": "plain_text", "text": "Soup", "emoji": False},
                "value": value,
            }
        ],
    }
    return request({"payload": json.dumps(payload)})


@dataclass(frozen=True)
class Api:
    """Where the API listens, and a response URL of it."""

    url: str
    response_url: str


@asynccontextmanager
async def api() -> AsyncIterator[Api]:
    """A Slack API that says yes to everything, on this process's loop."""
    runner = web.AppRunner(_application(), access_log=None)
    await runner.setup()
    port = free_port()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield Api(f"http://127.0.0.1:{port}/api/", f"http://127.0.0.1:{port}/actions/1")
    finally:
        await runner.cleanup()


def _application() -> web.Application:
    async def method(asked: web.Request) -> web.Response:
        fields = {**asked.query, **await asked.post()}
        account = str(fields.get("user", "U0"))
        return web.json_response(
            {
                "ok": True,
                "url": f"http://{asked.host}/",
                "team_id": TEAM,
                "user_id": "UBOT",
                "bot_id": "B1",
                "channel": CHANNEL,
                "ts": "1700000000.000100",
                "user": {"id": account, "name": account.lower(), "real_name": account, "tz": "Europe/London"},
            }
        )

    async def answered(_asked: web.Request) -> web.Response:
        return web.Response(text="ok")

    app = web.Application()
    app.router.add_post("/actions/1", answered)
    app.router.add_route("*", "/api/{method}", method)
    return app
