"""The report in docs/benchmarks.md: one section for each bench, written below a mark."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

MARK = "<!-- What follows is written by `python -m bench --into`. -->"


def merged(text: str, machine: str, measured: Mapping[str, str], order: Sequence[str]) -> str:
    """The file's text with those sections anew, by title; sections that were not measured now stay."""
    kept, _mark, before = text.partition(MARK)
    found = re.split(r"^## (.+)$", before, flags=re.MULTILINE)
    sections = dict(zip(found[1::2], (body.strip() for body in found[2::2]), strict=True)) | dict(measured)
    told = [f"## {title}\n\n{sections[title]}\n" for title in order if title in sections]
    return "\n".join([f"{kept}{MARK}\n", machine, *told])
