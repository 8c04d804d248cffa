"""`post`: longer pieces, written in private and then published to several of one's communities at once."""

from __future__ import annotations

from commands.post import drafting, reading
from commands.post.group import posts

__all__ = ["drafting", "posts", "reading"]
