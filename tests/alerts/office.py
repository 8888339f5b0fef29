"""A day that e-Eyes watches: people come and go, time passes, and each look is recorded."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from alerts import proposals, requests
from alerts.conditions import watched
from alerts.notices import Ladder, Route, Rung
from alerts.requests import look, next_look
from alerts.watching import Watching
from queue_monitor.config import Alerts, Limits, Reallocation
from queue_monitor.domain import rules
from queue_monitor.domain.events import Event
from queue_monitor.domain.floor import Floor, replay
from queue_monitor.domain.model import (
    ActorId,
    ClassId,
    ClerkId,
    CounterId,
    Lane,
    ServiceId,
    Ticket,
)
from queue_monitor.domain.watch import (
    Alert,
    AlertState,
    Effect,
    Notice,
    NoticeKind,
    NoticeState,
    Plan,
    PlanKind,
    Proposal,
)
from tests.builders import CLASSES, Day, opened

SUPERVISOR = ActorId("account:chen")
DUTY = Route(to="duty", channel="smtp")
DEPUTY = Route(to="deputy", channel="smtp")
HEAD = Route(to="head", channel="smtp")
HOOK = Route(to="duty", channel="webhook")
LADDER = Ladder(
    rungs=(
        Rung(after=timedelta(0), routes=(DUTY,)),
        Rung(after=timedelta(minutes=3), routes=(DEPUTY,)),
        Rung(after=timedelta(minutes=6), routes=(HEAD,)),
    ),
    others={"duty": (DUTY, HOOK), "deputy": (DEPUTY,), "head": (HEAD,)},
)
EVERYTHING = tuple(ServiceId(s) for s in "abc")


#: The limits of the rules beside the crowd's: off, unless a test is about one.
BESIDE = (
    "forecast_limit",
    "long_service_limit",
    "unstarted_limit",
    "idle_limit",
    "parked_limit",
    "silent_limit",
    "channel_limit",
)


def beside_off() -> dict[str, Any]:
    """No rule but those of a crowd."""
    return dict.fromkeys(BESIDE)


def watching(
    *, services: dict[str, Limits] | None = None, ladder: Ladder = LADDER, **changes: Any
) -> Watching:
    """The office's rules with some values changed: `watching(hold=timedelta(seconds=30))`."""
    helping = {k: changes.pop(k) for k in tuple(changes) if k in Reallocation.model_fields}
    changes = {**beside_off(), **changes}
    life = Alerts(services={ServiceId(s): v for s, v in (services or {}).items()}, **changes)
    return Watching(
        conditions=watched(life),
        life=life,
        ladder=replace(ladder, repeat_every=life.repeat_every, notify_after=life.notify_after),
        reallocation=Reallocation(**helping),
    )


COUNTS_ONLY = watching(wait_limit=None)
WAITS_ONLY = watching(waiting_limit=None)


