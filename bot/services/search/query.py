"""What is looked for in the full-text index, and how it is spelled for either database."""

from __future__ import annotations

from dataclasses import dataclass

from bot.services.text import words

LONGEST_WORD = 40
_MOST_WORDS = 12


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for: every group of words must occur, by any one of its words."""

    groups: tuple[tuple[str, ...], ...]

    def __bool__(self) -> bool:
        return bool(self.groups)

    @classmethod
    def of(cls, said: str) -> Query:
        """All of the text's words, at most 12."""
        sought = (word[:LONGEST_WORD] for word in words(said))
        return cls(tuple((word,) for word in dict.fromkeys(sought))[:_MOST_WORDS])

    def any_of(self) -> Query:
        """The same words, but any one of them is enough."""
        return Query((tuple(self.words),))

    @property
    def words(self) -> list[str]:
        """All words, whatever their group."""
        return [word for group in self.groups for word in group]

    def spelled(self, dialect: str, ending: str) -> str:
        """As the database wants it; with "*" as the ending, words match longer words too."""
        either, both = (" | ", " & ") if dialect == "postgresql" else (" OR ", " AND ")
        word = f"'{{}}'{':*' if ending else ''}" if dialect == "postgresql" else f'"{{}}"{ending}'
        return both.join(f"({either.join(word.format(one) for one in group)})" for group in self.groups)
