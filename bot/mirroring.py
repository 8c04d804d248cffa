"""Events in the calendars that platforms have of their own, such as Discord's.

What should stand in a workspace's calendar is the next time of each event, and it is always
reckoned from the event as it is. The clock looks when something may have changed
(`look`), and where something has, the outbox brings it there (`bring`): retried, spaced, and
known again after an attempt with no clear outcome. Where a platform refuses, things go on
without, and the log says so once. What people take away there by hand stays away, whatever is
changed about the event, until it has another time or takes place after all.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import structlog

from bot import outbox
from bot.adapter import Adapter, CalendarEntry, Refused
from bot.house import House
from bot.incoming import MessageRef
from bot.request import Work
from bot.services.communities import communities
from bot.services.events import events, mirrors
from bot.services.events.mirrors import Standing
from bot.services.outgoing import Outgoing
from bot.services.text import shortened
from bot.words import _, speak

log = structlog.get_logger()

LONGEST_TEXT = 600
_MOST_REMEMBERED = 1000
_said: set[tuple[str, str, str]] = set()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What should stand there, for which time, and a digest of it."""

    entry: CalendarEntry
    occurrence: str
    digest: str


async def look(work: Work, number: int) -> None:
    """Look whether what stands in a calendar is right, and have it brought up to date where it is not."""
    standing = await mirrors.claim(work.tx, work.now, number)
    if standing is None:
        return
    wanted = await _wanted(work, standing)
    await mirrors.look_again(work.tx, number, wanted.entry.ends if wanted else None)
    if _differs(standing, wanted):
        await outbox.mirror(work.tx, work.now, number, standing.platform, standing.workspace)


async def _wanted(work: Work, standing: Standing) -> Wanted | None:
    """What should stand in that calendar now."""
    event = await events.get(work.tx, standing.item_id)
    if event is None or not await mirrors.may_stand(work.tx, standing):
        return None
    one = mirrors.right_time(event, standing, work.now)
    if one is None:
        return None
    community = await communities.get(work.tx, event.community_id)
    language = community.language if community else work.language
    command = f"/{work.registry.root} event show {event.id}"
    mark = speak(_("Who comes, and more: {command}", command=command), language)
    said = shortened(event.body, LONGEST_TEXT)
    place = " · ".join(filter(None, (event.place, event.link)))
    entry = CalendarEntry(
        event.title,
        "\n\n".join(filter(None, (said, event.link))),
        place or speak(_("Ask in the channel"), language),
        one.starts,
        one.ends,
        mark,
    )
    return Wanted(entry, one.key, hashlib.sha256(repr((entry, one.key)).encode()).hexdigest())


def _differs(standing: Standing, wanted: Wanted | None) -> bool:
    if wanted is None:
        return bool(standing.entry or standing.shown)
    if standing.shown == mirrors.TAKEN_AWAY and standing.occurrence == wanted.occurrence:
        return False
    return wanted.digest != standing.shown


async def bring(house: House, adapter: Adapter, row: Outgoing) -> MessageRef:
    """Bring a calendar up to date for an outbox row; returns where the entry stands.

    Raises what the adapter raises, but for refusals.
    """
    async with house.database.read() as tx:
        standing = await mirrors.get(tx, row.mirror_id or 0)
        wanted = await _wanted(house.work(tx), standing) if standing else None
    if standing is None:
        raise Refused("gone")
    entry = standing.entry
    if _differs(standing, wanted):
        shown = wanted.digest if wanted else ""
        try:
            entry = await _put(adapter, standing, wanted, row, house)
        except Refused as error:
            if error.code == "gone":
                entry, shown = "", mirrors.TAKEN_AWAY if wanted else ""
            else:
                _say_once(standing, error)
        async with house.database.write() as tx:
            await mirrors.settle(
                tx,
                standing.id,
                entry=entry,
                occurrence=wanted.occurrence if wanted else "",
                shown=shown,
                ends_at=wanted.entry.ends if wanted else None,
            )
    return MessageRef(row.platform, row.workspace, "", entry)


async def _put(
    adapter: Adapter, standing: Standing, wanted: Wanted | None, row: Outgoing, house: House
) -> str:
    over = standing.ends_at is not None and standing.ends_at <= house.now()
    if wanted is None:
        if standing.entry and not over:
            await adapter.unmirror(standing.workspace, standing.entry)
        return ""
    # What is over stays there as the platform leaves it; the next time is a new entry.
    known = "" if over else standing.entry
    if not known and row.unclear:
        known = await adapter.find_mirrored(standing.workspace, wanted.entry) or ""
    return await adapter.mirror(standing.workspace, wanted.entry, known)


def _say_once(standing: Standing, error: Refused) -> None:
    key = (standing.platform, standing.workspace, error.code)
    if key in _said:
        return
    if len(_said) >= _MOST_REMEMBERED:
        _said.clear()
    _said.add(key)
    log.warning(
        "an event is not in the platform's own calendar",
        platform=standing.platform,
        workspace=standing.workspace,
        error=error.code,
        hint=error.hint,
    )
