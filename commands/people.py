"""`people`: finding those who know, have done, or would like to do something."""

from __future__ import annotations

from typing import Annotated

from bot.declare import Group, Param
from bot.grammar import line
from bot.permissions import ANYONE
from bot.replies import Block, Bold, Button, Buttons, Card, Entry, Inline, Listing, Note, Reply, text
from bot.request import Request
from bot.services.people import finder
from bot.services.people.evidence import Evidence
from bot.services.people.finder import Hit
from bot.services.text import shortened
from bot.services.text import words as folded
from bot.words import Words, _
from commands.profile import FIELD_NAMES
from commands.shared.paging import these_were_all

people = Group("people", _("Find people by what they know and do"), default="find")

PAGE = 8
_LONGEST_REASON = 120
_MOST_DEEDS = 3


@people.command("find", needs=ANYONE, example="data standards", submit=_("Find"))
async def find(
    request: Request,
    words: Annotated[str, Param(_("A name, a skill, an interest, an organisation"), max_length=200)],
    page: Annotated[int, Param(_("Which page of the results"))] = 1,
) -> Reply:
    """Find people, each with the reason why."""
    page = max(page, 1)
    hits = await finder.find(request.tx, request.person.id, words, limit=PAGE + 1, offset=(page - 1) * PAGE)
    if not hits:
        return _nobody(words, page)
    entries = tuple(entry(hit) for hit in hits[:PAGE])
    blocks: list[Block] = [Listing(entries), Note((_("Only people who agreed to be found are shown."),))]
    if len(hits) > PAGE:
        more = line("people find", " ".join(folded(words))[:60], page=page + 1)
        blocks.append(Buttons((Button(_("More"), more),)))
    return Card(tuple(blocks), title=_("People for “{words}”", words=words), replaces=page > 1)


def _nobody(words: str, page: int) -> Card:
    if page > 1:
        return these_were_all()
    return text(
        _("I found nobody for “{words}”. Try fewer or other words.", words=words),
        " ",
        _("People are found by what they write in their profile, once they agree to be."),
        buttons=(Button(_("My profile"), "profile edit"),),
    )


def entry(hit: Hit) -> Entry:
    """One person: the name, what is known beside it, and why they were found."""
    about = ", ".join(hit.fields[name] for name in ("role", "organisation") if name in hit.fields)
    why: list[Words] = [
        _("{field}: {value}", field=FIELD_NAMES[name], value=shortened(value, _LONGEST_REASON))
        for name, value in hit.reasons
        if name in FIELD_NAMES
    ]
    why += [_did(one) for one in hit.evidence[:_MOST_DEEDS]]
    detail: list[Inline] = []
    for part in (shortened(about, 100), *(why or [_("by name")])):
        if part:
            detail += [" · ", part] if detail else [part]
    profile = Button(_("Profile"), line("profile show", f"={hit.person.id}"))
    return Entry((Bold(hit.person.name),), tuple(detail), profile)


def _did(one: Evidence) -> Words:
    """Something that somebody did on the subject."""
    title = shortened(one.title, 80)
    match one.kind:
        case "page":
            return _("wrote the page “{title}”", title=title)
        case "document":
            return _("shared the document “{title}”", title=title)
        case _:
            return _("answered “{title}”", title=title)
