"""The messages in which people hear of what happened: one thing as its own card, several as a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
from bot.request import Work
from bot.services.alerts.queue import Alert
from bot.services.text import shortened
from bot.words import Message, _, plural
from commands.shared.facts import facts_of, first_reply
from commands.shared.rich import written

_LONGEST_ALONE, _LONGEST_NEW = 1500, 500
_LONGEST_IN_LIST = 200
_LONGEST_LABEL = 70
_SHOWN_OF_ONE = 3


async def message_card(work: Work, alerts: Sequence[Alert]) -> Card:
    """What somebody is told of these alerts."""
    facts = await facts_of(work, {(one.kind, one.item_id) for one in alerts if one.what == "new"})
    about = {one.item_id for one in alerts}
    of_one = about.pop() if len(about) == 1 else None
    if len(alerts) == 1:
        return _alone(work, alerts[0], facts)
    of_item: dict[int, list[Alert]] = {}
    for one in alerts:
        of_item.setdefault(one.item_id, []).append(one)
    entries = tuple(_entry(work, some, facts) for some in of_item.values())
    quieter = Select(
        _("Hear no more of…"),
        "alerts mute",
        tuple(Choice(_label(some[0]), str(number)) for number, some in of_item.items()),
    )
    title = plural("{n} new thing", "{n} new things", len(alerts))
    return Card((Listing(entries), quieter, Buttons((_settings(),))), title=title, about=of_one)


def _alone(work: Work, alert: Alert, facts: Mapping[int, Content]) -> Card:
    buttons = (*_answers_to(work, alert), *(() if alert.direct else (_mute(alert), _settings())))
    said: list[Inline] = [_sentence(work, alert)]
    if alert.item_id in facts:
        said += ["\n", *facts[alert.item_id]]
    if alert.said and alert.what in ("new", "answer", "comment"):
        most = _LONGEST_NEW if alert.what == "new" else _LONGEST_ALONE
        said += ["\n", *written(shortened(alert.said, most))]
    blocks: list[Block] = [Paragraph(tuple(said)), Buttons(buttons)]
    return Card(tuple(blocks), about=alert.item_id)


def _answers_to(work: Work, alert: Alert) -> tuple[Button, ...]:
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
    if alert.what != "new":
        return (show,)
    return (first_reply(work, alert.kind, number) or comment, show)


def _entry(work: Work, alerts: Sequence[Alert], facts: Mapping[int, Content]) -> Entry:
    """All that happened to one item, as a row of the list."""
    last = alerts[-1]
    details: list[Inline] = []
    for one in alerts[-_SHOWN_OF_ONE:]:
        details += ["\n"] if details else []
        details += _detail(work, one)
        if one.what == "new" and one.item_id in facts:
            details += [" ", *facts[one.item_id]]
    if len(alerts) > _SHOWN_OF_ONE:
        more = len(alerts) - _SHOWN_OF_ONE
        details += ["\n", plural("{n} more before that", "{n} more before that", more)]
    button = first_reply(work, last.kind, last.item_id) if last.what == "new" else None
    show = Button(_("Show it"), line("item show", last.item_id))
    return Entry((Bold(last.title), f" #{last.item_id}"), tuple(details), button or show)


def _detail(work: Work, alert: Alert) -> Content:
    """What happened, under the item's title."""
    if not (alert.said and alert.what in ("answer", "comment")):
        return (_in_list(work, alert),)
    return (_in_list(work, alert), " ", *written(shortened(" ".join(alert.said.split()), _LONGEST_IN_LIST)))


def _in_list(work: Work, alert: Alert) -> Message:
    values = _values(work, alert)
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


def _values(work: Work, alert: Alert) -> dict[str, Any]:
    return {
        "who": alert.actor or _("Somebody"),
        "title": Bold(alert.title),
        "number": alert.item_id,
        "kind": work.registry.kinds[alert.kind].one,
        "community": alert.community,
        "names": " ".join(f"#{tag}" for tag in alert.tags),
    }


def _sentence(work: Work, alert: Alert) -> Message:
    """What happened, in a line."""
    values = _values(work, alert)
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
