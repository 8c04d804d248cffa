"""A strict store of the kind that Amazon S3 is: one bucket, path-style addresses, signed requests only.

    async with S3Server() as store:
        monkeypatch.setenv("AWS_ENDPOINT", store.url)  # and the rest of `store.environment`

`objects` are what it holds, `calls` what it was asked, `faults` what a correct client would not have asked: a
request that is unsigned or signed wrongly, whose body is not what its hash says, or for another bucket.
`failing` is the status of every answer while it is set; `slow` delays each answer by so many seconds.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import re
from typing import Self
from urllib.parse import quote
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from aiohttp import web

BUCKET, REGION, KEY_ID, SECRET = "library", "eu-test-1", "AKIDTEST", "a secret of the store's"
_SIGNED = re.compile(
    r"AWS4-HMAC-SHA256 Credential=(?P<key>[^/]+)/(?P<scope>[^,]+), "
    r"SignedHeaders=(?P<headers>[^,]+), Signature=(?P<signature>[0-9a-f]{64})"
)
_OBJECTS = "{http://s3.amazonaws.com/doc/2006-03-01/}Object"


class S3Server:
    """One bucket, in memory, on loopback."""

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}
        self.calls: list[str] = []
        self.faults: list[str] = []
        self.failing = 0
        self.slow = 0.0
        self._port = 0
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def environment(self) -> dict[str, str]:
        """The variables that tell a client how to get in."""
        access = {"AWS_ACCESS_KEY_ID": KEY_ID, "AWS_SECRET_ACCESS_KEY": SECRET}
        return {**access, "AWS_REGION": REGION, "AWS_ENDPOINT": self.url}

    async def __aenter__(self) -> Self:
        await self.come_back()
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self.go_away()

    async def come_back(self) -> None:
        """Listen, at the same address as before."""
        app = web.Application(client_max_size=2**26)
        app.router.add_route("*", "/{path:.*}", self._handle)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port, reuse_address=True).start()
        self._port = self._runner.addresses[0][1]

    async def go_away(self) -> None:
        """Stop listening; what it holds stays."""
        if self._runner:
            await self._runner.cleanup()
            self._runner = None

    async def _handle(self, request: web.Request) -> web.Response:
        body = await request.read()
        self.calls.append(f"{request.method} {request.path}")
        await asyncio.sleep(self.slow)
        if self.failing:
            return _error(self.failing, "InternalError")
        if wrong := _wrong_signature(request, body):
            self.faults.append(f"{request.method} {request.path}: {wrong}")
            return _error(403, "SignatureDoesNotMatch")
        bucket, _, key = request.path.removeprefix("/").partition("/")
        if bucket != BUCKET:
            self.faults.append(f"{request.method} {request.path}: no such bucket")
            return _error(404, "NoSuchBucket")
        return self._answer(request, key, body)

    def _answer(self, request: web.Request, key: str, body: bytes) -> web.Response:
        tag = {"ETag": f'"{hashlib.md5(body).hexdigest()}"'}
        match request.method:
            case "PUT":
                self.objects[key] = body
                return web.Response(headers=tag)
            case "GET" | "HEAD" if key in self.objects:
                return web.Response(
                    body=self.objects[key], headers={**tag, "Last-Modified": "Wed, 18 Nov 2026 12:00:00 GMT"}
                )
            case "GET" | "HEAD":
                return _error(404, "NoSuchKey")
            case "DELETE":
                self.objects.pop(key, None)
                return web.Response(status=204)
            case "POST" if "delete" in request.query:
                return self._delete_several(request, body)
        self.faults.append(f"{request.method} {request.path_qs}: there is no such call")
        return _error(405, "MethodNotAllowed")

    def _delete_several(self, request: web.Request, body: bytes) -> web.Response:
        if request.headers.get("Content-MD5") != base64.b64encode(hashlib.md5(body).digest()).decode():
            self.faults.append("POST ?delete: Content-MD5 is missing or wrong")
            return _error(400, "BadDigest")
        keys = [str(wanted[0].text) for wanted in ElementTree.fromstring(body).iter(_OBJECTS)]
        for key in keys:
            self.objects.pop(key, None)
        done = "".join(f"<Deleted><Key>{escape(key)}</Key></Deleted>" for key in keys)
        said = f'<DeleteResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">{done}</DeleteResult>'
        return web.Response(text=said, content_type="application/xml")


def _error(status: int, code: str) -> web.Response:
    text = f"<Error><Code>{code}</Code><Message>{code}</Message></Error>"
    return web.Response(status=status, text=text, content_type="application/xml")


def _wrong_signature(request: web.Request, body: bytes) -> str:
    """What is wrong with the signature (Amazon's version 4), made again from what came; "" where nothing is."""
    found = _SIGNED.fullmatch(request.headers.get("Authorization", ""))
    if found is None:
        return "it is not signed"
    digest = request.headers.get("x-amz-content-sha256", "")
    if digest != hashlib.sha256(body).hexdigest():
        return "the body is not what was signed"
    moment, scope = request.headers.get("x-amz-date", ""), found["scope"]
    if found["key"] != KEY_ID or scope != f"{moment[:8]}/{REGION}/s3/aws4_request":
        return f"signed as {found['key']} for {scope}"
    names = found["headers"].split(";")
    query = "&".join(f"{quote(k, safe='')}={quote(v, safe='')}" for k, v in sorted(request.query.items()))
    headers = "".join(f"{name}:{request.headers.get(name, '').strip()}\n" for name in names)
    asked = "\n".join(
        [request.method, request.raw_path.partition("?")[0], query, headers, found["headers"], digest]
    )
    to_sign = "\n".join(["AWS4-HMAC-SHA256", moment, scope, hashlib.sha256(asked.encode()).hexdigest()])
    key = f"AWS4{SECRET}".encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    right = hmac.digest(key, to_sign.encode(), "sha256").hex()
    return "" if hmac.compare_digest(right, found["signature"]) else "the signature is wrong"
