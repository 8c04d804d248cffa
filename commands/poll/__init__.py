"""`poll`: ask a community, and see the answers as they come.

A poll is a card in a channel, with a button for each answer and bars that move.
When it closes, a second card with the result and its chart is posted.
"""

from __future__ import annotations

from commands.poll.group import polls

# In the order in which help shows their commands.
# isort: off
from commands.poll import voting, closing, listing, cards
# isort: on

__all__ = ["polls"]

PARTS = (voting, closing, listing, cards)
"""Each declares some of the commands, or the cards."""
