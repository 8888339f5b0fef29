"""The office as one kind of newcomer meets it: who goes before, and which counters are theirs."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from operator import mul
from typing import Final

from queue_monitor.domain.floor import Companions, Floor, LineKey
from queue_monitor.domain.model import ClassId, ServiceId, TicketId
from queue_monitor.forecast.ahead import lines_before, overtaken, usual_visit
from queue_monitor.forecast.base import NO_WAIT, WaitRange
from queue_monitor.forecast.drain import Drain, merged
from queue_monitor.forecast.ranges import gamma_range
from queue_monitor.forecast.situation import Situation, serving

_UNIT_S: Final = 10.0  # work is counted in these, then ever more coarsely: see `_coarse`
_EXACT: Final = 64
_MOST_KEPT: Final = 20_000
_AGE_STEP_S: Final = 15.0
_HALVINGS: Final = 12
#: Lines, with the units of work in each number of theirs and in each person more.
_Weighed = tuple[tuple[LineKey, ...], tuple[float, ...], tuple[float, ...]]
_MOST_OVERTAKING: Final = 0.8  # of the capacity; beyond it the closed form means nothing


class Frame:
    """What a view holds that stays while the counters' lanes, the pace and the times do.

    Calls, starts and ends only move who is in hand: the next view then stands on the same frame.
    """

    __slots__ = (
        "amplified",
        "fast",
        "group",
        "left_s",
        "masks",
        "mean_s",
        "noise_s",
        "other",
        "own",
        "shared",
        "slow",
        "theirs",
    )

    def __init__(self, now: Situation, own: LineKey, theirs: tuple[int, ...]) -> None:
        self.own, self.theirs = own, theirs
        lines = lines_before(now, own, theirs)
        groups = merged([line.mask for line in lines])
        self.masks = [0] * (max(groups) + 1)
        for line, group in zip(lines, groups, strict=True):
            self.masks[group] |= line.mask
        self.group = groups[0]
        self.mean_s, variance_s2 = usual_visit(now, lines)
        # What is in hand when the newcomer is called is at a random point of its course: that
        # much of the work ahead need not be waited for (the mean residual of renewal theory).
        self.left_s = 0.5 * (self.mean_s + variance_s2 / self.mean_s)
        self.noise_s = variance_s2 / self.mean_s / len(theirs)
        self.shared = 0  # counters that other groups need too
        for group, mask in enumerate(self.masks):
            self.shared |= 0 if group == self.group else mask
        taken = overtaken(now, lines, own, theirs)
        self.amplified = 1.0 / (1.0 - min(taken, _MOST_OVERTAKING))
        self.fast: list[_Weighed] = []
        for group in range(len(self.masks)):
            fast = [li for li, g in zip(lines, groups, strict=True) if g == group and not li.slower]
            self.fast.append(
                (
                    tuple(li.key for li in fast),
                    tuple(li.cycle_s / _UNIT_S for li in fast),
                    tuple(li.person_s / _UNIT_S for li in fast),
                )
            )
        self.slow: list[tuple[LineKey, int, float, float, float]] = [
            (li.key, g, li.cycle_s, li.person_s, li.slower)
            for li, g in zip(lines, groups, strict=True)
            if li.slower
        ]
        self.other: Frame | None = None

    @classmethod
    def of(cls, now: Situation, service: ServiceId, visit_class: ClassId) -> "Frame | None":
        """None if no open counter takes it."""
        own: LineKey = (service, visit_class, None)
        theirs = serving(now.lanes, own)
        if not theirs:
            return None
        frame = cls(now, own, theirs)
        every = serving(now.takes, own)
        if every != theirs:
            frame.other = cls(replace(now, lanes=now.takes), own, every)
        return frame


class View:
    """One (service, class) in one situation. `wait` is the hot path."""

    __slots__ = (
        "_amplified",
        "_drain",
        "_fast",
        "_floor_s",
        "_group",
        "_idle_count",
        "_idle_keys",
        "_in_common",
        "_known",
        "_left_s",
        "_noise_s",
        "_offset_s",
        "_other",
        "_own_s",
        "_share",
        "_shared",
        "_shared_s",
        "_slow",
        "_spread",
    )

    def __init__(self, now: Situation, frame: Frame) -> None:
        own, theirs = frame.own, frame.theirs
        self._fast, self._slow, self._group = frame.fast, frame.slow, frame.group
        self._left_s, self._noise_s = frame.left_s, frame.noise_s
        self._amplified, self._shared = frame.amplified, frame.shared
        self._drain = Drain(frame.masks, [free - frame.left_s for free in now.free_s])
        self._offset_s = frame.left_s / len(theirs)
        free_s = {c: frame.mean_s if now.idle[c] else max(now.free_s[c], 1.0) for c in theirs}
        self._floor_s = _first_of(free_s.values())
        self._own_s = [free_s[c] for c in theirs if not frame.shared >> c & 1]
        self._shared_s = _first_of(free_s[c] for c in theirs if frame.shared >> c & 1)
        self._share = 1.0 / len(theirs)
        self._in_common = len(theirs) - len(self._own_s)
        self._spread = now.settings.spread_ratio
        idle = [c for c, taken in enumerate(now.takes) if own in taken and now.idle[c]]
        self._idle_count = len(idle)
        rate = now.rates.get(own[1], 1.0)
        self._idle_keys = tuple(
            {
                key: None
                for c in idle
                for key, lane in now.takes[c].items()
                if lane < now.takes[c][own]
                or (lane == now.takes[c][own] and now.rates.get(key[1], 1.0) >= rate)
            }
        )
        self._known: dict[tuple[int, ...], WaitRange] = {}
        self._other = None if frame.other is None else View(now, frame.other)

    def wait(self, floor: Floor, at: datetime) -> WaitRange:
        """The range for somebody who joins behind those in `floor.lines`.

        Whether counters that are busy with earlier lanes count as slow help or as none: the
        view that gives them the sooner call is the nearer one.
        """
        alone = self._alone(floor, at)
        if self._other is None:
            return alone
        other = self._other._alone(floor, at)
        return WaitRange(
            p10=min(alone.p10, other.p10),
            p50=min(alone.p50, other.p50),
            p90=min(alone.p90, other.p90),
        )

    def _alone(self, floor: Floor, at: datetime) -> WaitRange:
        lines = floor.lines
        if self._idle_count and self._is_free(lines):
            return NO_WAIT
        work = tuple([_coarse(lines, floor.companions, *weighed) for weighed in self._fast])
        if self._slow:
            return self._overtaking(floor, at, work)
        known = self._known.get(work)
        if known is None:
            known = self._range([w * _UNIT_S for w in work])
            if len(self._known) < _MOST_KEPT:
                self._known[work] = known
        return known

    def _is_free(self, lines: Mapping[LineKey, tuple[TicketId, ...]]) -> bool:
        """Whether an idle counter is left when all who go before have gone."""
        ahead = sum(len(lines.get(key, ())) for key in self._idle_keys)
        return ahead < self._idle_count

    def _mean_s(self, work_s: list[float]) -> float:
        own_s = self._drain.drained_s(work_s, self._group)
        soonest_s = min(self._soonest_s(work_s), own_s + self._left_s)
        return max((own_s + self._offset_s) * self._amplified, soonest_s, self._floor_s)

    def _soonest_s(self, work_s: list[float]) -> float:
        """The first of two: a counter of their own is free, or those shared with others have
        got through the others. As if both were exponential.
        """
        own = work_s[self._group] * self._share
        rate = sum(1.0 / (free_s + own) for free_s in self._own_s)
        if self._in_common:
            counters = self._shared.bit_count()
            rest = sum(work_s) - work_s[self._group] + own * (self._in_common)
            after_s = self._drain.filled_s(self._shared, rest) + self._left_s / counters
            rate += 1.0 / max(after_s, self._shared_s)
        return 1.0 / rate if rate else 0.0

    def _range(self, work_s: list[float]) -> WaitRange:
        return self._around(self._mean_s(work_s))

    def _around(self, mean_s: float) -> WaitRange:
        """Variance: of the next to be free, of the services before, and of the mean itself."""
        extra_s = mean_s - self._floor_s
        variance = self._floor_s**2 + extra_s * self._noise_s + (self._spread * extra_s) ** 2
        return gamma_range(mean_s, variance)

    def _overtaking(self, floor: Floor, at: datetime, work: tuple[int, ...]) -> WaitRange:
        """Those of slower classes go before only if their waiting outweighs the newcomer's.

        Somebody `age` old goes first if (age + wait) × their rate ≥ wait × the newcomer's.
        The wait on both sides of that is found by halving.
        """
        slow = [
            (
                group,
                cycle_s * len(line) + person_s * floor.companions.get(key, 0),
                ratio,
                self._age_s(floor, line[0], at),
            )
            for key, group, cycle_s, person_s, ratio in self._slow
            if (line := floor.lines.get(key))
        ]
        key = (*work, *(part for _, all_s, _, age in slow for part in (int(all_s), int(age))))
        known = self._known.get(key)
        if known is not None:
            return known

        def expected_s(wait_s: float) -> float:
            work_s = [w * _UNIT_S for w in work]
            for group, all_s, ratio, age_s in slow:
                # Ages lie about evenly between none and the oldest's.
                share = 1.0 - wait_s * ratio / age_s
                work_s[group] += all_s * max(share, 0.0)
            return self._mean_s(work_s)

        low, high = 0.0, expected_s(0.0)
        for _ in range(_HALVINGS):
            middle = 0.5 * (low + high)
            if expected_s(middle) > middle:
                low = middle
            else:
                high = middle
        known = self._around(max(high, self._floor_s))
        if len(self._known) < _MOST_KEPT:
            self._known[key] = known
        return known

    @staticmethod
    def _age_s(floor: Floor, ticket: TicketId, at: datetime) -> float:
        age_s = (at - floor.tickets[ticket].place_at).total_seconds()
        return max(age_s // _AGE_STEP_S * _AGE_STEP_S, 1.0)


def _coarse(
    lines: Mapping[LineKey, tuple[TicketId, ...]],
    companions: Companions,
    keys: tuple[LineKey, ...],
    weights: tuple[float, ...],
    more: tuple[float, ...],
) -> int:
    """The lines' work in units, rounded up by about one part in forty, so that it recurs."""
    get = lines.get
    units = sum(map(mul, [len(get(key, ())) for key in keys], weights), 0.0)
    if companions:
        units += sum(map(mul, [companions.get(key, 0) for key in keys], more), 0.0)
    work: int = math.ceil(units)
    if work < _EXACT:
        return work
    step = (1 << (work.bit_length() - 5)) - 1
    return (work + step) & ~step


def _first_of(means_s: Iterable[float]) -> float:
    """Mean of the first of as many exponential times; 0 for none."""
    rate = sum(1.0 / mean_s for mean_s in means_s)
    return 1.0 / rate if rate else 0.0
