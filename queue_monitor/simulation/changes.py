"""What is changed in a what-if, and the office and day that come of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from queue_monitor.config import Settings
from queue_monitor.config.limits import four_fifths, two_fewer
from queue_monitor.domain.model import CounterId
from queue_monitor.simulation.crowd import more_or_fewer, slower_or_faster
from queue_monitor.simulation.day import SimulatedDay
from queue_monitor.simulation.staffing import Staffing, staffed


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Everything that may be otherwise; None and 1 leave it as it is."""

    waiting_limit: int | None = None  # people, of e-Eyes
    wait_limit: timedelta | None = None
    staff: int | None = None  # clerks with a counter of their own
    reserve: int | None = None
    closed: tuple[CounterId, ...] = ()  # counters that nobody opens
    added: int = 0  # counters beyond those there are, each with a clerk
    arrivals: float = 1.0
    service_times: float = 1.0

    @property
    def is_nothing(self) -> bool:
        """Whether everything stays as it is."""
        return self == Changes()


def changed(
    settings: Settings, day: SimulatedDay, changes: Changes
) -> tuple[Settings, SimulatedDay]:
    """The same people on the same day, in the changed office.

    Raises ValueError for staff that cannot be.
    """
    office = _with_limits(settings, changes)
    if changes.service_times != 1.0:
        office = _with_times(office, changes.service_times)
    staffing = Staffing(
        staff=changes.staff, reserve=changes.reserve, closed=changes.closed, added=changes.added
    )
    office, shifts = staffed(office, day, staffing)
    visitors = more_or_fewer(day, changes.arrivals)
    visitors = slower_or_faster(visitors, changes.service_times)
    return office, replace(day, shifts=shifts, visitors=visitors)


def _with_limits(settings: Settings, changes: Changes) -> Settings:
    """Over, and worse, follow from a limit as they do in the configuration."""
    update: dict[str, object] = {}
    if changes.waiting_limit is not None:
        update["waiting_limit"] = changes.waiting_limit
        update["waiting_clear"] = two_fewer(changes.waiting_limit)
        update["waiting_worse"] = changes.waiting_limit + 5
    if changes.wait_limit is not None:
        update["wait_limit"] = changes.wait_limit
        update["wait_clear"] = four_fifths(changes.wait_limit)
        update["wait_worse"] = changes.wait_limit * 2
    if not update:
        return settings
    # Limits of single hours would stand in the changed ones' way.
    update["hours"] = ()
    return settings.model_copy(update={"alerts": settings.alerts.model_copy(update=update)})


def _with_times(settings: Settings, factor: float) -> Settings:
    """The office knows its new times, as it would have learned them after some days."""
    services = tuple(
        service.model_copy(
            update={
                "service_time": service.service_time.model_copy(
                    update={
                        "mean": service.service_time.mean * factor,
                        "spread": service.service_time.spread * factor,
                    }
                )
            }
        )
        for service in settings.services
    )
    return settings.model_copy(update={"services": services})
