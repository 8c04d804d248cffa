"""The limits of messages: text, embeds, attachments, and whom a message may call."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tests.servers.discord.component_limits import check_rows
from tests.servers.discord.errors import Json, Wrong
from tests.servers.discord.inspection import Inspection

COMPONENTS_V2 = 1 << 15
MASS_MENTION = re.compile(r"@(everyone|here)\b")
ROLE_MENTION = re.compile(r"<@&(\d+)>")
USER_MENTION = re.compile(r"<@!?(\d+)>")
EMBED_TOTAL = 6000


def wrongs_of_message(body: Json, filenames: Sequence[str] = ()) -> list[Wrong]:
    """What breaks a limit in the body of a message (new, edited, or in an interaction response)."""
    message = Inspection(body)
    message.text("content", 2000)
    message.text("nonce", 25)
    if message.get("flags", 0) & COMPONENTS_V2:
        message.wrong("this test server does not play components v2", "flags")
    _check_embeds(message, filenames)
    check_rows(message)
    _check_attachments(message, filenames)
    _check_allowed_mentions(message)
    return message.found


def _check_embeds(message: Inspection, filenames: Sequence[str]) -> None:
    total = 0
    for embed in message.each("embeds", 0, 10):
        total += _check_embed(embed)
        for kind in ("image", "thumbnail"):
            _check_picture(embed.child(kind), filenames)
    if total > EMBED_TOTAL:
        message.wrong(f"Embed size exceeds maximum size of {EMBED_TOTAL}, is {total}", "embeds")


def _check_embed(embed: Inspection) -> int:
    """Returns how many characters of the common budget the embed takes."""
    texts = [
        embed.text("title", 256),
        embed.text("description", 4096),
        embed.child("footer").text("text", 2048),
        embed.child("author").text("name", 256),
    ]
    for one in embed.each("fields", 0, 25):
        texts.append(one.text("name", 256, least=1, required=True))
        texts.append(one.text("value", 1024, least=1, required=True))
    if not any(texts) and not embed.get("image") and not embed.get("thumbnail"):
        embed.wrong("An embed that shows nothing")
    url = embed.text("url", 2048)
    if url and not url.startswith(("http://", "https://")):
        embed.wrong("Scheme must be one of http, https", "url")
    embed.number("color", 0, 0xFFFFFF, 0)
    return sum(map(len, texts))


def _check_picture(picture: Inspection, filenames: Sequence[str]) -> None:
    url = picture.text("url", 2048)
    if not url:
        return
    scheme, _, name = url.partition("://")
    if scheme == "attachment":
        if name not in filenames:
            picture.wrong(f"No file {name!r} comes with this message", "url")
    elif scheme not in ("http", "https"):
        picture.wrong("Scheme must be one of http, https, attachment", "url")


def _check_attachments(message: Inspection, filenames: Sequence[str]) -> None:
    for attachment in message.each("attachments", 0, 10):
        attachment.text("description", 1024)
        attachment.text("filename", 1024)


def _check_allowed_mentions(message: Inspection) -> None:
    allowed = message.child("allowed_mentions")
    for kind in ("users", "roles"):
        if kind in allowed.get("parse", []) and allowed.get(kind):
            allowed.wrong(f"parse:[{kind!r}, ...] and {kind}: [ids...] are mutually exclusive")
        for _ in allowed.each(kind, 0, 100):
            pass


def is_empty(body: Json, files: int) -> bool:
    """Whether a new message with that body would show nothing."""
    return not files and not any(
        body.get(key) for key in ("content", "embeds", "components", "sticker_ids", "poll")
    )


def uncontrolled_mentions(body: Json) -> list[str]:
    """The calls in the text that nobody decided on: everything that `allowed_mentions` leaves to the text."""
    content = body.get("content") or ""
    allowed = body.get("allowed_mentions")
    parsed = ("everyone", "roles", "users") if allowed is None else allowed.get("parse", ())
    found: list[str] = []
    if "everyone" in parsed:
        found += [mention.group() for mention in MASS_MENTION.finditer(content)]
    if "roles" in parsed:
        found += [mention.group() for mention in ROLE_MENTION.finditer(content)]
    if "users" in parsed:
        found += [mention.group() for mention in USER_MENTION.finditer(content)]
    return found


def mentioned_ids(content: str) -> list[int]:
    """The users whom the text names, in order."""
    return [int(mention.group(1)) for mention in USER_MENTION.finditer(content)]
