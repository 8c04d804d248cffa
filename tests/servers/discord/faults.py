"""What a bot did that a correct bot never does, kept until a test looks."""

from __future__ import annotations


class Faults:
    """A list of sentences; the fixture of every test asserts that none is left at its end."""

    def __init__(self) -> None:
        self.listed: list[str] = []

    def __bool__(self) -> bool:
        return bool(self.listed)

    def add(self, fault: str) -> None:
        """Note one."""
        self.listed.append(fault)

    def forgive(self, words: str) -> list[str]:
        """Take out the faults with those words, which the test meant; `AssertionError` for none."""
        meant = [fault for fault in self.listed if words in fault]
        assert meant, f"no fault with {words!r} among {self.listed}"
        self.listed = [fault for fault in self.listed if words not in fault]
        return meant

    def assert_none(self) -> None:
        """Raise `AssertionError` with all of them, where there are any."""
        assert not self.listed, "the bot broke Discord's rules:\n" + "\n".join(self.listed)
