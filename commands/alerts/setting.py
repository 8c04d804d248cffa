"""`alerts set`, `quiet`, `by`, `ceiling`, `edit`, `stop`: one thing set by a line, or the rest by a form."""

from __future__ import annotations

from typing import Annotated, Literal

from bot import forms
from bot.declare import ItemKind, Param
from bot.errors import NotUnderstood
from bot.grammar import line
from bot.permissions import ANYONE
from bot.replies import Block, Bold, Button, Buttons, Card, Code, Inline, Paragraph, Reply, text
from bot.request import Request
from bot.services.alerts import preferences
from bot.services.alerts.preferences import ALL_KINDS, EVERYWHERE, Frequency
from bot.services.communities.communities import Community
from bot.services.people import people
from bot.services.people.people import By
from bot.times.hours import read_hours, show_minute
from bot.words import Message, _
from commands.alerts.group import WAYS, alerts, things
from commands.alerts.overview import how_soon, overview, scope_card
from commands.shared.zone import save_zone, zone_question

Soon = Literal["now", "daily", "weekly", "never", "default"]

MOST_A_DAY = 100


@alerts.command(
    "set", needs=ANYONE, example='daily kind: question community: "Data Standards"', submit=_("Save")
)
async def set_(
    request: Request,
    soon: Annotated[Soon, Param(_("How soon; “default” takes back what you said"), label=_("How soon"))],
    kind: Annotated[
        ItemKind | Literal["mine"] | None, Param(_("Which kind of thing; all of them if left out"))
    ] = None,
    community: Annotated[Community | None, Param(_("Where; everywhere if left out"))] = None,
) -> Reply:
    """Say how soon you hear of a kind of thing in a community."""
    place, of = community.id if community else EVERYWHERE, kind or ALL_KINDS
    wanted: Frequency | None = None if soon == "default" else soon
    await preferences.set_frequency(request.tx, request.person.id, wanted, community_id=place, kind=of)
    now = await preferences.frequency(request.tx, request.person.id, place, of)
    settings = await preferences.settings_of(request.tx, request.person.id)
    where = community.name if community else _("all your communities")
    shown = Bold(how_soon(settings, now))
    saved = _("Saved. {what} in {where}: {soon}.", what=things(request.registry)[of], where=where, soon=shown)
    return await scope_card(request, community, kind=of, said=saved)


@alerts.command("quiet", needs=ANYONE, example="22:00-07:00", submit=_("Save"))
async def quiet(
    request: Request,
    hours: Annotated[str, Param(_("Between which hours I keep quiet, or “off”"), max_length=40)],
    zone: Annotated[str | None, Param(_("Your time zone, such as Europe/London"), max_length=64)] = None,
) -> Reply:
    """Say between which hours nothing is to disturb you."""
    if zone:
        await save_zone(request, zone)
    said: list[Message] = [await _keep_quiet(request, hours)]
    question = await zone_question(request)
    return Card((Paragraph(tuple(said)), *question, _more()))


async def _keep_quiet(request: Request, hours: str) -> Message:
    """Keep the hours; returns what is said of it."""
    night = read_hours(hours)
    begins, ends = night or (None, None)
    await preferences.change(request.tx, request.person.id, quiet_from=begins, quiet_to=ends)
    if night is None:
        return _("No quiet hours: you hear of things at any time.")
    return _(
        "Quiet from {begins} to {ends} ({zone}). What comes in between waits until then.",
        begins=Bold(show_minute(night[0])),
        ends=Bold(show_minute(night[1])),
        zone=request.zone.key,
    )


@alerts.command("by", needs=ANYONE, example="email", submit=_("Save"))
async def by(
    request: Request, way: Annotated[By, Param(_("Direct message, e-mail, or both"), label=_("Way"))]
) -> Reply:
    """Say in which way alerts and digests reach you."""
    said = Paragraph(tuple(await _keep_way(request, way)))
    give = Button(_("Give one…"), "?email set", "primary")
    return Card((said, _more() if await _can_reach(request, way) else _more(give)))


async def _keep_way(request: Request, way: By) -> list[Inline]:
    """Keep the way; returns what is said of it."""
    await preferences.change(request.tx, request.person.id, by=way)
    said: list[Inline] = [_("You are told by {way} from now on.", way=Bold(WAYS[way]))]
    if way == "dm":
        return said
    if not request.settings.has_mail:
        return [*said, " ", _("This bot sends no e-mail, though; until it does, I write to you directly.")]
    if not await _can_reach(request, way):
        hint = _(
            "I have no confirmed e-mail address of yours yet; give me one with {line}. "
            "Until then I write to you directly.",
            line=Code("/email set"),
        )
        return [*said, " ", hint]
    return said


