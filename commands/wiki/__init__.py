"""`wiki`: pages that any member writes."""

from __future__ import annotations

from commands.wiki import finding, reading, versions, writing
from commands.wiki.group import wiki

__all__ = ["finding", "reading", "versions", "wiki", "writing"]
