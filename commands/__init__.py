"""What people can ask for: one module a noun."""

from __future__ import annotations

from commands import (
    ask,
    comment,
    community,
    define,
    doc,
    help,  # noqa: A004
    items,
    message,
    people,
    poll,
    post,
    profile,
    search,
    tag,
    topic,
    wiki,
)

GROUPS = (
    community.communities,
    people.people,
    profile.profiles,
    poll.polls,
    ask.questions,
    topic.topics,
    post.posts,
    wiki.wiki,
    define.define,
    doc.documents,
    comment.comments,
    tag.tags,
    search.searching,
    items.item,
    message.messages,
    help.helping,
)
"""Every noun, in the order in which help shows them."""
