"""The Web API's door: /api/<method>, response URLs, uploads and downloads.

Each call passes the same gates in the same order: is there such a method, the
weather (`failures.py`), the token, the scope, the required arguments, and then
the method itself. Every call is written down.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from aiohttp import web

from tests.servers.slack import arguments as arguments_of
from tests.servers.slack import posting
from tests.servers.slack.checks import specs
from tests.servers.slack.errors import SlackError
from tests.servers.slack.failures import Failure
from tests.servers.slack.grants import ResponseUrl
from tests.servers.slack.methods import METHODS, files
from tests.servers.slack.methods.method import Method, missing
from tests.servers.slack.platform import Call, Platform
from tests.servers.slack.world import Json

Effect = Callable[[], Json]


class Api:
    """Handlers for the app's own requests."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform

    def routes(self) -> list[web.RouteDef]:
        """What to mount on the server."""
        return [
            web.route("*", "/api/{method}", self._call),
            web.post("/hooks/{name}", self._response_url),
            web.post("/upload/v1/{file}", self._upload),
            web.get("/files-pri/{file}/{name:.+}", self._download),
        ]

    async def _call(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["method"]
        method = METHODS.get(name)
        if method is None:
            self._platform.faults.note(name, "unknown_method: the server does not know this method")
            return web.json_response({"ok": False, "error": "unknown_method"})
        given: Json = {}
        try:
            given = await arguments_of.read(request)
            self._authorise(name, method, request, given)
        except SlackError as error:
            self._platform.calls.append(Call(name, given, error.code))
            return self._answer(error)
        return await self._in_weather(request, name, given, lambda: self._run(name, method, given))

    def _authorise(self, name: str, method: Method, request: web.Request, given: Json) -> None:
        if "token" in request.query:
            self._platform.faults.note(name, "a token in a query string ends up in logs")
        token, installation = arguments_of.token(request, given), self._platform.installation
        if not token:
            raise SlackError("not_authed")
        if token != (installation.app_token if method.app_level else installation.bot_token):
            raise SlackError("not_allowed_token_type" if token.startswith("xapp-") else "invalid_auth")
        scope = method.scope_for(self._platform, given)
        if scope and scope not in installation.scopes:
            raise SlackError("missing_scope", needed=scope, provided=",".join(sorted(installation.scopes)))

    def _run(self, name: str, method: Method, given: Json) -> Json:
        for unknown in sorted(specs.unknown_arguments(name, set(given))):
            self._platform.faults.note(name, f"unknown argument {unknown!r}")
        if absent := missing(given, method.required):
            self._platform.faults.note(name, f"missing argument {absent[0]!r}")
            raise SlackError("invalid_arguments", response_metadata={"messages": [f"missing {absent[0]}"]})
        return method.run(self._platform, given)

    async def _in_weather(
        self, request: web.Request, name: str, given: Json, effect: Effect
    ) -> web.StreamResponse:
        """Do it, or fail in the way that the test asked for."""
        failure = self._platform.failures.take(name)
        if failure is not None and failure.kind != "drop_after":
            self._platform.calls.append(Call(name, given, failure.kind))
            return await self._fail(request, failure)
        try:
            result = effect()
        except SlackError as error:
            self._platform.calls.append(Call(name, given, error.code))
            return self._answer(error)
        self._platform.calls.append(Call(name, given))
        return self._cut(request) if failure else self._headed(web.json_response({"ok": True, **result}))

    async def _fail(self, request: web.Request, failure: Failure) -> web.StreamResponse:
        if failure.kind == "drop_before":
            return self._cut(request)
        if failure.kind == "ratelimited":
            return self._answer(SlackError("ratelimited"), retry_after=failure.seconds)
        if failure.kind == "hang":
            await asyncio.sleep(failure.seconds)
        if failure.kind == "error":
            return self._answer(SlackError(failure.code))
        return web.Response(status=500, text="<html>upstream unavailable</html>", content_type="text/html")

    @staticmethod
    def _cut(request: web.Request) -> web.Response:
        if request.transport is not None:
            request.transport.abort()
        return web.Response()

    def _answer(self, error: SlackError, retry_after: float = 1) -> web.Response:
        body: dict[str, Any] = {"ok": False, "error": error.code, **error.more}
        if error.code == "ratelimited":
            return web.json_response(body, status=429, headers={"Retry-After": str(max(1, int(retry_after)))})
        return self._headed(web.json_response(body))

    def _headed(self, response: web.Response) -> web.Response:
        response.headers["x-oauth-scopes"] = ",".join(sorted(self._platform.installation.scopes))
        return response

    async def _response_url(self, request: web.Request) -> web.StreamResponse:
        payload: Json = await request.json()
        try:
            grant = self._platform.grants.use_response_url(request.match_info["name"])
        except SlackError as error:
            return web.Response(status=404, text=error.code)

        def effect() -> Json:
            respond(self._platform, grant, payload, via="response_url")
            return {}

        answer = await self._in_weather(request, "response_url", payload, effect)
        failed = self._platform.calls[-1].error
        return web.Response(status=400, text=failed) if answer.status == 200 and failed else answer

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        content = await _uploaded(request)

        def effect() -> Json:
            files.receive(self._platform, request.match_info["file"], content)
            return {}

        answer = await self._in_weather(request, "upload", {"bytes": len(content)}, effect)
        if answer.status == 200:
            return web.Response(text=f"OK - {len(content)}")
        return answer

    async def _download(self, request: web.Request) -> web.StreamResponse:
        file = self._platform.world.files.get(request.match_info["file"])
        token = arguments_of.token(request, {})
        if token != self._platform.installation.bot_token or file is None:
            return web.Response(text="<html>Sign in to Slack</html>", content_type="text/html")
        return web.Response(body=file.content, content_type=file.mimetype)


async def _uploaded(request: web.Request) -> bytes:
    if not request.content_type.startswith("multipart/"):
        return await request.read()
    field = (await request.post())["filename"]
    return field.file.read() if isinstance(field, web.FileField) else str(field).encode()


def respond(platform: Platform, grant: ResponseUrl, payload: Json, *, via: str) -> None:
    """What a message to a response URL does: a new message, or a change of the one that was acted on.

    A slash command has no original; on a message, leaving `replace_original`
    out means different things in Slack's own texts, so it must be said.
    """
    world = platform.world
    channel, user = world.channels[grant.channel], world.users[grant.user]
    if payload.get("delete_original") and grant.message:
        posting.delete(platform, grant.message, via=via, cause=grant.cause)
        return
    posting.refuse_if_wrong(platform, via, payload)
    if grant.message and "replace_original" not in payload:
        platform.faults.note(via, "replace_original must be said, true or false, on a message's response_url")
    if grant.message and payload.get("replace_original"):
        posting.change(platform, grant.message, payload, via=via, cause=grant.cause)
    elif payload.get("response_type") == "in_channel":
        posting.post(platform, channel, payload, via=via, cause=grant.cause)
    else:
        posting.post_ephemeral(platform, channel, user, payload, via=via, cause=grant.cause)
