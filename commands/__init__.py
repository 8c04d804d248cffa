"""What people can ask for: one module a noun."""

from __future__ import annotations

from commands import community, help, people, poll, profile  # noqa: A004 - the noun's name

GROUPS = (community.communities, people.people, profile.profiles, poll.polls, help.helping)
"""Every noun, in the order in which help shows them."""
