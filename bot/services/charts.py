"""Charts as PNG pictures.

matplotlib takes about a second to load, so it is loaded at the first chart; it
also keeps the processor for tens of milliseconds, so `draw` works in a thread.
"""

from __future__ import annotations

import asyncio
import io
import threading
import warnings
from collections.abc import Sequence
from typing import Protocol

_ONE_AT_A_TIME = threading.Lock()
_COLOUR, _REST, _INK = "#2f6f6a", "#e4e9e8", "#22302f"


class Bar(Protocol):
    """A bar to draw: `bot.replies.Bar` is one."""

    @property
    def label(self) -> str:
        """What it stands for."""

    @property
    def count(self) -> int:
        """Its number."""

    @property
    def share(self) -> float:
        """Its share of the whole, from 0 to 1."""


async def draw(title: str, bars: Sequence[Bar]) -> bytes:
    """Horizontal bars with their numbers, as PNG, 800 pixels wide."""
    return await asyncio.to_thread(_draw, title, bars)


def _draw(title: str, bars: Sequence[Bar]) -> bytes:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    # A dollar sign would begin a formula.
    labels = [_shown(bar.label).replace("$", r"\$") for bar in bars]
    with _ONE_AT_A_TIME, warnings.catch_warnings():
        # A sign that the font lacks is drawn as a box; the words beside the picture have it.
        warnings.filterwarnings("ignore", "Glyph ")
        figure = Figure(figsize=(8, 1.1 + 0.5 * len(bars)), dpi=100, layout="constrained")
        FigureCanvasAgg(figure)
        axes = figure.add_subplot()
        places = range(len(bars))
        axes.barh(places, [1.0] * len(bars), color=_REST, height=0.6)
        axes.barh(places, [bar.share for bar in bars], color=_COLOUR, height=0.6)
        for place, bar in zip(places, bars, strict=True):
            axes.text(1.02, place, f"{bar.count}  ({bar.share:.0%})", va="center", color=_INK)
        axes.set_yticks(places, labels, color=_INK)
        axes.invert_yaxis()
        axes.set_xlim(0, 1.2)
        axes.xaxis.set_visible(False)
        axes.tick_params(length=0)
        axes.spines[:].set_visible(False)
        axes.set_title(title.replace("$", r"\$"), loc="left", color=_INK, wrap=True)
        out = io.BytesIO()
        figure.savefig(out, format="png")
    return out.getvalue()


def _shown(label: str) -> str:
    return label if len(label) <= 32 else label[:31] + "…"
