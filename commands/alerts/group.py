"""The noun `alerts`, and the words for how soon and for which things."""

from __future__ import annotations

from bot.declare import Group
from bot.registry import Registry
from bot.services.alerts.preferences import ALL_KINDS, MINE
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

WAYS: dict[str, Message] = {
    "dm": _("direct message"),
    "email": _("e-mail"),
    "both": _("direct message and e-mail"),
}


def things(registry: Registry) -> dict[str, Message]:
    """For which things somebody can say how soon they hear of them: all, what is about theirs, each kind."""
    kinds = {kind.name: kind.many for kind in registry.kinds.values()}
    return {ALL_KINDS: _("Everything"), MINE: _("What others say of what you made"), **kinds}
