"""Taking feeds: one by its address, to try or for good, or many from a file."""

from __future__ import annotations

from typing import Annotated

from bot import forms
from bot.declare import Param
from bot.errors import Conflict, NotUnderstood
from bot.incoming import Submitted
from bot.permissions import FACILITATOR
from bot.replies import Button, Code, Inline, Reply, text
from bot.request import Request
from bot.services.library.blobs import Blobs, BlobsAway, File
from bot.services.news import feeds, inquiries, opml
from bot.services.news import news as service
from bot.services.news.filters import MOST_PER_HOUR, checked_rate, checked_words
from bot.words import Message, _, plural
from commands.feed.group import AChannel, AnAddress, Exclude, Include, Most, about, channel_for, news

_LARGEST_LIST = 1_000_000


@news.command(
    "add",
    needs=FACILITATOR,
    example="https://example.org/news include: housing, transport",
    submit=_("Take this feed"),
)
async def add(
    request: Request,
    address: AnAddress,
    include: Include = None,
    exclude: Exclude = None,
    channel: AChannel = "",
    most_per_hour: Most = MOST_PER_HOUR,
) -> Reply:
    """Take a feed: its new entries are posted."""
    url = feeds.canonical(address)
    community = request.community
    if there := await service.at(request.tx, community.id, url):
        raise Conflict(
            _("{name} takes “{title}” already.", name=community.name, title=there.name),
            action=(_("Show it"), about(request, "feed show", there.id)),
        )
    await service.make_room(request.tx, community.id)
    await inquiries.ask(
        request.tx,
        request.now,
        "add",
        url,
        request.person.id,
        community.id,
        await channel_for(request, channel),
        include=checked_words(include or (), "include"),
        exclude=checked_words(exclude or (), "exclude"),
        most_per_hour=checked_rate(most_per_hour),
    )
    return text(_looking(url))


@news.command(
    "test", needs=FACILITATOR, example="https://example.org/news exclude: football", submit=_("Try it")
)
async def try_(
    request: Request, address: AnAddress, include: Include = None, exclude: Exclude = None
) -> Reply:
    """See what would be posted of a feed, without taking it."""
    url = feeds.canonical(address)
    await inquiries.ask(
        request.tx,
        request.now,
        "test",
        url,
        request.person.id,
        request.community.id,
        await channel_for(request, ""),
        include=checked_words(include or (), "include"),
        exclude=checked_words(exclude or (), "exclude"),
        most_per_hour=MOST_PER_HOUR,
    )
    return text(_looking(url))


def _looking(url: str) -> Message:
    return _("I am looking at {address} now, and write to you directly what I find.", address=Code(url))


@news.command("import", needs=FACILITATOR, submit=_("Import"))
async def import_(
    request: Request,
    file: Annotated[
        File | None,
        Param(_("An OPML file, as readers of news export it"), label=_("File"), endings=("opml", "xml")),
    ] = None,
    channel: AChannel = "",
) -> Reply:
    """Take all feeds of an OPML file; what is in them already is not posted."""
    if file is None:
        if isinstance(request.incoming.what, Submitted):
            raise NotUnderstood(_("Choose an OPML file."), field="file")
        return await forms.ask(request, channel=channel)
    at = await channel_for(request, channel)
    found = opml.read(await _content(request, file))
    await service.make_room(request.tx, request.community.id)
    fresh = await service.take_all(
        request.tx, request.now, request.person.id, request.community.id, at, found
    )
    said = _imported(request.community.name, fresh, len(found) - fresh)
    return text(*said, buttons=(Button(_("Show them"), about(request, "feed list")),))


def _imported(community: str, fresh: int, known: int) -> list[Inline]:
    """What became of the feeds of a list, of which so many are taken anew and so many were before."""
    if not fresh:
        return [_("{community} takes all of these feeds already.", community=community)]
    said: list[Inline] = [plural("One new feed is taken.", "{n} new feeds are taken.", fresh)]
    if known:
        said += [" ", plural("{n} is taken already.", "{n} are taken already.", known)]
    return [*said, " ", _("What comes from now on is posted; what is in them already is not.")]


async def _content(request: Request, file: File) -> bytes:
    """What is in a small file; raises `Conflict` for one that is too large, or not to be had."""
    if file.size > _LARGEST_LIST:
        raise Conflict(_("“{name}” is too large for a list of feeds.", name=file.name))
    try:
        return await Blobs(request.settings.files_at).get(file.sha256)
    except BlobsAway as error:
        raise Conflict(_("I could not get “{name}”. Please try again.", name=file.name)) from error
