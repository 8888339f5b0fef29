"""From the floor to the JSON of silences. Pure."""

from __future__ import annotations

from datetime import datetime

from alerts.keys import key_of
from alerts.shapes import ScopeView, SilenceView, Words
from alerts.watching import Watching
from alerts.wording import Wording
from queue_monitor.domain.floor import Floor
from queue_monitor.domain.watch import Silence


def silences_now(
    floor: Floor, at: datetime, *, watching: Watching, wording: Wording, all_known: bool = False
) -> list[SilenceView]:
    """Those that hold, the one that ends first before the rest; or all of them, newest first."""
    known = list(floor.watch.silences.values())
    if all_known:
        shown = sorted(known, key=lambda silence: silence.begun_at, reverse=True)
    else:
        shown = sorted((s for s in known if s.holds(at)), key=lambda silence: silence.until)
    return [silence_view(floor, s, at, watching=watching, wording=wording) for s in shown]


def silence_view(
    floor: Floor, silence: Silence, at: datetime, *, watching: Watching, wording: Wording
) -> SilenceView:
    """One silence as it stands at `at`."""
    return SilenceView(
        id=silence.id,
        key=key_of(silence.scope, silence.rule),
        rule=silence.rule,
        scope=ScopeView(
            kind=silence.scope.kind, id=silence.scope.id, name=wording.scope(silence.scope)
        ),
        title=_title(floor, silence, at, watching=watching, wording=wording),
        reason=silence.reason,
        by=silence.by,
        by_name=wording.actor(silence.by),
        begun_at=silence.begun_at,
        until=silence.until,
        lifted_at=silence.lifted_at,
        lifted_by=silence.lifted_by,
        lifted_by_name=wording.actor(silence.lifted_by),
        holds=silence.holds(at),
    )


def _title(
    floor: Floor, silence: Silence, at: datetime, *, watching: Watching, wording: Wording
) -> Words:
    """As the alert's own: with the limit of its newest episode, or of now."""
    key = (silence.scope, silence.rule)
    episodes = [alert for alert in floor.watch.alerts.values() if alert.key == key]
    if episodes:
        return wording.title(episodes[-1])
    limits = (c.limit for c in watching.on(floor, at).conditions if c.key == key)
    return wording.rule(silence.scope, silence.rule, next(limits, 0.0))