@dataclass
class WatchedDay(Day):
    """A day with e-Eyes looking after everything that happens, as it does in the office."""

    rules_of: Watching = COUNTS_ONLY
    looked: list[Event] = field(default_factory=list)

    def look(self) -> list[Event]:
        """e-Eyes looks now; what it recorded."""
        events = self.ask(partial(look, watching=self.rules_of))
        self.looked.extend(events)
        return events

    def passes(self, **span: float) -> "WatchedDay":
        """Let time go by, e-Eyes looking at each instant it has set its clock to."""
        until = self.at + timedelta(**span)
        while True:
            due_at = next_look(self.floor, self.at, watching=self.rules_of)
            if due_at is None or due_at > until:
                break
            assert due_at > self.at, "a look at the same instant would spin"
            self.at = due_at
            self.look()
        self.at = until
        self.look()
        return self

    def sleeps(self, **span: float) -> "WatchedDay":
        """Time goes by and nobody looks: the machine is off."""
        self.at += timedelta(**span)
        return self

    def come(self, people: int, service: str = "a", **more: Any) -> list[Ticket]:
        """So many people take a ticket, a second apart, e-Eyes looking after each."""
        taken = []
        for _ in range(people):
            taken.append(self.issue(service, **more))
            self.look()
            self.at += timedelta(seconds=1)
        return taken

    def go(self, people: int, service: str | None = None) -> None:
        """So many of those who wait longest give up, all at this instant; e-Eyes then looks."""
        line = self.floor.waiting(service=None if service is None else ServiceId(service))
        for ticket in line[:people]:
            self.ask(rules.cancel, ticket=ticket.id, by=ActorId("device:k1"))
        self.look()

    def ack(self, alert: Alert | None = None, note: str | None = None) -> list[Event]:
        """The supervisor has seen it."""
        return self.ask(
            requests.acknowledge,
            alert=(alert or self.alert).id,
            by=SUPERVISOR,
            note=note,
            watching=self.rules_of,
        )

    @property
    def alert(self) -> Alert:
        """The only episode of the day so far."""
        (alert,) = self.floor.watch.alerts.values()
        return alert

    @property
    def state(self) -> AlertState | None:
        """Of the only episode; None while all is well."""
        return self.alert.state if self.floor.watch.alerts else None

    def notices(self, kind: NoticeKind = NoticeKind.FIRING) -> list[Notice]:
        """What was queued, oldest first."""
        return [n for n in self.floor.watch.notices.values() if n.kind is kind]

    def queued(self) -> list[tuple[str, str]]:
        """Kind and recipient of the notices that a worker is still to send."""
        return [
            (n.kind.value, n.to)
            for n in self.floor.watch.notices.values()
            if n.state is NoticeState.QUEUED
        ]

    def restart(self) -> None:
        """The process dies and another one replays the log."""
        self.floor = replay(enumerate(self.events, start=1))

    # -- plans -----------------------------------------------------------------------------

    def propose(self, *options: Proposal) -> Plan | None:
        """Put the first possible of `options` before the supervisor; the newest plan."""
        self.ask(proposals.propose, alert=self.alert.id, proposals=options, watching=self.rules_of)
        plans = list(self.floor.watch.plans.values())
        return plans[-1] if plans else None

    @property
    def plan(self) -> Plan:
        """The newest plan."""
        return list(self.floor.watch.plans.values())[-1]

    def accept(self) -> list[Event]:
        """The supervisor accepts the newest plan."""
        return self.ask(proposals.accept, plan=self.plan.id, by=SUPERVISOR, watching=self.rules_of)

    def clerk_comes(self, clerk: str) -> list[Event]:
        """The clerk takes the request."""
        return self.ask(
            proposals.come,
            plan=self.plan.id,
            clerk=ClerkId(clerk),
            by=ActorId(f"account:{clerk}"),
            watching=self.rules_of,
        )

    def clerk_stays(self, clerk: str, reason: str | None = None) -> list[Event]:
        """The clerk cannot come."""
        return self.ask(
            proposals.stay,
            plan=self.plan.id,
            clerk=ClerkId(clerk),
            reason=reason,
            watching=self.rules_of,
        )


def a_day(rules_of: Watching = COUNTS_ONLY, *, counters: int = 0) -> WatchedDay:
    """A day that e-Eyes watches, with the first `counters` open."""
    day = WatchedDay(floor=opened(), rules_of=rules_of)
    for number in range(1, counters + 1):
        day.ask(
            rules.open_counter,
            counter=CounterId(number),
            by=rules.By(actor=ActorId(f"account:c{number}"), clerk=ClerkId(f"c{number}")),
            clerk=ClerkId(f"c{number}"),
        )
    return day


EFFECT = Effect(
    longest_wait_without_s=840.0,
    longest_wait_with_s=480.0,
    waiting_without=9.0,
    waiting_with=4.0,
    sufficient=True,
)


def opening(counter: int = 3, *helpers: str, serves: tuple[Lane, ...] | None = None) -> Proposal:
    """Open a closed counter with the first of `helpers` who comes."""
    names = helpers or ("c4",)
    lane = Lane(services=EVERYTHING, classes=CLASSES)
    return Proposal(
        kind=PlanKind.OPEN_COUNTER,
        counter=CounterId(counter),
        clerk=ClerkId(names[0]),
        helpers=tuple(ClerkId(name) for name in names),
        services=(ServiceId("a"),),
        serves=serves or (lane,),
        effect=EFFECT,
    )


def lending(counter: int, clerk: str, *services: str) -> Proposal:
    """An open counter takes other services too."""
    lane = Lane(services=tuple(ServiceId(s) for s in services), classes=(ClassId("walk_in"),))
    return Proposal(
        kind=PlanKind.ADD_SERVICE,
        counter=CounterId(counter),
        clerk=ClerkId(clerk),
        services=lane.services,
        serves=(lane,),
        effect=EFFECT,
    )


def floor_after(events: list[Event]) -> Floor:
    """The floor that a newcomer would replay."""
    return replay(enumerate(events, start=1))


def instants(events: list[Event]) -> list[datetime]:
    """When each happened."""
    return [event.at for event in events]
