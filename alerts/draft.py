"""A request being written: what happens so far, and the floor as it then stands."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from alerts.notices import Route, notice
from queue_monitor.domain.events import Event
from queue_monitor.domain.floor import Floor, evolve
from queue_monitor.domain.model import DayId
from queue_monitor.domain.watch import Alert, AlertId, NoticeId, NoticeKind, Plan, PlanId, Watch
from queue_monitor.domain.watch_events import NoticeQueued


class Draft:
    """Events in the order of happening; each decision sees the floor after those before it.

    Lives inside one pure request and never leaves it: the request is pure seen from outside.
    """

    def __init__(self, floor: Floor, at: datetime) -> None:
        self.floor = floor
        self.at = at
        self.events: list[Event] = []

    def add(self, *events: Event) -> None:
        """These happen now."""
        for event in events:
            self.floor = evolve(self.floor, event)
            self.events.append(event)

    @property
    def watch(self) -> Watch:
        """What e-Eyes knows so far."""
        return self.floor.watch

    @property
    def day(self) -> DayId:
        """The business day whose numbers are given out; there is one wherever an alert is."""
        assert self.floor.day is not None
        return self.floor.day.id

    @property
    def number(self) -> int:
        """The next number for an alert, plan or notice."""
        return self.watch.last_number + 1

    def alert(self, alert: AlertId) -> Alert:
        """The episode as it now stands."""
        return self.watch.alerts[alert]

    def plan(self, plan: PlanId) -> Plan:
        """The plan as it now stands."""
        return self.watch.plans[plan]

    def tell(
        self,
        alert: Alert,
        kind: NoticeKind,
        routes: Iterable[Route],
        *,
        step: int = 0,
        wait: timedelta = timedelta(0),
        about: NoticeId | None = None,
        vacant: tuple[str, ...] = (),
        plan: PlanId | None = None,
    ) -> None:
        """Queue a notice for each of `routes`, each once."""
        for route in dict.fromkeys(routes):
            queued = notice(
                day=self.day,
                number=self.number,
                alert=alert,
                kind=kind,
                route=route,
                at=self.at,
                step=step,
                wait=wait,
                about=about,
                vacant=vacant,
                plan=plan,
            )
            self.add(NoticeQueued(at=self.at, notice=queued))
