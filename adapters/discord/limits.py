"""How much fits into what, on Discord."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]

CONTENT = 2000
EMBEDS = 10
EMBED_TOTAL = 6000
EMBED_TITLE = 256
EMBED_DESCRIPTION = 4096
EMBED_FIELDS = 25
FIELD_NAME = 256
FIELD_VALUE = 1024
FILES = 10
FILE_BYTES = 10_000_000
FILE_DESCRIPTION = 1024
ROWS = 5
BUTTONS_IN_ROW = 5
BUTTON_LABEL = 80
BUTTON_URL = 512
CUSTOM_ID = 100
OPTIONS = 25
OPTION_TEXT = 100
PLACEHOLDER = 150
MODAL_TITLE = 45
MODAL_FIELDS = 5
MODAL_TEXT = 1000
LABEL = 45
EVENT_NAME = 100
EVENT_TEXT = 1000
EVENT_PLACE = 100
LABEL_DESCRIPTION = 100
INPUT_TEXT = 4000
COMMANDS = 100
MENU_ENTRIES = 5
COMMAND_DESCRIPTION = 100
COMMAND_SIZE = 8000
SUBCOMMANDS = 25


def short(words: object, most: int) -> str:
    """The words as one text without blanks around it, cut with an ellipsis beyond `most` characters."""
    text = str(words).strip()
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
