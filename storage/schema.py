"""Every table, in one place: import this to have the whole metadata."""

from __future__ import annotations

from storage import audit, communities, items, messages, people, polls, schedules, search
from storage.base import Base

__all__ = ["audit", "communities", "items", "messages", "metadata", "people", "polls", "schedules", "search"]

metadata = Base.metadata
