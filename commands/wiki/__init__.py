"""`wiki`: pages that any member writes."""

from __future__ import annotations

from commands.wiki import finding, reading, versions, writing
from commands.wiki.group import wiki

__all__ = ["wiki"]

PARTS = (reading, writing, versions, finding)
"""Each declares some of the commands."""
