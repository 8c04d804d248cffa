"""Draws the charts of a reply, after the transaction that made it."""

from __future__ import annotations

from bot.adapter import Outcome
from bot.replies import Card, Picture, Reply
from bot.services import charts


async def illustrated(outcome: Outcome) -> Outcome:
    """The outcome with every chart drawn."""
    if outcome.reply is None:
        return outcome
    return Outcome(await with_pictures(outcome.reply), outcome.private, outcome.field_errors)


async def with_pictures(reply: Reply) -> Reply:
    """The reply with every chart drawn."""
    if not isinstance(reply, Card) or not any(_undrawn(block) for block in reply.blocks):
        return reply
    blocks = []
    for block in reply.blocks:
        if isinstance(block, Picture) and _undrawn(block):
            png = await charts.draw(str(block.alt).split("\n")[0], block.chart)
            block = Picture(block.alt, png, name=block.name)
        blocks.append(block)
    return Card(tuple(blocks), reply.title, reply.tone, reply.replaces)


def _undrawn(block: object) -> bool:
    return isinstance(block, Picture) and bool(block.chart) and not block.png
