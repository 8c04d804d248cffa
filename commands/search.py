"""`search`: over everything that one may see.

The answer is the asker's alone. Shared, it is searched again in the community of the channel only, so that
nobody there sees what is not theirs.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from bot.declare import Group, ItemKind, Param
from bot.errors import Conflict, NotFound
from bot.grammar import line
from bot.permissions import ANYONE, MEMBER
from bot.replies import (
    MAX_ACTION,
    Block,
    Bold,
    Button,
    Buttons,
    Card,
    Entry,
    Inline,
    Listing,
    Note,
    Paragraph,
    Reply,
)
from bot.request import Request
from bot.services.communities.communities import Community
from bot.services.people import finder
from bot.services.people.finder import Hit
from bot.services.people.people import Person
from bot.services.search import finding as service
from bot.services.search.finding import Found, Wanted
from bot.services.text import words as folded
from bot.words import Message, _
from commands.people import entry as person_entry
from commands.shared.items import show_line
from commands.shared.paging import these_were_all
from commands.shared.rich import marked

searching = Group("search", _("Find anything that was written down"), default="find", taken=True)

PAGE = 6
MOST_PEOPLE = 2

Sought = Annotated[str, Param(_("What to look for"), max_length=200)]
OneKind = Annotated[ItemKind | None, Param(_("Only things of one kind"))]
OneTag = Annotated[str | None, Param(_("Only what bears this tag"), max_length=40)]
OneAuthor = Annotated[Person | None, Param(_("Only what this person made"))]
Since = Annotated[datetime | None, Param(_("Only what changed since then"))]


@searching.command("find", needs=ANYONE, example="food waste kind: page", submit=_("Search"))
async def find(
    request: Request,
    words: Sought,
    kind: OneKind = None,
    tag: OneTag = None,
    author: OneAuthor = None,
    community: Annotated[Community | None, Param(_("Only in this community"))] = None,
    since: Since = None,
    page: Annotated[int, Param(_("Which page of the results"))] = 1,
) -> Reply:
    """Search everything that you may see."""
    page = max(page, 1)
    wanted = Wanted(
        words, kind, tag, author.id if author else None, community.id if community else None, since
    )
    found = await service.find(
        request.tx, request.person.id, wanted, limit=PAGE + 1, offset=(page - 1) * PAGE
    )
    anything = page == 1 and not (kind or tag or author or community or since)
    people = (
        await finder.by_profile(request.tx, request.person.id, words, limit=MOST_PEOPLE, forgiving=not found)
        if anything
        else []
    )
    if not found:
        return _nothing(words, page, people)
    buttons: list[Button] = []
    if len(found) > PAGE:
        buttons += _again(_("More"), "search find", request, wanted, page=page + 1)
    if request.target and request.here:
        buttons += _again(_("Share in this channel"), "search share", request, wanted)
    blocks: list[Block] = [Listing(tuple(_entry(request, one) for one in found[:PAGE])), *_people(people)]
    if buttons:
        blocks.append(Buttons(tuple(buttons)))
    return Card(tuple(blocks), title=_("Found for “{words}”", words=words), replaces=page > 1)


def _again(label: Message, path: str, request: Request, wanted: Wanted, **more: int) -> list[Button]:
    """A button that searches for the same once more, where its line is short enough for one."""
    in_zone = wanted.since.astimezone(request.zone) if wanted.since else None
    action = line(
        path,
        " ".join(folded(wanted.words)),
        kind=wanted.kind,
        tag=wanted.tag,
        author=f"={wanted.author_id}" if wanted.author_id else None,
        community=f"={wanted.community_id}" if wanted.community_id and path == "search find" else None,
        since=in_zone.strftime("%Y-%m-%d %H:%M") if in_zone else None,
        **more,
    )
    return [Button(label, action)] if len(action) <= MAX_ACTION else []


@searching.command("share", needs=MEMBER, example="food waste", private=False, submit=_("Share"))
async def share(
    request: Request,
    words: Sought,
    kind: OneKind = None,
    tag: OneTag = None,
    author: OneAuthor = None,
    since: Since = None,
) -> Reply:
    """Search this channel's community, and show all here what is found."""
    here = request.here
    if request.target is None or here is None or here.id != request.community.id:
        raise Conflict(_("Results are shared in a channel of the community; write this in one of them."))
    wanted = Wanted(words, kind, tag, author.id if author else None, here.id, since)
    found = await service.find(request.tx, request.person.id, wanted, limit=PAGE)
    if not found:
        raise NotFound(_("Nothing in {name} was found for “{words}”.", name=here.name, words=words))
    asker = request.person.name
    who = Note((_("{name} searched for this in {community}.", name=asker, community=here.name),))
    entries = tuple(_entry(request, one) for one in found)
    return Card((Listing(entries), who), title=_("Found for “{words}”", words=words))


def _people(hits: Sequence[Hit]) -> list[Block]:
    """Those whose profile has the words, below what was written down."""
    return [Paragraph((Bold(_("People")),)), Listing(tuple(map(person_entry, hits)))] if hits else []


def _nothing(words: str, page: int, people: Sequence[Hit] = ()) -> Card:
    """What is said where nothing that was written down matches: whom and where to ask."""
    if page > 1:
        return these_were_all()
    asked = line("ask new", words[:60])
    ask = Button(_("Ask the community…"), f"?{asked}" if len(asked) < 100 else "?ask new", "primary")
    look = Button(_("Look for people"), line("people find", " ".join(folded(words))[:60] or "?"))
    said = Paragraph((_("Nothing found for “{words}”.", words=words),))
    if people:
        said = Paragraph((_("Nothing that was written down matches “{words}”.", words=words),))
    return Card((said, *_people(people), Buttons((ask, look))))


def _entry(request: Request, one: Found) -> Entry:
    detail: list[Inline] = [request.registry.kinds[one.kind].one, " · ", one.community_name]
    if one.author_name:
        detail += [" · ", one.author_name]
    detail += [" · ", request.when(one.updated_at)]
    if one.passage:
        detail += ["\n", *marked(one.passage, one.marked)]
    title = (*marked(one.title, one.marked), f" #{one.id}")
    return Entry(title, tuple(detail), Button(_("Show"), show_line(request, one.kind, one.id)))
