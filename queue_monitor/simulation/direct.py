"""The office in this process: the real rules, e-Eyes and remedies, and a clock that jumps."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from alerts import going_back, proposals, requests
from alerts.readings import NONE, Readings
from alerts.watching import watching_of
from queue_monitor.config import Settings
from queue_monitor.daybook import Daybook
from queue_monitor.domain import rules
from queue_monitor.domain.discipline import waited
from queue_monitor.domain.errors import LineEmpty, Refused
from queue_monitor.domain.events import Called, Event, Issued
from queue_monitor.domain.floor import Floor, evolve
from queue_monitor.domain.measures import longest_wait
from queue_monitor.domain.model import ActorId, ClassId, ClerkId, CounterId, ServiceId, TicketId
from queue_monitor.domain.rules import By, Request
from queue_monitor.domain.watch import AlertId, PlanId
from queue_monitor.simulation.advice import Advice
from queue_monitor.simulation.over import Limit, TimeOver
from queue_monitor.simulation.port import CalledTo, Look, Refusal, Taken
from queue_monitor.simulation.seeing import alert_seen, desks_of, plan_seen
from queue_monitor.store.memory import MemoryStore

_SUPERVISOR: Final = ActorId("staff:supervisor")
_KIOSK: Final = ActorId("device:kiosk")
_SCORE_AGAIN: Final = timedelta(seconds=30)
_SENSE_AGAIN: Final = timedelta(seconds=20)


class DirectPort:
    """One office on a memory store. Without `advice` nobody is ever moved.

    `over` sums the time over `limit`, which need not be the one that e-Eyes goes by.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        begins_at: datetime,
        advice: Advice | None = None,
        limit: Limit | None = None,
    ) -> None:
        self.store = MemoryStore()
        self.floor = Floor()
        self._at = begins_at
        self._watching = watching_of(settings)
        self._advice = advice
        self._readings = NONE
        self._read_at: datetime | None = None
        self._scored: dict[AlertId | PlanId, datetime] = {}
        self.over = TimeOver(limit or Limit(), begins_at)
        self._ask(Daybook(settings).turn)

    # -- time ----------------------------------------------------------------------------------

    def now(self) -> datetime:
        """The virtual hour."""
        return self._at

    def wait_until(self, instant: datetime) -> bool:
        """Jump there, stopping wherever e-Eyes has something to do. Always True."""
        while True:
            due_at = requests.next_look(self.floor, self._at, watching=self._watching)
            if due_at is None or due_at > instant:
                break
            self._at = due_at
            self._watch()
        self._at = max(self._at, instant)
        return True

    # -- visitors ------------------------------------------------------------------------------

    def take(self, service: ServiceId, visit_class: ClassId, language: str, *, key: str) -> Taken:
        """A number, as the kiosk gives it."""
        issue = partial(
            rules.issue,
            service=service,
            visit_class=visit_class,
            language=language,
            device=_KIOSK,
            request=key,
        )
        for event in self._ask(issue):
            if isinstance(event, Issued):
                return Taken(ticket=event.ticket, number=event.number, token="")
        known = self.floor.tickets[self.floor.requests[key].ticket]
        return Taken(ticket=known.id, number=known.number, token="")

    # -- clerks --------------------------------------------------------------------------------

    def come(self, clerk: ClerkId) -> None:
        """The clerk is in the house."""
        self._ask(partial(rules.clerk_came, clerk=clerk))

    def open(self, counter: CounterId, *, clerk: ClerkId) -> None:
        """Begin to call there."""
        self._ask(partial(rules.open_counter, counter=counter, by=_by(clerk), clerk=clerk))

    def close(self, counter: CounterId, *, clerk: ClerkId) -> None:
        """Stop for good."""
        self._ask(partial(rules.close_counter, counter=counter, by=_by(clerk)))

    def pause(self, counter: CounterId, *, clerk: ClerkId, reason: str) -> None:
        """Stop for a while."""
        self._ask(partial(rules.pause_counter, counter=counter, by=_by(clerk), reason=reason))

    def resume(self, counter: CounterId, *, clerk: ClerkId) -> None:
        """Call again."""
        self._ask(partial(rules.resume_counter, counter=counter, by=_by(clerk)))

    def call_next(self, counter: CounterId, *, clerk: ClerkId) -> CalledTo | None:
        """Whoever is next; None if nobody waits for this counter."""
        before = self.floor
        try:
            events = self._ask(partial(rules.call_next, counter=counter, by=_by(clerk)))
        except Refusal as refusal:
            if refusal.code == LineEmpty.code:
                return None
            raise
        called = next(event for event in events if isinstance(event, Called))
        ticket = before.tickets[called.ticket]
        return CalledTo(
            ticket=ticket.id,
            number=ticket.number,
            service=ticket.service,
            waited_s=waited(ticket, called.at).total_seconds(),
        )

    def start(self, counter: CounterId, *, clerk: ClerkId) -> None:
        """The visitor stands at the desk."""
        self._ask(partial(rules.start, counter=counter, by=_by(clerk)))

    def finish(self, counter: CounterId, *, clerk: ClerkId) -> None:
        """The service is done."""
        self._ask(partial(rules.finish, counter=counter, by=_by(clerk)))

    def no_show(self, counter: CounterId, *, clerk: ClerkId) -> None:
        """Called, and nobody came."""
        self._ask(partial(rules.no_show, counter=counter, by=_by(clerk)))

    def give_back(self, counter: CounterId, *, clerk: ClerkId, ticket: str) -> None:  # noqa: ARG002
        """A missed number stands in line again."""
        self._ask(partial(rules.take_back, ticket=TicketId(ticket), by=_by(clerk).actor))

    # -- supervisor ----------------------------------------------------------------------------

    def look(self) -> Look:
        """The office now; e-Eyes has looked ahead as well."""
        if self._advice is not None and self._advice.readings is not None:
            self._watch()
        floor = self.floor
        return Look(
            at=self._at,
            waiting=floor.waiting_count,
            longest_wait_s=longest_wait(floor, self._at).total_seconds(),
            desks=desks_of(floor),
            alerts=tuple(map(alert_seen, floor.watch.alerts.values())),
            plans=tuple(map(plan_seen, floor.watch.plans.values())),
        )

    def acknowledge(self, alert: str) -> None:
        """The supervisor has seen it."""
        self._ask(
            partial(
                requests.acknowledge,
                alert=AlertId(alert),
                by=_SUPERVISOR,
                note=None,
                watching=self._watching,
            )
        )

    def accept(self, plan: str) -> None:
        """The supervisor agrees."""
        self._ask(
            partial(proposals.accept, plan=PlanId(plan), by=_SUPERVISOR, watching=self._watching)
        )

    def stand_down(self, plan: str) -> None:
        """The supervisor lets the help go back."""
        settings = self._watching.reallocation
        self._ask(
            partial(going_back.stand_down, plan=PlanId(plan), by=_SUPERVISOR, settings=settings)
        )

    def answer(self, plan: str, *, clerk: ClerkId, comes: bool) -> None:
        """The clerk who was asked comes, or cannot."""
        asked = partial(
            proposals.come if comes else proposals.stay,
            plan=PlanId(plan),
            clerk=clerk,
            watching=self._watching,
        )
        self._ask(
            partial(asked, by=_by(clerk).actor) if comes else partial(asked, reason="手邊有急件")
        )

    # -- inside --------------------------------------------------------------------------------

    def _ask(self, request: Request) -> Sequence[Event]:
        """What `Office.ask` does, here and now; then e-Eyes looks."""
        try:
            events = self._append(request)
        except Refused as refused:
            raise Refusal(refused.code, str(refused)) from refused
        if events:
            self._watch()
        return events

    def _append(self, request: Request) -> Sequence[Event]:
        events = tuple(request(self.floor, self._at))
        if events:
            self.store.append(events, after=self.floor.seq)
            self.over.passed(self.floor, self._at)
            for event in events:
                self.floor = evolve(self.floor, event)
        return events

    def _watch(self) -> None:
        """e-Eyes, and a remedy for each alert that wants one."""
        readings = self._sensed()
        self._append(partial(requests.look, watching=self._watching, readings=readings))
        if self._advice is None:
            return
        self._judge(self._advice)
        for alert in self.floor.watch.active():
            if not proposals.wants_remedy(self.floor, alert, self._at, self._watching):
                continue
            if not self._is_due(alert.id):
                continue
            found = self._advice.candidates(self.floor, alert, self._at)
            if found:
                self._append(
                    partial(
                        proposals.propose, alert=alert.id, proposals=found, watching=self._watching
                    )
                )

    def _sensed(self) -> Readings:
        """What is foreseen, asked anew now and then."""
        if self._advice is None or self._advice.readings is None:
            return NONE
        if not self.floor.waiting_count and not self.floor.watch.active():
            return NONE  # nobody waits: no crowd within a quarter of an hour is likelier than not
        if self._read_at is None or self._at >= self._read_at + _SENSE_AGAIN:
            self._read_at = self._at
            self._readings = self._advice.readings(self.floor, self._at)
        return self._readings

    def _judge(self, advice: Advice) -> None:
        """Whether the help of a plan at work could go back."""
        for plan in self.floor.watch.plans.values() if advice.odds is not None else ():
            if going_back.is_watched(plan) and self._is_due(plan.id):
                assert advice.odds is not None
                judge = partial(
                    going_back.judge,
                    plan=plan.id,
                    odds=advice.odds(self.floor, plan, self._at),
                    settings=self._watching.reallocation,
                )
                self._append(judge)

    def _is_due(self, what: AlertId | PlanId) -> bool:
        scored_at = self._scored.get(what)
        if scored_at is not None and self._at < scored_at + _SCORE_AGAIN:
            return False
        self._scored[what] = self._at
        return True


def _by(clerk: ClerkId) -> By:
    return By(actor=ActorId(f"staff:{clerk}"), clerk=clerk)
