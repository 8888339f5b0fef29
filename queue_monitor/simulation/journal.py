"""What happened on a simulated day, and the figures that sum it up."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median

from queue_monitor.domain.measures import percentile
from queue_monitor.domain.model import ClerkId, CounterId
from queue_monitor.domain.rulebook import CROWD
from queue_monitor.simulation.port import AlertSeen, CalledTo, Look, PlanSeen, Refusal, Taken


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """A day in numbers. Waits in seconds; whoever still waits counts with the wait so far."""

    tickets: int
    served: int
    missed: int
    waiting: int  # at the end
    p50_s: float | None
    p90_s: float | None
    longest_s: float | None
    most_waiting: int
    over_limit_s: float  # time during which an alert of a crowd was on
    alerts: int
    plans: int  # carried out
    to_ack_s: float | None  # medians over the alerts
    to_act_s: float | None
    to_recover_s: float | None


@dataclass(slots=True, kw_only=True)
class Journal:
    """Filled while the day goes on."""

    ended_at: datetime | None = None
    late_by: timedelta = timedelta(0)  # the most that a step came after its hour
    refusals: list[tuple[datetime, ClerkId | None, Refusal]] = field(default_factory=list)
    help_answers: list[tuple[datetime, PlanSeen, ClerkId, bool]] = field(default_factory=list)
    counters: list[tuple[datetime, ClerkId, CounterId, bool]] = field(default_factory=list)
    first: Taken | None = None
    latest: Look | None = None
    _line: dict[str, datetime] = field(default_factory=dict)  # ticket: since when it waits
    _waits_s: list[float] = field(default_factory=list)
    _tickets: set[str] = field(default_factory=set)
    _served: int = 0
    _missed: int = 0
    _most_waiting: int = 0
    _over_limit_s: float = 0.0

    def took(self, at: datetime, taken: Taken) -> None:
        """A number was given."""
        self.first = self.first or taken
        self._tickets.add(taken.ticket)
        self._line[taken.ticket] = at
        self._most_waiting = max(self._most_waiting, len(self._line))

    def took_again(self, at: datetime, called: CalledTo) -> None:
        """A missed number is back in line."""
        self._line[called.ticket] = at

    def called(self, _at: datetime, called: CalledTo) -> None:
        """A number was called."""
        self._tickets.add(called.ticket)
        self._line.pop(called.ticket, None)
        self._waits_s.append(called.waited_s)

    def served(self) -> None:
        """A visit is done."""
        self._served += 1

    def missed(self, _called: CalledTo) -> None:
        """Nobody came to the call."""
        self._missed += 1

    def opened(self, at: datetime, clerk: ClerkId, counter: CounterId) -> None:
        """A clerk sits down."""
        self.counters.append((at, clerk, counter, True))

    def closed(self, at: datetime, clerk: ClerkId, counter: CounterId) -> None:
        """A clerk leaves the counter."""
        self.counters.append((at, clerk, counter, False))

    def answered(self, at: datetime, plan: PlanSeen, clerk: ClerkId, *, comes: bool) -> None:
        """A clerk who was asked for help has answered."""
        self.help_answers.append((at, plan, clerk, comes))

    def refused(self, at: datetime, clerk: ClerkId | None, refusal: Refusal) -> None:
        """The office said no: rare, and told in the summary if it was not to be expected."""
        self.refusals.append((at, clerk, refusal))

    def saw(self, look: Look) -> None:
        """A look at the whole office."""
        if self.latest is not None and any(
            not a.is_over and a.rule in CROWD for a in self.latest.alerts
        ):
            self._over_limit_s += (look.at - self.latest.at).total_seconds()
        self.latest = look
        self._most_waiting = max(self._most_waiting, look.waiting)

    def figures(self) -> Figures:
        """The day so far in numbers."""
        at = self.ended_at or (self.latest.at if self.latest else None)
        waiting_s = [(at - since).total_seconds() for since in self._line.values()] if at else []
        waits_s = [*self._waits_s, *(max(s, 0.0) for s in waiting_s)]
        alerts = self.latest.alerts if self.latest else ()
        told = [alert for alert in alerts if alert.state != "transient" and alert.rule != "blind"]
        done = {"applied", "ended"}
        return Figures(
            tickets=len(self._tickets),
            served=self._served,
            missed=self._missed,
            waiting=len(self._line),
            p50_s=percentile(waits_s, 0.5) if waits_s else None,
            p90_s=percentile(waits_s, 0.9) if waits_s else None,
            longest_s=max(waits_s, default=None),
            most_waiting=self._most_waiting,
            over_limit_s=self._over_limit_s,
            alerts=len(told),
            plans=sum(p.state in done for p in self.latest.plans) if self.latest else 0,
            to_ack_s=_median(told, "to_ack_s"),
            to_act_s=_median(told, "to_act_s"),
            to_recover_s=_median(told, "to_recover_s"),
        )


def _median(alerts: list[AlertSeen], name: str) -> float | None:
    values = [value for alert in alerts if (value := getattr(alert, name)) is not None]
    return median(values) if values else None
