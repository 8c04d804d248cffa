"""Unpacking what a server sends, counted as it comes: a few kilobytes can hold gigabytes."""

from __future__ import annotations

import zlib
from typing import Any

_WINDOWS = {"gzip": 31, "x-gzip": 31, "deflate": 15}
_BARE = -15


class TooMuch(Exception):
    """There is more than was wanted, packed or unpacked."""


class Damaged(Exception):
    """It is not packed as it says, not to its end, or in a way that was not asked for."""


class Unpacker:
    """Takes chunks of a body with that Content-Encoding, until there is more than `limit` bytes.

    Raises `Damaged` for an encoding other than gzip, deflate or none.
    """

    def __init__(self, encoding: str, limit: int) -> None:
        self._kind = encoding.strip().lower()
        if self._kind not in ("", "identity", *_WINDOWS):
            raise Damaged(self._kind)
        self._limit = limit
        self._taken = 0
        self._data = bytearray()
        self._inflater = self._fresh() if self._kind in _WINDOWS else None

    def feed(self, chunk: bytes) -> None:
        """Take the next chunk; raises `TooMuch` or `Damaged`."""
        self._taken += len(chunk)
        if self._taken > self._limit:
            raise TooMuch
        if self._inflater is None:
            self._data += chunk
        while self._inflater is not None and chunk:
            chunk = self._inflated(self._inflater, chunk)
        if len(self._data) > self._limit:
            raise TooMuch

    def close(self) -> bytes:
        """All of it; raises `Damaged` where the end is missing."""
        if self._inflater is not None and self._taken and not self._inflater.eof:
            raise Damaged("cut short")
        return bytes(self._data)

    def _fresh(self, window: int | None = None) -> Any:
        return zlib.decompressobj(_WINDOWS[self._kind] if window is None else window)

    def _inflated(self, inflater: Any, chunk: bytes) -> bytes:
        """Unpack, up to one byte too many; returns what is left of the chunk behind an archive's end."""
        room = self._limit - len(self._data) + 1
        try:
            self._data += inflater.decompress(chunk, room)
        except zlib.error as error:
            if self._kind != "deflate" or self._data or self._taken != len(chunk):
                raise Damaged(str(error)) from error
            # What is called deflate comes with a wrapper or without.
            self._inflater = self._fresh(_BARE)
            self._data += self._bare(chunk, room)
        if len(self._data) > self._limit:
            raise TooMuch
        return self._rest()

    def _bare(self, chunk: bytes, room: int) -> bytes:
        assert self._inflater is not None
        try:
            unpacked: bytes = self._inflater.decompress(chunk, room)
        except zlib.error as error:
            raise Damaged(str(error)) from error
        return unpacked

    def _rest(self) -> bytes:
        """What follows the end of one archive, which is another one where it is gzip; else it is left out."""
        assert self._inflater is not None
        rest: bytes = self._inflater.unused_data if self._inflater.eof else b""
        if not rest or not self._kind.endswith("gzip") or not rest.startswith(b"\x1f\x8b"):
            return b""
        self._inflater = self._fresh()
        return rest
