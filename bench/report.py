"""One line for each figure: what came out, beside what the machine gave at best in the same run."""

from __future__ import annotations

import json
import os
import platform
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A measurement. `at_most`, `at_least`: the goal of `value` or, if `of_ratio`, of the ratio."""

    name: str
    value: float
    unit: str
    limit: float | None = None  # the same without the product, measured in the same run
    limit_name: str = ""
    at_least: float | None = None
    at_most: float | None = None
    of_ratio: bool = False
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """The figure against its limit."""
        return None if not self.limit else self.value / self.limit

    @property
    def ok(self) -> bool | None:
        """Whether the goal is met; None without one."""
        judged = self.ratio if self.of_ratio else self.value
        if judged is None or (self.at_least is None and self.at_most is None):
            return None
        return (self.at_least is None or judged >= self.at_least) and (
            self.at_most is None or judged <= self.at_most
        )

    def line(self) -> str:
        """For the terminal."""
        parts = [f"{self.name:<46} {_short(self.value):>8} {self.unit:<4}"]
        if self.limit is not None and self.ratio is not None:
            parts.append(f"{self.limit_name} {_short(self.limit)}  ratio {self.ratio:.2f}")
        if self.ok is not None:
            goal = self.at_least if self.at_least is not None else self.at_most
            sign = "≥" if self.at_least is not None else "≤"
            what = "ratio " if self.of_ratio else ""
            parts.append(f"goal {what}{sign} {goal:g}: {'ok' if self.ok else 'MISSED'}")
        if self.note:
            parts.append(f"({self.note})")
        return "  ".join(parts)


def write(figures: list[Figure], path: Path) -> None:
    """All figures as JSON, for whoever compares runs."""
    said = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {
            "cores": os.cpu_count(),
            "load_at_the_end": os.getloadavg()[0],
            "python": platform.python_version(),
        },
        "figures": [{**asdict(f), "ratio": f.ratio, "ok": f.ok} for f in figures],
    }
    path.write_text(json.dumps(said, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _short(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"
