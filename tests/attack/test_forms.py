"""Forms that nobody made, and forms whose keeping fails: there is an answer all the same."""

from __future__ import annotations

import pytest

from bot import forms
from bot.incoming import Submitted
from tests.drivers.paper import PaperChat
from tests.scenes import open_community


@pytest.fixture
def small(chat: PaperChat) -> PaperChat:
    """A platform whose forms are short and close when they are sent."""
    chat.adapter.max_form_fields = 5
    chat.adapter.keeps_forms_open = False
    return chat


async def test_a_form_with_an_action_that_none_of_ours_has_is_refused_and_not_kept(small: PaperChat) -> None:
    await open_community(small)
    sent = Submitted(f'poll new "{"x" * 200}"', {"options": "Soup"})
    refused = await small.does("alice", sent)
    assert refused
    assert "at least two answers" in refused
    assert "Correct it" not in refused.buttons
    assert (await small.dump())["draft"] == []


async def test_a_mistake_is_named_even_where_the_form_cannot_be_kept(
    small: PaperChat, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: object) -> str:
        raise OSError("the database is away")

    await open_community(small)
    form = await small.says("alice", "/community new", "@bot")
    monkeypatch.setattr(forms, "keep", away)
    refused = await small.submits("alice", form, name="x")
    assert "2 to 80 characters" in refused
    assert "Correct it" not in refused.buttons
