"""What a message or a form of the playground's API shows a reader, in the words of `Chat`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from adapters.playground.world import Channel
from tests.chat import Seen, SeenField, SeenForm

Json = dict[str, Any]


def message_seen(message: Json) -> Seen:
    """A message; `handle` is its JSON."""
    reply = message["reply"]
    if reply is None:
        return Seen(message["text"], handle=message)
    blocks = reply["blocks"]
    return Seen(
        text="\n".join([message["text"], *_lines(reply)]).strip(),
        private=message["private"],
        buttons=tuple(each["label"] for each in buttons_of(reply)),
        selects=tuple(
            tuple(option["label"] for option in part["options"])
            for part in blocks
            if part["type"] == "select"
        ),
        images=sum(part["type"] == "picture" for part in blocks),
        handle=message,
    )


def form_seen(channel: Channel, pressed: int | None, form: Json, errors: dict[str, str]) -> Seen:
    """A form, opened in the channel by pressing that message; `handle` is all three."""
    fields = tuple(
        SeenField(
            field["name"],
            field["label"],
            field["value"],
            field["required"],
            tuple(choice["label"] for choice in field["choices"]),
        )
        for field in form["fields"]
    )
    text = "\n".join(errors.values() or [form["title"], form["about"], *(field.label for field in fields)])
    form_seen = SeenForm(
        form["title"], fields, form["about"], errors, (channel, pressed, form), form["submit"]
    )
    return Seen(text, private=True, form=form_seen)


def filled(field: Json, value: str | None) -> str | list[str]:
    """A field as a person leaves it: with what it started with, or with a value of the test."""
    text = field["value"] if value is None else value
    values = {choice["label"]: choice["value"] for choice in field["choices"]}
    if field["kind"] == "choices":
        return [values.get(each.strip(), each.strip()) for each in text.split(",") if each.strip()]
    return str(values.get(text, text))


def as_left(form: Json, answers: dict[str, str | list[str]]) -> Json:
    """The form with what was answered in its fields, as it stays on the screen after a mistake."""

    def text(answer: str | list[str]) -> str:
        return answer if isinstance(answer, str) else ",".join(answer)

    return {**form, "fields": [{**each, "value": text(answers[each["name"]])} for each in form["fields"]]}


def buttons_of(reply: Json) -> Iterator[Json]:
    """The buttons of a card, in order."""
    for part in reply["blocks"]:
        if part["type"] == "buttons":
            yield from part["buttons"]
        elif part["type"] == "listing":
            yield from (entry["button"] for entry in part["entries"] if entry["button"])


def _lines(reply: Json) -> Iterator[str]:
    """Everything readable on a card."""
    if reply["title"]:
        yield reply["title"]
    for part in reply["blocks"]:
        match part["type"]:
            case "paragraph" | "note":
                yield _text(part["content"])
            case "fields":
                yield from (f"{field['label']}: {_text(field['content'])}" for field in part["fields"])
            case "listing":
                yield from (f"{_text(each['title'])} {_text(each['detail'])}" for each in part["entries"])
            case "bars":
                yield from (f"{bar['label']}: {bar['count']} {bar['detail']}" for bar in part["bars"])
            case "picture":
                yield part["alt"]
            case "attachment":
                yield part["name"]
            case "select":
                yield part["placeholder"]


def _text(content: list[Any]) -> str:
    return "".join(
        piece if isinstance(piece, str) else piece.get("text") or piece.get("name") or piece["fallback"]
        for piece in content
    )
