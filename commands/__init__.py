"""What people can ask for: one module a noun."""

from __future__ import annotations

from commands import (
    alerts,
    ask,
    comment,
    community,
    define,
    digest,
    doc,
    email,
    event,
    feed,
    help,  # noqa: A004
    items,
    link,
    message,
    people,
    poll,
    post,
    profile,
    prompt,
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
    event.events,
    feed.news,
    prompt.prompts,
    comment.comments,
    tag.tags,
    alerts.alerts,
    digest.digests,
    email.emails,
    search.searching,
    items.item,
    link.linking,
    message.messages,
    help.helping,
)
"""Every noun, in the order in which help shows them."""
