"""Looking at an address that somebody has just given, and telling them what came of it.

Servers answer when they like, and chat platforms want their answer within seconds. So
`feed add` and `feed test` answer at once that the address is being looked at; this is
what happens next, and how it went is written to the person directly.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot import forms, outbox
from bot.grammar import line
from bot.house import House
from bot.incoming import Value
from bot.news import cards
from bot.news.looking import Failed, Looking, Seen
from bot.replies import Card
from bot.services.communities import communities
from bot.services.communities.communities import Community
from bot.services.news import feeds, inquiries, news
from bot.services.news.entries import take_in
from bot.services.news.feedreading import Entry, Read
from bot.services.news.feeds import Learnt
from bot.services.news.filters import Verdict
from bot.services.news.inquiries import MOST_TRIES, Inquiry
from bot.services.news.rules import Taker, judge
from storage.engine import Tx


class Inquirer:
    """Answers inquiries, each in a transaction of its own."""

    def __init__(self, house: House, looking: Looking) -> None:
        self._house = house
        self._looking = looking

    async def answer(self, inquiry: Inquiry, next_look: datetime) -> None:
        """Look at an address and tell the person what came of it; `next_look` is when a feed is due again."""
        found: Seen | Failed
        try:
            if inquiry.tries > MOST_TRIES:
                raise Failed("fault")
            found = await self._looking.find(inquiry.address)
        except Failed as error:
            found = error
        async with self._house.database.write() as tx:
            community = await communities.get(tx, inquiry.community_id)
            if community is None or not await inquiries.answered(tx, inquiry.id):
                return
            card = await self._outcome(tx, inquiry, community, found, next_look)
            await outbox.tell(tx, self._house.now(), inquiry.person_id, card, community.language)

    async def _outcome(
        self, tx: Tx, inquiry: Inquiry, community: Community, found: Seen | Failed, next_look: datetime
    ) -> Card:
        if isinstance(found, Failed):
            return cards.not_found(inquiry, found.code, await self._form(tx, inquiry, "0"))
        assert found.read is not None
        if inquiry.wish == "test":
            would = _would(inquiry, found.read, self._house.now())
            take = await self._form(tx, inquiry, "end")
            return cards.tested(found.read, inquiry, found.answer.url, would, take)
        return await self._take(tx, inquiry, community, found, next_look)

    async def _take(
        self, tx: Tx, inquiry: Inquiry, community: Community, found: Seen, next_look: datetime
    ) -> Card:
        """Take the feed for the community, and have its newest entry posted."""
        assert found.read is not None
        now, answer = self._house.now(), found.answer
        feed = await feeds.known(tx, now, feeds.canonical(answer.url))
        number = await news.subscribe(
            tx,
            now,
            feed,
            community.id,
            inquiry.channel,
            added_by=inquiry.person_id,
            include=inquiry.include,
            exclude=inquiry.exclude,
            most_per_hour=inquiry.most_per_hour,
        )
        if number is None:
            return cards.taken_already(community, found.read, inquiry)
        entries = await take_in(tx, now, feed, found.read)
        for entry in entries:
            await cards.post(tx, now, entry)
        learnt = Learnt(answer.etag, answer.last_modified, found.digest, next_look)
        await feeds.changed(tx, now, feed, found.read, learnt)
        own = sum(entry.subscription_id == number for entry in entries)
        return cards.added(community, number, found.read, inquiry, own)

    async def _form(self, tx: Tx, inquiry: Inquiry, step: str) -> str:
        """The action that takes the inquiry up where it ends: its form again ("0"), or `feed add` ("end")."""
        command = "test" if step == "0" and inquiry.wish == "test" else "add"
        action = line(f"feed {command}", community=f"={inquiry.community_id}")
        given: dict[str, Value] = {
            "address": inquiry.address,
            "include": list(inquiry.include),
            "exclude": list(inquiry.exclude),
        }
        if command == "add":
            given["channel"] = f"<#{inquiry.channel.channel}>"
            given["most_per_hour"] = str(inquiry.most_per_hour)
        draft = await forms.keep(tx, self._house.now(), inquiry.person_id, action, given)
        return f"{forms.PREFIX} {draft} {step}"


def _would(inquiry: Inquiry, read: Read, now: datetime) -> Sequence[tuple[Entry, Verdict]]:
    """What would become of a feed's entries."""
    taker = Taker(inquiry.include, inquiry.exclude, inquiry.most_per_hour, None)
    return judge(taker, read.entries, now, None)
