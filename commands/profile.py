"""`profile`: what people say of themselves, and to whom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from bot import forms
from bot.declare import Group, Param
from bot.errors import NotUnderstood
from bot.permissions import ANYONE
from bot.replies import Button, Buttons, Card, Field, Fields, Note, Paragraph, Reply
from bot.request import Request
from bot.services.people import people
from bot.services.people import profiles as service
from bot.services.people.people import Person
from bot.services.people.profiles import FIELDS, ProfileEntry
from bot.services.text import one_line
from bot.times.zones import zone_meant
from bot.words import _
from commands.shared.follow_buttons import follow_buttons

profiles = Group(
    "profile",
    _("Say who you are and what you know"),
    default="show",
    alone=True,
    order=("show", "edit", "zone"),
)

ProfileField = Literal[
    "organisation", "role", "place", "expertise", "interests", "languages", "contact", "links", "about"
]

FIELD_NAMES = {
    "organisation": _("Organisation"),
    "role": _("Role"),
    "place": _("Place"),
    "expertise": _("Knows about"),
    "interests": _("Interested in"),
    "languages": _("Languages"),
    "contact": _("Contact"),
    "links": _("Links"),
    "about": _("About"),
}

_SEEN_BY = {"communities": _("my communities only"), "nobody": _("only me")}


@profiles.command("show", needs=ANYONE, example="@amina")
async def show(
    request: Request,
    person: Annotated[Person | None, Param(_("Whose profile; your own if you leave it out"))] = None,
) -> Reply:
    """Show your profile, or somebody else's."""
    shown = person or request.person
    entries = await service.profile(request.tx, request.person.id, shown.id)
    mine = shown.id == request.person.id
    blocks = [Fields(tuple(_field(entry, mine) for entry in entries))] if entries else []
    if mine:
        return Card((*blocks, *_own(request, shown, bool(entries))), title=shown.name)
    buttons = Buttons(follow_buttons(person=f"={shown.id}"))
    if not entries:
        told = _("{name} has not written anything here that you can read.", name=shown.name)
        return Card((Paragraph((told,)), buttons), title=shown.name)
    return Card((*blocks, buttons), title=shown.name)


def _field(entry: ProfileEntry, mine: bool) -> Field:
    seen_by = _SEEN_BY.get(entry.visibility)
    if mine and seen_by:
        return Field(FIELD_NAMES[entry.name], (entry.value, " (", seen_by, ")"))
    return Field(FIELD_NAMES[entry.name], (entry.value,))


def _own(request: Request, person: Person, written: bool) -> tuple[Paragraph | Note | Buttons, ...]:
    """What the owner of a profile sees beside it."""
    told = (
        _("People can find you with this.")
        if person.findable
        else _("You are not to be found by others. You can agree to it in the form.")
    )
    zone = _("Your times are shown in {zone}.", zone=request.zone.key)
    empty = () if written else (Paragraph((_("Your profile is still empty."),)),)
    return (*empty, Note((told, " ", zone)), Buttons((Button(_("Edit"), "profile edit", "primary"),)))


@profiles.command(
    "edit",
    needs=ANYONE,
    example='expertise: "open data, statistics" findable: yes',
    prefilled=True,
    submit=_("Save"),
)
async def edit(
    request: Request,
    name: Annotated[str | None, Param(_("What you are called"), max_length=100)] = None,
    organisation: Annotated[str | None, Param(_("Where you work"), max_length=200)] = None,
    role: Annotated[str | None, Param(_("What you do there"), max_length=200)] = None,
    expertise: Annotated[
        str | None,
        Param(_("What others can ask you about"), label=_("Knows about"), long=True, max_length=1000),
    ] = None,
    findable: Annotated[bool | None, Param(_("Whether others can find you by these words"))] = None,
    interests: Annotated[
        str | None,
        Param(_("What you would like to learn"), label=_("Interested in"), long=True, max_length=1000),
    ] = None,
    place: Annotated[str | None, Param(_("Where you are"), max_length=200)] = None,
    languages: Annotated[str | None, Param(_("Languages that you speak"), max_length=200)] = None,
    contact: Annotated[str | None, Param(_("How to reach you beside this chat"), max_length=500)] = None,
    links: Annotated[
        str | None, Param(_("Addresses of pages about you or your work"), max_length=1000)
    ] = None,
    about: Annotated[str | None, Param(_("A few words about you"), long=True, max_length=2000)] = None,
    time_zone: Annotated[str | None, Param(_("Your time zone, such as Europe/London"), max_length=64)] = None,
    communities_only: Annotated[
        list[ProfileField] | None, Param(_("What only members of your communities may read"))
    ] = None,
    only_me: Annotated[list[ProfileField] | None, Param(_("What nobody but you may read"))] = None,
) -> Reply:
    """Change your profile."""
    fields = {
        "organisation": organisation,
        "role": role,
        "place": place,
        "expertise": expertise,
        "interests": interests,
        "languages": languages,
        "contact": contact,
        "links": links,
        "about": about,
    }
    if not request.given:
        return await forms.ask(request, **await _present(request))
    if name is not None and not one_line(name):
        raise NotUnderstood(_("A name needs at least one letter."), field="name")
    await service.save_profile(
        request.tx,
        request.person,
        name=one_line(name) if name else None,
        findable=findable,
        time_zone=zone_meant(time_zone) if time_zone else None,
        fields={key: value for key, value in fields.items() if value is not None},
        visibility=_visibility(communities_only, only_me),
    )
    entries = await service.profile(request.tx, request.person.id, request.person.id)
    request.person = person = await people.get(request.tx, request.person.id) or request.person
    shown = [Fields(tuple(_field(entry, mine=True) for entry in entries))] if entries else []
    return Card(
        (Paragraph((_("Saved."),)), *shown, *_own(request, person, bool(entries))),
        title=person.name,
        tone="good",
    )


async def _present(request: Request) -> dict[str, str | list[str]]:
    """What the form starts with: what is there."""
    entries = await service.profile(request.tx, request.person.id, request.person.id)
    start: dict[str, str | list[str]] = {entry.name: entry.value for entry in entries}
    start["name"] = request.person.name
    start["findable"] = "yes" if request.person.findable else "no"
    start["time_zone"] = request.zone.key
    start["communities_only"] = [entry.name for entry in entries if entry.visibility == "communities"]
    start["only_me"] = [entry.name for entry in entries if entry.visibility == "nobody"]
    return start


def _visibility(communities_only: Sequence[str] | None, only_me: Sequence[str] | None) -> dict[str, str]:
    """Who may read each field: whatever is in neither list is for everyone, where both were given."""
    if communities_only is None and only_me is None:
        return {}
    seen_by = dict.fromkeys(FIELDS, "everyone") if None not in (communities_only, only_me) else {}
    seen_by |= dict.fromkeys(communities_only or (), "communities")
    return seen_by | dict.fromkeys(only_me or (), "nobody")
