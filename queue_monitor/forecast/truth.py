"""What really happened on a day that is over: waits, and when limits were crossed."""

from dataclasses import dataclass
from typing import Final

from queue_monitor.forecast.records import Arrive, Call, Day, Finish, Leave, in_order

JOINED_S: Final = 300.0  # breaches less than this apart are one


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """Of one day. Times in seconds from midnight."""

    arrivals: dict[str, Arrive]
    called_at: dict[str, float]
    breaches: tuple[tuple[float, float], ...]  # from and to, joined
    served: tuple[float, ...]  # service times

    def is_breached(self, at: float) -> bool:
        """Whether a breach is on."""
        return any(begins <= at <= ends for begins, ends in self.breaches)

    def onset_within(self, at: float, span_s: float) -> bool:
        """Whether a breach begins within `span_s` after `at`."""
        return any(at < begins <= at + span_s for begins, _ in self.breaches)


def truth_of(day: Day) -> Truth:
    """The day's waits and breaches, exact to the event."""
    arrivals: dict[str, Arrive] = {}
    called: dict[str, float] = {}
    began: dict[str, float] = {}
    left: dict[str, float] = {}
    served: list[float] = []
    last = day.config.close
    for event in in_order(day.events):
        last = max(last, event.t)
        if isinstance(event, Arrive):
            arrivals[event.ticket] = event
        elif isinstance(event, Call):
            called.setdefault(event.ticket, event.t)
            began[event.ticket] = event.t
        elif isinstance(event, Finish) and event.ticket in began:
            served.append(event.t - began[event.ticket])
        elif isinstance(event, Leave):
            left[event.ticket] = event.t
    stays = [(one.t, called.get(name, left.get(name, last))) for name, one in arrivals.items()]
    return Truth(
        arrivals=arrivals,
        called_at=called,
        breaches=_breaches(stays, day),
        served=tuple(served),
    )


def _breaches(stays: list[tuple[float, float]], day: Day) -> tuple[tuple[float, float], ...]:
    limits = day.config.limits
    spans = [
        (since + limits.max_wait_s, until)
        for since, until in stays
        if until - since > limits.max_wait_s
    ]
    # A call at the moment of an arrival goes first: nobody waited.
    steps = sorted(
        step for since, until in stays if until > since for step in ((since, 1), (until, -1))
    )
    waiting, crossed_at = 0, None
    for at, step in sorted(steps, key=lambda one: (one[0], one[1])):
        waiting += step
        if waiting > limits.max_waiting and crossed_at is None:
            crossed_at = at
        elif waiting <= limits.max_waiting and crossed_at is not None:
            spans.append((crossed_at, at))
            crossed_at = None
    joined: list[tuple[float, float]] = []
    for begins, ends in sorted(spans):
        if joined and begins - joined[-1][1] < JOINED_S:
            joined[-1] = (joined[-1][0], max(joined[-1][1], ends))
        else:
            joined.append((begins, ends))
    return tuple(joined)


def probes_of(day: Day, *, every_s: float = 60.0) -> list[tuple[float, str | None]]:
    """When a predictor is asked: right after each arrival (with its ticket), and each minute."""
    arrivals = [(event.t, event.ticket) for event in day.events if isinstance(event, Arrive)]
    minutes: list[tuple[float, str | None]] = []
    at = day.config.open + every_s
    while at < day.config.close:
        minutes.append((at, None))
        at += every_s
    return sorted([*arrivals, *minutes], key=lambda probe: (probe[0], probe[1] is None))
