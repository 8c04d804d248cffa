"""Makes the page of each reader from what was read for all; what is on it and why says `pages`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cached_property

from bot.permissions import Role
from bot.services.alerts.following import Thing
from bot.services.alerts.preferences import MINE
from bot.services.digests import reading
from bot.services.digests.contents import New
from bot.services.digests.needs import Answered, Deed
from bot.services.digests.pages import Doings, Need, Page
from bot.services.digests.reading import Found
from bot.services.digests.turns import Due
from bot.services.events.listing import Coming
from storage.engine import Tx


async def pages(
    tx: Tx,
    now: datetime,
    until: datetime,
    readers: Sequence[Due],
    secret: bytes,
    *,
    most: int = reading.MOST_OF_A_KIND,
) -> Iterator[Page]:
    """The pages of these readers, of what happened until `until`; each is made when it is asked for.

    `most` of what is new of one kind in one community is looked through; the rest is counted.
    """
    found = await reading.read(tx, now, until, readers, secret, most=most)
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
        self._left = found.left[due.person_id]
        self._next = due.next_at

    def page(self) -> Page:
        """All that there is for the reader."""
        needs = [*self._answers(), *self._requests(), *self._polls(), *self._events()]
        needed = {one.number for one in needs if one.why != "requests"}
        new = [one for one in self._news if one.item_id not in needed]
        new.sort(key=self._worth, reverse=True)
        return Page(
            self._id,
            self._found.languages.get(self._id),
            {number: community.name for number, (community, _role) in self._mine.items()},
            needs,
            list(self._doings(needed)),
            new,
            self._dates(needed),
            self._unread(),
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

    def _tells(self, happening: int, at: datetime, community: int, kind: str) -> bool:
        """Whether what happened then is for this digest, and not told yet."""
        hears = self._due.hears_since(community, kind)
        since = self._due.since if happening in self._left else hears
        return since is not None and at > since and not self._found.known.has_heard(self._id, happening)

    # --- new --------------------------------------------------------------------------

    @cached_property
    def _news(self) -> list[New]:
        """What is new for the reader, each item once."""
        found: dict[int, New] = {}
        for community in self._mine:
            for one in self._found.news.get(community, ()):
                if one.author_id == self._id or one.item_id in found or self._has_met(one.item_id):
                    continue
                if not self._tells(one.happening, one.at, community, one.kind):
                    continue
                if not self._is_muted(one.item_id, one.author_id, [community]):
                    found[one.item_id] = one
        return list(found.values())

    def _has_met(self, item_id: int) -> bool:
        """Whether the reader knows an item: was told of it directly, or has had it in hand."""
        return self._found.known.has_met(self._id, item_id) or (self._id, item_id) in self._found.voted

    def _worth(self, one: New) -> tuple[bool, bool, int, datetime]:
        """By what the reader's news are ordered; see the module's docstring."""
        follows = self._thing_is(one.item_id, one.author_id, [one.community_id], muted=False)
        about = bool(self._interests) and not self._interests.isdisjoint(self._found.subject_of(one))
        return follows, about, one.worth, one.at

    def _unread(self) -> int:
        """How much of what is new was not even looked at, as there is so much of its kind."""
        return sum(
            count
            for community in self._mine
            for kind, count in self._found.unread.get(community, {}).items()
            if self._due.hears_since(community, kind) is not None
        )

    def _doings(self, needed: set[int]) -> Iterator[Doings]:
        """What others did to what the reader made or follows and was not told of at once."""
        found = {one.happening: one for one in self._found.deeds_to.get(self._id, ())}
        found |= {number: self._found.deeds[number] for number in self._left & self._found.deeds.keys()}
        done: dict[int, list[Deed]] = {}
        for _number, one in sorted(found.items(), reverse=True):
            if one.community_id in self._mine and one.item_id not in needed and self._is_new_deed(one):
                done.setdefault(one.item_id, []).append(one)
        for number, these in done.items():
            first = these[0]
            if not self._is_muted(number, first.author_id, [first.community_id]):
                name = self._mine[first.community_id][0].name
                yield Doings(number, first.title, name, Counter(one.what for one in these))

    def _is_new_deed(self, one: Deed) -> bool:
        known = self._found.known.was_told_of(self._id, one.item_id, one.what, one.at)
        return not known and self._tells(one.happening, one.at, one.community_id, MINE)

    # --- needs ------------------------------------------------------------------------

    def _answers(self) -> Iterator[Need]:
        """Questions of the reader with answers that nobody told them of; they are to say which one helped."""
        found: dict[int, list[Answered]] = {}
        for one in self._found.answered.get(self._id, ()):
            if one.community_id in self._mine and self._tells(one.happening, one.at, one.community_id, MINE):
                found.setdefault(one.item_id, []).append(one)
        for number, answers in found.items():
            first = answers[0]
            if not self._is_muted(number, self._id, [first.community_id]):
                name = self._mine[first.community_id][0].name
                yield Need("answers", number, first.title, name, len(answers))

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

    def _dates(self, needed: set[int]) -> list[tuple[Coming, str]]:
        """The next time of each event that comes before the next digest and that the reader does not know of;
        those to which they come are first.
        """
        found: dict[int, tuple[Coming, str]] = {}
        for one, said in self._coming:
            known = self._found.known.knows_time(self._id, one.item_id, one.starts)
            if one.starts <= self._next and one.item_id not in needed and not known:
                here = replace(one, community_id=self._community_of(one))
                found.setdefault(one.item_id, (here, said))
        return sorted(found.values(), key=lambda pair: not pair[1])

    @cached_property
    def _coming(self) -> list[tuple[Coming, str]]:
        """The times of events that come, each with what the reader said; where that is no, it is left out.

        So is a series that is not new and of which they have said nothing: it would be in every digest.
        """
        fresh = {one.item_id for one in self._news}
        there = {(one.item_id, one.key): one for n in self._mine for one in self._found.events.get(n, ())}
        found = []
        for one in sorted(there.values(), key=lambda one: (one.starts, one.item_id)):
            said = self._said(one)
            where = self._found.where[one.item_id]
            old = one.repeated and not said and where.author_id != self._id and one.item_id not in fresh
            if said == "no" or old:
                continue
            mine = [number for number in where.communities if number in self._mine]
            heard = any(self._hears_of(number, "event") for number in mine)
            if said or (heard and not self._is_muted(one.item_id, where.author_id, mine)):
                found.append((one, said))
        return found

    def _said(self, one: Coming) -> str:
        if (self._id, one.item_id, one.key) in self._found.waits:
            return "waiting"
        said = self._found.rsvps
        return said.get((self._id, one.item_id, one.key)) or said.get((self._id, one.item_id, ""), "")

    def _community_of(self, one: Coming) -> int:
        """The community in which the reader sees an event."""
        found = self._found.where[one.item_id].communities
        return (
            one.community_id if one.community_id in self._mine else next(n for n in found if n in self._mine)
        )
