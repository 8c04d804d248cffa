"""First contact: somebody is written down before the first thing that they ask is done.

A person, what the platform tells of the account, and a membership in an open community are a
transaction of their own. So what somebody does first, an anonymous vote say, is not written
together with who they are. The same road is taken when what is known of an account is old.
"""

from __future__ import annotations

from datetime import datetime

from bot.adapter import Adapter
from bot.house import House
from bot.incoming import Incoming, Who
from bot.services.communities import membership
from bot.services.people import standing
from bot.services.people.standing import Account, Standing
from bot.services.text import one_line
from bot.times.zones import zone_named
from bot.words import language_named
from storage.engine import Tx


class FirstContact(Exception):
    """The person, what is known of the account, or the membership has to be written down first.

    No error: it sends the request round once more.
    """


async def standing_of(tx: Tx, now: datetime, incoming: Incoming) -> Standing:
    """Who asks, and what they are where they ask; raises `FirstContact` where `meet` comes first."""
    who = incoming.who
    found = await standing.look_up(tx, who.platform, who.workspace, who.id, incoming.where.channel)
    if found is None or _joins_here(found) or _has_changed(found, who, now):
        raise FirstContact
    return found


async def meet(house: House, adapter: Adapter | None, incoming: Incoming) -> None:
    """Write down whoever this is, what the platform tells of them, and that they belong here."""
    who, channel = incoming.who, incoming.where.channel
    if not who.details_known and adapter:
        who = await adapter.describe(who)
    language, time_zone = language_named(who.language or ""), zone_named(who.time_zone or "")
    async with house.database.write() as tx:
        now = house.now()
        found = await standing.look_up(tx, who.platform, who.workspace, who.id, channel)
        if found is None:
            await standing.introduce(
                tx,
                account_of(who),
                now,
                language=language,
                time_zone=time_zone,
                same_everywhere=who.same_everywhere,
            )
            found = await standing.look_up(tx, who.platform, who.workspace, who.id, channel)
        else:
            account = account_of(who) if who.details_known else found.account
            await standing.keep_up(tx, found, account, now, language=language, time_zone=time_zone)
        if found and found.community and _joins_here(found):
            await membership.add(tx, now, found.community.id, found.person.id)


def account_of(who: Who) -> Account:
    """The account as it is kept: names in one line, and no address of a picture that is too long."""
    name = one_line(who.name)[:200] or who.handle or who.id
    avatar = who.avatar if who.avatar and len(who.avatar) <= 500 else None
    return Account(
        who.platform, who.workspace, who.id, name, one_line(who.handle)[:200], avatar, who.administers
    )


def _joins_here(found: Standing) -> bool:
    """Whether somebody becomes a member by writing here: in an open community's channel."""
    here = found.community
    return here is not None and not (here.private or here.suspended or found.role)


def _has_changed(found: Standing, who: Who, now: datetime) -> bool:
    """Whether what the platform tells of the account is new, or so old that it should be asked again."""
    if who.details_known and account_of(who) != found.account:
        return True
    return now - found.seen_at >= standing.STALE_AFTER
