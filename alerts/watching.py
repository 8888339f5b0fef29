"""What e-Eyes goes by in one office, made once from the settings."""

from dataclasses import dataclass, field

from alerts.conditions import Condition, watched
from alerts.notices import Ladder, ladder_of
from queue_monitor.config import Alerts, Reallocation, Settings
from queue_monitor.domain.watch import Alert


@dataclass(frozen=True, slots=True, kw_only=True)
class Watching:
    """What e-Eyes goes by, from the settings."""

    conditions: tuple[Condition, ...]
    life: Alerts
    ladder: Ladder = field(default_factory=Ladder)
    reallocation: Reallocation = field(default_factory=Reallocation)
    tickets_per_minute: int = 60  # of one device; those beyond move no staff

    def condition(self, alert: Alert) -> Condition | None:
        """The condition whose episode it is; None if it is watched no more."""
        found = (c for c in self.conditions if (c.scope, c.rule) == alert.key)
        return next(found, None)


def watching_of(settings: Settings) -> Watching:
    """What e-Eyes goes by in this office."""
    return Watching(
        conditions=watched(settings.alerts),
        life=settings.alerts,
        ladder=ladder_of(settings),
        reallocation=settings.reallocation,
        tickets_per_minute=settings.kiosk.tickets_per_minute,
    )
