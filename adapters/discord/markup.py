"""Text in Discord's markdown: plain text stays literal, typed parts become what Discord has for them."""

from __future__ import annotations

import re
from typing import assert_never

from bot.replies import Bold, ChannelName, Code, Content, Inline, Link, Mention, Time
from bot.words import Message

_URL = r"https?://[^\s<>()\[\]`|\\*]+"
_LINE_START = r"^[ \t]*(?:[>-]|#(?=#{0,2}(?:\s|$))|\d+(?=\.))"
_SPECIAL = re.compile(rf"(?P<url>{_URL})|(?P<sign>[\\*_~`|\[\]<])|(?P<start>{_LINE_START})", re.MULTILINE)
_STYLES = {"full": "f", "date": "D", "relative": "R"}


def escaped(text: str) -> str:
    """The text so that Discord shows it letter for letter; addresses stay links."""
    return _SPECIAL.sub(_escape, text)


def _escape(found: re.Match[str]) -> str:
    if found["url"]:
        return found["url"]
    if found["sign"]:
        return "\\" + found["sign"]
    begun = found["start"]
    # Before a digit a backslash would show; "1." is no list when the dot is escaped, and shows the same.
    return begun + "\\" if begun[-1].isdigit() else begun[:-1] + "\\" + begun[-1]


def markdown(content: Content, workspace: str) -> str:
    """Inline parts as markdown, for readers in the guild `workspace`."""
    return "".join(_inline(part, workspace) for part in content)


def _inline(part: Inline, workspace: str) -> str:
    match part:
        case str() | Message():
            return escaped(str(part))
        case Bold(text=text):
            return f"**{escaped(str(text))}**" if str(text).strip() else str(text)
        case Code(text=text):
            return code(text)
        case Link(text=text, url=url):
            return link(str(text), url)
        case Mention():
            return _mention(part, workspace)
        case Time(at=at, style=style):
            return f"<t:{int(at.timestamp())}:{_STYLES[style]}>"
        case ChannelName(platform=platform, workspace=home, id=channel, name=name):
            return f"<#{channel}>" if (platform, home) == ("discord", workspace) else escaped(f"#{name}")
        case _:
            assert_never(part)


def code(text: str) -> str:
    """Text to be typed as it stands; backticks in it become accents, which cannot end it."""
    return f"`{text.replace('`', 'ˋ')}`" if text else ""


def link(text: str, url: str) -> str:
    """Text that opens an address; an address that Discord does not link is written out."""
    if not url.startswith(("http://", "https://")):
        return escaped(f"{text} ({url.removeprefix('mailto:')})")
    target = url.replace(" ", "%20").replace("(", "%28").replace(")", "%29")
    return f"[{escaped(text)}]({target})" if text.strip() else url


def _mention(mention: Mention, workspace: str) -> str:
    for platform, home, account in mention.accounts:
        if (platform, home) == ("discord", workspace):
            return f"<@{account}>"
    return escaped(mention.name)


def small(text: str) -> str:
    """Small print: every line of it."""
    return "\n".join(f"-# {line}" for line in text.splitlines() if line.strip())


def cut(text: str, most: int) -> str:
    """The beginning of the text that fits, ended at a line or a word, so that no markup is torn apart."""
    if len(text) <= most:
        return text
    head = text[: max(most - 1, 0)]
    ends = [head.rfind("\n"), head.rfind(" ")]
    kept = head[: next((end for end in ends if end > most // 2), len(head))]
    return kept.rstrip("\\ \n") + "…"
