"""What the benchmarks count exactly is guarded here; what they time is not."""

from __future__ import annotations

from bench import statements
from bench.figures import Line, Spread, ratios, table

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
