"""Every table, in one place: import this to have the whole metadata."""

from __future__ import annotations

from storage import (
    audit,
    communities,
    documents,
    items,
    messages,
    pages,
    people,
    polls,
    posts,
    schedules,
    search,
)
from storage.base import Base

__all__ = [
    "audit",
    "communities",
    "documents",
    "items",
    "messages",
    "metadata",
    "pages",
    "people",
    "polls",
    "posts",
    "schedules",
    "search",
]

metadata = Base.metadata
