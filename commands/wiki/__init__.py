"""`wiki`: pages that any member writes."""

from __future__ import annotations

from commands.wiki.group import wiki

# In the order in which help shows their commands.
# isort: off
from commands.wiki import reading, writing, versions, finding
# isort: on

__all__ = ["wiki"]

PARTS = (reading, writing, versions, finding)
"""Each declares some of the commands."""
