"""What becomes of a feed's entries: which are new, and which of those a community is told of.

Pure reckoning; `entries` brings what it is reckoned from.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.services.news.feedreading import Entry
from bot.services.news.filters import Verdict, filtered

OLD = timedelta(days=7)
"""An entry that is older than this when it is first seen is no news any more."""


@dataclass(frozen=True, slots=True)
class Known:
    """An entry that was seen before."""

    id: int
    key: str
    link_key: str
    title_key: str
    content_key: str
    published_at: datetime


@dataclass(frozen=True, slots=True)
class Sorted:
    """Entries that are new, and those that were seen before with what they are now; the newest first."""

    fresh: tuple[Entry, ...]
    again: tuple[tuple[Known, Entry], ...]


@dataclass(frozen=True, slots=True)
class Taker:
    """Whom an entry may be for: a subscription, as far as it matters here.

    `off` says why nothing is posted for now ("paused", "suspended" or "off"), `homeless` that its channel is
    its community's no more. `lately` is how many entries were posted in the last hour. `told` are the
    `link_key`s that its community was told of by another feed.
    """

    include: Sequence[str]
    exclude: Sequence[str]
    most_per_hour: int
    started_at: datetime | None
    off: str = ""
    homeless: bool = False
    lately: int = 0
    told: frozenset[str] = frozenset()


POSTED = Verdict("posted")
FIRST = Verdict("first", "first")


def sort_out(entries: Sequence[Entry], known: Iterable[Known]) -> Sorted:
    """Tell new entries from those seen before, also where a feed has given all of them other ids.

    An entry whose id is unknown is an old one if that one is in the feed no more under its old id, and the
    two have their address and also title or date in common, or title and date.
    """
    by_key = {one.key: one for one in known}
    present = {entry.key for entry in entries}
    lost = [one for one in by_key.values() if one.key not in present]
    shared = Counter(entry.link_key for entry in entries)
    fresh: list[Entry] = []
    again: list[tuple[Known, Entry]] = []
    for entry in entries:
        old = by_key.get(entry.key)
        if old is None:
            old = next((one for one in lost if _same(one, entry, alone=shared[entry.link_key] == 1)), None)
            if old:
                lost.remove(old)
        if old:
            again.append((old, entry))
        else:
            fresh.append(entry)
    return Sorted(tuple(fresh), tuple(again))


def _same(old: Known, entry: Entry, *, alone: bool) -> bool:
    title = bool(entry.title_key) and entry.title_key == old.title_key
    date = entry.published is not None and entry.published == old.published_at
    link = bool(entry.link_key) and entry.link_key == old.link_key and alone
    bare = not entry.link_key and not old.link_key and entry.published is None
    return (link and (title or date)) or (title and (date or bare))


def judge(
    taker: Taker, entries: Sequence[Entry], now: datetime, checked_at: datetime | None
) -> list[tuple[Entry, Verdict]]:
    """What becomes of entries (the newest first) that are new to a subscription.

    `checked_at` is when the feed was looked at before, None for the first time.
    """
    judging = _Judging(taker, now, checked_at, taker.lately)
    return [(entry, judging.of(entry)) for entry in entries]


@dataclass
class _Judging:
    taker: Taker
    now: datetime
    checked_at: datetime | None
    posted: int
    opened: bool = False
    seen: set[tuple[str, str]] = field(default_factory=set)

    def of(self, entry: Entry) -> Verdict:
        taker = self.taker
        if taker.off:
            return Verdict("paused", taker.off)
        if taker.started_at is not None and self.is_old(entry):
            return Verdict("first", "old" if self.checked_at else "first")
        if unwanted := filtered(entry.text, taker.include, taker.exclude):
            return unwanted
        if taker.started_at is None and self.opened:
            return FIRST
        self.opened = True
        if self.is_repeated(entry):
            return Verdict("duplicate", "link")
        if taker.homeless:
            return Verdict("held", "nowhere")
        if taker.started_at is not None and entry.published and entry.published < self.now - OLD:
            return Verdict("held", "late")
        if self.posted >= taker.most_per_hour:
            return Verdict("held", "many", str(taker.most_per_hour))
        self.posted += 1
        return POSTED

    def is_old(self, entry: Entry) -> bool:
        """Whether it was there before it could have been news to this subscription."""
        if self.checked_at is None:
            return True
        assert self.taker.started_at is not None
        since = max(self.checked_at - OLD, self.taker.started_at - OLD)
        return entry.published is not None and entry.published < since

    def is_repeated(self, entry: Entry) -> bool:
        """Whether the community was told of its address before, or it stands in the feed twice."""
        if not entry.link_key:
            return False
        pair = (entry.link_key, entry.title_key)
        repeated = pair in self.seen or entry.link_key in self.taker.told
        self.seen.add(pair)
        return repeated
