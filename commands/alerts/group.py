"""The noun `alerts`, and the words for how soon and for which things."""

from __future__ import annotations

from bot.declare import Group
from bot.words import Message, _

alerts = Group(
    "alerts",
    _("What you hear of, how soon, and when not"),
    default="show",
    alone=True,
    order=("show", "set", "quiet", "by", "ceiling", "edit", "follow", "mute", "stop"),
)

SOON: dict[str, Message] = {
    "now": _("at once"),
    "daily": _("in a daily digest"),
    "weekly": _("in the weekly digest"),
    "never": _("never"),
}

SOON_LABELS: dict[str, Message] = {
    "now": _("At once"),
    "daily": _("Daily"),
    "weekly": _("Weekly"),
    "never": _("Never"),
    "default": _("Like the rest"),
}

KINDS: dict[str, Message] = {
    "*": _("Everything"),
    "mine": _("What others say of what you made"),
    "document": _("Documents"),
    "event": _("Events"),
    "page": _("Pages"),
    "poll": _("Polls"),
    "post": _("Posts"),
    "prompt": _("Prompts"),
    "question": _("Questions"),
    "topic": _("Topics"),
}

WAYS: dict[str, Message] = {
    "dm": _("direct message"),
    "email": _("e-mail"),
    "both": _("direct message and e-mail"),
}
