"""What the benchmarks count exactly is guarded here; what they time is not."""

from __future__ import annotations

import pytest

from bench import search, statements
from bench.figures import Line, Spread, ratios, sections, table, within

# What is done now and then may take more; docs/benchmarks.md says so.
KNOWN_TO_TAKE_MORE = {
    "poll vote, never met before",
    "profile edit expertise",
    "poll close",
    "community new",
    "poll new",
}


async def test_the_usual_commands_take_at_most_eight_statements() -> None:
    more = {line.what for line in await statements.run() if not line.reached}
    assert more <= KNOWN_TO_TAKE_MORE


def test_a_ratio_compares_what_was_measured_in_the_same_turn() -> None:
    assert ratios([100, 300], [200, 300]) == Spread(0.5, 0.75, 1.0)


def test_a_table_says_plainly_what_was_missed() -> None:
    told = table([Line("votes", Spread.of([1, 2, 4]).told(1), "3", reached=False)])
    assert told.splitlines()[-1] == "| votes | 2.0 (1.0 to 4.0) | 3 | **missed** |"


@pytest.mark.timeout(240)
async def test_search_is_measured_on_both_databases() -> None:
    told = {line.what: line for line in await search.run((200, 400), turns=1)}
    for where in ("SQLite, 400", "PostgreSQL, 400"):
        for what in (
            "a rare word, by an outsider",
            "95 of 100 searches within",
            "a page by its name",
            "the index",
        ):
            assert any(line.startswith(f"{where}: {what}") for line in told), what
    assert told["PostgreSQL: to change a page among 400 items"].aim


def test_what_was_not_measured_keeps_its_table() -> None:
    before = "Here.\n\n## One\n\n| 1 |\n\n## Two\n\n| 2 |\n"
    assert list(sections(before)) == ["", "One", "Two"]
    now = sections(before) | sections("There.\n\n## Two\n\n| 3 |\n")
    assert "\n".join(now.values()) == "There.\n\n## One\n\n| 1 |\n\n## Two\n\n| 3 |\n"


def test_95_of_100_are_within_the_95th() -> None:
    assert within(range(1, 101), 95) == 95
    assert within([7.0], 95) == 7.0
