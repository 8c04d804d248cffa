"""Starting a community."""

from __future__ import annotations

from typing import Annotated

from bot.declare import Param
from bot.errors import Conflict
from bot.grammar import line
from bot.permissions import ANYONE
from bot.replies import (
    Bold,
    Button,
    Code,
    Inline,
    Reply,
    text,
)
from bot.request import Request
from bot.services.communities import channels
from bot.services.communities import communities as service
from bot.services.communities.communities import Community
from bot.services.people import people
from bot.words import _
from commands.community.group import address_of, communities


@communities.command(
    "new", needs=ANYONE, example='"Data Standards" purpose: "Share what works" private: no', submit=_("Start")
)
async def new(
    request: Request,
    name: Annotated[str, Param(_("What it is called"), max_length=80)],
    purpose: Annotated[str, Param(_("What it is for"), long=True, max_length=1000)] = "",
    audience: Annotated[str, Param(_("Whom it is for"), max_length=500)] = "",
    topics: Annotated[str, Param(_("The first three things to talk about"), long=True, max_length=1000)] = "",
    private: Annotated[bool, Param(_("Only members know of it; facilitators let people in"))] = False,
) -> Reply:
    """Start a community."""
    made = await service.create(
        request.tx,
        request.now,
        request.person.id,
        name=name,
        purpose=purpose,
        audience=audience,
        topics=topics,
        private=private,
        time_zone=request.zone.key,
        language=request.language,
    )
    await _tell_administrators(request, made)
    said: list[Inline] = [_("{name} is there, and you are its facilitator.", name=Bold(made.name))]
    if request.target and request.here is None and await _takes(request, made):
        said += [" ", _("This channel belongs to it now.")]
    else:
        said += [" ", _("Next, go to its channel and write {line} there.", line=Code("/community map"))]
    steps = (
        # Without the "?": the command itself asks, and its form starts with what is there.
        Button(_("Fill in the rest"), line("community settings", f"={made.id}")),
        Button(_("Ask a first question"), f"?{line('poll new', community=f'={made.id}')}"),
    )
    return text(*said, buttons=steps)


async def _takes(request: Request, made: Community) -> bool:
    """Give the new community the channel that it was made in, unless that is somebody else's."""
    try:
        return await channels.map_channel(
            request.tx, request.now, request.person.id, made, address_of(request.where)
        )
    except Conflict:
        return False


async def _tell_administrators(request: Request, made: Community) -> None:
    """Administrators see each creation, and can suspend it."""
    kind = _("private") if made.private else _("open")
    card = text(
        _(
            "{who} has started the community {name} ({kind}). {purpose}",
            who=request.person.name,
            name=Bold(made.name),
            kind=kind,
            purpose=made.purpose,
        ),
        buttons=(Button(_("Suspend it"), line("community suspend", f"={made.id}"), "danger"),),
    )
    for person_id in await people.administrators(request.tx, request.settings.administrators):
        if person_id != request.person.id:
            await request.tell(person_id, card)
