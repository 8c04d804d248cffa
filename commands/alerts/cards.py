"""The messages in which people hear of what happened: one thing as its own card, several as a list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.grammar import line
from bot.replies import (
    Block,
    Bold,
    Button,
    Buttons,
    Card,
    Choice,
    Content,
    Entry,
    Inline,
    Listing,
    Paragraph,
    Select,
)
from bot.services.alerts.queue import Alert
from bot.services.text import shortened
from bot.words import Message, _, plural
from commands.items import KIND_NAMES
from commands.rich import written

_LONGEST_ALONE, _LONGEST_NEW = 1500, 500
_LONGEST_IN_LIST = 200
_LONGEST_LABEL = 70
_SHOWN_OF_ONE = 3


def message_card(alerts: Sequence[Alert]) -> Card:
    """What somebody is told of these alerts."""
    about = {one.item_id for one in alerts}
    of_one = about.pop() if len(about) == 1 else None
    if len(alerts) == 1:
        return _alone(alerts[0])
    of_item: dict[int, list[Alert]] = {}
    for one in alerts:
        of_item.setdefault(one.item_id, []).append(one)
    entries = tuple(_entry(some) for some in of_item.values())
    quieter = Select(
        _("Hear no more of…"),
        "alerts mute",
        tuple(Choice(_label(some[0]), str(number)) for number, some in of_item.items()),
    )
    title = plural("{n} new thing", "{n} new things", len(alerts))
    return Card((Listing(entries), quieter, Buttons((_settings(),))), title=title, about=of_one)


def _alone(alert: Alert) -> Card:
    buttons = (*_answers_to(alert), *(() if alert.direct else (_mute(alert), _settings())))
    said: list[Inline] = [_sentence(alert)]
    if alert.said and alert.what in ("new", "answer", "comment"):
        most = _LONGEST_NEW if alert.what == "new" else _LONGEST_ALONE
        said += ["\n", *written(shortened(alert.said, most))]
    blocks: list[Block] = [Paragraph(tuple(said)), Buttons(buttons)]
    return Card(tuple(blocks), about=alert.item_id)


def _answers_to(alert: Alert) -> tuple[Button, ...]:
    """What can be done at once about what happened."""
    number = alert.item_id
    show = Button(_("Show it"), line("item show", number))
    comment = Button(_("Comment…"), f"?{line('comment add', number)}")
    if alert.what == "answer":
        every = Button(_("All answers"), line("ask show", number))
        if not alert.direct:
            return (every, comment)
        accept = line("ask accept", number, alert.comment_id or 0)
        return (Button(_("Accept it"), accept, "primary"), every, comment)
    if alert.what == "comment":
        reply = Button(_("Reply…"), f"?{line('comment add', number)}")
        return (Button(_("Comments"), line("comment list", number)), reply, show)
    return (show, comment) if alert.what == "new" else (show,)


def _entry(alerts: Sequence[Alert]) -> Entry:
    """All that happened to one item, as a row of the list."""
    last = alerts[-1]
    details: list[Inline] = []
    for one in alerts[-_SHOWN_OF_ONE:]:
        details += ["\n"] if details else []
        details += _detail(one)
    if len(alerts) > _SHOWN_OF_ONE:
        more = len(alerts) - _SHOWN_OF_ONE
        details += ["\n", plural("{n} more before that", "{n} more before that", more)]
    show = Button(_("Show it"), line("item show", last.item_id))
    return Entry((Bold(last.title), f" #{last.item_id}"), tuple(details), show)


def _detail(alert: Alert) -> Content:
    """What happened, under the item's title."""
    if not (alert.said and alert.what in ("answer", "comment")):
        return (_in_list(alert),)
    return (_in_list(alert), " ", *written(shortened(" ".join(alert.said.split()), _LONGEST_IN_LIST)))


def _in_list(alert: Alert) -> Message:
    values = _values(alert)
    match alert.what:
        case "answer":
            return _("{who} answered:", **values)
        case "comment":
            return _("{who} wrote:", **values)
        case "accepted" if alert.direct:
            return _("Your answer was accepted. Thank you!")
        case "accepted":
            return _("An answer was accepted.")
        case "tagged" if alert.tags:
            return _("Tagged {names} now.", **values)
        case "changed":
            return _("Changed by {who}.", **values)
        case "cancelled":
            return _("Cancelled.")
        case _ if alert.community:
            return _("New {kind} in {community} by {who}.", **values)
    return _("New {kind} by {who}.", **values)


def _values(alert: Alert) -> dict[str, Any]:
    return {
        "who": alert.actor or _("Somebody"),
        "title": Bold(alert.title),
        "number": alert.item_id,
        "kind": KIND_NAMES.get(alert.kind, _("item")),
        "community": alert.community,
        "names": " ".join(f"#{tag}" for tag in alert.tags),
    }


def _sentence(alert: Alert) -> Message:
    """What happened, in a line."""
    values = _values(alert)
    match alert.what, alert.direct:
        case "answer", True:
            return _("{who} answered your question “{title}”:", **values)
        case "answer", False:
            return _("{who} answered the question “{title}”:", **values)
        case "comment", True:
            return _("{who} wrote about your “{title}” (#{number}):", **values)
        case "comment", False:
            return _("{who} wrote about “{title}” (#{number}):", **values)
        case "accepted", True:
            return _("Your answer to “{title}” was accepted. Thank you!", **values)
        case "accepted", False:
            return _("An answer to “{title}” was accepted.", **values)
        case "tagged", False if alert.tags and alert.community:
            return _("“{title}” in {community} is tagged {names} now.", **values)
        case "changed", False:
            return _("{who} changed the {kind} “{title}” (#{number}).", **values)
        case "cancelled", False:
            return _("The {kind} “{title}” (#{number}) is cancelled.", **values)
        case _ if alert.community:
            return _("New {kind} in {community} by {who}: “{title}” (#{number})", **values)
    return _("New {kind} by {who}: “{title}” (#{number})", **values)


def _mute(alert: Alert) -> Button:
    return Button(_("Mute this"), line("alerts mute", alert.item_id))


def _settings() -> Button:
    return Button(_("Settings"), "alerts show")


def _label(alert: Alert) -> str:
    return shortened(f"#{alert.item_id} {alert.title}", _LONGEST_LABEL)
