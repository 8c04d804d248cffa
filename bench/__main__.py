"""`python -m bench [votes find start memory statements] [--into docs/benchmarks.md]`."""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import signal
import time
from pathlib import Path

from bench import find, memory, start, statements, votes
from bench.figures import table
from bench.processes import cores
from bot import log

BENCHES = {
    "votes": ("Votes by HTTP, servers on one core", votes.run),
    "find": ("Finding people among 100,000", find.run),
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
    asked = parser.parse_args()
    log.set_up("error", "console")
    # Whoever ends the run ends the servers with it.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    os.sched_setaffinity(0, {cores()[1]})
    report = asyncio.run(_report(asked.which or list(BENCHES)))
    if asked.into:
        kept = asked.into.read_text().partition(MARK)[0]
        asked.into.write_text(f"{kept}{MARK}\n\n{report}")


async def _report(which: list[str]) -> str:
    began = time.perf_counter()
    parts = [_machine()]
    print(parts[0])
    for name in which:
        title, run = BENCHES[name]
        parts.append(f"## {title}\n\n{table(await run())}\n")
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
