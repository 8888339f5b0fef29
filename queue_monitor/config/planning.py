"""What the log must know of the settings."""

from queue_monitor.config.office import Counter, Hours
from queue_monitor.config.settings import Settings
from queue_monitor.domain.model import (
    ClassPlan,
    ClerkPlan,
    CounterPlan,
    DisciplineName,
    GraceRule,
    Lane,
    OfficePlan,
    ServicePlan,
)


def plan(settings: Settings) -> OfficePlan:
    """The office as its log records it at the start of each day: ids and figures, no names."""
    return OfficePlan(
        services=tuple(
            ServicePlan(
                id=service.id,
                letter=service.letter,
                first_number=service.numbers.first,
                last_number=service.numbers.last,
                mean_service=service.service_time.mean,
                service_cv=service.service_time.cv,
                target_wait=service.target_wait,
            )
            for service in settings.services
        ),
        classes=tuple(ClassPlan(id=c.id, rate=c.rate) for c in settings.classes),
        counters=tuple(
            CounterPlan(
                id=counter.number,
                serves=tuple(
                    Lane(services=lane.services, classes=lane.classes) for lane in counter.serves
                ),
                breaks=_breaks(counter, settings.hours),
            )
            for counter in settings.counters
        ),
        clerks=tuple(
            ClerkPlan(
                id=c.id,
                skills=c.skills,
                reserve=c.reserve,
                home=c.counter,
                languages=c.languages,
            )
            for c in settings.clerks
        ),
        discipline=DisciplineName(settings.discipline),
        grace=GraceRule(
            grace_time=settings.missed_numbers.grace_time,
            behind=settings.missed_numbers.back_behind,
            call_for=settings.missed_numbers.call_for,
        ),
    )


def _breaks(counter: Counter, hours: Hours) -> tuple[tuple[str, str], ...]:
    noon = hours.noon
    if noon is None or counter.number in noon.counters:
        return ()
    return ((f"{noon.start:%H:%M}", f"{noon.end:%H:%M}"),)
