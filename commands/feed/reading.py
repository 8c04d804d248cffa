"""Reading: which feeds there are, how they are, and why an entry was posted or was not."""

from __future__ import annotations

from typing import Annotated

from bot import forms
from bot.declare import Param
from bot.errors import Conflict, NotFound
from bot.news.cards import failure, linked, verdict
from bot.permissions import MEMBER
from bot.replies import (
    Attachment,
    Block,
    Button,
    Buttons,
    Card,
    ChannelName,
    Entry,
    Field,
    Fields,
    Inline,
    Link,
    Listing,
    Note,
    Paragraph,
    Reply,
)
from bot.request import Request
from bot.services.news import inquiries, opml, reasons
from bot.services.news import news as service
from bot.services.news.news import Subscription
from bot.services.text import shortened
from bot.words import Message, _, plural
from commands.feed.group import TheFeed, about, cares, news

PAGE = 8


@news.command("list", needs=MEMBER)
async def list_(request: Request, page: Annotated[int, Param(_("Which page of the list"))] = 1) -> Reply:
    """List the feeds that the community takes."""
    page, community = max(page, 1), request.community
    found = await service.listed(request.tx, community.id, limit=PAGE + 1, offset=(page - 1) * PAGE)
    waiting = await inquiries.pending(request.tx, community.id)
    blocks: list[Block] = []
    if found:
        blocks.append(Listing(tuple(_entry(request, one) for one in found[:PAGE])))
    elif not waiting:
        blocks.append(Paragraph((_("{name} takes no feeds.", name=community.name),)))
    blocks += [Note((_("I am looking at {address} just now.", address=one),)) for one in waiting[:3]]
    buttons = []
    if len(found) > PAGE:
        buttons.append(Button(_("More"), about(request, "feed list", page=page + 1), "primary"))
    if cares(request):
        buttons.append(Button(_("Take a feed…"), f"?{about(request, 'feed add')}"))
        buttons.append(Button(_("Import…"), f"?{about(request, 'feed import')}"))
    if found:
        buttons.append(Button(_("Export"), about(request, "feed export")))
    if buttons:
        blocks.append(Buttons(tuple(buttons)))
    return Card(tuple(blocks), title=_("News of {name}", name=community.name), replaces=page > 1)


def _entry(request: Request, one: Subscription) -> Entry:
    parts: list[Inline] = [f"#{one.id} · ", *_where(one), " · ", _state(one)]
    show = Button(_("Show"), about(request, "feed show", one.id))
    return Entry((linked(one.name, one.site or one.url),), tuple(parts), show)


def _where(one: Subscription) -> tuple[Inline, ...]:
    if not one.mapped:
        return (_("no channel any more"),)
    at = one.channel
    return (ChannelName(at.platform, at.workspace, at.channel, at.name),)


def _state(one: Subscription) -> Message:
    if one.paused:
        return _("paused")
    if one.state == "gone":
        return _("gone for good")
    if one.state == "failing":
        return _("not readable: {reason}", reason=failure(one.error))
    return _("works") if one.checked_at else _("not looked at yet")


@news.command("show", needs=MEMBER, example="142", form=False)
async def show(request: Request, feed: TheFeed) -> Reply:
    """Show a feed: where it goes, what is filtered, and how it is."""
    none = _("none")
    fields = [
        Field(_("Channel"), _where(feed)),
        Field(_("State"), (_state(feed),)),
        Field(_("Only with"), (", ".join(feed.include) or none,)),
        Field(_("Not with"), (", ".join(feed.exclude) or none,)),
        Field(_("At most an hour"), (str(feed.most_per_hour),)),
    ]
    if feed.checked_at:
        fields.append(Field(_("Looked at"), (request.when(feed.checked_at),)))
    if feed.next_at:
        fields.append(Field(_("Next look"), (request.when(feed.next_at),)))
    blocks: list[Block] = [Paragraph((Link(feed.url, feed.url),)), Fields(tuple(fields))]
    if feed.moved_from:
        blocks.append(Note((_("It has moved here from {address}.", address=feed.moved_from),)))
    if cares(request):
        resume = about(request, "feed pause", feed.id, resume="yes")
        pause = about(request, "feed pause", feed.id)
        blocks.append(
            Buttons(
                (
                    Button(_("Filter…"), about(request, "feed filter", feed.id)),
                    Button(_("Resume"), resume) if feed.paused else Button(_("Pause"), pause),
                    Button(
                        _("Remove"),
                        about(request, "feed remove", feed.id),
                        "danger",
                        _("Take “{name}” no more?", name=feed.name),
                    ),
                )
            )
        )
    return Card(tuple(blocks), title=feed.name)


@news.command("why", needs=MEMBER, example="https://example.org/news/12", submit=_("Show"))
async def why(
    request: Request,
    entry: Annotated[str, Param(_("Its address, or words of its title"), label=_("Entry"), max_length=2000)],
) -> Reply:
    """Say why an entry of a feed was posted, or was not."""
    found = await reasons.about(request.tx, request.community.id, entry)
    if not found:
        raise NotFound(
            _(
                "No feed of {name} had “{entry}” in it within the last 90 days.",
                name=request.community.name,
                entry=shortened(entry, 80),
            )
        )
    entries = [
        Entry(
            (linked(one.title, one.link),),
            (one.feed_title, " · ", request.when(one.at), " · ", verdict(one.verdict)),
        )
        for one in found
    ]
    return Card((Listing(tuple(entries)),))


@news.command("export", needs=MEMBER)
async def export(request: Request) -> Reply:
    """Get the community's feeds as an OPML file."""
    found = await service.listed(request.tx, request.community.id)
    if not found:
        raise Conflict(_("{name} takes no feeds.", name=request.community.name))
    data = opml.written(request.community.name, [(one.title, one.url, one.site) for one in found])
    return Card(
        (
            Paragraph((plural("One feed.", "{n} feeds.", len(found)),)),
            Attachment(data, "feeds.opml", "text/x-opml"),
        )
    )


@news.command("keep", needs=MEMBER, example="142", hidden=True, form=False)
async def keep(request: Request, entry: Annotated[int, Param(_("Which entry"))]) -> Reply:
    """Keep an entry in the library."""
    found = await reasons.entry(request.tx, request.community.id, entry)
    if found is None or not found.link:
        raise NotFound(
            _("This entry is not known any more. Its link can be shared by hand."), example="doc share"
        )
    share = request.registry.groups["doc"].commands["share"]
    values = {
        "link": found.link,
        "title": shortened(found.title, 200),
        "description": found.summary,
        "file": None,
    }
    return await forms.build(request, share, {**values, "community": request.community})
