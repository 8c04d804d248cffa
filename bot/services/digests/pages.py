"""What a person's own digest tells: what needs them, what is new, and what comes, across their communities.

**Needs you.** Answers to a question of theirs that they were not told of, while
none is accepted; people who wait to be let into a community that they facilitate,
as long as they wait; a poll in which they have not voted; an event of which they
have not said whether they come. A poll or an event needs them when it is new, and
once more when it ends or begins before the next digest, however often they were
told that it is there; a repeated event needs them when it is new.

**New.** Ordered by what it is worth to this reader:

1. what they follow: the item, a tag of it, or its author;
2. what is about their interests: its tags or title have words of their profile;
3. how often others did something with it: replied, rated, voted;
4. what is later.

**Coming.** The next time of each event that begins before the next digest, first
those to which they said that they come, or may come.

But for what needs them it tells nothing that they know (`known`): not what they
were told by an alert or written to about, not what they have had in hand, nor
what is told in another part; and it begins where the last digest ended. What they
wanted to hear of at once and did not, as it was too much for a day, belongs here
too. Nobody is told of their own deeds, of what they muted, or of communities they
are not in.

Pages of many people are made together: what there is to tell of each community is
read once, in some twenty statements however many people and communities there are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.services.digests.contents import New
from bot.services.events.listing import Coming

Why = Literal["answers", "requests", "poll", "event"]


@dataclass(frozen=True, slots=True)
class Need:
    """Something that waits for the reader; `number` is the item's, of requests to join the community's.

    `count` is how many answers or requests; `at` when the poll ends or the event begins.
    """

    why: Why
    number: int
    title: str
    community: str
    count: int = 0
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Doings:
    """What others did to an item, and how often: "answer", "comment", "changed", "accepted", "cancelled"."""

    item_id: int
    title: str
    community: str
    done: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Page:
    """All that a digest has for one reader. `communities` are the names of theirs, by number.

    `coming` has what the reader said of each event: "yes", "maybe", "waiting" for a place, or "" for nothing.
    `unread` counts what is new beside `new`.
    """

    person_id: int
    language: str | None
    communities: Mapping[int, str]
    needs: Sequence[Need]
    doings: Sequence[Doings]
    new: Sequence[New]
    coming: Sequence[tuple[Coming, str]]
    unread: int

    @property
    def empty(self) -> bool:
        """Whether there is nothing that is worth a message."""
        return not (self.needs or self.doings or self.new or self.coming)
