"""`ask`: questions to the community, their answers, and the one that helped.

A question is a card in a channel. It is asked and answered by a line (`asking`), or made of what
somebody wrote, by the menu of their message (`from_messages`); `reading` shows and lists.
"""

from __future__ import annotations

from commands.ask import asking, from_messages, reading
from commands.ask.group import questions

__all__ = ["asking", "from_messages", "questions", "reading"]
