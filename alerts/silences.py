"""What a person asks of the office about silences: floor in, events out. Pure."""

from collections.abc import Sequence
from datetime import UTC, datetime

from alerts import pipeline
from alerts.draft import Draft
from alerts.watching import Watching
from queue_monitor.domain.errors import (
    AlreadyDecided,
    NotWatched,
    OfficeClosed,
    SilenceTooLong,
    UnknownSilence,
)
from queue_monitor.domain.events import Event
from queue_monitor.domain.floor import Floor
from queue_monitor.domain.model import ActorId
from queue_monitor.domain.watch import Rule, Scope, Silence, SilenceId, silence_id
from queue_monitor.domain.watch_events import AlertSilenced, SilenceLifted


def silence(
    floor: Floor,
    at: datetime,
    *,
    scope: Scope,
    rule: Rule,
    until: datetime,
    reason: str,
    by: ActorId,
    watching: Watching,
) -> Sequence[Event]:
    """A person mutes a key until then (aware, of any zone). What of it is on its way and not yet
    sent is withdrawn.

    Raises NotWatched, SilenceTooLong for an end that is past or too far away, and OfficeClosed
    before the first day.
    """
    if floor.day is None:
        raise OfficeClosed(None)
    if not _is_known(floor, watching.on(floor, at), scope, rule):
        raise NotWatched(rule.value, scope.id or scope.kind.value)
    latest = at + watching.life.longest_silence
    if not at < until <= latest:
        raise SilenceTooLong(until, latest)
    draft = Draft(floor, at)
    silent = Silence(
        id=silence_id(draft.day, draft.number),
        scope=scope,
        rule=rule,
        by=by,
        reason=reason,
        begun_at=at,
        until=until.astimezone(UTC),
    )
    draft.add(AlertSilenced(at=at, silence=silent))
    pipeline.tell_all(draft, watching.ladder, watching.life)
    return draft.events


def lift_silence(
    floor: Floor, at: datetime, *, silence: SilenceId, by: ActorId, watching: Watching
) -> Sequence[Event]:
    """A person ends a silence before its time. Lifting what is lifted changes nothing.

    Raises UnknownSilence, and AlreadyDecided for one that has ended by itself.
    """
    known = floor.watch.silences.get(silence)
    if known is None:
        raise UnknownSilence(silence)
    if known.lifted_at is not None:
        return ()
    if not known.holds(at):
        raise AlreadyDecided(silence, "ended")
    draft = Draft(floor, at)
    draft.add(SilenceLifted(at=at, silence=silence, by=by))
    pipeline.tell_all(draft, watching.ladder, watching.life)
    return draft.events


def _is_known(floor: Floor, watching: Watching, scope: Scope, rule: Rule) -> bool:
    """Whether a limit watches the key, or an episode of it lasts."""
    if any(c.key == (scope, rule) for c in watching.conditions):
        return True
    own = rule is Rule.BLIND and scope == Scope()
    return own or any(alert.key == (scope, rule) for alert in floor.watch.active())
