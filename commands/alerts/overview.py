"""`alerts show`: all that somebody hears of, and how, on one card from which it is changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated

from bot.declare import Param
from bot.errors import NotFound
from bot.grammar import line
from bot.lookups import exact_number
from bot.permissions import ANYONE
from bot.replies import (
    Block,
    Bold,
    Button,
    Buttons,
    Card,
    Choice,
    Content,
    Entry,
    Field,
    Fields,
    Inline,
    Listing,
    Note,
    Paragraph,
    Reply,
    Select,
)
from bot.request import Request
from bot.services.alerts import preferences
from bot.services.alerts.preferences import ALL_KINDS, EVERYWHERE, MINE, Frequencies, Frequency, Settings
from bot.services.communities import communities
from bot.services.communities.communities import Community
from bot.times.hours import show_minute
from bot.words import Message, Words, _
from commands.alerts.group import SOON, SOON_LABELS, WAYS, alerts, things

_EVERYWHERE = "all"
_MOST_COMMUNITIES = 24
_MOST_LISTED = 10


@alerts.command("show", needs=ANYONE)
async def show(request: Request) -> Reply:
    """Show what you hear of and how, and change it."""
    return await overview(request)


async def overview(request: Request, said: Content = ()) -> Card:
    """The card with everything; `said` stands on top, and makes it the answer to a press."""
    person = request.person.id
    settings = await preferences.settings_of(request.tx, person)
    said_before = (await preferences.frequencies(request.tx, [person]))[person]
    listed = await communities.visible(request.tx, person, mine=True, limit=_MOST_COMMUNITIES)
    mine = [one.community for one in listed]
    blocks: list[Block] = [Paragraph(said)] if said else []
    if settings.stopped:
        blocks.append(Paragraph((Bold(_("Everything is stopped: no alerts and no digests come.")),)))
    blocks.append(Fields(_fields(request, settings, said_before)))
    special = [one for one in mine if any(place == one.id for place, _kind in said_before.said)]
    if special:
        entries = tuple(
            Entry((Bold(one.name),), _exceptions(things(request.registry), settings, said_before, one.id))
            for one in special[:_MOST_LISTED]
        )
        blocks.append(Listing(entries))
    choices = (
        Choice(_("All communities"), _EVERYWHERE),
        *(Choice(one.name, f"={one.id}") for one in mine),
    )
    blocks.append(Select(_("Change how soon you hear, in…"), "alerts pick", choices))
    blocks.append(Buttons(_buttons(settings)))
    return Card(tuple(blocks), title=_("What you hear of"), replaces=bool(said))


def how_soon(settings: Settings, soon: Frequency) -> Message:
    """How soon somebody hears of a thing, in words; what would be in a digest that is off does not come."""
    if soon in ("daily", "weekly") and not settings.digest_on:
        return _("not at all, as your digest is off")
    return SOON[soon]


def _fields(request: Request, settings: Settings, said: Frequencies) -> tuple[Field, ...]:
    night: Words = _("none")
    if settings.quiet_from is not None and settings.quiet_to is not None:
        night = _(
            "{begins} to {ends} ({zone})",
            begins=show_minute(settings.quiet_from),
            ends=show_minute(settings.quiet_to),
            zone=request.zone.key,
        )
    rest = [(kind, soon) for (place, kind), soon in sorted(said.said.items()) if place == EVERYWHERE]
    names = things(request.registry)
    kinds = tuple(
        Field(names[kind], (how_soon(settings, soon),))
        for kind, soon in rest
        if kind in names and kind not in (ALL_KINDS, MINE)
    )
    return (
        Field(_("Everything new"), (how_soon(settings, said.of(EVERYWHERE, ALL_KINDS)),)),
        *kinds,
        Field(_("What others say of what you made"), (how_soon(settings, said.of(EVERYWHERE, MINE)),)),
        Field(_("By"), (WAYS[settings.by],)),
        Field(_("Quiet hours"), (night,)),
        Field(_("At most"), (_("{n} messages a day", n=settings.ceiling),)),
    )


def _exceptions(
    names: Mapping[str, Message], settings: Settings, said: Frequencies, community_id: int
) -> Content:
    """What was said of just one community, in a line."""
    told = sorted(one for one in said.said.items() if one[0][0] == community_id)
    return _in_a_row(names, settings, ((kind, soon) for (_place, kind), soon in told if kind in names))


def _in_a_row(
    names: Mapping[str, Message], settings: Settings, kinds: Iterable[tuple[str, Frequency]]
) -> Content:
    """Kinds and how soon, in one line."""
    parts: list[Inline] = []
    for kind, soon in kinds:
        parts += [", "] if parts else []
        parts.append(_("{what}: {soon}", what=names[kind], soon=how_soon(settings, soon)))
    return tuple(parts)


def _buttons(settings: Settings) -> tuple[Button, ...]:
    on = Button(_("Turn on again"), "alerts start", "primary")
    off = Button(_("Stop everything"), "alerts stop", "danger")
    return (
        Button(_("Quiet hours and ways…"), "alerts edit"),
        Button(_("Digest…"), "digest mine"),
        Button(_("What you follow"), "alerts follow"),
        on if settings.stopped else off,
    )


@alerts.command("pick", needs=ANYONE, example="all", hidden=True, form=False)
async def pick(
    request: Request, where: Annotated[str, Param(_("The community's number, or “all”"))]
) -> Reply:
    """Choose how soon you hear of what is new in one community."""
    return await scope_card(request, await _place(request, where))


@alerts.command("kind", needs=ANYONE, example="all question", hidden=True, form=False)
async def kind(
    request: Request,
    where: Annotated[str, Param(_("The community's number, or “all”"))],
    kind: Annotated[str, Param(_("Which kind of thing"))],
) -> Reply:
    """Choose how soon you hear of one kind of thing."""
    if kind not in things(request.registry):
        raise _gone()
    return await scope_card(request, await _place(request, where), kind=kind)


async def _place(request: Request, where: str) -> Community | None:
    """The community that is meant, None for all; raises `NotFound` where there is none that they can see."""
    if where == _EVERYWHERE:
        return None
    number = exact_number(where)
    found = await communities.by_number(request.tx, request.person.id, number) if number else None
    if found is None:
        raise _gone()
    return found


def _gone() -> NotFound:
    return NotFound(_("That is not there any more. Open your settings again."), example="alerts show")


async def scope_card(
    request: Request, community: Community | None, *, kind: str = ALL_KINDS, said: Message | None = None
) -> Card:
    """How soon somebody hears of a kind in a community (None is all), with buttons to change just that."""
    names = things(request.registry)
    place = community.id if community else EVERYWHERE
    told = (await preferences.frequencies(request.tx, [request.person.id]))[request.person.id]
    settings = await preferences.settings_of(request.tx, request.person.id)
    where: Words = community.name if community else _("all your communities")
    soon = told.of(place, kind)
    shown = Bold(how_soon(settings, soon))
    now = _("{what} in {where}: {soon}.", what=names[kind], where=where, soon=shown)
    blocks: list[Block] = [Paragraph((said or now,))]
    others = [one for one in names if one not in (kind, ALL_KINDS)]
    different = [(one, told.of(place, one)) for one in others if told.of(place, one) != soon]
    if kind == ALL_KINDS and different:
        blocks.append(Note((_("But:"), " ", *_in_a_row(names, settings, different))))
    blocks.append(Buttons(_soon_buttons(place, kind, soon)))
    if kind == ALL_KINDS:
        options = tuple(Choice(names[one], one) for one in others)
        blocks.append(Select(_("Only one kind of thing…"), line("alerts kind", _name(place)), options))
    else:
        blocks.append(Buttons((Button(_("Other kinds…"), line("alerts pick", _name(place))),)))
    blocks.append(Buttons((Button(_("All settings"), "alerts show"),)))
    title = community.name if community else _("All communities")
    return Card(tuple(blocks), title=title, replaces=True)


def _name(place: int) -> str:
    return f"={place}" if place else _EVERYWHERE


def _soon_buttons(place: int, kind: str, now: str) -> tuple[Button, ...]:
    """One button for each choice, the present one standing out; and one that takes back what was said."""
    scope = {"kind": kind} if kind != ALL_KINDS else {}
    scope |= {"community": f"={place}"} if place else {}
    # Of everything, everywhere, there is nothing else that could count instead.
    choices = [soon for soon in SOON_LABELS if scope or soon != "default"]
    return tuple(
        Button(SOON_LABELS[soon], line("alerts set", soon, **scope), "primary" if soon == now else "plain")
        for soon in choices
    )
