"""`python -m bench [votes find search start memory feeds statements] [--into docs/benchmarks.md]`."""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import signal
import time
from collections.abc import Sequence
from pathlib import Path

from bench import digests, feeds, find, memory, search, start, statements, votes
from bench.figures import table
from bench.processes import cores
from bench.report import merged
from bot import log

BENCHES = {
    "votes": ("Votes by HTTP, servers on one core", votes.run),
    "find": ("Finding people among 100,000", find.run),
    "search": ("Searching, looking pages up and saving them, among many items", search.run),
    "start": ("Time to a port that answers", start.run),
    "memory": ("Resident memory", memory.run),
    "feeds": ("Looking at 2,000 feeds, 95 of 100 unchanged", feeds.run),
    "statements": ("SQL statements a command", statements.run),
    "digests": ("The digests of a Monday morning", digests.run),
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure, beside what it should be.")
    parser.add_argument(
        "which", nargs="*", choices=[[], *BENCHES], help="some of the benches; all by default"
    )
    parser.add_argument("--into", type=Path, help="write the tables into this file, below its mark")
    parser.add_argument(
        "--items", type=int, nargs="+", default=search.SIZES, help="among how many items to search"
    )
    asked = parser.parse_args()
    log.set_up("error", "console")
    # Whoever ends the run ends the servers with it.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    os.sched_setaffinity(0, {cores()[1]})
    measured = asyncio.run(_measured(asked.which or list(BENCHES), asked.items))
    if asked.into:
        titles = [title for title, _run in BENCHES.values()]
        asked.into.write_text(merged(asked.into.read_text(), _machine(), measured, titles))


async def _measured(which: list[str], items: Sequence[int]) -> dict[str, str]:
    """The table of each bench, by its title; each is printed as soon as it is there."""
    began = time.perf_counter()
    print(_machine())
    tables = {}
    for name in which:
        title, run = BENCHES[name]
        tables[title] = table(await search.run(items) if name == "search" else await run())
        print(f"\n## {title}\n\n{tables[title]}\n", flush=True)
    print(f"({time.perf_counter() - began:.0f} s)")
    return tables


def _machine() -> str:
    return (
        f"Measured on a shared machine: {os.cpu_count()} cores ({platform.machine()}), {platform.system()}, "
        f"Python {platform.python_version()}. Figures are medians, the least and the most in brackets.\n"
    )


if __name__ == "__main__":
    main()
