"""Text between Slack and the core.

Incoming text is what Slack made of what somebody typed: `&`, `<` and `>`
escaped, names and addresses wrapped in `<…>`. `canonical` undoes that, and
leaves mentions in the form that the core reads (`<@U1>`, `<#C1>`), collecting
who was mentioned.

Outgoing text is literal. Most of it goes into rich text, where Slack interprets
nothing; where only mrkdwn is possible, `mrkdwn` refuses what cannot be made
literal there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from bot.incoming import Place, Who

PLATFORM = "slack"
_BROKEN = re.compile(r"&[a-z]{0,3}…$")

_REFERENCE = re.compile(r"<([^<>]*)>")
_FORMATS = re.compile(r"[*_~`]|:[\w+'-]+:|^[ \t]*(>|•|\d+\.)", re.MULTILINE)


@dataclass
class Mentioned:
    """The people and channels that were mentioned in the texts of one event, by id."""

    workspace: str
    people: dict[str, Who] = field(default_factory=dict)
    channels: dict[str, Place] = field(default_factory=dict)

    def canonical(self, text: str) -> str:
        """The text as it was typed, with its mentions in canonical form."""
        return unescape(_REFERENCE.sub(self._reference, text))

    def _reference(self, match: re.Match[str]) -> str:
        target, _, label = match[1].partition("|")
        label = unescape(label)
        if target.startswith("@"):
            account = target[1:]
            name = label or account
            self.people[account] = Who(PLATFORM, self.workspace, account, name, label, details_known=False)
            return f"<@{account}>"
        if target.startswith("#"):
            channel = target[1:]
            self.channels[channel] = Place(PLATFORM, self.workspace, channel, label)
            return f"<#{channel}>"
        if target.startswith("!"):
            return label or target[1:]
        return label if target.startswith(("mailto:", "tel:")) and label else target


def escape(text: str) -> str:
    """The text as Slack's mrkdwn takes it, its three signs escaped."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    """The reverse of `escape`."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def is_plain(text: str) -> bool:
    """Whether mrkdwn would show the text just as it is."""
    return not _FORMATS.search(text)


def escaped(text: str, limit: int) -> str:
    """The text escaped and shortened; a sign that is escaped is left whole, or left out."""
    return _BROKEN.sub("…", shortened(escape(text), limit))


def shortened(text: str, limit: int) -> str:
    """The text, its end replaced by an ellipsis where it is too long."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
