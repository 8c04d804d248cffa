"""Whole payloads: a message, a view, and the metadata of a message."""

from __future__ import annotations

import json
from collections.abc import Iterator

from tests.servers.slack.checks import specs
from tests.servers.slack.checks.blocks import blocks, weight
from tests.servers.slack.checks.problem import Json, Problem, optional, text_object
from tests.servers.slack.checks.texts import mrkdwn, mrkdwn_within

TEXT_LIMIT = 40_000
BLOCKS_WEIGHT = 13_200
_VIEW_BYTES = 250_000


def message(payload: Json) -> list[Problem]:
    """What is wrong with the texts and blocks of a message."""
    given = payload.get("blocks") or []
    problems = blocks(given, 50, "/blocks")
    text = payload.get("text") or ""
    if not isinstance(text, str):
        return [*problems, Problem("/text", "must be a string")]
    if len(text) > TEXT_LIMIT:
        problems.append(Problem("/text", f"must be at most {TEXT_LIMIT} characters, has {len(text)}"))
    if not problems:
        problems += specs.block_problems(given)
    return problems


def message_is_too_heavy(payload: Json) -> bool:
    """Whether the blocks are more than `chat.postMessage` takes together."""
    return weight(payload.get("blocks") or []) > BLOCKS_WEIGHT


def manners(payload: Json) -> Iterator[Problem]:
    """What Slack would accept of a message and a correct app still never sends."""
    text = payload.get("text") or ""
    if not text.strip():
        yield Problem("/text", "blocks without a text: nothing for notifications and screen readers")
    yield from mrkdwn(text, "/text")
    yield from mrkdwn_within(payload.get("blocks") or [], "/blocks")
    if payload.get("parse") == "full" or payload.get("link_names"):
        yield Problem("/parse", "turns typed @channel into a call to everybody")


def view(payload: Json) -> list[Problem]:
    """What is wrong with a view."""
    kind = payload.get("type")
    if kind not in ("modal", "home"):
        return [Problem("/type", f"must be modal or home, is {kind!r}")]
    problems = blocks(payload.get("blocks"), 100, "/blocks")
    problems += optional(payload, "callback_id", 255, "") + optional(payload, "external_id", 255, "")
    if len(payload.get("private_metadata", "")) > 3000:
        problems.append(Problem("/private_metadata", "must be at most 3000 characters"))
    if kind == "modal":
        problems += _modal(payload)
    if len(json.dumps(payload)) > _VIEW_BYTES:
        problems.append(Problem("", "view_too_large"))
    problems += list(mrkdwn_within(payload.get("blocks") or [], "/blocks"))
    return problems or specs.view_problems(payload)


def _modal(payload: Json) -> list[Problem]:
    problems = text_object(payload.get("title"), 24, "/title", plain=True)
    for key in ("submit", "close"):
        if key in payload:
            problems += text_object(payload[key], 24, f"/{key}", plain=True)
    listed = payload.get("blocks")
    if "submit" not in payload and any(each.get("type") == "input" for each in listed or []):
        problems.append(Problem("/submit", "is required when there are input blocks"))
    return problems


def metadata_is_wrong(metadata: object) -> bool:
    """Whether the metadata of a message is not an event type with an object of plain values."""
    if not isinstance(metadata, dict):
        return True
    kind, payload = metadata.get("event_type"), metadata.get("event_payload")
    return not isinstance(kind, str) or not kind or not isinstance(payload, dict)
