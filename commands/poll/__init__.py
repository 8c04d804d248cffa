"""`poll`: ask a community, and see the answers as they come.

A poll is a card in a channel, with a button for each answer and bars that move.
When it closes, a second card with the result and its chart is posted.
"""

from __future__ import annotations

from commands.poll import cards, closing, listing, voting
from commands.poll.group import polls

__all__ = ["cards", "closing", "listing", "polls", "voting"]
