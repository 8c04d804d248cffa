"""The Web API: one module a family of methods, all of them in one table."""

from __future__ import annotations

from tests.servers.slack.methods import apps, chat, conversations, files, people, views
from tests.servers.slack.methods.method import Method

METHODS: dict[str, Method] = {
    **apps.METHODS,
    **chat.METHODS,
    **conversations.METHODS,
    **files.METHODS,
    **people.METHODS,
    **views.METHODS,
}
