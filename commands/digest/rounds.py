"""What the clock does about people's own digests: planning them, and making those that are due."""

from __future__ import annotations

import asyncio

from bot import outbox
from bot.outbox import Letter
from bot.request import Work
from bot.services.digests import needs, reader, rhythms, turns
from bot.services.digests.pages import Page
from bot.services.digests.turns import Due
from commands.digest.group import digests
from commands.digest.page import page_card, reading


@digests.round("digest.people", due=rhythms.unplanned)
async def plan(work: Work, _person_id: int) -> None:
    """Reckon when the next digest comes, of some of those for whom that is not done."""
    await rhythms.plan_some(work.tx, work.now, work.settings.time_zone)


@digests.round("digests", due=turns.due, put_off=turns.put_off, following=turns.following)
async def make(work: Work, _person_id: int) -> None:
    """Make the digests of up to fifty people who are due, and put them into the outbox."""
    until = await needs.gone_through(work.tx, work.now)
    readers = await turns.take(work.tx, work.now, until, work.settings.time_zone)
    if not readers:
        return
    by_person = {one.person_id: one for one in readers}
    letters = []
    for page in await reader.pages(work.tx, work.now, until, readers, work.secret):
        if letter := _letter(work, by_person[page.person_id], page):
            letters.append(letter)
        # All of them take a while to draw; others have their turn in between.
        await asyncio.sleep(0)
    await outbox.tell_all(work.tx, work.now, letters)


def _letter(work: Work, due: Due, page: Page) -> Letter | None:
    """What is sent to a reader; None where there is nothing to tell."""
    if page.empty:
        return None
    language = page.language or work.settings.language
    card = page_card(reading(work, due, language), due, page)
    by = due.by if work.settings.has_mail else "dm"
    return Letter.of(page.person_id, card, language, by, due.not_before)
