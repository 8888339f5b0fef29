"""How good a forecast was: waits beside the simple rule's, breaches foreseen and false alarms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean, median
from typing import Final

from queue_monitor.forecast.predictor import Answer, Predictor, Wait
from queue_monitor.forecast.records import Day, Happening, Probe, in_order
from queue_monitor.forecast.track import Track
from queue_monitor.forecast.truth import Truth, probes_of, truth_of

SOON_S: Final = 900.0
NOTICE_S: Final = 180.0
CLASSES: Final = {0: "urgent", 1: "appointment", 2: "walk_in"}


@dataclass(slots=True)
class Waits:
    """Errors in minutes of one kind of figure."""

    errors: list[float] = field(default_factory=list)
    simple: list[float] = field(default_factory=list)
    below: int = 0
    above: int = 0
    widths: list[float] = field(default_factory=list)

    def add(self, actual_s: float, wait: Wait, simple_s: float) -> None:
        self.errors.append((wait.p50 - actual_s) / 60.0)
        self.simple.append((simple_s - actual_s) / 60.0)
        self.below += actual_s < wait.p10
        self.above += actual_s > wait.p90
        self.widths.append((wait.p90 - wait.p10) / 60.0)

    def figures(self) -> dict[str, float | int | None]:
        if not self.errors:
            return {"count": 0}
        mae, simple = fmean(map(abs, self.errors)), fmean(map(abs, self.simple))
        count = len(self.errors)
        return {
            "count": count,
            "mae_min": mae,
            "simple_mae_min": simple,
            "ratio": mae / simple if simple else None,
            "bias_min": fmean(self.errors),
            "simple_bias_min": fmean(self.simple),
            "coverage": 1.0 - (self.below + self.above) / count,
            "below_p10": self.below / count,
            "above_p90": self.above / count,
            "width_min": fmean(self.widths),
        }


@dataclass(slots=True)
class Breaches:
    """Minutes outside a breach, onsets and alarms."""

    leads_s: list[float | None] = field(default_factory=list)  # of each onset; None: unforeseen
    alarms: int = 0
    right: int = 0
    false_runs: int = 0
    days: int = 0
    chances: list[tuple[float, bool]] = field(default_factory=list)

    def add(self, truth: Truth, minutes: Sequence[tuple[float, Answer]], close_s: float) -> None:
        """One day's periodic answers."""
        self.days += 1
        outside = [(at, answer) for at, answer in minutes if not truth.is_breached(at)]
        run: list[float] = []
        for at, answer in outside:
            soon = truth.onset_within(at, SOON_S)
            self.chances.append((answer.p_breach[int(SOON_S)], soon))
            if answer.alarm and run and at - run[-1] > 90.0:
                self._end(run, truth)
                run = []
            if answer.alarm:
                self.alarms += 1
                self.right += soon
                run.append(at)
            elif run:
                self._end(run, truth)
                run = []
        self._end(run, truth)
        for begins, _ in truth.breaches:
            if begins < close_s:
                alarms = [
                    at for at, answer in outside if answer.alarm and begins - SOON_S <= at < begins
                ]
                self.leads_s.append(begins - alarms[0] if alarms else None)

    def _end(self, run: list[float], truth: Truth) -> None:
        if run and not any(truth.onset_within(at, SOON_S) for at in run):
            self.false_runs += 1

    def figures(self) -> dict[str, float | int | None]:
        leads = [lead for lead in self.leads_s if lead is not None]
        onsets = len(self.leads_s)
        base = fmean(soon for _, soon in self.chances) if self.chances else 0.0
        brier = fmean((p - soon) ** 2 for p, soon in self.chances) if self.chances else 0.0
        return {
            "days": self.days,
            "onsets": onsets,
            "recall": len(leads) / onsets if onsets else None,
            "recall_3_min": sum(s >= NOTICE_S for s in leads) / onsets if onsets else None,
            "median_lead_min": median(leads) / 60.0 if leads else None,
            "alarm_minutes": self.alarms,
            "precision": self.right / self.alarms if self.alarms else None,
            "false_runs_a_day": self.false_runs / self.days if self.days else None,
            "brier_15": brier,
            "brier_skill_15": 1.0 - brier / (base * (1.0 - base)) if 0.0 < base < 1.0 else None,
        }


@dataclass(slots=True)
class Score:
    """Figures over any number of days."""

    ticket: dict[str, Waits] = field(default_factory=dict)  # by class, "all" among them
    live: dict[str, Waits] = field(default_factory=dict)
    breaches: Breaches = field(default_factory=Breaches)

    def play(self, predictor: Predictor, day: Day, mean_service_s: float) -> None:
        """Play the day to the predictor, asking as `predict` is asked; the figures grow by it."""
        truth = truth_of(day)
        predictor.begin_day(day.config)
        minutes: list[tuple[float, Answer]] = []
        events = list(in_order(day.events))
        place = 0
        for number, (at, ticket) in enumerate(probes_of(day)):
            while place < len(events) and events[place].t <= at:
                predictor.take(events[place])
                place += 1
            if ticket is not None and ticket not in predictor.learner.track.waiting:
                continue  # called at once: there is nothing to say of their wait
            kind = "periodic" if ticket is None else "arrival"
            answer = predictor.answer(Probe(t=at, probe=str(number), kind=kind, ticket=ticket))
            if ticket is None:
                minutes.append((at, answer))
            into = self.live if ticket is None else self.ticket
            mine = {
                name: wait
                for name, wait in answer.waits.items()
                if name in truth.called_at and ticket in (None, name)
            }
            for name, wait in mine.items():
                simple_s = _ahead(predictor.learner.track, name) * mean_service_s
                priority = truth.arrivals[name].priority
                for key in ("all", CLASSES.get(priority, CLASSES[2])):
                    into.setdefault(key, Waits()).add(truth.called_at[name] - at, wait, simple_s)
        self._rest(predictor, events[place:])
        self.breaches.add(truth, minutes, day.config.close)

    @staticmethod
    def _rest(predictor: Predictor, events: Sequence[Happening]) -> None:
        for event in events:
            predictor.take(event)

    def figures(self) -> Mapping[str, object]:
        """All of them, for people and programs."""
        return {
            "ticket": {key: waits.figures() for key, waits in sorted(self.ticket.items())},
            "live": {key: waits.figures() for key, waits in sorted(self.live.items())},
            "breach": self.breaches.figures(),
        }


def _ahead(track: Track, ticket: str) -> float:
    """The simple rule's people before `ticket`, for each open counter."""
    counters = sum(place.is_open for place in track.places.values())
    since = track.waiting[ticket].t
    return sum(one.t < since for one in track.waiting.values()) / max(counters, 1)


def mean_service_of(days: Sequence[Day]) -> float:
    """What the simple rule goes by: the mean of what was served on the days before."""
    served = [lasted_s for day in days for lasted_s in truth_of(day).served]
    nominal = [s.mean_s for day in days for s in day.config.services.values() if s.mean_s]
    return fmean(served or nominal or [300.0])
