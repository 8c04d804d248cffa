"""From Slack's payloads to what the core reads: who did what, where. Decides nothing.

Each function takes one kind of payload and gives an `Asked`: the `Incoming` for
the core, and what the answer needs (the trigger that opens a form, the URL that
takes an answer). None means that the payload asks for nothing: a link that was
opened, a message of a bot, a menu that was emptied.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from msgspec import structs

from adapters.slack import forms, press
from adapters.slack.forms import Origin
from adapters.slack.text import PLATFORM, Mentioned
from bot.incoming import Incoming, MessageRef, Place, Pressed, Replied, Submitted, What, Who, Written

Payload = Mapping[str, Any]
IsOwnDirect = Callable[[str], bool]

RESPONSE_URL_LIFE = 29 * 60.0
_UNNAMED = ("directmessage", "privategroup")
_HEARD_SUBTYPES = (None, "file_share", "thread_broadcast")


@dataclass(frozen=True)
class Asked:
    """One thing that somebody asked for, and the ways to answer it.

    `trigger` opens a form if it is used at once. `submitted` is the view of a form that was sent.
    """

    incoming: Incoming
    origin: Origin
    trigger: str = ""
    submitted: Payload | None = None
    at: float = field(default_factory=time.monotonic)

    @property
    def takes_answer_in_ack(self) -> bool:
        """Whether the acknowledgement itself can carry a message: only that of a slash command can."""
        return isinstance(self.incoming.what, Written) and bool(self.origin.response_url)


def command(payload: Payload, root: str, is_own: IsOwnDirect) -> Asked:
    """A slash command. The root command's text is the whole line; else the command is its first word."""
    workspace = str(payload["team_id"])
    mentioned = Mentioned(workspace)
    text = mentioned.canonical(str(payload.get("text") or ""))
    name = str(payload["command"]).removeprefix("/")
    line = text if name == root else f"{name} {text}"
    who = Who(
        PLATFORM,
        workspace,
        str(payload["user_id"]),
        str(payload["user_name"]),
        str(payload["user_name"]),
        details_known=False,
    )
    where = place_of(workspace, str(payload["channel_id"]), str(payload["channel_name"]))
    return Asked(
        _incoming(str(payload["trigger_id"]), who, where, Written(line.strip()), mentioned),
        origin_of(where, payload, own=is_own(where.channel)),
        str(payload["trigger_id"]),
    )


def action(payload: Payload, is_own: IsOwnDirect) -> Asked | None:
    """A press or a choice on a message."""
    container = payload["container"]
    meaning = press.meaning(payload["actions"][0])
    if meaning is None or container["type"] != "message":
        return None
    who = who_did(payload)
    where = place_of(who.workspace, str(payload["channel"]["id"]), str(payload["channel"].get("name", "")))
    private = bool(container.get("is_ephemeral"))
    ref = (
        None if private else MessageRef(PLATFORM, who.workspace, where.channel, str(container["message_ts"]))
    )
    line, chosen = meaning
    own = is_own(where.channel) or (where.direct and not private)
    origin = structs.replace(origin_of(where, payload, own=own), replace=private or own)
    what = Pressed(line, chosen, ref)
    trigger = str(payload["trigger_id"])
    return Asked(_incoming(trigger, who, where, what), origin, trigger)


def submission(payload: Payload) -> Asked:
    """A form that was sent."""
    view, who = payload["view"], who_did(payload)
    line, origin = forms.metadata(view)
    where = Place(PLATFORM, who.workspace, origin.channel, origin.name, origin.direct)
    values, files = forms.answers(view)
    trigger = str(payload["trigger_id"])
    incoming = replace(_incoming(trigger, who, where, Submitted(line, values)), files=files)
    return Asked(incoming, origin, trigger, view)


def message(body: Payload, bot: str) -> Asked | None:
    """A direct message to the bot, or a mention of it in a channel."""
    event, workspace = body["event"], str(body["team_id"])
    direct = event["type"] == "message"
    if event.get("bot_id") or event.get("subtype") not in _HEARD_SUBTYPES or not event.get("user"):
        return None
    if event["user"] == bot or (direct and event.get("channel_type") != "im"):
        return None
    mentioned = Mentioned(workspace)
    line = _without_mention(mentioned.canonical(str(event.get("text") or "")), bot)
    mentioned.people.pop(bot, None)
    account = str(event["user"])
    who = Who(PLATFORM, workspace, account, account, details_known=False)
    where = Place(PLATFORM, workspace, str(event["channel"]), direct=direct)
    origin = Origin(where.channel, direct=direct, own=direct, thread=str(event.get("thread_ts") or ""))
    return Asked(_incoming(str(body["event_id"]), who, where, Written(line), mentioned), origin)


def replied(body: Payload, bot: str) -> Replied | None:
    """A message in a thread of a channel; None for every other, and for those of bots."""
    event, workspace = body["event"], str(body["team_id"])
    thread = str(event.get("thread_ts") or "")
    if event["type"] != "message" or event.get("channel_type") == "im" or thread in ("", event["ts"]):
        return None
    if event.get("bot_id") or event.get("subtype") not in _HEARD_SUBTYPES:
        return None
    account = str(event.get("user") or "")
    if account in ("", bot):
        return None
    who = Who(PLATFORM, workspace, account, account, details_known=False)
    where = Place(PLATFORM, workspace, str(event["channel"]))
    return Replied(str(body["event_id"]), who, where, MessageRef(PLATFORM, workspace, where.channel, thread))


def _without_mention(text: str, bot: str) -> str:
    """The line without the bot's name at its beginning (or at its end)."""
    mention = f"<@{bot}>"
    text = text.strip()
    if text.startswith(mention):
        return text.removeprefix(mention).lstrip(" :,").strip()
    return text.removesuffix(mention).strip()


def _incoming(name: str, who: Who, where: Place, what: What, mentioned: Mentioned | None = None) -> Incoming:
    if mentioned is None:
        return Incoming(name, who, where, what)
    people, channels = tuple(mentioned.people.values()), tuple(mentioned.channels.values())
    return Incoming(name, who, where, what, people, channels)


def who_did(payload: Payload) -> Who:
    """Who did it, as interactive payloads tell."""
    user = payload["user"]
    team = payload.get("team") or {}
    workspace = str(team.get("id") or user.get("team_id"))
    name = str(user.get("name") or user.get("username") or user["id"])
    return Who(PLATFORM, workspace, str(user["id"]), name, name, details_known=False)


def place_of(workspace: str, channel: str, name: str) -> Place:
    """A channel; a direct conversation's id begins with D, and its name says nothing."""
    direct = channel.startswith("D")
    hidden = direct or name in _UNNAMED or name.startswith("mpdm-")
    return Place(PLATFORM, workspace, channel, "" if hidden else name, direct)


def origin_of(where: Place, payload: Payload, *, own: bool) -> Origin:
    """Where it was asked for, and the URL that takes an answer."""
    return Origin(
        where.channel,
        where.name,
        where.direct,
        own,
        str(payload.get("response_url") or ""),
        time.time() + RESPONSE_URL_LIFE,
    )
