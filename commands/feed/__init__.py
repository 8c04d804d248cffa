"""`feed`: news from the web, posted in the community's channels as it comes.

An address that somebody gives (`adding`) is looked at after the answer, because its server may take its
time; what came of it is written to them directly (`bot.news.inquirer`). From then on the feed is looked at
by itself (`bot.news.poller`). What is posted of it is filtered or paused in `caring`, explained in `reading`.
"""

from __future__ import annotations

from commands.feed import adding, caring, reading
from commands.feed.group import news

__all__ = ["adding", "caring", "news", "reading"]
