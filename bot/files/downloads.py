"""Getting a file by HTTP from a platform's own hosts, and from no other."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import aiohttp
from yarl import URL

from bot.adapter import TooLarge, Unfetched

_MOST_REDIRECTS = 3
_TIMEOUT = aiohttp.ClientTimeout(total=55, connect=10, sock_read=20)
_CHUNK = 64 * 1024

Allowed = Callable[[URL], bool]


async def download(
    session: aiohttp.ClientSession,
    address: str,
    limit: int,
    allowed: Allowed,
    headers: Mapping[str, str] | None = None,
) -> tuple[bytes, str]:
    """What is at an address, of at most `limit` bytes, and its content type.

    `allowed` says of every address, also of those that the server sends us on to, whether it is one of the
    platform's; `headers` go to such only. Raises `TooLarge` or `Unfetched`.
    """
    url = URL(address)
    for _step in range(_MOST_REDIRECTS + 1):
        if not allowed(url):
            raise Unfetched(f"{url.host} is none of the platform's hosts")
        try:
            async with session.get(url, headers=headers, allow_redirects=False, timeout=_TIMEOUT) as response:
                if response.status in (301, 302, 303, 307, 308):
                    url = url.join(URL(response.headers.get("Location", "")))
                    continue
                if response.status != 200:
                    raise Unfetched(f"the platform answered {response.status}")
                return await _counted(response, limit), response.content_type
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
            raise Unfetched(f"{type(error).__name__} while getting a file") from error
    raise Unfetched("too many redirects")


async def _counted(response: aiohttp.ClientResponse, limit: int) -> bytes:
    """The body, counted as it comes: neither what was announced nor what is packed is believed."""
    if (response.content_length or 0) > limit:
        raise TooLarge
    data = bytearray()
    async for chunk in response.content.iter_chunked(_CHUNK):
        data += chunk
        if len(data) > limit:
            raise TooLarge
    return bytes(data)


def hosts(*names: str, also: str = "") -> Allowed:
    """Addresses by https at these hosts and those below them; and any at the origin of `also` (for tests)."""
    origin = URL(also).origin() if also else None

    def allowed(url: URL) -> bool:
        if url.scheme not in ("http", "https") or not url.host:
            return False
        if origin is not None and url.origin() == origin:
            return True
        host = url.host.lower()
        known = any(host == name or host.endswith(f".{name}") for name in names)
        return known and url.scheme == "https" and url.explicit_port in (None, 443) and not url.user

    return allowed
