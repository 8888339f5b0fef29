"""What e-Eyes goes by in one office: the settings, and the rules that the log has in force."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import lru_cache

from alerts.conditions import OTHER, Condition, at_hour, conditions_of, watched
from alerts.notices import Ladder, ladder_of
from alerts.readings import NONE, Readings
from queue_monitor.config import Alerts, Reallocation, Settings
from queue_monitor.domain.floor import Floor
from queue_monitor.domain.rulebook import Rule, Rulebook, Scope
from queue_monitor.domain.watch import Alert


@dataclass(frozen=True, slots=True, kw_only=True)
class Watching:
    """What e-Eyes goes by, from the settings; `on` gives what counts on one floor at one hour."""

    conditions: tuple[Condition, ...]
    life: Alerts
    ladder: Ladder = field(default_factory=Ladder)
    reallocation: Reallocation = field(default_factory=Reallocation)
    tickets_per_minute: int = 60  # of one device; those beyond move no staff

    def condition(self, alert: Alert) -> Condition | None:
        """The condition whose episode it is; None if it is watched no more."""
        found = (c for c in self.conditions if c.key == alert.key)
        return next(found, None)

    def on(self, floor: Floor, at: datetime, readings: Readings = NONE) -> "Watching":
        """With the rules of this floor's log, the limits of the hour, and what else is known.

        A log that has never been told any rules goes by the settings'.
        """
        book = floor.watch.rules
        known = self.conditions if book is None else _in_force(book)
        timed = tuple(at_hour(condition, at) for condition in known)
        if not readings.is_empty:
            timed = tuple(replace(condition, readings=readings) for condition in timed)
        blind = None if book is None else book.setting(Scope(), Rule.BLIND)
        life = self.life
        if blind is not None and blind.limits.limit is not None:
            span = timedelta(seconds=blind.limits.limit)
            life = life if span == life.blind else life.model_copy(update={"blind": span})
        return replace(self, conditions=timed, life=life)


@lru_cache(maxsize=8)
def _in_force(book: Rulebook) -> tuple[Condition, ...]:
    """What the book asks for; a changed rule crosses nothing before the change."""
    since = {(change.scope, change.rule): change.at for change in book.history}
    return tuple(
        replace(
            condition,
            valid_from=since.get(condition.key),
            partner_from=since.get((condition.scope, OTHER.get(condition.rule, Rule.BLIND))),
        )
        for condition in conditions_of(book.in_force(), book.zone)
    )


def watching_of(settings: Settings) -> Watching:
    """What e-Eyes goes by in this office."""
    return Watching(
        conditions=watched(settings.alerts, settings.office.time_zone),
        life=settings.alerts,
        ladder=ladder_of(settings),
        reallocation=settings.reallocation,
        tickets_per_minute=settings.kiosk.tickets_per_minute,
    )
