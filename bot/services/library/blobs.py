"""The contents of files, each kept once under its hash: in a folder, or in any S3-compatible store.

`files.url` says where: a folder (by default `files` in the data folder), or an address such as
`s3://bucket/prefix`, whose access is told by the usual environment variables (AWS_ACCESS_KEY_ID,
AWS_SECRET_ACCESS_KEY, AWS_REGION, and AWS_ENDPOINT for a store that is not Amazon's).

A content is put there before the transaction that speaks of it commits. If that one fails, what was put there
is of no harm, is found again by the next who gives the same file, and is taken away later
(`bot.files.keeping`).
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from obstore.store import ObjectStore

PATIENCE = 30.0
_MOST_RETRIES = 3
_PROBE = "probe"


@dataclass(frozen=True, slots=True)
class File:
    """A file that somebody gave: its name and type as they are known to be safe, and where its content is."""

    sha256: str
    name: str
    mime: str
    size: int


class BlobsAway(Exception):
    """The store does not answer, or has not got what it should have."""


class Blobs:
    """A store of contents; `url` is a folder's path or a store's address. Made without touching the store.

    `patience` is how many seconds the store has for each call, all its retries included.
    """

    def __init__(self, url: str, patience: float = PATIENCE) -> None:
        self._url = url
        self.patience = patience
        self._store: ObjectStore | None = None

    def _open(self) -> ObjectStore:
        # Loaded at the first file: the library is large, and many installations never see one.
        if self._store is None:
            self._store = _remote(self._url, self.patience) if "://" in self._url else _local(self._url)
        return self._store

    async def put(self, data: bytes) -> str:
        """Keep a content; returns its hash. Raises `BlobsAway` where it cannot be kept."""
        import obstore

        digest = hashlib.sha256(data).hexdigest()
        with _away_if_it_fails():
            # Written again where it is there already: not every store can refuse that, and it is the same.
            async with asyncio.timeout(self.patience):
                await obstore.put_async(self._open(), _path(digest), data)
        return digest

    async def get(self, digest: str) -> bytes:
        """The content of that hash. Raises `BlobsAway` where it is not to be had."""
        import obstore

        with _away_if_it_fails():
            async with asyncio.timeout(self.patience):
                found = await obstore.get_async(self._open(), _path(digest))
                data = bytes(await found.bytes_async())
        if hashlib.sha256(data).hexdigest() != digest:
            raise BlobsAway(f"the content of {digest} was changed")
        return data

    async def delete(self, digest: str) -> None:
        """Take a content away; content where it is gone already. Raises `BlobsAway`."""
        with _away_if_it_fails():
            async with asyncio.timeout(self.patience):
                await self._delete(_path(digest))

    async def check(self) -> None:
        """Write something small and take it away again. Raises `BlobsAway` where that cannot be done."""
        import obstore

        with _away_if_it_fails():
            async with asyncio.timeout(self.patience):
                await obstore.put_async(self._open(), _PROBE, b"")
                await self._delete(_PROBE)

    async def _delete(self, path: str) -> None:
        import obstore

        try:
            await obstore.delete_async(self._open(), path)
        except FileNotFoundError:
            pass


def _local(folder: str) -> ObjectStore:
    from obstore.store import LocalStore

    return LocalStore(Path(folder).absolute(), mkdir=True)


def _remote(url: str, patience: float) -> ObjectStore:
    from obstore.store import from_url

    if url.startswith("memory:"):
        return from_url(url)
    # The library would try for three minutes, with somebody waiting for an answer.
    span = timedelta(seconds=patience)
    return from_url(
        url,
        # Whether there is TLS is said by AWS_ENDPOINT; a store in the same network often has none.
        client_options={"timeout": span, "connect_timeout": span / 4, "allow_http": True},
        retry_config={"max_retries": _MOST_RETRIES, "retry_timeout": span / 2},
    )


@contextmanager
def _away_if_it_fails() -> Iterator[None]:
    """Whatever the store's library raises becomes `BlobsAway`."""
    from obstore.exceptions import BaseError

    try:
        yield
    except TimeoutError as error:
        raise BlobsAway("the store took too long to answer") from error
    except (BaseError, OSError, ValueError) as error:
        raise BlobsAway(f"{type(error).__name__}: {str(error).strip().splitlines()[0]}") from error


def _path(digest: str) -> str:
    return f"{digest[:2]}/{digest}"
