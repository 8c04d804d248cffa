"""`define`: what a term means, in each of one's communities, by the page of that name."""

from __future__ import annotations

from typing import Annotated

from bot.declare import Group, Param
from bot.grammar import line
from bot.permissions import ANYONE
from bot.replies import Bold, Button, Card, Entry, Listing, Reply, text
from bot.request import Request
from bot.services.communities import communities
from bot.services.items import items
from bot.services.text import shortened
from bot.services.wiki import page_names
from bot.services.wiki import pages as service
from bot.words import _
from commands.shared.rich import written

define = Group("define", _("What a term means"), feature="wiki", default="show")

_MOST = 5
_LONGEST_MEANING = 500
_LIKENESS = 60
"""How alike a term and a page's name must be: less than for opening a page, as what is found is shown."""


@define.command("show", needs=ANYONE, example="caddy", submit=_("Look up"))
async def meaning(
    request: Request, term: Annotated[str, Param(_("The word"), max_length=service.LONGEST_TITLE)]
) -> Reply:
    """Look a term up in the pages of your communities."""
    mine = await communities.visible(request.tx, request.person.id, mine=True, limit=200)
    ids = [one.community.id for one in mine]
    if request.here and request.here.id not in ids:
        ids.append(request.here.id)
    found = await page_names.look_up(request.tx, request.person.id, ids, term, likeness=_LIKENESS)
    entries = [await _meaning(request, number) for number, _title in found[:_MOST]]
    if not entries:
        write = Button(_("Write it"), f"?{line('wiki new', shortened(term, 40))}", "primary")
        return text(_("Nobody has written down what “{term}” means.", term=term), buttons=(write,))
    return Card((Listing(tuple(entries)),), title=term)


async def _meaning(request: Request, number: int) -> Entry:
    """A page's first paragraph, and whose it is."""
    full = await items.full(request.tx, number)
    assert full is not None
    community = await communities.get(request.tx, full.community_id)
    first = full.body.split("\n\n")[0]
    said = shortened(first, _LONGEST_MEANING) or "–"
    where = community.name if community else ""
    return Entry(
        (Bold(full.title), f" ({where})"), written(said), Button(_("Read"), line("wiki show", number))
    )
