"""`profile zone`: which time zone somebody is in; asked once, when it first matters.

Slack tells everybody's zone, Discord nobody's. So an answer whose times matter
(to "I'm coming", to quiet hours) carries the question where the zone is not known,
one time only; whoever passes over it has the zone of their community, and can say
another at any time.
"""

from __future__ import annotations

from typing import Annotated
from zoneinfo import ZoneInfo

from bot.declare import Param
from bot.errors import NotUnderstood
from bot.permissions import ANYONE
from bot.replies import Block, Button, Buttons, Card, Choice, Paragraph, Reply, Select
from bot.request import Request
from bot.services.alerts import preferences
from bot.services.people import people, zones
from bot.services.people.profiles import save_profile
from bot.times.hours import show_clock
from bot.times.zones import zone_meant
from bot.words import _
from commands.profile import profiles


@profiles.command("zone", needs=ANYONE, example="Europe/London", submit=_("Save"))
async def zone(
    request: Request,
    zone: Annotated[str, Param(_("Your time zone, such as Europe/London"), max_length=64)],
) -> Reply:
    """Say which time zone you are in."""
    await save_zone(request, zone)
    return Card(
        (
            Paragraph(
                (
                    _(
                        "Your times are shown in {zone} from now on; there it is {time}.",
                        zone=request.zone.key,
                        time=show_clock(request.now, request.zone),
                    ),
                )
            ),
        ),
        replaces=True,
    )


async def save_zone(request: Request, name: str, *, field: str = "zone") -> None:
    """Keep the zone that somebody names; raises `NotUnderstood` where there is none of that name."""
    try:
        meant = zone_meant(name)
    except NotUnderstood as error:
        error.field = field
        raise
    await save_profile(request.tx, request.person, time_zone=meant)
    request.person = await people.get(request.tx, request.person.id) or request.person


async def zone_question(request: Request) -> tuple[Block, ...]:
    """The question for somebody's zone, to stand under an answer in which times matter.

    Empty where the zone is known, or where it was asked before.
    """
    if request.person.time_zone:
        return ()
    settings = await preferences.settings_of(request.tx, request.person.id)
    if settings.zone_asked_at:
        return ()
    await preferences.change(request.tx, request.person.id, zone_asked_at=request.now)
    likely = await zones.likely(request.tx, request.person.id, [request.zone.key])
    told = _(
        "By the way: which time zone are you in? I take {zone} until you tell me.", zone=request.zone.key
    )
    return (
        Paragraph((told,)),
        Select(_("My time zone…"), "profile zone", tuple(_choice(request, one) for one in likely)),
        Buttons((Button(_("Another zone…"), "?profile zone"),)),
    )


def _choice(request: Request, name: str) -> Choice:
    """A zone with the time that it is there, by which people know it sooner than by its name."""
    there = show_clock(request.now, ZoneInfo(name))
    return Choice(_("{zone}, now {time}", zone=name.replace("_", " "), time=there), name)
