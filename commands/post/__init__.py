"""`post`: longer pieces, written in private and then published to several of one's communities at once."""

from __future__ import annotations

from commands.post.group import posts

# In the order in which help shows their commands.
# isort: off
from commands.post import drafting, reading
# isort: on

__all__ = ["posts"]

PARTS = (drafting, reading)
"""Each declares some of the commands."""
