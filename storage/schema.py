"""Every table, in one place: import this to have the whole metadata."""

from __future__ import annotations

from storage import (
    agenda,
    alerts,
    audit,
    communities,
    digests,
    documents,
    emails,
    events,
    happenings,
    items,
    links,
    messages,
    mirrors,
    news,
    pages,
    people,
    polls,
    posts,
    prompts,
    schedules,
    search,
)
from storage.base import Base

__all__ = [
    "agenda",
    "alerts",
    "audit",
    "communities",
    "digests",
    "documents",
    "emails",
    "events",
    "happenings",
    "items",
    "links",
    "messages",
    "metadata",
    "mirrors",
    "news",
    "pages",
    "people",
    "polls",
    "posts",
    "prompts",
    "schedules",
    "search",
]

metadata = Base.metadata
