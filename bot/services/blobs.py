"""The contents of files, each kept once under its hash: in a folder, or in any S3-compatible store.

`files.url` says where: a folder (by default `files` in the data folder), or an address such as
`s3://bucket/prefix`, whose access is told by the usual environment variables (AWS_ACCESS_KEY_ID,
AWS_SECRET_ACCESS_KEY, AWS_REGION, AWS_ENDPOINT).

A content is put there before the transaction that speaks of it commits; if that
one fails, what was put there is of no harm and is found again by the next who
gives the same file.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from obstore.store import ObjectStore


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
    """A store of contents; `url` is a folder's path or a store's address. Made without touching the store."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._store: ObjectStore | None = None

    def _open(self) -> ObjectStore:
        # Loaded at the first file: the library is large, and many installations never see one.
        from obstore.store import LocalStore, from_url

        if self._store is None:
            if "://" in self._url:
                self._store = from_url(self._url)
            else:
                self._store = LocalStore(Path(self._url).absolute(), mkdir=True)
        return self._store

    async def put(self, data: bytes) -> str:
        """Keep a content; returns its hash. Raises `BlobsAway` where it cannot be kept."""
        import obstore
        from obstore.exceptions import AlreadyExistsError, BaseError

        digest = hashlib.sha256(data).hexdigest()
        try:
            await obstore.put_async(self._open(), _path(digest), data, mode="create")
        except AlreadyExistsError:
            pass
        except (BaseError, OSError) as error:
            raise BlobsAway(str(error)) from error
        return digest

    async def get(self, digest: str) -> bytes:
        """The content of that hash. Raises `BlobsAway` where it is not to be had."""
        import obstore
        from obstore.exceptions import BaseError

        try:
            found = await obstore.get_async(self._open(), _path(digest))
            data = bytes(await found.bytes_async())
        except (BaseError, OSError) as error:
            raise BlobsAway(str(error)) from error
        if hashlib.sha256(data).hexdigest() != digest:
            raise BlobsAway(f"the content of {digest} was changed")
        return data


def _path(digest: str) -> str:
    return f"{digest[:2]}/{digest}"
