"""`python -m bench [votes find search start memory statements] [--into docs/benchmarks.md]`."""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import signal
import time
from collections.abc import Sequence
from pathlib import Path

from bench import find, memory, search, start, statements, votes
from bench.figures import sections, table
from bench.processes import cores
from bot import log

BENCHES = {
    "votes": ("Votes by HTTP, servers on one core", votes.run),
    "find": ("Finding people among 100,000", find.run),
    "search": ("Searching, looking pages up and saving them, among many items", search.run),
    "start": ("Time to a port that answers", start.run),
    "memory": ("Resident memory", memory.run),
    "statements": ("SQL statements a command", statements.run),
}
MARK = "<!-- What follows is written by `python -m bench --into`. -->"


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
    report = asyncio.run(_report(asked.which or list(BENCHES), asked.items))
    if asked.into:
        told, _mark, before = asked.into.read_text().partition(MARK)
        # What was not measured this time stays as it was.
        tables = sections(before) | sections(report)
        asked.into.write_text(f"{told}{MARK}\n\n" + "\n".join(tables.values()))


async def _report(which: list[str], items: Sequence[int]) -> str:
    began = time.perf_counter()
    parts = [_machine()]
    print(parts[0])
    for name in which:
        title, run = BENCHES[name]
        lines = await search.run(items) if name == "search" else await run()
        parts.append(f"## {title}\n\n{table(lines)}\n")
        print(f"\n{parts[-1]}", flush=True)
    print(f"({time.perf_counter() - began:.0f} s)")
    return "\n".join(parts)


def _machine() -> str:
    return (
        f"Measured on a shared machine: {os.cpu_count()} cores ({platform.machine()}), {platform.system()}, "
        f"Python {platform.python_version()}. Figures are medians, the least and the most in brackets.\n"
    )


if __name__ == "__main__":
    main()
