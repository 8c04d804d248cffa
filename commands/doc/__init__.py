"""`doc`: the library of a community: files and links, in versions, rated by its members.

A file comes by a form (Slack, Discord, the playground) or by the option of the
command (Discord). It is checked and kept before the command runs, so that what
the handlers are given is a file that is there.
"""

from __future__ import annotations

from commands.doc import changing, reading, sharing
from commands.doc.group import documents

__all__ = ["changing", "documents", "reading", "sharing"]
