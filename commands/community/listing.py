"""Which communities there are, and what one is for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from bot.declare import Param
from bot.grammar import line
from bot.permissions import ANYONE, Role
from bot.replies import (
    Block,
    Bold,
    Button,
    Buttons,
    Card,
    Entry,
    Field,
    Fields,
    Inline,
    Listing,
    Note,
    Paragraph,
    Reply,
    text,
)
from bot.request import Request
from bot.services.communities import channels, membership
from bot.services.communities import communities as service
from bot.services.communities.communities import Community, Listed
from bot.services.text import shortened
from bot.words import _, plural
from commands.community.group import PAGE, TheCommunity, channel_name, communities, yes_or_no


@communities.command("list", needs=ANYONE, example="")
async def list_(
    request: Request,
    mine: Annotated[bool, Param(_("Only those that you are in"))] = False,
    page: Annotated[int, Param(_("Which page of the list"))] = 1,
) -> Reply:
    """List the communities that you can join, and your own."""
    page = max(page, 1)
    found = await service.visible(
        request.tx,
        request.person.id,
        administrator=request.administrator,
        mine=mine,
        limit=PAGE + 1,
        offset=(page - 1) * PAGE,
    )
    if not found and page > 1:
        return text(_("There are no more."))
    if not found:
        return text(
            _("There is no community yet that you can see."),
            buttons=(Button(_("Start one"), "?community new", "primary"),),
        )
    blocks: list[Block] = [Listing(tuple(_listed(one) for one in found[:PAGE]))]
    buttons = [
        Button(_("All of them") if mine else _("Only mine"), line("community list", mine=yes_or_no(not mine)))
    ]
    if len(found) > PAGE:
        buttons.append(Button(_("More"), line("community list", mine=yes_or_no(mine), page=page + 1)))
    blocks.append(Buttons(tuple(buttons)))
    return Card(tuple(blocks), title=_("Communities"), replaces=page > 1)


def _listed(one: Listed) -> Entry:
    community = one.community
    detail: list[Inline] = [plural("{n} member", "{n} members", one.members)]
    if community.private:
        detail += [", ", _("private")]
    if community.suspended:
        detail += [", ", _("suspended")]
    if community.purpose:
        detail += [" · ", shortened(community.purpose, 120)]
    button = (
        Button(_("Show"), line("community show", f"={community.id}"))
        if one.role
        else Button(_("Join"), line("community join", f"={community.id}"))
    )
    return Entry((Bold(community.name),), tuple(detail), button)


@communities.command("show", needs=ANYONE, example='"Data Standards"', submit=_("Show"))
async def show(request: Request, community: TheCommunity) -> Reply:
    """Show what a community is for, who cares for it, and where it is."""
    blocks: list[Block] = []
    if community.purpose:
        blocks.append(Paragraph((community.purpose,)))
    blocks.append(Fields(tuple(await _facts(request, community))))
    if community.suspended:
        blocks.append(Note((_("This community is suspended."),)))
    blocks.append(Buttons(tuple(_doors(request, community))))
    return Card(tuple(blocks), title=community.name)


async def _facts(request: Request, community: Community) -> list[Field]:
    """What the reader may know of the community beside its purpose."""
    caring = await membership.facilitators(request.tx, community.id)
    names = [await request.mention(member.id, member.name) for member in caring]
    facts = [
        Field(_("Members"), (str(await membership.count(request.tx, community.id)),)),
        Field(_("Facilitators"), _joined(names)),
        Field(_("Open to"), (_("those whom a facilitator lets in") if community.private else _("everyone"),)),
    ]
    if community.audience:
        facts.append(Field(_("For"), (community.audience,)))
    if community.topics:
        facts.append(Field(_("First topics"), (community.topics,)))
    if request.role:
        mapped = await channels.of_community(request.tx, community.id)
        # A channel's name is told only inside its own workspace: others could not open it anyway.
        near = [one for one in mapped if one.workspace == request.where.workspace]
        if near:
            facts.append(Field(_("Channels"), _joined([channel_name(one) for one in near])))
    return facts


def _joined(parts: Sequence[Inline]) -> tuple[Inline, ...]:
    joined: list[Inline] = []
    for part in parts:
        joined += [", ", part] if joined else [part]
    return tuple(joined) or ("–",)


def _doors(request: Request, community: Community) -> list[Button]:
    this = f"={community.id}"
    if not request.role:
        doors = [Button(_("Join"), line("community join", this), "primary")]
    else:
        doors = [
            Button(_("Members"), line("community members", this)),
            Button(_("Polls"), line("poll list", community=this)),
            Button(
                _("Leave"), line("community leave", this), confirm=_("Leave {name}?", name=community.name)
            ),
        ]
    if request.role >= Role.FACILITATOR or request.administrator:
        doors.append(Button(_("Settings"), line("community settings", this)))
    return doors
