"""Reading the arguments of a call, in all the ways in which the real library writes them.

The library sends some methods as GET, many as POST with a query string, some as
a form and some as JSON; objects inside a query or a form are JSON in a string.
"""

from __future__ import annotations

import json

from aiohttp import web

from tests.servers.slack.errors import SlackError
from tests.servers.slack.world import Json

_OBJECTS = {"blocks", "attachments", "metadata", "view", "files", "unfurls"}


async def read(request: web.Request) -> Json:
    """All arguments of the request; raises SlackError when an object in them is not JSON."""
    found: Json = dict(request.query)
    if request.content_type == "application/json" and request.can_read_body:
        body = await request.json()
        if not isinstance(body, dict):
            raise SlackError("json_not_object")
        found |= body
    elif request.method == "POST" and request.content_type != "application/octet-stream":
        found |= {key: str(value) for key, value in (await request.post()).items()}
    return {key: _value(key, value) for key, value in found.items()}


def _value(key: str, value: object) -> object:
    if key not in _OBJECTS or not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError as error:
        raise SlackError(
            "invalid_arguments", response_metadata={"messages": [f"[ERROR] {key} is not JSON"]}
        ) from error


def token(request: web.Request, arguments: Json) -> str:
    """The token of the request, from its header or its arguments ("" for none)."""
    scheme, _, value = request.headers.get("Authorization", "").partition(" ")
    return value if scheme == "Bearer" else str(arguments.pop("token", ""))
