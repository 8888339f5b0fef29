"""Ranges kept honest: each tail's width is corrected with every call by how often it was missed.

At every call, each tail's scale is multiplied by exp(0.03 × (miss − 0.1)): a tail that one in ten
waits falls beyond stays as it is (Gibbs and Candès's adaptive conformal inference, 2021, on the
logarithm of a scale). `miss` is 1 or 0 for the range told on arrival, and the share of all ranges
told meanwhile for those told live.
"""

from dataclasses import dataclass, field
from math import exp
from typing import Final

GAIN: Final = 0.03
_AIM: Final = 0.1
_LEAST, _MOST = 0.3, 4.0


@dataclass(frozen=True, slots=True)
class Told:
    """A range as it was told, the call expected between `low_at` and `high_at`."""

    low_at: float
    high_at: float


@dataclass(slots=True)
class Tails:
    """The two scales of one kind of range."""

    low: float = 1.0
    high: float = 1.0

    def learn(self, early: float, late: float, gain: float = GAIN) -> None:
        """`early` and `late`: shares that fell below and above the range."""
        self.low = min(max(self.low * exp(gain * (early - _AIM)), _LEAST), _MOST)
        self.high = min(max(self.high * exp(gain * (late - _AIM)), _LEAST), _MOST)

    def applied(self, p10: float, p50: float, p90: float) -> tuple[float, float, float]:
        """The range with its tails stretched."""
        low = max(p50 - self.low * (p50 - p10), 0.0)
        return low, p50, p50 + self.high * (p90 - p50)


@dataclass(slots=True)
class Honest:
    """Scales for ranges told on arrival and live, and what was told to those who still wait."""

    ticket: Tails = field(default_factory=Tails)
    live: Tails = field(default_factory=Tails)
    first: dict[str, Told] = field(default_factory=dict)
    since: dict[str, list[Told]] = field(default_factory=dict)

    def begin_day(self) -> None:
        """Nobody waits; the scales go on."""
        self.first.clear()
        self.since.clear()

    def told(self, ticket: str, at: float, p10: float, p90: float, *, first: bool) -> None:
        """A range was told."""
        told = Told(at + p10, at + p90)
        if first:
            self.first[ticket] = told
        else:
            self.since.setdefault(ticket, []).append(told)

    def called(self, ticket: str, at: float) -> None:
        """The wait is over."""
        first = self.first.pop(ticket, None)
        if first is not None:
            self.ticket.learn(float(at < first.low_at), float(at > first.high_at))
        ranges = self.since.pop(ticket, None)
        if ranges:
            early = sum(at < told.low_at for told in ranges) / len(ranges)
            late = sum(at > told.high_at for told in ranges) / len(ranges)
            self.live.learn(early, late)
