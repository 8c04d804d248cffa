"""How the API's answers are written as JSON."""

from __future__ import annotations

import json
from typing import Any

import msgspec
from aiohttp import web

from adapters.playground import cards
from adapters.playground.talk import Answer
from adapters.playground.world import Channel, Person
from bot.words import spoken

NOTHING: dict[str, Any] = {"posted": None, "message": None, "form": None, "errors": {}, "problem": ""}
"""An answer that says nothing."""


def described(person: Person) -> dict[str, Any]:
    """A person."""
    return {
        "id": person.id,
        "name": person.name,
        "title": person.title,
        "accounts": dict(person.accounts),
        "time_zone": person.time_zone,
        "language": person.language,
        "spoken": spoken(person.language),
    }


def channel_with(channel: Channel, unread: int) -> dict[str, Any]:
    """A channel, and how much in it is not read."""
    return {
        "id": channel.id,
        "name": channel.name,
        "topic": channel.topic,
        "direct": channel.direct,
        "unread": unread,
    }


def answered(answer: Answer, person: Person) -> web.Response:
    """What came of a deed."""
    return as_json(
        {
            "posted": cards.shown(answer.posted, person.id) if answer.posted else None,
            "message": cards.shown(answer.message, person.id) if answer.message else None,
            "form": msgspec.to_builtins(answer.form),
            "errors": dict(answer.errors),
            "problem": answer.problem,
        }
    )


def as_json(content: Any) -> web.Response:
    """An answer of JSON, its letters as they are."""
    return web.json_response(content, dumps=lambda value: json.dumps(value, ensure_ascii=False))
