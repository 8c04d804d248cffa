"""What search shows of a text: the words that matched stand out, and no marks that the text was written with."""

from __future__ import annotations

import pytest

from bot.replies import Bold, Card, Content, Listing
from commands.shared.rich import marked
from tests.drivers.paper import PaperChat
from tests.scenes import open_community


def bold(content: Content) -> list[str]:
    return [str(part) for part in content if isinstance(part, Bold)]


async def test_links_show_their_titles_and_only_the_word_is_marked(chat: PaperChat) -> None:
    await open_community(chat, "Data Standards", "bob")
    await chat.says("bob", '/wiki new "Bins" text: "We use [[Caddy liners]], (liners!) and [[Tape]]."')
    found = await chat.says("bob", "/search find liners")
    assert "We use Caddy liners, (liners!) and Tape." in found
    card = found.handle.reply
    assert isinstance(card, Card)
    (listing,) = (block for block in card.blocks if isinstance(block, Listing))
    assert bold(listing.entries[0].detail) == ["liners", "liners"]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("(liners!)", "liners"),
        ("food-liners:", "liners"),
        ("“Größe”.", "Größe"),
        ("नमस्ते, विश्व", "नमस्ते"),
        ("می‌خواهم؟", "می‌خواهم"),
    ],
)
def test_punctuation_is_not_part_of_a_word(text: str, word: str) -> None:
    content = marked(text, [word])
    assert bold(content) == [word]
    assert "".join(map(str, content)) == text
