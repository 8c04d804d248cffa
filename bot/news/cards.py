"""How news is said: an entry in a channel, and what became of a feed, to whoever cares for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot import outbox
from bot.adapter import Target
from bot.grammar import line
from bot.replies import (
    Block,
    Bold,
    Button,
    Buttons,
    Card,
    Content,
    Entry,
    Inline,
    Link,
    Listing,
    Note,
    Paragraph,
    Time,
    text,
)
from bot.services.communities.communities import Community
from bot.services.news.entries import News
from bot.services.news.feedreading import Entry as FeedEntry
from bot.services.news.feedreading import Read
from bot.services.news.filters import Verdict
from bot.services.news.inquiries import Inquiry
from bot.services.text import shortened
from bot.times.times import show_time
from bot.words import Message, _
from storage.engine import Tx

_SHOWN = 5

_FAILURES = {
    "address": _("it leads to what is no web address"),
    "port": _("there is no web server at such a port"),
    "host": _("there is no such host"),
    "connection": _("the connection broke"),
    "secure": _("its certificate is not in order"),
    "slow": _("it took too long to answer"),
    "redirects": _("it sends me on again and again"),
    "large": _("it is too large"),
    "packed": _("its answer is damaged"),
    "empty": _("its answer is empty"),
    "nofeed": _("there is no feed"),
    "heavy": _("it takes too long to read"),
    "gone": _("the site says that it is gone for good"),
    "fault": _("reading it failed on my side"),
}
_VERDICTS = {
    "posted": _("It was posted."),
    "duplicate": _("It was not posted, as its address was posted here before."),
    "first first": _(
        "It was not posted, as it was there before the feed was taken; then only the newest is."
    ),
    "first old": _("It was not posted, as it was old when it came into the feed."),
    "paused paused": _("It was not posted, as the feed was paused."),
    "paused suspended": _("It was not posted, as the community was suspended."),
    "paused off": _("It was not posted, as news was switched off."),
    "held late": _("It was more than a week old when I saw it, so it went into the digest."),
    "held nowhere": _("The feed's channel is not the community's any more, so it went into the digest."),
}


def failure(code: str) -> Message:
    """Why a feed cannot be had, as part of a sentence; of an internal host, with what to do."""
    if code.startswith("internal "):
        host = code.removeprefix("internal ")
        return _(
            "“{host}” is inside a private network. Whoever runs me can allow it with feeds.allow",
            host=host,
        )
    if code.startswith("status "):
        return _refused(code.removeprefix("status "))
    return _FAILURES.get(code, _FAILURES["connection"])


def _refused(status: str) -> Message:
    """What the status of an answer comes to."""
    match status:
        case "404":
            return _("there is nothing at that address (error 404)")
        case "410":
            return _("it is gone for good (error 410)")
        case "401" | "403":
            return _("the site does not let me in (error {number})", number=status)
        case "429":
            return _("the site wants to be asked less often (error 429)")
        case _ if status.startswith("5"):
            return _("the site has trouble of its own just now (error {number})", number=status)
    return _("the site answers with the error {number}", number=status)


def verdict(given: Verdict) -> Message:
    """What became of an entry and why, as a sentence."""
    match given.verdict, given.reason:
        case "filtered", "has":
            return _("It was not posted, as “{word}” is in it.", word=given.word)
        case "filtered", _lacks:
            return _("It was not posted, as none of these is in it: {words}.", words=given.word)
        case "held", "many":
            return _("More than {n} came within an hour, so it went into the digest.", n=given.word)
    return _VERDICTS.get(f"{given.verdict} {given.reason}") or _VERDICTS[given.verdict]


async def post(tx: Tx, now: datetime, news: News) -> None:
    """Have an entry posted in its channel."""
    channel = news.channel
    target = Target(channel.platform, channel.workspace, channel.channel)
    await outbox.post(tx, now, target, posted(news), language=news.language)


def posted(news: News) -> Card:
    """An entry in its channel."""
    zone = ZoneInfo(news.time_zone)
    when = Time(news.published_at, show_time(news.published_at, zone, news.language))
    blocks: list[Block] = [Paragraph((linked(news.title, news.link),))]
    if news.summary:
        blocks.append(Paragraph((news.summary,)))
    blocks.append(Note((news.feed_title, " · ", when)))
    if news.keeps and news.link:
        blocks.append(Buttons((Button(_("Keep in library…"), line("feed keep", news.entry_id)),)))
    return Card(tuple(blocks))


def linked(title: str, link: str) -> Inline:
    """A title that opens its address, where it has one."""
    return Link(title or link, link) if link else Bold(title)


def added(community: Community, number: int, read: Read, inquiry: Inquiry, count: int) -> Card:
    """To whoever gave an address: the feed is taken."""
    said = _("{name} takes “{title}” from now on.", name=community.name, title=Bold(_title(read, inquiry)))
    if count:
        then: Message = _("Its newest entry is on its way to the channel; what comes next will be posted.")
    else:
        then = _("What comes next will be posted.")
    return text(said, " ", then, buttons=(Button(_("Show it"), _show(number, community)),))


def taken_already(community: Community, read: Read, inquiry: Inquiry) -> Card:
    """To whoever gave an address: there is nothing to do."""
    return text(
        _("{name} takes “{title}” already.", name=community.name, title=Bold(_title(read, inquiry))),
        buttons=(Button(_("The feeds"), line("feed list", community=f"={community.id}")),),
    )


def not_found(inquiry: Inquiry, code: str, again: str) -> Card:
    """To whoever gave an address: it did not work; `again` is the action that opens their form."""
    said = _("I could not read {address}:", address=shortened(inquiry.address, 200))
    return Card(
        (
            Paragraph((said, " ", failure(code), ".")),
            Buttons((Button(_("Correct it"), again, "primary"),)),
        ),
        tone="warning",
    )


def tested(
    read: Read, inquiry: Inquiry, url: str, judged: Sequence[tuple[FeedEntry, Verdict]], add: str
) -> Card:
    """To whoever tried an address: what would come; `add` is the action that takes the feed."""
    blocks: list[Block] = [Paragraph((_("The feed at {address}:", address=url),))]
    shown = judged[:_SHOWN]
    if shown:
        blocks.append(Listing(tuple(Entry((linked(e.title, e.link),), _would(v)) for e, v in shown)))
        if len(judged) > len(shown):
            blocks.append(Note((_("and {n} more", n=len(judged) - len(shown)),)))
    else:
        blocks.append(Paragraph((_("There is nothing in it yet."),)))
    blocks.append(Buttons((Button(_("Take this feed"), add, "primary"),)))
    return Card(tuple(blocks), title=_title(read, inquiry))


def _would(given: Verdict) -> Content:
    match given.verdict, given.reason:
        case "posted", _reason:
            return (_("would be posted"),)
        case "filtered", "has":
            return (_("would not be posted: “{word}” is in it", word=given.word),)
        case "filtered", _lacks:
            return (_("would not be posted: none of your words is in it"),)
        case "held", _many:
            return (_("would go into the digest"),)
    return (_("would not be posted: only the newest is, at first"),)


def gives_trouble(community: Community, number: int, name: str, code: str) -> Card:
    """To whoever added a feed: it has not answered for long."""
    return Card(
        (
            Paragraph(
                (
                    _("I have not been able to read “{feed}” for a while:", feed=Bold(name)),
                    " ",
                    failure(code),
                    ". ",
                    _("I keep trying once a day, for {community}.", community=community.name),
                )
            ),
            Buttons((Button(_("Show it"), _show(number, community)),)),
        ),
        tone="warning",
    )


def is_gone(community: Community, number: int, name: str) -> Card:
    """To whoever added a feed: it is no more."""
    return Card(
        (
            Paragraph(
                (
                    _("“{feed}” is gone for good, its site says.", feed=Bold(name)),
                    " ",
                    _("I look at it no more for {community}.", community=community.name),
                )
            ),
            Buttons((Button(_("Show it"), _show(number, community)),)),
        ),
        tone="warning",
    )


def _show(number: int, community: Community) -> str:
    return line("feed show", number, community=f"={community.id}")


def _title(read: Read, inquiry: Inquiry) -> str:
    return read.title or shortened(inquiry.address, 80)
