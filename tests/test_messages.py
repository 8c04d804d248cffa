"""What translators are given."""

from __future__ import annotations

from pathlib import Path

from bot.app import registry
from bot.commandline.messages import template
from bot.settings import Settings

ROOT = Path(__file__).parent.parent


def test_marked_texts_plurals_and_summaries_are_gathered() -> None:
    texts = template(ROOT, registry(Settings()))
    assert "Open a poll in this channel." in texts
    assert "Your vote is taken back." in texts
    assert texts.get("{n} person voted") is not None
    assert any(message.id == ("{n} person voted", "{n} people voted") for message in texts)
