"""Makes the page of each reader from what was read for all; what is on it and why says `digest_pages`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cached_property

from bot.permissions import Role
from bot.services.alerts.following import Thing
from bot.services.alerts.preferences import MINE
from bot.services.digests import digest_reading
from bot.services.digests.digest_contents import New
from bot.services.digests.digest_pages import Doings, Need, Page
from bot.services.digests.digest_reading import Found
from bot.services.digests.needs import Deed
from bot.services.digests.turns import Due
from bot.services.events.events import Coming
from storage.engine import Tx


async def pages(
    tx: Tx,
    now: datetime,
    until: datetime,
    readers: Sequence[Due],
    secret: bytes,
    *,
    most: int = digest_reading.MOST_OF_A_KIND,
) -> Iterator[Page]:
    """The pages of these readers, of what happened until `until`; each is made when it is asked for.

    `most` of what is new of one kind in one community is looked through; the rest is counted.
    """
    found = await digest_reading.read(tx, now, until, readers, secret, most=most)
    return (_Reader(reader, found).page() for reader in readers)


class _Reader:
    """One reader among what was found for all."""

    def __init__(self, due: Due, found: Found) -> None:
        self._due = due
        self._found = found
        self._id = due.person_id
        self._mine = found.memberships[due.person_id]
        self._things = found.things[due.person_id]
        self._interests = found.interests.get(due.person_id, frozenset())
        self._next = due.next_at

    def page(self) -> Page:
        """All that there is for the reader."""
        needs = [*self._answers(), *self._requests(), *self._polls(), *self._events()]
        needed = {one.number for one in needs if one.why != "requests"}
        new = [one for one in self._news if one.item_id not in needed]
        new.sort(key=self._worth, reverse=True)
        coming = [(one, said) for one, said in self._coming if one.item_id not in needed]
        coming.sort(key=lambda pair: not pair[1])
        return Page(
            self._id,
            self._found.languages.get(self._id),
            {number: community.name for number, (community, _role) in self._mine.items()},
            needs,
            list(self._doings(needed)),
            new,
            coming,
            self._unread(),
            any(one.starts <= self._next for one, _said in coming),
        )

    # --- what is not for the reader ------------------------------------------------------

    def _is_muted(self, item_id: int, author_id: int | None, communities: Sequence[int]) -> bool:
        return self._thing_is(item_id, author_id, communities, muted=True)

    def _thing_is(
        self, item_id: int, author_id: int | None, communities: Sequence[int], *, muted: bool
    ) -> bool:
        """Whether the reader follows (or has muted) an item, its author or one of its tags."""
        if not self._things:
            return False
        tags = self._found.tags.get(item_id, ())
        things = (
            Thing("item", str(item_id)),
            Thing("person", str(author_id)),
            *(Thing("tag", tag, community) for tag in tags for community in communities),
        )
        return any(self._things.get(thing) is muted for thing in things)

    def _hears_of(self, community: int, kind: str) -> bool:
        return self._due.frequencies.of(community, kind) != "never"

    # --- new --------------------------------------------------------------------------

    @cached_property
    def _news(self) -> list[New]:
        """What is new for the reader, each item once."""
        left, told = self._found.left[self._id], self._found.told[self._id]
        found: dict[int, New] = {}
        for community in self._mine:
            for one in self._found.news.get(community, ()):
                if one.author_id == self._id or one.item_id in found or one.happening in told:
                    continue
                since = (
                    self._due.since if one.happening in left else self._due.hears_since(community, one.kind)
                )
                if since is None or one.at <= since or self._found.is_awaited(self._id, one.happening):
                    continue
                if not self._is_muted(one.item_id, one.author_id, [community]):
                    found[one.item_id] = one
        return list(found.values())

    def _worth(self, one: New) -> tuple[bool, bool, int, datetime]:
        """By what the reader's news are ordered; see the module's docstring."""
        follows = self._thing_is(one.item_id, one.author_id, [one.community_id], muted=False)
        about = bool(self._interests) and not self._interests.isdisjoint(self._found.subject_of(one))
        return follows, about, one.worth, one.at

    def _unread(self) -> int:
        """How much of what is new was not even looked at, as there is so much of its kind."""
        return sum(
            count
            for (community, kind), count in self._found.unread.items()
            if community in self._mine and self._due.hears_since(community, kind) is not None
        )

    def _doings(self, needed: set[int]) -> Iterator[Doings]:
        """What others did to what the reader made or follows and was not told of at once."""
        left, told = self._found.left[self._id], self._found.told[self._id]
        done: dict[int, list[Deed]] = {}
        for one in self._found.deeds:
            own = self._due.hears_since(one.community_id, MINE) if one.author_id == self._id else None
            since = self._due.since if one.happening in left else own
            fresh = since is not None and one.at > since and one.happening not in told
            if fresh and one.community_id in self._mine and one.item_id not in needed:
                done.setdefault(one.item_id, []).append(one)
        for number, these in done.items():
            first = these[0]
            if not self._is_muted(number, first.author_id, [first.community_id]):
                name = self._mine[first.community_id][0].name
                yield Doings(number, first.title, name, Counter(one.what for one in these))

    # --- needs ------------------------------------------------------------------------

    def _answers(self) -> Iterator[Need]:
        since = self._due.weekly_since or self._due.daily_since
        for one in self._found.answered.get(self._id, ()):
            if one.at > since and one.community_id in self._mine:
                name = self._mine[one.community_id][0].name
                yield Need("answers", one.item_id, one.title, name, one.answers)

    def _requests(self) -> Iterator[Need]:
        for number, (community, role) in self._mine.items():
            waiting = self._found.requests.get(number, 0)
            if waiting and role >= Role.FACILITATOR:
                yield Need("requests", number, community.name, community.name, waiting)

    def _polls(self) -> Iterator[Need]:
        fresh = {one.item_id for one in self._news}
        for number, (community, _role) in self._mine.items():
            for one in self._found.polls.get(number, ()):
                ends = one.closes_at is not None and one.closes_at <= self._next
                mine = one.author_id == self._id or (self._id, one.item_id) in self._found.voted
                if mine or not (ends or one.item_id in fresh) or not self._hears_of(number, "poll"):
                    continue
                if not self._is_muted(one.item_id, one.author_id, [number]):
                    yield Need("poll", one.item_id, one.title, community.name, at=one.closes_at)

    def _events(self) -> Iterator[Need]:
        """Events of which the reader has said nothing, each once."""
        fresh, seen = {one.item_id for one in self._news}, set[int]()
        for one, said in self._coming:
            author = self._found.where[one.item_id].author_id
            if said or author == self._id or one.item_id in seen:
                continue
            if one.item_id in fresh or one.starts <= self._next:
                seen.add(one.item_id)
                name = self._mine[self._community_of(one)][0].name
                yield Need("event", one.item_id, one.title, name, at=one.starts)

    # --- coming -----------------------------------------------------------------------

    @cached_property
    def _coming(self) -> list[tuple[Coming, str]]:
        """The events that come, with what the reader said of each; not those that they said no to."""
        found = []
        for one in self._found.events:
            mine = [number for number in self._found.where[one.item_id].communities if number in self._mine]
            said = self._said(one)
            if not mine or said == "no":
                continue
            author = self._found.where[one.item_id].author_id
            heard = any(self._hears_of(number, "event") for number in mine)
            if said or (heard and not self._is_muted(one.item_id, author, mine)):
                found.append((one, said))
        return found

    def _said(self, one: Coming) -> str:
        said = self._found.rsvps
        return said.get((self._id, one.item_id, one.key)) or said.get((self._id, one.item_id, ""), "")

    def _community_of(self, one: Coming) -> int:
        """The community in which the reader sees an event."""
        found = self._found.where[one.item_id].communities
        return (
            one.community_id if one.community_id in self._mine else next(n for n in found if n in self._mine)
        )
