"""The documentation keeps up: what is made from the code is as the code is, and nothing is left unsaid."""

from __future__ import annotations

from pathlib import Path

import pytest
from prometheus_client import REGISTRY

from bot import metrics
from bot.commandline.reference import pages
from bot.permissions import PERMISSIONS
from bot.registry import Registry
from commands import GROUPS

DOCS = Path(__file__).parents[2] / "docs"
MADE = pages(Registry(GROUPS))


@pytest.mark.parametrize("name", sorted(MADE))
def test_a_page_that_is_made_from_the_code_is_up_to_date(name: str) -> None:
    written = (DOCS / name).read_text(encoding="utf-8")
    assert written == MADE[name], f"docs/{name} is out of date: run make reference"


def test_every_command_and_every_value_is_described() -> None:
    page = MADE["commands.md"]
    registry = Registry(GROUPS)
    for command in registry.visible():
        assert f"### {registry.typed(command.path)}\n\n{command.summary}" in page
        for parameter in command.parameters:
            assert str(parameter.spec.description).strip(), (command.path, parameter.name)


def test_every_permission_that_is_needed_is_described() -> None:
    for command in Registry(GROUPS).visible():
        assert command.needs in PERMISSIONS
    for permission in PERMISSIONS:
        assert f"- Who: {permission.description}" in MADE["commands.md"]


def test_every_setting_is_described() -> None:
    rows = [line.split("|") for line in MADE["settings.md"].splitlines() if line.startswith("| `")]
    assert len(rows) >= 15
    for row in rows:
        assert row[2].strip().startswith("`CONVENOR_")
        assert row[-2].strip() not in ("", "None"), row


def test_every_metric_is_described_in_operations() -> None:
    page = (DOCS / "operations.md").read_text(encoding="utf-8")
    ours = [family for family in REGISTRY.collect() if family.name.startswith("convenor_")]
    assert len(ours) == sum(
        hasattr(value, "collect") for value in vars(metrics).values() if not isinstance(value, type)
    )
    for family in ours:
        name = family.name + ("_total" if family.type == "counter" else "")
        [row] = [line for line in page.splitlines() if line.startswith(f"| `{name}` |")]
        for label in getattr(metrics, _constant(family.name))._labelnames:
            assert f"`{label}`" in row, (name, label)


def _constant(name: str) -> str:
    found = [key for key, value in vars(metrics).items() if getattr(value, "_name", None) == name]
    assert len(found) == 1
    return found[0]


def test_no_page_and_no_file_names_a_folder_of_somebodys_machine() -> None:
    for page in DOCS.rglob("*.md"):
        text = page.read_text(encoding="utf-8")
        for folder in ("/home/", "/root/", "/Users/", "/work/"):
            assert folder not in text, (page.name, folder)
