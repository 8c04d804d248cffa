"""The order in which a noun's verbs are shown: as people come to need them, not as modules are imported."""

from __future__ import annotations

import pytest

from bot.declare import Group
from commands import GROUPS
from tests.drivers.paper import PaperChat


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group.name)
def test_verbs_declared_in_several_modules_have_an_order(group: Group) -> None:
    shown = [command for command in group.commands.values() if not command.hidden]
    if group.order or len({command.handler.__module__ for command in shown}) > 1:
        assert [command.name for command in shown] == list(group.order)


@pytest.mark.parametrize(
    ("noun", "verbs"),
    [
        ("event", ["new", "show", "list", "rsvp"]),
        ("alerts", ["show", "set"]),
        ("digest", ["me", "mine", "off"]),
    ],
)
async def test_help_begins_with_what_people_need_first(chat: PaperChat, noun: str, verbs: list[str]) -> None:
    told = (await chat.says("alice", f"/help {noun}", "@bot")).text
    named = [line.split()[1] for line in told.splitlines() if line.startswith(f"/{noun} ")]
    assert named[: len(verbs)] == verbs
