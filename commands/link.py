"""`link`: secret addresses for calendars and readers of news outside of the chat.

A calendar subscribes to one's own events or to a community's; a reader of news to
what is new in a community. Whoever has an address can read what its owner may see,
without signing in, until the owner revokes it.
"""

from __future__ import annotations

from typing import Annotated, Literal

from bot.declare import Group, Param
from bot.errors import NotAllowed, NotFound, NotUnderstood
from bot.grammar import line
from bot.permissions import ANYONE, Role
from bot.replies import (
    Block,
    Bold,
    Button,
    Buttons,
    Card,
    Code,
    Content,
    Entry,
    Listing,
    Note,
    Paragraph,
    Reply,
    text,
)
from bot.request import Request
from bot.services.communities import communities
from bot.services.communities.communities import Community
from bot.services.links import links as service
from bot.services.links.links import Link
from bot.words import Message, _

linking = Group("link", _("Read calendars and news elsewhere"), default="list", alone=True)

_PATHS = {"calendar": "calendar/{}.ics", "atom": "atom/{}.xml"}


@linking.command("new", needs=ANYONE, example="calendar", submit=_("Get the address"))
async def new(
    request: Request,
    what: Annotated[
        Literal["calendar", "atom"],
        Param(_("A calendar, or what is new in a community as an Atom feed"), label=_("Of what")),
    ],
    community: Annotated[
        Community | None, Param(_("Whose; for a calendar, leave it out to have your own"))
    ] = None,
) -> Reply:
    """Get a secret address for your calendar, or for a reader of news."""
    kind: service.Kind = "atom" if what == "atom" else "calendar"
    whose = community or (await _only_one(request) if kind == "atom" else None)
    if kind == "atom" and whose is None:
        raise NotUnderstood(
            _("News of which community?"),
            example='link new atom community: "Data Standards"',
            field="community",
        )
    if whose and request.role < Role.MEMBER:
        raise NotAllowed(
            _("You are not a member of {name} yet.", name=whose.name),
            action=(_("Join"), f"community join ={whose.id}"),
        )
    link = await service.make(request.tx, request.now, request.person.id, kind, whose.id if whose else None)
    return _told(request, link)


async def _only_one(request: Request) -> Community | None:
    """The community of the place; in a direct conversation the person's, where they have but one."""
    if request.here:
        return request.here
    mine = await communities.visible(request.tx, request.person.id, mine=True, limit=2)
    if len(mine) != 1:
        return None
    request.role = mine[0].role
    return mine[0].community


def _told(request: Request, link: Link) -> Card:
    """The address, what it is good for, and how to take it back."""
    hint = (
        _("In your calendar, choose to subscribe to a calendar by its address.")
        if link.kind == "calendar"
        else _("In your reader of news, add it as a feed.")
    )
    blocks: list[Block] = [
        Paragraph((Bold(_of(link)), "\n", Code(_address(request, link)))),
        Paragraph((hint,)),
        Note((_("Anyone who has this address can read it without signing in. Revoke it if it gets out."),)),
    ]
    if not request.settings.web.url:
        where = _("The setting web.url is empty, so this address works only on the machine that I run on.")
        blocks.append(Note((where,)))
    return Card((*blocks, Buttons((_revoking(link), Button(_("All my links"), "link list")))))


def _of(link: Link) -> Message:
    if link.kind == "atom":
        return _("News of {name}", name=link.community_name)
    if link.community_id is None:
        return _("My calendar")
    return _("Calendar of {name}", name=link.community_name)


def _address(request: Request, link: Link) -> str:
    path = _PATHS[link.kind].format(service.token(request.secret, link))
    return f"{request.settings.public_url}/{path}"


def _revoking(link: Link) -> Button:
    return Button(
        _("Revoke"),
        line("link revoke", link.id),
        "danger",
        confirm=_("Whatever reads this address will find nothing any more. Revoke it?"),
    )


@linking.command("list", needs=ANYONE)
async def list_(request: Request) -> Reply:
    """List the secret addresses that you have, and get others."""
    found = await service.made_by(request.tx, request.person.id)
    entries = tuple(
        Entry((Bold(_of(one)),), _used(request, one), Button(_("Show"), line("link show", one.id)))
        for one in found
    )
    blocks: list[Block] = [Listing(entries)] if entries else [Paragraph((_("You have no secret links."),))]
    if offers := _offers(request, {(one.kind, one.community_id) for one in found}):
        blocks.append(Buttons(offers))
    return Card(tuple(blocks), title=_("Your secret links"))


def _offers(request: Request, there: set[tuple[str, int | None]]) -> tuple[Button, ...]:
    """The links that one could have beside those that one has: one's own, and those of the community here."""
    offers = [] if ("calendar", None) in there else [Button(_("My calendar"), "link new calendar", "primary")]
    if request.here and request.role >= Role.MEMBER:
        here, name = request.here.id, request.here.name
        labels = {"calendar": _("Calendar of {name}", name=name), "atom": _("News of {name}", name=name)}
        offers += [
            Button(label, line("link new", kind, community=f"={here}"))
            for kind, label in labels.items()
            if (kind, here) not in there
        ]
    return tuple(offers)


def _used(request: Request, link: Link) -> Content:
    made: Content = (_("made {when}", when=request.when(link.made_at)),)
    if link.last_used_at is None:
        return (*made, ", ", _("not read yet"))
    return (*made, ", ", _("last read {when}", when=request.when(link.last_used_at)))


@linking.command("show", needs=ANYONE, example="142", form=False, hidden=True)
async def show(request: Request, link: Annotated[int, Param(_("The link's number"))]) -> Reply:
    """Show the address of a link of yours again."""
    for one in await service.made_by(request.tx, request.person.id):
        if one.id == link:
            return _told(request, one)
    raise _none()


@linking.command("revoke", needs=ANYONE, example="142", form=False)
async def revoke(
    request: Request, link: Annotated[int, Param(_("The link's number; its button knows it"))]
) -> Reply:
    """Take a secret address back, for good."""
    if not await service.revoke(request.tx, request.person.id, link):
        raise _none()
    return text(_("That address gives nothing any more."), buttons=(Button(_("All my links"), "link list"),))


def _none() -> NotFound:
    return NotFound(
        _("You have no link of that number; it may have been revoked."),
        action=(_("All my links"), "link list"),
    )
