"""Looks for remedies beside the watcher, so that scoring delays neither an alert nor a call.

An alert is appended with its proposal in one go when a remedy was found beforehand: one is sought
as soon as a limit is nearly broken. Otherwise the alert and its notices go first, and the proposal
follows as soon as it is scored: a supervisor who sees the crowd a moment sooner gains more than
one who gets both together later.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from alerts.conditions import Condition, value_now
from alerts.crossings import breach_at
from alerts.flood import without_flood
from alerts.going_back import is_watched, judge
from alerts.plans import proposed
from alerts.proposals import propose, refresh, wants_remedy
from alerts.requests import Remedies
from alerts.seams import Hours, Tasks
from alerts.watching import Watching
from queue_monitor.domain.errors import TryLater
from queue_monitor.domain.floor import Floor
from queue_monitor.domain.plans import Plan, Proposal
from queue_monitor.domain.rulebook import CROWD
from queue_monitor.domain.rules import Request
from queue_monitor.domain.watch import Alert, AlertState, Rule, Scope, ScopeKind
from queue_monitor.domain.watch_ids import AlertId, PlanId
from queue_monitor.office import Office

#: Remedies for an alert on a floor, best first. May take half a second, in which the forecast's
#: own process works and everybody else goes on.
Candidates = Callable[[Floor, Alert, datetime], Sequence[Proposal]]
#: Odds that a limit is crossed before long if the help of a plan at work went back.
Odds = Callable[[Floor, Plan, datetime], float]

_FRESH: Final = timedelta(seconds=30)  # a remedy found beforehand is of use so long
_AGAIN_S: Final = 5.0  # pause before the same alert is scored again
_REFRESH_S: Final = 15.0  # what lies before the supervisor is scored anew
_JUDGE_S: Final = 20.0  # whether help could go back
_LOOK_EVERY_S: Final = 10.0
_PACE_S: Final = 0.02  # a rush is looked at in bundles
_AHEAD: Final = timedelta(seconds=30)
_Key = tuple[Scope, Rule]
_Done = tuple[str, AlertId | PlanId, datetime | None]


class Adviser:
    """Keeps remedies at hand, and proposes them for alerts that have none.

    What it remembers only saves work: what is proposed is decided by the log.
    """

    def __init__(
        self,
        *,
        office: Office,
        tasks: Tasks,
        hours: Hours,
        candidates: Candidates,
        odds: Odds,
        watching: Watching,
        monotonic: Callable[[], float],
    ) -> None:
        self._office = office
        self._follower = office.stream.follower()
        self._tasks = tasks
        self._hours = hours
        self._candidates = candidates
        self._odds = odds
        self._watching = watching
        self._monotonic = monotonic
        self._found: dict[_Key, tuple[datetime, Sequence[Proposal]]] = {}
        self._done: dict[_Done, float] = {}

    def remedies(self) -> Remedies:
        """What was found lately, for alerts that begin just now."""
        oldest = self._hours.now() - _FRESH
        return {key: found for key, (when, found) in self._found.items() if when >= oldest}

    def run(self, alive: Callable[[], bool]) -> None:
        """Seek remedies whenever the floor changes, one at a time."""
        while alive():
            worked = self.advise(self._follower.floor)
            self._follower.wait(0.2 if worked else _LOOK_EVERY_S)
            self._tasks.sleep(_PACE_S)
            self._follower.take()

    def advise(self, floor: Floor) -> bool:
        """Do one thing, the most urgent first: remedies for an alert that has none, fresh figures
        for what is proposed, whether help could go back, remedies for an alert that is near.
        """
        now = self._hours.now()
        for alert in floor.watch.active():
            if not wants_remedy(floor, alert, now, self._watching):
                continue
            if self._is_due(("propose", alert.id, alert.fired_at), _AGAIN_S):
                self._advise(floor, alert, now)
                return True
        if self._renew(floor, now) or self._judge(floor, now):
            return True
        for alert in self._near(floor, now):
            if self._is_stale(alert.key, now):
                self._found[alert.key] = (now, self._score(floor, alert, now))
                return True
        return False

    def _advise(self, floor: Floor, alert: Alert, now: datetime) -> None:
        found = self._score(floor, alert, now)
        self._note(("propose", alert.id, alert.fired_at))
        if found:
            self._ask(partial(propose, alert=alert.id, proposals=found, watching=self._watching))

    def _renew(self, floor: Floor, now: datetime) -> bool:
        for alert in floor.watch.active():
            key: _Done = ("refresh", alert.id, None)
            if not proposed(floor, alert):
                continue
            # What has just been proposed is as fresh as it can be.
            self._done.setdefault(key, self._monotonic())
            if self._is_due(key, _REFRESH_S):
                found = self._score(floor, alert, now)
                self._note(key)
                self._ask(
                    partial(refresh, alert=alert.id, proposals=found, watching=self._watching)
                )
                return True
        return False

    def _judge(self, floor: Floor, now: datetime) -> bool:
        for plan in floor.watch.plans.values():
            key: _Done = ("judge", plan.id, None)
            if floor.is_open and is_watched(plan) and self._is_due(key, _JUDGE_S):
                odds = self._odds(floor, plan, now)
                self._note(key)
                settings = self._watching.reallocation
                self._ask_if_new(partial(judge, plan=plan.id, odds=odds, settings=settings))
                return True
        return False

    def _ask_if_new(self, request: Request) -> None:
        """Most judgements change nothing: those are not put to the committer."""
        if request(self._office.floor(), self._hours.now()):
            self._ask(request)

    def _ask(self, request: Request) -> None:
        with suppress(TryLater):  # scored again before long
            self._office.ask(request)

    def _score(self, floor: Floor, alert: Alert, now: datetime) -> Sequence[Proposal]:
        seen = without_flood(floor, self._watching.tickets_per_minute)
        return self._candidates(seen, alert, now)

    def _note(self, key: _Done) -> None:
        self._done[key] = self._monotonic()

    def _is_due(self, key: _Done, pause_s: float) -> bool:
        when = self._done.get(key)
        return when is None or self._monotonic() - when >= pause_s

    def _is_stale(self, key: _Key, now: datetime) -> bool:
        found = self._found.get(key)
        return found is None or now - found[0] >= _FRESH / 2

    def _near(self, floor: Floor, now: datetime) -> Iterator[Alert]:
        """Alerts that one more person, or half a minute, would raise for the whole office."""
        if not floor.is_open:
            return
        active = {alert.key for alert in floor.watch.active()}
        for condition in self._watching.on(floor, now).conditions:
            if condition.scope.kind is not ScopeKind.OFFICE or condition.key in active:
                continue
            if condition.rule not in CROWD:
                continue
            if _is_near(floor, condition, now):
                yield _imagined(floor, condition, now)


def _is_near(floor: Floor, condition: Condition, now: datetime) -> bool:
    if condition.rule is Rule.WAITING:
        return value_now(floor, condition, now) >= condition.limit - 1
    broken = breach_at(floor, condition, now)
    return broken is not None and broken <= now + _AHEAD


def _imagined(floor: Floor, condition: Condition, now: datetime) -> Alert:
    value = value_now(floor, condition, now)
    return Alert(
        id=AlertId(""),
        rule=condition.rule,
        scope=condition.scope,
        state=AlertState.FIRING,
        since=now,
        crossed_at=now,
        noticed_at=now,
        value=value,
        limit=condition.limit,
        worst=value,
    )
