"""Over the answer to a form stands what somebody would have typed, and nothing that only the form knows."""

from __future__ import annotations

import pytest

from adapters.playground.typed import as_typed
from bot.registry import Registry
from commands import GROUPS

REGISTRY = Registry(GROUPS)


@pytest.mark.parametrize(
    ("action", "typed"),
    [
        ("wiki edit page:650 base:1", "/wiki edit 650"),
        ("wiki edit page:650 part:2 base:7", "/wiki edit 650"),
        ("ask new", "/ask new"),
        ("post new community:=12", "/post new"),
        ("comment edit item:142 comment:318", "/comment edit 142 318"),
        ("feed filter feed:3", "/cop feed filter 3"),
        ("form 3f2a 0", ""),
        ("wiki keep message:q17", ""),
        ("nonsense", ""),
    ],
)
def test_what_only_the_form_knows_is_left_away(action: str, typed: str) -> None:
    assert as_typed(REGISTRY, action) == typed


def test_what_the_button_of_a_form_says_fits_on_every_platform() -> None:
    for group in GROUPS:
        for command in group.commands.values():
            assert len(str(command.submit)) <= 24, command.path
