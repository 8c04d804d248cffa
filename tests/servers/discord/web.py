"""The HTTP side: what happens to every request before and after the route's own handler.

Handlers know nothing of HTTP: they take a `Call` and return JSON (or `None`
for 204), or raise `Refused`.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import hdrs, web

from tests.servers.discord.errors import Refused
from tests.servers.discord.failures import Failures, Moment
from tests.servers.discord.faults import Faults
from tests.servers.discord.schema import Schema

PREFIX = "/api/v10"
MAX_BODY = 25 * 1024 * 1024
RATE_HEADERS = {
    "X-RateLimit-Limit": "50",
    "X-RateLimit-Remaining": "49",
    "X-RateLimit-Reset-After": "0.1",
}


@dataclass(frozen=True)
class Upload:
    """A file in a multipart body, under its field name (`files[0]`)."""

    field: str
    filename: str
    content: bytes


@dataclass(frozen=True)
class Call:
    """One request, as far as a handler needs it."""

    path: Mapping[str, str]
    query: Mapping[str, str]
    body: Any = None
    files: tuple[Upload, ...] = ()

    def id(self, name: str) -> int:
        """A snowflake of the path; 0 for one that is none, which then is not found."""
        return int(self.path[name]) if self.path[name].isdigit() else 0


Handler = Callable[[Call], Awaitable[Any]]
Routes = Mapping[str, Handler]


def respond(status: int, body: Any) -> web.Response:
    """JSON of exactly the content type that discord.py looks for."""
    if body is None:
        return web.Response(status=204)
    return web.Response(status=status, body=json.dumps(body).encode(), content_type="application/json")


async def read_body(request: web.Request) -> tuple[Any, tuple[Upload, ...]]:
    """The JSON of a request and its files; `Refused` where it is neither JSON nor multipart."""
    if not request.can_read_body:
        return None, ()
    if request.content_type == "application/json":
        return await request.json(), ()
    if request.content_type != "multipart/form-data":
        raise Refused(400, 50035, "Invalid Form Body", fault=f"body of type {request.content_type}")
    body: Any = None
    files: list[Upload] = []
    for name, part in (await request.post()).items():
        if isinstance(part, web.FileField):
            files.append(Upload(name, part.filename, part.file.read()))
        elif name == "payload_json":
            body = json.loads(part)
    return body, tuple(files)


class Front:
    """Stands before all handlers: records, fails at will, checks the token and the body, answers errors."""

    def __init__(
        self, token: Callable[[], str], faults: Faults, failures: Failures, schema: Schema | None
    ) -> None:
        self._token = token
        self._faults = faults
        self._failures = failures
        self._schema = schema
        self.requests: list[str] = []

    def mount(self, app: web.Application, routes: Routes) -> None:
        """Serve the handlers under the API's prefix; keys are "METHOD /path/{parameter}"."""
        for route, handler in routes.items():
            method, path = route.split(" ")
            app.router.add_route(method, PREFIX + path, self._serve(method, path, handler))

    def count(self, route: str) -> int:
        """How many requests came for exactly that "METHOD /path"."""
        return self.requests.count(route)

    def _serve(
        self, method: str, route: str, handler: Handler
    ) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def serve(request: web.Request) -> web.Response:
            path = request.path.removeprefix(PREFIX)
            self.requests.append(f"{method} {path}")
            failure = self._failures.take(method, path)
            if failure and failure.moment is Moment.BEFORE:
                failed = await failure.strike(request)
                if failed is not None:
                    return failed
            response = await self._answer(request, method, route, handler)
            if failure and failure.moment is Moment.AFTER:
                return await failure.strike(request) or response
            response.headers.update(RATE_HEADERS | {"X-RateLimit-Bucket": f"{method}{route}"})
            return response

        return serve

    async def _answer(self, request: web.Request, method: str, route: str, handler: Handler) -> web.Response:
        try:
            self._check_token(request, route)
            body, files = await read_body(request)
            self._check_body(method, route, body)
            return respond(200, await handler(Call(request.match_info, request.query, body, files)))
        except Refused as refused:
            if refused.fault:
                self._faults.add(f"{method} {route}: {refused.fault}")
            return respond(refused.status, refused.body())

    def _check_token(self, request: web.Request, route: str) -> None:
        if route.startswith(("/webhooks/", "/interactions/")):
            return
        if request.headers.get(hdrs.AUTHORIZATION) != f"Bot {self._token()}":
            raise Refused(401, 0, "401: Unauthorized")

    def _check_body(self, method: str, route: str, body: Any) -> None:
        if self._schema is None or body is None:
            return
        problem = self._schema.problem(method, route, body)
        if problem:
            self._faults.add(f"{method} {route}: against Discord's description: {problem}")

    @web.middleware
    async def refuse_unknown(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        """A route that this server does not play fails the test, instead of a 404 that nobody sees."""
        if request.match_info.http_exception is not None:
            self._faults.add(f"unknown route: {request.method} {request.path}")
            return respond(404, {"message": "404: Not Found", "code": 0})
        return await handler(request)
