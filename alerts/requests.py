"""What e-Eyes and people ask of the office about alerts and plans: floor in, events out. Pure.

Each runs inside the one committer on the newest floor. That, and no lock or memory, is why two
watchers raise one episode: whoever comes second finds it there and has nothing to do.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from alerts import machine, measuring, pipeline, plans
from alerts.conditions import Condition, is_known, value_now
from alerts.draft import Draft
from alerts.moves import ALERT_MOVES
from alerts.proposals import put_forward
from alerts.readings import NONE, Readings
from alerts.watching import Watching
from queue_monitor.domain.errors import (
    AlreadyDecided,
    UnknownAlert,
)
from queue_monitor.domain.events import Event
from queue_monitor.domain.floor import Floor
from queue_monitor.domain.model import ActorId
from queue_monitor.domain.watch import (
    Alert,
    AlertId,
    AlertState,
    Proposal,
    Rule,
    Scope,
)
from queue_monitor.domain.watch_events import (
    AlertAcknowledged,
    AlertCleared,
)

#: Remedies found beforehand, by the key of the alert they are for, best first.
Remedies = Mapping[tuple[Scope, Rule], Sequence[Proposal]]

_MOST_MOVES: Final = 16  # of one episode in one look: a night's sleep needs five


# -- e-Eyes ----------------------------------------------------------------------------------


def look(
    floor: Floor,
    at: datetime,
    *,
    watching: Watching,
    remedies: Remedies | None = None,
    readings: Readings = NONE,
) -> Sequence[Event]:
    """All that is due at `at`: episodes, what they tell and propose, plans. Nothing twice."""
    if floor.day is None:
        return ()
    watching = watching.on(floor, at, readings)
    draft = Draft(floor, at)
    for alert in draft.watch.active():
        _settle(draft, watching, alert.scope, alert.rule, watching.condition(alert))
    for condition in watching.conditions:
        _settle(draft, watching, condition.scope, condition.rule, condition)
    plans.give_way(draft)
    for key, proposals in (remedies or {}).items():
        put_forward(draft, watching, _active(draft.floor, *key), proposals)
    pipeline.tell_all(draft, watching.ladder, watching.life)
    for plan in tuple(draft.watch.plans.values()):
        plans.advance(draft, plan.id, watching.reallocation)
    return draft.events


def next_look(
    floor: Floor, at: datetime, *, watching: Watching, readings: Readings = NONE
) -> datetime | None:
    """The earliest instant after `at` at which time alone brings something about."""
    watching = watching.on(floor, at, readings)
    instants = (
        machine.next_change(floor, at, watching.conditions, watching.life),
        pipeline.next_telling(floor, at, watching.ladder),
        plans.next_deadline(floor, at, watching.reallocation),
    )
    return min((instant for instant in instants if instant is not None), default=None)


def look_blind(
    floor: Floor, at: datetime, *, silent: timedelta, watching: Watching
) -> Sequence[Event]:
    """The watchdog's: e-Eyes has not looked for `silent`. Raises the alert, or keeps it up."""
    watching = watching.on(floor, at)
    draft = Draft(floor, at)
    raised = machine.raise_blind(floor, at, silent, watching.life)
    if raised is not None:
        draft.add(raised)
    for alert in draft.watch.active():
        if alert.rule is Rule.BLIND:
            move = machine.step(draft.floor, alert, None, at, watching.life)
            if move is not None:
                draft.add(move)
    if draft.floor.day is not None:
        pipeline.tell_all(draft, watching.ladder, watching.life)
    return draft.events


def _settle(
    draft: Draft, watching: Watching, scope: Scope, rule: Rule, condition: Condition | None
) -> None:
    """Every move that is due for one key, one after the other."""
    for _ in range(_MOST_MOVES):
        alert = _active(draft.floor, scope, rule)
        move: machine.Move | None
        if alert is None:
            if condition is None:
                return
            move = machine.begin(draft.floor, condition, draft.at, watching.life)
        else:
            move = machine.sees_again(alert, draft.at) or machine.step(
                draft.floor, alert, condition, draft.at, watching.life
            )
        if move is None:
            return
        draft.add(move)
        if isinstance(move, AlertCleared):
            measuring.measure(draft, draft.alert(move.alert))


def _active(floor: Floor, scope: Scope, rule: Rule) -> Alert | None:
    return next((a for a in floor.watch.active() if a.key == (scope, rule)), None)


# -- a person and an alert ---------------------------------------------------------------------


def acknowledge(
    floor: Floor,
    at: datetime,
    *,
    alert: AlertId,
    by: ActorId,
    note: str | None,
    watching: Watching,
) -> Sequence[Event]:
    """A person has seen it. Acknowledging what is acknowledged changes nothing.

    Raises UnknownAlert, and AlreadyDecided for an episode that is over or has not begun to fire,
    and for a note that would be lost, as somebody was quicker.
    """
    known = floor.watch.alerts.get(alert)
    if known is None:
        raise UnknownAlert(alert)
    if known.state is AlertState.ACKED or known.before is AlertState.ACKED:
        if note and note != known.ack_note:
            raise AlreadyDecided(alert, AlertState.ACKED)
        return ()
    if AlertState.ACKED not in ALERT_MOVES[known.state]:
        raise AlreadyDecided(alert, known.state)
    condition = watching.on(floor, at).condition(known)
    if condition is not None and not is_known(condition):
        condition = None
    draft = Draft(floor, at)
    draft.add(
        AlertAcknowledged(
            at=at,
            alert=alert,
            by=by,
            note=note,
            lapses_at=at + watching.life.ack_lapse,
            value=known.value if condition is None else value_now(floor, condition, at),
        )
    )
    pipeline.tell_all(draft, watching.ladder, watching.life)
    return draft.events
