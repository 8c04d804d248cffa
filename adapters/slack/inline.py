"""Inline parts (text, bold, links, mentions, times) in Slack's two notations.

Rich text is the main one: it is a tree, so that typed text stays literal.
Mrkdwn is needed beside a button and in small print; `mrkdwn` gives None for
what it cannot show literally.

A mention in a lasting message would notify the person, and mentions are to call
nobody. There it is a link to the person's profile; in a message that only one
person sees it is Slack's own mention.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, assert_never

from adapters.slack.text import PLATFORM, escape, is_plain
from bot.replies import Bold, ChannelName, Code, Content, Inline, Link, Mention, Time, plain
from bot.words import Message

Json = dict[str, Any]

_DATES = {"full": "{date_short_pretty} {time}", "date": "{date_short_pretty}", "relative": "{ago}"}
_LINKED = ("http://", "https://", "mailto:")


@dataclass(frozen=True)
class Reader:
    """Who will read: the workspace, its address (".../"), and whether it is one person alone."""

    workspace: str
    address: str = ""
    alone: bool = False

    def account(self, mention: Mention) -> str:
        """The person's account in this workspace ("" for none)."""
        here = (PLATFORM, self.workspace)
        return next((each[2] for each in mention.accounts if each[:2] == here), "")

    def profile(self, account: str) -> str:
        """The address of the person's profile ("" while the workspace's address is not known)."""
        return f"{self.address}team/{account}" if self.address else ""

    def has(self, channel: ChannelName) -> bool:
        """Whether the channel is of this workspace."""
        return (channel.platform, channel.workspace) == (PLATFORM, self.workspace)


def elements(content: Content, reader: Reader) -> list[Json]:
    """The parts as elements of rich text."""
    return [element for part in content if (element := _element(part, reader))]


def _element(part: Inline, reader: Reader) -> Json | None:
    match part:
        case str() | Message():
            return _text(str(part))
        case Bold(text=text):
            return _text(str(text), bold=True)
        case Code(text=text):
            return _text(text, code=True)
        case Link(text=text, url=url):
            return _link(str(text), url) if url.startswith(_LINKED) else _text(str(part))
        case Mention(name=name):
            return _mention(name, reader.account(part), reader)
        case Time(at=at, fallback=fallback, style=style):
            moment = int(at.timestamp())
            return {"type": "date", "timestamp": moment, "format": _DATES[style], "fallback": fallback}
        case ChannelName(id=channel):
            return {"type": "channel", "channel_id": channel} if reader.has(part) else _text(str(part))
        case _:
            assert_never(part)


def _text(text: str, **style: bool) -> Json | None:
    if not text:
        return None
    return {"type": "text", "text": text, "style": style} if style else {"type": "text", "text": text}


def _link(text: str, url: str) -> Json:
    return {"type": "link", "url": url, "text": text} if text else {"type": "link", "url": url}


def _mention(name: str, account: str, reader: Reader) -> Json | None:
    if account and reader.alone:
        return {"type": "user", "user_id": account}
    if account and reader.profile(account):
        return _link(f"@{name}", reader.profile(account))
    return _text(name, bold=True)


def mrkdwn(content: Content, reader: Reader) -> str | None:
    """The parts as mrkdwn, or None where a text in it would not stay as it is."""
    if not all(is_plain(text) for text in _literals(content)):
        return None
    return "".join(_mrkdwn(part, reader) for part in content)


def _literals(content: Iterable[Inline]) -> Iterable[str]:
    for part in content:
        if isinstance(part, Time | ChannelName):
            continue
        yield plain(part) if not isinstance(part, Link) else str(part.text)


def _mrkdwn(part: Inline, reader: Reader) -> str:
    match part:
        case str() | Message():
            return escape(str(part))
        case Bold(text=text):
            return f"*{escape(str(text))}*" if str(text).strip() == str(text) != "" else escape(str(text))
        case Code(text=text):
            return f"`{escape(text)}`"
        case Link(text=text, url=url):
            return _reference(url, str(text)) if url.startswith(_LINKED) else escape(str(part))
        case Mention(name=name):
            account = reader.account(part)
            if account and reader.alone:
                return f"<@{account}>"
            address = reader.profile(account) if account else ""
            return _reference(address, f"@{name}") if address else escape(name)
        case Time(at=at, fallback=fallback, style=style):
            safe = escape(fallback).replace("|", "/")
            return f"<!date^{int(at.timestamp())}^{_DATES[style]}|{safe}>"
        case ChannelName(id=channel):
            return f"<#{channel}>" if reader.has(part) else escape(str(part))
        case _:
            assert_never(part)


def _reference(url: str, label: str) -> str:
    """A link; the signs that would end it early are escaped the way addresses are."""
    target = escape(url).replace("|", "%7C").replace(" ", "%20")
    return f"<{target}|{escape(label).replace('|', '/')}>" if label else f"<{target}>"
