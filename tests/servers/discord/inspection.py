"""A walk through a request body that collects what breaks a limit, and where."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.servers.discord.errors import Wrong


class Inspection:
    """Looks at one object of a body; what is wrong lands in `found`, shared by all its parts."""

    def __init__(
        self, value: Any, path: tuple[str | int, ...] = (), found: list[Wrong] | None = None
    ) -> None:
        self.value = value
        self.path = path
        self.found: list[Wrong] = [] if found is None else found

    def wrong(self, message: str, *at: str | int) -> None:
        """Note that something is wrong here, or at `at` below here."""
        self.found.append(Wrong((*self.path, *at), message))

    def get(self, key: str, default: Any = None) -> Any:
        """A field of the object; the default where it is absent or null."""
        value = self.value.get(key) if isinstance(self.value, dict) else None
        return default if value is None else value

    def part(self, key: str | int, value: Any) -> Inspection:
        """The inspection of something inside."""
        return Inspection(value, (*self.path, key), self.found)

    def child(self, key: str) -> Inspection:
        """The inspection of the object in field `key` (an empty one where it is absent)."""
        return self.part(key, self.get(key, {}))

    def each(self, key: str, least: int, most: int) -> Iterator[Inspection]:
        """The entries of the list in field `key`, after its length was checked."""
        entries = self.get(key, [])
        if not isinstance(entries, list):
            self.wrong("Must be a list", key)
            return
        if not least <= len(entries) <= most:
            self.wrong(f"Must be between {least} and {most} in length, is {len(entries)}", key)
        for index, entry in enumerate(entries):
            yield Inspection(entry, (*self.path, key, index), self.found)

    def text(self, key: str, most: int, *, least: int = 0, required: bool = False) -> str:
        """The string in field `key`, its length checked; surrounding blanks do not count as text."""
        value = self.get(key)
        if value is None:
            if required:
                self.wrong("This field is required", key)
            return ""
        if not isinstance(value, str):
            self.wrong("Must be a string", key)
            return ""
        if len(value) > most or len(value.strip()) < least:
            self.wrong(f"Must be between {least} and {most} in length, is {len(value)}", key)
        return value

    def number(self, key: str, least: int, most: int, default: int) -> int:
        """The integer in field `key`, its range checked."""
        value = self.get(key, default)
        if not isinstance(value, int) or not least <= value <= most:
            self.wrong(f"Must be between {least} and {most}, is {value}", key)
            return default
        return value
