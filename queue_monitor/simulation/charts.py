"""Charts as SVG, drawn here: they print well, weigh little and ask nobody for anything."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, log10
from typing import Final

#: Told apart by dash as well as by colour: a plan is often copied in black and white.
_STYLES: Final = (
    ("#5e6770", "2 4"),
    ("#1f3d73", ""),
    ("#b87700", "8 4"),
    ("#0f6b5c", "12 3 2 3"),
    ("#7a3b8f", "5 3"),
    ("#98190f", "1 3"),
)
_WIDTH: Final = 720
_HEIGHT: Final = 230
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 20, 12, 26


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One line: minutes from midnight, and values."""

    name: str
    minutes: Sequence[int]
    values: Sequence[float]


def lines(series: Sequence[Series], *, title: str, limit: float | None = None) -> str:
    """Values over the day, with the limit as a thin red line."""
    first = min((s.minutes[0] for s in series if s.minutes), default=480)
    last = max((s.minutes[-1] for s in series if s.minutes), default=1020)
    first, last = first - first % 60, max(ceil(last / 60) * 60, first + 60)
    most = max([limit or 0.0, *(max(s.values, default=0.0) for s in series)])
    top = _round_up(most)

    def x(minute: float) -> float:
        return _LEFT + (_WIDTH - _LEFT - _RIGHT) * (minute - first) / (last - first)

    def y(value: float) -> float:
        return _HEIGHT - _BOTTOM - (_HEIGHT - _TOP - _BOTTOM) * value / top

    parts = list(_grid(top, y))
    hours = range(first // 60, last // 60 + 1)
    parts += [
        f'<text x="{x(h * 60):.0f}" y="{_HEIGHT - 8}" text-anchor="middle">{h}:00</text>'
        for h in hours
    ]
    if limit is not None:
        parts.append(
            f'<line x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y(limit):.1f}" y2="{y(limit):.1f}" '
            'stroke="#c4281b" stroke-width="1"/>'
        )
    for number, one in enumerate(series):
        points = " ".join(
            f"{x(m):.1f},{y(v):.1f}" for m, v in zip(one.minutes, one.values, strict=True)
        )
        parts.append(f'<polyline points="{points}" fill="none" {stroke(number)}/>')
    return _svg(parts, title=title, height=_HEIGHT)


def bars(names: Sequence[str], values: Sequence[float], *, title: str) -> str:
    """One bar each, its value beside it."""
    step, top = 26, _round_up(max(values, default=0.0))
    label = 250
    parts: list[str] = []
    for number, (name, value) in enumerate(zip(names, values, strict=True)):
        y = number * step + 4
        colour, _ = _STYLES[number % len(_STYLES)]
        width = (_WIDTH - label - 70) * value / top
        parts += [
            f'<text x="{label - 8}" y="{y + 13}" text-anchor="end">{escape(name)}</text>',
            f'<rect x="{label}" y="{y}" width="{max(width, 1):.1f}" height="18" fill="{colour}"/>',
            f'<text x="{label + max(width, 1) + 6:.0f}" y="{y + 13}">{value:.0f}</text>',
        ]
    return _svg(parts, title=title, height=len(names) * step + 6)


def stroke(number: int) -> str:
    """The look of the line of that number, as SVG attributes."""
    colour, dash = _STYLES[number % len(_STYLES)]
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return f'stroke="{colour}" stroke-width="2"{dashed}'


def _grid(top: float, y: object) -> Iterator[str]:
    assert callable(y)
    for part in range(5):
        value = top * part / 4
        at = y(value)
        yield (
            f'<line x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{at:.1f}" y2="{at:.1f}" '
            'stroke="#dcdad3" stroke-width="1"/>'
        )
        yield f'<text x="{_LEFT - 6}" y="{at + 4:.0f}" text-anchor="end">{value:g}</text>'


def _round_up(value: float) -> float:
    """The next of 4, 8, 12, 20, 40, 60, 80, 120, …, so that four steps are whole numbers."""
    if value <= 4:
        return 4.0
    scale = 10 ** int(log10(value / 4))
    return next(float(m * scale) for m in (4, 8, 12, 20, 28, 40, 60, 80) if m * scale >= value)


def _svg(parts: Sequence[str], *, title: str, height: int) -> str:
    inside = "\n".join(parts)
    return (
        f'<svg viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{escape(title)}" '
        f'font-size="12" fill="#1a2027">\n{inside}\n</svg>'
    )
