"""What may stand in a mrkdwn text: escaped signs, and only references that mean something.

Anything between `<` and `>` is read by Slack as a mention, a link or a command.
A bot that shows what people typed must escape `&`, `<` and `>`; one that does
not is caught here, above all when it would call a whole channel.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.servers.slack.checks.problem import Json, Problem

_REFERENCE = re.compile(r"<([^<>]*)>")
_LOOSE_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt);)")
_MASS = re.compile(r"!(?:channel|here|everyone|group)\b")
_KNOWN = re.compile(
    r"""(?x)
    @[UW][A-Z0-9]+ (\|.*)?            # a person
    | \#[CGD][A-Z0-9]+ (\|.*)?        # a channel
    | !subteam\^S[A-Z0-9]+ (\|.*)?    # a group of people
    | !date\^\d+\^[^|^]+ (\^[^|]+)? \|.+   # a time in the reader's zone, with its fallback
    | (https?|slack)://[^|\s]+ (\|.+)?
    | mailto:[^|\s]+ (\|.+)?
    | tel:[^|\s]+ (\|.+)?
    """,
    re.DOTALL,
)


def mrkdwn(text: str, pointer: str) -> list[Problem]:
    """Mass mentions, unescaped signs and malformed references in a mrkdwn text."""
    problems = []
    for inside in _REFERENCE.findall(text):
        if _MASS.match(inside):
            problems.append(Problem(pointer, f"calls everybody: <{inside}>"))
        elif not _KNOWN.fullmatch(inside):
            problems.append(Problem(pointer, f"an unescaped or malformed reference: <{inside}>"))
    rest = _REFERENCE.sub("", text)
    if "<" in rest or ">" in re.sub(r"(?m)^\s*>+", "", rest):
        problems.append(Problem(pointer, f"an unescaped < or >: {rest[:60]!r}"))
    if loose := _LOOSE_AMPERSAND.search(text):
        problems.append(Problem(pointer, f"an unescaped &: {text[loose.start() : loose.start() + 20]!r}"))
    return problems


def mrkdwn_within(value: object, pointer: str) -> Iterator[Problem]:
    """The same for every mrkdwn text object, wherever it is in a payload.

    A `broadcast` element of a rich text is a mass mention as well.
    """
    if isinstance(value, dict):
        yield from _of_object(value, pointer)
        for key, inner in value.items():
            yield from mrkdwn_within(inner, f"{pointer}/{key}")
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from mrkdwn_within(inner, f"{pointer}/{number}")


def _of_object(value: Json, pointer: str) -> Iterator[Problem]:
    if value.get("type") == "mrkdwn" and isinstance(value.get("text"), str):
        yield from mrkdwn(value["text"], f"{pointer}/text")
    if value.get("type") == "broadcast":
        yield Problem(pointer, f"calls everybody: {value.get('range')}")