async def _can_reach(request: Request, way: By) -> bool:
    """Whether nothing more is needed from somebody to be reached in that way."""
    if way == "dm" or not request.settings.has_mail:
        return True
    ways = await people.addresses(request.tx, request.person.id, "email")
    return any(one.platform == people.EMAIL for one in ways)


@alerts.command("ceiling", needs=ANYONE, example="5", submit=_("Save"))
async def ceiling(
    request: Request, most: Annotated[int, Param(_("How many alerts a day at most; 0 for none"))]
) -> Reply:
    """Say how many alerts a day you want at most; the rest waits for your digest."""
    return Card((Paragraph((await _keep_ceiling(request, most),)), _more()))


async def _keep_ceiling(request: Request, most: int) -> Message:
    """Keep the ceiling; returns what is said of it. Raises `NotUnderstood` for too many."""
    if most > MOST_A_DAY:
        raise NotUnderstood(
            _("At most {most} a day can be set.", most=MOST_A_DAY), field="most", example="alerts ceiling 10"
        )
    await preferences.change(request.tx, request.person.id, ceiling=most)
    settings = await preferences.settings_of(request.tx, request.person.id)
    match most, settings.digest_on:
        case 0, True:
            return _("No alerts at all: everything waits for your digest.")
        case 0, False:
            return _("No alerts at all. Your digest is off too, so nothing comes by itself.")
        case _n, True:
            return _("At most {n} messages a day; the rest waits for your digest.", n=most)
    return _("At most {n} messages a day. Your digest is off, so you do not hear of the rest.", n=most)


@alerts.command(
    "edit", needs=ANYONE, example="hours: 22:00-07:00 way: dm most: 5", prefilled=True, submit=_("Save")
)
async def edit(
    request: Request,
    hours: Annotated[
        str | None, Param(_("Such as 22:00-07:00, or “off”"), label=_("Quiet hours"), max_length=40)
    ] = None,
    zone: Annotated[
        str | None, Param(_("Such as Europe/London"), label=_("Your time zone"), max_length=64)
    ] = None,
    way: Annotated[By | None, Param(_("How I reach you"), label=_("Way"))] = None,
    most: Annotated[int | None, Param(_("The rest waits for your digest"), label=_("At most a day"))] = None,
) -> Reply:
    """Set quiet hours, your zone, the way and the daily ceiling in one form."""
    if not request.given:
        return await forms.ask(request, **await _present(request))
    said: list[Inline] = []
    if zone and zone != request.person.time_zone:
        await save_zone(request, zone)
    if hours is not None:
        said += [await _keep_quiet(request, hours), "\n"]
    if way:
        said += [*await _keep_way(request, way), "\n"]
    if most is not None:
        said += [await _keep_ceiling(request, most), "\n"]
    return await overview(request, said=tuple(said[:-1]))


async def _present(request: Request) -> dict[str, str | list[str]]:
    """What the form starts with."""
    now = await preferences.settings_of(request.tx, request.person.id)
    quiet_now = now.quiet_from is not None and now.quiet_to is not None
    hours = f"{show_minute(now.quiet_from or 0)}-{show_minute(now.quiet_to or 0)}" if quiet_now else "off"
    return {"hours": hours, "zone": request.zone.key, "way": now.by, "most": str(now.ceiling)}


@alerts.command("stop", needs=ANYONE)
async def stop(request: Request) -> Reply:
    """Turn off all that comes by itself: alerts and digests."""
    await preferences.change(request.tx, request.person.id, stopped=True)
    told = _("I am silent now: no alerts and no digests. Your settings are kept for when you want them back.")
    return text(told, buttons=(Button(_("Turn on again"), "alerts start"),))


@alerts.command("start", needs=ANYONE, hidden=True)
async def start(request: Request) -> Reply:
    """Hear of things again."""
    await preferences.change(request.tx, request.person.id, stopped=False)
    return await overview(request, said=(_("You hear of things again."),))


def _more(*before: Button) -> Block:
    return Buttons((*before, Button(_("All settings"), line("alerts show"))))
