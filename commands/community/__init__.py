"""`community`: finding, making and caring for communities.

What somebody may not see does not exist for them: to an outsider, a private
community's name is as unknown as one that nobody has taken, and asking to join
either is answered with the same words.
"""

from __future__ import annotations

from commands.community import appointing, caring, joining, letting_in, listing, starting
from commands.community.group import communities

__all__ = ["appointing", "caring", "communities", "joining", "letting_in", "listing", "starting"]
