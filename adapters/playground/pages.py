"""The page's own files: HTML, style, scripts and an icon, served as they lie in `page/`."""

from __future__ import annotations

from pathlib import Path

from aiohttp import web

from adapters.playground.guard import Guard, Handler

_FOLDER = Path(__file__).parent / "page"
_TYPES = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
}


def routes(guard: Guard) -> list[web.RouteDef]:
    """`/` for the page, and `/playground/<name>` for each file that it uses."""
    files = sorted(path for path in _FOLDER.iterdir() if path.suffix in _TYPES)
    found = [web.get(f"/playground/{path.name}", guard(_file(path))) for path in files]
    return [web.get("/", guard(_file(_FOLDER / "index.html"))), *found]


def _file(path: Path) -> Handler:
    content = path.read_bytes()

    async def serve(_request: web.Request) -> web.StreamResponse:
        return web.Response(body=content, content_type=_TYPES[path.suffix], charset="utf-8")

    return serve
