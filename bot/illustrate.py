"""Fills in what a reply only names, after the transaction that made it: charts, and contents of files."""

from __future__ import annotations

import structlog

from bot.adapter import Outcome
from bot.replies import Attachment, Block, Card, Note, Picture, Reply
from bot.services.library.blobs import Blobs, BlobsAway
from bot.services.library.filetypes import size_in_words
from bot.services.polls import charts
from bot.words import _, speak

log = structlog.get_logger()


async def illustrated(outcome: Outcome, blobs: Blobs, most_bytes: int, language: str = "en") -> Outcome:
    """The outcome with every chart drawn, and every file there that has at most so many bytes."""
    if outcome.reply is None:
        return outcome
    reply = await _with_files(await with_pictures(outcome.reply), blobs, most_bytes, language)
    return Outcome(reply, outcome.private, outcome.field_errors)


async def with_pictures(reply: Reply) -> Reply:
    """The reply with every chart drawn."""
    if not isinstance(reply, Card) or not any(_undrawn(block) for block in reply.blocks):
        return reply
    blocks = []
    for block in reply.blocks:
        if isinstance(block, Picture) and _undrawn(block):
            png = await charts.draw(str(block.alt).split("\n")[0], block.chart, block.drawing)
            block = Picture(block.alt, png, name=block.name)
        blocks.append(block)
    return Card(tuple(blocks), reply.title, reply.tone, reply.replaces)


async def _with_files(reply: Reply, blobs: Blobs, most_bytes: int, language: str) -> Reply:
    if not isinstance(reply, Card) or not any(_unfilled(block) for block in reply.blocks):
        return reply
    blocks = [await _filled(block, blobs, most_bytes, language) for block in reply.blocks]
    return Card(tuple(blocks), reply.title, reply.tone, reply.replaces)


async def _filled(block: Block, blobs: Blobs, most_bytes: int, language: str) -> Block:
    if not isinstance(block, Attachment) or not _unfilled(block):
        return block
    if block.size > most_bytes:
        size, most = size_in_words(block.size), size_in_words(most_bytes)
        large = _("“{name}” has {size}; I can send {most} here.", name=block.name, size=size, most=most)
        return Note((speak(large, language),))
    try:
        return Attachment(await blobs.get(block.blob), block.name, block.mime)
    except BlobsAway as error:
        log.error("a file's content is not there", reason=str(error))
        away = _("“{name}” cannot be had just now. Please try again later.", name=block.name)
        return Note((speak(away, language),))


def _undrawn(block: object) -> bool:
    return isinstance(block, Picture) and bool(block.chart) and not block.png


def _unfilled(block: object) -> bool:
    return isinstance(block, Attachment) and bool(block.blob) and not block.data
