"""What a reader sees of a message or a view: its text in lines, its buttons, menus and pictures.

References become names, dates stand in the reader's own zone, and formatting
marks disappear, as they do on the screen.
"""

from __future__ import annotations

import html
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from tests.servers.slack.world import Json, Message, User, World

_REFERENCE = re.compile(r"<([^<>]+)>")
_STYLES = re.compile(r"(?<![\w*_~`])([*_~`])(?=\S)([^\n]+?)(?<=\S)\1(?![\w*_~`])")


def text_of(world: World, message: Message, reader: User) -> str:
    """Everything readable in a message, flattened to lines."""
    lines = (
        list(lines_of(world, message.blocks, reader))
        if message.blocks
        else [mrkdwn(world, message.text, reader)]
    )
    if message.files and message.text and not message.blocks:
        lines = [mrkdwn(world, message.text, reader)]
    lines += [world.files[each].title or world.files[each].name for each in message.files]
    return "\n".join(line for line in lines if line)


def lines_of(world: World, blocks: list[Json], reader: User) -> Iterator[str]:
    """The lines of a list of blocks."""
    for block in blocks:
        match block["type"]:
            case "rich_text":
                for part in block["elements"]:
                    yield rich(world, part, reader)
            case "section" | "header" | "markdown":
                yield _text(world, block.get("text"), reader)
                for each in block.get("fields", []):
                    yield _text(world, each, reader)
            case "context":
                yield " ".join(_text(world, each, reader) for each in block["elements"])
            case "image":
                yield from filter(None, [_text(world, block.get("title"), reader), block["alt_text"]])
            case "input":
                yield _text(world, block["label"], reader)
                yield _text(world, block.get("hint"), reader)
            case _:
                pass


def _text(world: World, value: object, reader: User) -> str:
    if isinstance(value, str):
        return value
    if not isinstance(value, dict):
        return ""
    if value.get("type") == "image":
        return str(value["alt_text"])
    return mrkdwn(world, value["text"], reader) if value["type"] == "mrkdwn" else str(value["text"])


def mrkdwn(world: World, text: str, reader: User) -> str:
    """A mrkdwn text as it looks."""
    shown = _REFERENCE.sub(lambda match: _reference(world, match[1], reader), text)
    for _ in range(3):
        shown = _STYLES.sub(r"\2", shown)
    return html.unescape(shown)


def _reference(world: World, inside: str, reader: User) -> str:
    target, _, label = inside.partition("|")
    if target.startswith("!date^"):
        _, seconds, pattern, *_ = target.split("^")
        return date(int(seconds), pattern, reader)
    if target.startswith("@"):
        return "@" + (world.users[target[1:]].display_name if target[1:] in world.users else "unknown")
    if target.startswith("#"):
        return "#" + (world.channels[target[1:]].name if target[1:] in world.channels else "unknown")
    return label or target.removeprefix("mailto:")


def rich(world: World, part: Json, reader: User) -> str:
    """One part of a rich text as it looks."""
    match part["type"]:
        case "rich_text_list":
            rows = [rich(world, each, reader) for each in part["elements"]]
            marks = [f"{n}. " if part.get("style") == "ordered" else "• " for n in range(1, len(rows) + 1)]
            return "\n".join(mark + row for mark, row in zip(marks, rows, strict=True))
        case "text":
            return str(part["text"])
        case "link":
            return str(part.get("text") or part["url"])
        case "user":
            return _reference(world, f"@{part['user_id']}", reader)
        case "channel":
            return _reference(world, f"#{part['channel_id']}", reader)
        case "emoji":
            return f":{part['name']}:"
        case "date":
            return date(part["timestamp"], part["format"], reader)
        case _:
            return "".join(rich(world, each, reader) for each in part.get("elements", []))


def date(seconds: int, pattern: str, reader: User) -> str:
    """A date in the reader's zone, by Slack's tokens."""
    at = datetime.fromtimestamp(seconds, UTC).astimezone(ZoneInfo(reader.tz))
    day = f"{at:%B} {at.day}"
    tokens = {
        "ago": _ago(seconds),
        "date_num": f"{at:%Y-%m-%d}",
        "date_slash": f"{at:%d/%m/%Y}",
        "date": f"{day}, {at.year}",
        "date_pretty": f"{day}, {at.year}",
        "date_short": f"{at:%b} {at.day}, {at.year}",
        "date_short_pretty": f"{at:%b} {at.day}, {at.year}",
        "date_long": f"{at:%A}, {day}, {at.year}",
        "date_long_pretty": f"{at:%A}, {day}, {at.year}",
        "time": f"{at:%H:%M}",
        "time_secs": f"{at:%H:%M:%S}",
    }
    return re.sub(r"\{(\w+)\}", lambda match: tokens.get(match[1], match[0]), pattern)


def _ago(seconds: int) -> str:
    minutes = round((time.time() - seconds) / 60)
    return f"{minutes} minutes ago" if minutes >= 0 else f"in {-minutes} minutes"


def elements_of(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Each interactive element, with the block it is in."""
    for block in blocks:
        if block["type"] == "actions":
            yield from ((block, each) for each in block["elements"])
        for key in ("accessory", "element"):
            if key in block and block[key]["type"] != "image":
                yield block, block[key]


def buttons_of(blocks: list[Json]) -> list[str]:
    """The labels of the buttons, in order."""
    return [each["text"]["text"] for _, each in elements_of(blocks) if each["type"] == "button"]


def options_of(element: Json) -> list[Json]:
    """The options of a menu, those of its groups included."""
    groups: list[Json] = element.get("option_groups", [])
    return [*element.get("options", []), *(option for group in groups for option in group["options"])]


def images_of(message: Message) -> int:
    """How many pictures the message shows."""
    shown = [block for block in message.blocks if block["type"] == "image"]
    shown += [block for block in message.blocks if block.get("accessory", {}).get("type") == "image"]
    return len(shown) + len(message.files)
