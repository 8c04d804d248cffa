"""Caring for feeds: what of them is posted and where, for a while not, or no more."""

from __future__ import annotations

from typing import Annotated, Any

from bot import forms
from bot.declare import Param
from bot.incoming import Submitted, Value
from bot.permissions import FACILITATOR
from bot.replies import Bold, Button, Reply, text
from bot.request import Request
from bot.services.news import news as service
from bot.services.news.filters import checked_rate, checked_words
from bot.words import _
from commands.feed.group import AChannel, Exclude, Include, TheFeed, about, channel_for, news


@news.command("pause", needs=FACILITATOR, example="142", form=False)
async def pause(
    request: Request, feed: TheFeed, resume: Annotated[bool, Param(_("Post again from now on"))] = False
) -> Reply:
    """Post nothing of a feed for a while; what comes meanwhile is not posted later."""
    await service.change(request.tx, request.now, request.person.id, feed, paused=not resume)
    other = about(request, "feed pause", feed.id, resume=None if resume else "yes")
    said = (
        _("“{name}” is posted again.", name=Bold(feed.name))
        if resume
        else _("“{name}” is paused.", name=Bold(feed.name))
    )
    return text(said, buttons=(Button(_("Pause") if resume else _("Resume"), other),))


@news.command(
    "filter",
    needs=FACILITATOR,
    example='142 include: "open data", licences exclude: football',
    prefilled=True,
    submit=_("Save"),
)
async def filter_(
    request: Request,
    feed: TheFeed,
    include: Include = None,
    exclude: Exclude = None,
    most_per_hour: Annotated[
        int | None,
        Param(
            _("So many entries an hour at most, the rest goes into the digest"), label=_("At most an hour")
        ),
    ] = None,
    channel: AChannel = "",
) -> Reply:
    """Say which entries of a feed are posted, how many, and where."""
    values: dict[str, Any] = {}
    submitted = isinstance(request.incoming.what, Submitted)
    if include is not None or submitted:
        values["include"] = checked_words(include or (), "include")
    if exclude is not None or submitted:
        values["exclude"] = checked_words(exclude or (), "exclude")
    if most_per_hour is not None:
        values["most_per_hour"] = checked_rate(most_per_hour)
    if channel:
        at = await channel_for(request, channel)
        values |= {"platform": at.platform, "workspace": at.workspace, "channel": at.channel}
    if not values:
        return await forms.ask(
            request,
            feed=str(feed.id),
            include=list(feed.include),
            exclude=list(feed.exclude),
            most_per_hour=str(feed.most_per_hour),
            channel=f"#{feed.channel.name}" if feed.mapped and feed.channel.name else "",
        )
    await service.change(request.tx, request.now, request.person.id, feed, **values)
    said = _("“{name}” is filtered so from its next entry on.", name=Bold(feed.name))
    return text(said, buttons=(Button(_("Show it"), about(request, "feed show", feed.id)),))


@news.command("remove", needs=FACILITATOR, example="142", form=False)
async def remove(request: Request, feed: TheFeed) -> Reply:
    """Take a feed no more."""
    await service.remove(request.tx, request.now, request.person.id, feed)
    values: dict[str, Value] = {
        "address": feed.url,
        "include": list(feed.include),
        "exclude": list(feed.exclude),
        "channel": f"<#{feed.channel.channel}>",
        "most_per_hour": str(feed.most_per_hour),
    }
    action = about(request, "feed add")
    draft = await forms.keep(request.tx, request.now, request.person.id, action, values)
    return text(
        _("{name} takes “{title}” no more.", name=request.community.name, title=Bold(feed.name)),
        buttons=(Button(_("Undo"), f"{forms.PREFIX} {draft} end"),),
    )
