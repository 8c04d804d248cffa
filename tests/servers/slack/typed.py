"""What Slack makes of a text that a person types: references for the names it knows, and escaped signs.

`@alice` and `#general` become references when such a user or channel exists;
addresses become links. In the text of a slash command (with `should_escape`)
the name stands beside the id; in a message it does not.
"""

from __future__ import annotations

import re

from tests.servers.slack.world import World

_TOKEN = re.compile(
    r"(?P<link>https?://[^\s<>]+)"
    r"|(?P<mail>\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?<![\w@])@(?P<user>[\w.-]*\w)"
    r"|(?<![\w&#])\#(?P<channel>[\w-]*\w)"
)


def escape(text: str) -> str:
    """The three signs that Slack escapes, and no others."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def as_sent(world: World, text: str, *, with_names: bool) -> str:
    """The text as the app receives it."""
    parts, end = [], 0
    for match in _TOKEN.finditer(text):
        parts += [escape(text[end : match.start()]), _reference(world, match, with_names) or escape(match[0])]
        end = match.end()
    return "".join([*parts, escape(text[end:])])


def _reference(world: World, match: re.Match[str], with_names: bool) -> str:
    if match["link"]:
        return f"<{escape(match['link'])}>"
    if match["mail"]:
        return f"<mailto:{match['mail']}|{match['mail']}>"
    try:
        if match["user"]:
            user = world.user(match["user"])
            return f"<@{user.id}|{user.name}>" if with_names else f"<@{user.id}>"
        channel = world.channel(match["channel"])
        return f"<#{channel.id}|{channel.name if with_names else ''}>"
    except KeyError:
        return ""
