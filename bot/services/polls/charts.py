"""Charts as PNG pictures.

matplotlib takes about a second to load, so it is loaded at the first chart; it
also keeps the processor for tens of milliseconds, so `draw` works in a thread.
"""

from __future__ import annotations

import asyncio
import io
import threading
import warnings
from collections.abc import Callable, Sequence
from typing import Any, Literal, NamedTuple, Protocol

_ONE_AT_A_TIME = threading.Lock()
_COLOUR, _REST, _INK = "#2f6f6a", "#e4e9e8", "#22302f"
_WIDTH, _DPI = 800, 100
_MARGIN, _BETWEEN = 22, 18
_SMALLEST, _LARGEST = 11.0, 34.0

Drawing = Literal["bars", "cloud"]


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


async def draw(title: str, bars: Sequence[Bar], drawing: Drawing = "bars") -> bytes:
    """Horizontal bars with their numbers, or a cloud of their labels sized by share: PNG, 800 pixels wide."""
    return await asyncio.to_thread(_safely, _cloud if drawing == "cloud" else _bars, title, bars)


def _safely(drawn: Callable[[str, Sequence[Bar]], bytes], title: str, bars: Sequence[Bar]) -> bytes:
    with _ONE_AT_A_TIME, warnings.catch_warnings():
        # A sign that the font lacks is drawn as a box; the words beside the picture have it.
        warnings.filterwarnings("ignore", "Glyph ")
        return drawn(title, bars)


def _literal(text: str) -> str:
    """The text as it stands: a dollar sign would begin a formula."""
    return text.replace("$", r"\$")


def _bars(title: str, bars: Sequence[Bar]) -> bytes:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    labels = [_literal(_shown(bar.label)) for bar in bars]
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
    axes.set_title(_literal(title), loc="left", color=_INK, wrap=True)
    out = io.BytesIO()
    figure.savefig(out, format="png")
    return out.getvalue()


def _cloud(title: str, words: Sequence[Bar]) -> bytes:
    """The labels from A to Z in centred lines, the larger the greater their share."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties

    canvas: Any = FigureCanvasAgg(Figure(figsize=(_WIDTH / _DPI, 1), dpi=_DPI))
    measure = canvas.get_renderer().get_text_width_height_descent
    most = max((word.share for word in words), default=1) or 1
    placed: list[_Word] = []
    for word in sorted(words, key=lambda one: one.label.casefold()):
        size = _SMALLEST + (_LARGEST - _SMALLEST) * (word.share / most) ** 0.5
        label = _shown(word.label)
        width, _height, _descent = measure(label, FontProperties(size=size), False)
        placed.append(_Word(label, size, width))
    lines = _lines(placed)
    height = _MARGIN * 3 + sum(_line_height(line) for line in lines)
    figure = Figure(figsize=(_WIDTH / _DPI, height / _DPI), dpi=_DPI)
    FigureCanvasAgg(figure)
    figure.text(_MARGIN / _WIDTH, 1 - _MARGIN / height, _literal(title), color=_INK, va="center")
    top = height - _MARGIN * 2
    for line in lines:
        left = (_WIDTH - _width(line)) / 2
        middle = top - _line_height(line) / 2
        for label, size, width in line:
            colour = _COLOUR if size > (_SMALLEST + _LARGEST) / 2 else _INK
            at = (left / _WIDTH, middle / height)
            figure.text(*at, _literal(label), size=size, color=colour, va="center")
            left += width + _BETWEEN
        top -= _line_height(line)
    out = io.BytesIO()
    figure.savefig(out, format="png")
    return out.getvalue()


class _Word(NamedTuple):
    """A word of a cloud, measured: its size in points, its width in pixels."""

    label: str
    size: float
    width: float


def _lines(words: Sequence[_Word]) -> list[list[_Word]]:
    lines: list[list[_Word]] = [[]]
    for word in words:
        if lines[-1] and _width([*lines[-1], word]) > _WIDTH - 2 * _MARGIN:
            lines.append([])
        lines[-1].append(word)
    return lines


def _width(line: Sequence[_Word]) -> float:
    return sum(word.width for word in line) + _BETWEEN * (len(line) - 1)


def _line_height(line: Sequence[_Word]) -> float:
    return max((word.size for word in line), default=_SMALLEST) * _DPI / 72 * 1.5


def _shown(label: str) -> str:
    return label if len(label) <= 32 else label[:31] + "…"
