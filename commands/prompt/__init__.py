"""`prompt`: questions that start a conversation, asked from a queue by themselves; and what came of them.

Facilitators fill the queue (`queue`), also from packs that come with the product (`packs`), and say when
its questions are asked (`asking`). A question that was asked has a round of its own (`rounds`).
"""

from __future__ import annotations

from commands.prompt import asking, packs, queue, rounds
from commands.prompt.group import prompts

__all__ = ["asking", "packs", "prompts", "queue", "rounds"]
