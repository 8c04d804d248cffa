"""The playground: a page that feels like a small chat, and an adapter like the others.

It is a chat platform of its own, with a world of a few people (`world`,
`councils`), a memory (`history`), a documented JSON API (`api`) and a page that
is a client of that API (`page/`). The bot reaches it through the same port as
Slack and Discord (`adapter`), so whatever works here works there.

    page ──► api ──► talk ──► receive ──► core.handle
     ▲        ▲        │ answers
     │ stream │        ▼
     └────── history ◄─── adapter.send, edit, delete
"""

from adapters.playground.adapter import PlaygroundAdapter

__all__ = ["PlaygroundAdapter"]
