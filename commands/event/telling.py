"""What people are told directly of events that concern them, each in their own zone and the way they like."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from bot import outbox
from bot.grammar import line
from bot.outbox import Letter
from bot.replies import Block, Button, Buttons, Card, Inline, Paragraph, Time
from bot.request import Request, Work
from bot.services.alerts import preferences
from bot.services.events.events import Event
from bot.services.events.occurrences import Occurrence
from bot.services.people import people
from bot.times.times import show_time
from bot.words import Words, _
from commands.event.cards import answer_buttons

When = Callable[[datetime], Time]
"""Makes of a moment what a reader is shown."""
Make = Callable[[int, When], Card]
Said = Callable[[When], Words]


async def tell_all(
    work: Work,
    event: Event,
    whom: Iterable[int],
    make: Make,
    *,
    but: int | None = None,
    useful_until: datetime | None = None,
) -> None:
    """Write to those people, but not to one of them; `make` is given a reader's number and their times.

    What would mislead if it came late is not sent after `useful_until`. A few statements, however many.
    """
    told = sorted(set(whom) - {but})
    readers = await people.get_all(work.tx, told)
    settings = await preferences.settings_of_all(work.tx, told)
    letters = [
        Letter.of(
            reader.id,
            make(reader.id, _times_of(reader.time_zone or event.zone, reader.language or work.language)),
            reader.language or work.language,
            settings[reader.id].by if work.settings.has_mail else "dm",
            useful_until=useful_until,
        )
        for reader in readers
    ]
    await outbox.tell_all(work.tx, work.now, letters)


def _times_of(zone: str, language: str) -> When:
    return lambda moment: Time(moment, show_time(moment, ZoneInfo(zone), language))


def notice(event: Event, *said: Block, further: tuple[Button, ...] = (), title: Words | None = None) -> Card:
    """What somebody is told of an event that concerns them; `title` is the subject of an e-mail."""
    return Card((*said, Buttons((*further, details(event)))), title=title or event.title, about=event.id)


async def tell_change(
    request: Request,
    event: Event,
    one: Occurrence,
    whom: Iterable[int],
    said: Said,
    *,
    title: Words,
    ask: bool = True,
) -> None:
    """Tell people of a change, but not whoever made it; `ask` lets them answer anew for that time."""
    buttons = answer_buttons(event, one) if ask else ()

    def card(_reader: int, when: When) -> Card:
        return notice(event, Paragraph((said(when),)), further=buttons, title=title)

    await tell_all(request, event, whom, card, but=request.person.id)


def instead(*said: Inline, button: Button) -> Card:
    """What is said in place of the private card that was pressed."""
    return Card((Paragraph(said), Buttons((button,))), replaces=True)


def details(event: Event) -> Button:
    """To see an event."""
    return Button(_("Details"), line("event show", event.id))
