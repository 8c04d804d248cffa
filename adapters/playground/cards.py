"""Cards as the history keeps them and as the API hands them out.

A card is kept as the JSON of `bot.replies`, with one difference: the bytes of
pictures and attachments are kept beside it, as files, and the block names its
file by number. The API turns that number into an address, so that no message
carries a file inside its JSON.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

import msgspec

from adapters.playground.records import File, Message
from adapters.playground.world import PLATFORM
from bot.incoming import FileRef
from bot.replies import Attachment, Block, Card, Picture

Json = dict[str, Any]

API = "/api/playground"


def stored(card: Card) -> tuple[str, list[File]]:
    """The card as JSON text, and its files."""
    files: list[File] = []
    body: Json = msgspec.to_builtins(msgspec.structs.replace(card, blocks=()))
    body["blocks"] = [_block(block, files) for block in card.blocks]
    return json.dumps(body, ensure_ascii=False), files


def attaching(files: Sequence[File]) -> str:
    """The card of somebody's message that has those files; empty where it has none."""
    blocks = tuple(Attachment(file.data, file.name, file.mime) for file in files)
    return stored(Card(blocks))[0] if blocks else ""


def attached(message: Message) -> tuple[FileRef, ...]:
    """The files of a message, for `Adapter.download`; pictures that the bot drew are none."""
    blocks = json.loads(message.card)["blocks"] if message.card else ()
    return tuple(
        FileRef(PLATFORM, block["name"], block["size"], block["mime"], f"{message.id}/{block['file']}")
        for block in blocks
        if block["type"] == "attachment"
    )


def _block(block: Block, files: list[File]) -> Json:
    match block:
        case Picture(png=png, alt=alt, name=name):
            files.append(File(name, "image/png", png))
            return {"type": "picture", "alt": alt, "name": name, "file": len(files) - 1}
        case Attachment(data=data, name=name, mime=mime):
            files.append(File(name, mime, data))
            return {
                "type": "attachment",
                "name": name,
                "mime": mime,
                "size": len(data),
                "file": len(files) - 1,
            }
        case _:
            builtins: Json = msgspec.to_builtins(block)
            return builtins


def shown(message: Message, reader: str) -> Json:
    """The message as the API hands it to the person `reader`."""
    return {
        "id": message.id,
        "changed": message.changed,
        "channel": message.channel,
        "author": message.author,
        "at": message.at.isoformat(),
        "text": message.text,
        "reply": _with_addresses(message, reader) if message.card else None,
        "private": message.reader is not None,
        "command": message.command,
        "caller": message.caller,
        "edited": message.edited,
        "deleted": message.gone,
        "thread": message.thread,
    }


def _with_addresses(message: Message, reader: str) -> Json:
    card: Json = json.loads(message.card)
    for block in card["blocks"]:
        if "file" in block:
            address = f"{API}/messages/{message.id}/files/{block.pop('file')}"
            block["url"] = f"{address}?as={quote(reader)}&v={message.changed}"
    return card
