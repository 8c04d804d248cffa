"""What the benchmarks count exactly is guarded here; what they time is not."""

from __future__ import annotations

import pytest

from bench import search, statements
from bench.figures import Line, Spread, ratios, table, within
from bench.report import MARK, merged

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


def test_sections_that_were_not_measured_stay_in_the_report() -> None:
    text = f"How.\n\n{MARK}\n\nOld machine.\n\n## A\n\n| a |\n\n## B\n\n| b |\n"
    told = merged(text, "New machine.\n", {"B": "| new |", "C": "| c |"}, ["A", "B", "C"])
    assert told == f"How.\n\n{MARK}\n\nNew machine.\n\n## A\n\n| a |\n\n## B\n\n| new |\n\n## C\n\n| c |\n"


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


def test_95_of_100_are_within_the_95th() -> None:
    assert within(range(1, 101), 95) == 95
    assert within([7.0], 95) == 7.0
