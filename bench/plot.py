"""Plots as SVG: bars, and lines on logarithmic axes. They follow the reader's light or dark colour scheme."""

import html
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WIDTH = 720
_BAR, _GAP, _TOP = 22, 12, 56
_LABELS = 210
_WHOLE = 100  # from here on, a figure is shown without decimals
_PLOT_HEIGHT = 300
_LEFT, _RIGHT, _BOTTOM = 72, 190, 56
_LINE_HEIGHT = 16
# Okabe and Ito's colours, which the colour-blind can tell apart, and grey.
_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#8c959f")
_STYLE = (
    "text{font:13px system-ui,sans-serif;fill:#1f2328}.title{font-weight:600;font-size:15px}.note{fill:#59636e}"
    ".grid{stroke:#d1d9e0;fill:none}.line{fill:none;stroke-width:2.5}"
    "@media(prefers-color-scheme:dark){text{fill:#f0f6fc}.note{fill:#9198a1}.grid{stroke:#3d444d}}"
)


@dataclass(frozen=True, slots=True)
class Axis:
    """A logarithmic axis.

    Attributes:
        label: What it shows, with the unit.
        low: Value at its beginning.
        high: Value at its end.
        start: Position of its beginning.
        end: Position of its end.
    """

    label: str
    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """Where a value is."""
        share = math.log(value / self.low) / math.log(self.high / self.low)
        return self.start + share * (self.end - self.start)

    def ticks(self) -> list[float]:
        """The powers of ten on it."""
        powers = range(math.ceil(math.log10(self.low) - 1e-9), math.floor(math.log10(self.high) + 1e-9) + 1)
        return [10.0**power for power in powers]


def bars(title: str, unit: str, values: Mapping[str, float], first: int = 1) -> str:
    """A bar for each value, the smaller the better.

    Args:
        title: What they show.
        unit: Unit of the values.
        values: The values and their labels, in the order in which to show them.
        first: How many of them, from the top, are this project's own.
    """
    scale = (WIDTH - _LABELS - 90) / max(values.values())
    parts = [_text(0, 20, title, "title"), _text(0, 40, f"{unit}; shorter is better", "note")]
    for number, (label, value) in enumerate(values.items()):
        top = _TOP + number * (_BAR + _GAP)
        colour = _COLOURS[0] if number < first else "#8c959f"
        width = max(value * scale, 1)
        parts += [
            _text(_LABELS - 10, top + 16, label, anchor="end"),
            f'<rect x="{_LABELS}" y="{top}" width="{width:.1f}" height="{_BAR}" rx="2" fill="{colour}"/>',
            _text(_LABELS + width + 8, top + 16, f"{value:,.0f}" if value >= _WHOLE else f"{value:.3g}"),
        ]
    return _document(title, _TOP + len(values) * (_BAR + _GAP), parts)


def lines(title: str, x: str, y: str, series: Mapping[str, Mapping[float, float]]) -> str:
    """A line for each series of points, on logarithmic axes.

    Args:
        title: What they show.
        x: Label of the horizontal axis.
        y: Label of the vertical axis.
        series: Label of each line, and its points.
    """
    xs = [value for points in series.values() for value in points]
    ys = [value for points in series.values() for value in points.values()]
    bottom = _TOP + _PLOT_HEIGHT
    across = Axis(x, min(xs), max(xs), _LEFT, WIDTH - _RIGHT)
    up = Axis(y, _power_below(min(ys)), _power_above(max(ys)), bottom, _TOP)
    parts = [_text(0, 20, title, "title"), _text(0, 40, y, "note"), *_grid(across, up)]
    ends: dict[str, float] = {}
    for number, (label, points) in enumerate(series.items()):
        colour = _COLOURS[number % len(_COLOURS)]
        placed = [(across.at(px), up.at(py)) for px, py in points.items()]
        path = " ".join(f"{px:.1f},{py:.1f}" for px, py in placed)
        parts.append(f'<polyline class="line" stroke="{colour}" points="{path}"/>')
        parts += [f'<circle cx="{px:.1f}" cy="{py:.1f}" r="3.5" fill="{colour}"/>' for px, py in placed]
        ends[label] = placed[-1][1]
    parts += [_text(WIDTH - _RIGHT + 12, y + 4, label) for label, y in _apart(ends).items()]
    parts.append(_text((_LEFT + WIDTH - _RIGHT) / 2, bottom + 44, x, "note", anchor="middle"))
    return _document(title, bottom + _BOTTOM, parts)


def _grid(across: Axis, up: Axis) -> list[str]:
    parts = []
    for tick in up.ticks():
        y = up.at(tick)
        parts.append(f'<path class="grid" d="M{across.start} {y:.1f}H{across.end}"/>')
        parts.append(_text(across.start - 8, y + 4, f"{tick:,g}", anchor="end"))
    for tick in across.ticks():
        x = across.at(tick)
        parts.append(f'<path class="grid" d="M{x:.1f} {up.start}v5"/>')
        parts.append(_text(x, up.start + 22, f"{tick:,.0f}", anchor="middle"))
    return parts


def _apart(ends: Mapping[str, float]) -> dict[str, float]:
    """Where the labels of lines stand: at their ends, but none on another."""
    placed: dict[str, float] = {}
    lowest = 0.0
    for label, y in sorted(ends.items(), key=lambda end: end[1]):
        placed[label] = max(y, lowest)
        lowest = placed[label] + _LINE_HEIGHT
    return placed


def _text(x: float, y: float, text: str, style: str = "", *, anchor: str = "start") -> str:
    style_class = f' class="{style}"' if style else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{style_class}>{html.escape(text)}</text>'


def _document(title: str, height: int, parts: Sequence[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        f'role="img" aria-label="{html.escape(title)}">\n<style>{_STYLE}</style>\n' + "\n".join(parts) + "\n</svg>\n"
    )


def _power_below(value: float) -> float:
    return 10.0 ** math.floor(math.log10(value))


def _power_above(value: float) -> float:
    return 10.0 ** math.ceil(math.log10(value))
