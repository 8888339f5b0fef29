"""The office that a recorded day tells of, where it is not the configuration's."""

from __future__ import annotations

from datetime import timedelta
from string import ascii_uppercase
from typing import Final

from queue_monitor.config import Clerk, Counter, Service, Settings, VisitClass
from queue_monitor.config.limits import four_fifths, two_fewer
from queue_monitor.config.office import CounterLane, ServiceTime
from queue_monitor.config.watch import Alerts
from queue_monitor.domain.model import ClassId, ClerkId, CounterId, ServiceId
from queue_monitor.forecast import records

_MEAN_S: Final = 300.0
_CV: Final = 0.6
_STRICT: Final = ("priority", "appointment", "walk_in")  # in this order


def is_of(record: records.Day, settings: Settings) -> bool:
    """Whether every service and counter of the day is one of this office's."""
    services = {service.id for service in settings.services}
    counters = {str(counter.number) for counter in settings.counters}
    return services.issuperset(record.config.services) and counters.issuperset(
        counter.id for counter in record.config.counters
    )


def office_of(record: records.Day, like: Settings) -> Settings:
    """An office with the day's services, counters and limits, a clerk for each counter.

    What the format does not tell is as in `like`. Raises ValueError for more than it can hold.
    """
    config = record.config
    if not config.services or not config.counters:
        raise ValueError("the day tells of no services or no counters")
    if len(config.services) > len(ascii_uppercase) or len(config.counters) > 99:
        raise ValueError("an office has at most 26 services and 99 counters")
    services = tuple(
        _service(id_, service, letter, like)
        for (id_, service), letter in zip(config.services.items(), ascii_uppercase, strict=False)
    )
    classes = _classes(record, like)
    counters = tuple(
        _counter(counter, number, record, classes)
        for number, counter in enumerate(config.counters, start=1)
    )
    clerks = tuple(
        Clerk(
            id=ClerkId(f"at_{desk.number}"),
            name=counter.id,
            title=like.clerks[0].title,
            skills=tuple(ServiceId(skill) for skill in counter.skills)
            or tuple(service.id for service in services),
            counter=desk.number,
        )
        for desk, counter in zip(counters, config.counters, strict=True)
    )
    hours = like.hours.model_copy(update={"noon": None})
    return like.model_copy(
        update={
            "hours": hours,
            "services": services,
            "classes": classes,
            "counters": counters,
            "clerks": clerks,
            "alerts": _alerts(config.limits, like.alerts),
        }
    )


def _alerts(limits: records.Limits, like: Alerts) -> Alerts:
    wait = timedelta(seconds=limits.max_wait_s)
    return like.model_copy(
        update={
            "waiting_limit": limits.max_waiting,
            "waiting_clear": two_fewer(limits.max_waiting),
            "waiting_worse": limits.max_waiting + 5,
            "wait_limit": wait,
            "wait_clear": four_fifths(wait),
            "wait_worse": wait * 2,
            "hours": (),
            "services": {},
            "classes": {},
        }
    )


def _service(id_: str, told: records.Service, letter: str, like: Settings) -> Service:
    mean = timedelta(seconds=told.mean_s or _MEAN_S)
    name = told.name or id_
    return like.services[0].model_copy(
        update={
            "id": ServiceId(id_),
            "letter": letter,
            "name": {"zh-TW": name, "en": name},
            "service_time": ServiceTime(mean=mean, spread=mean * (told.cv or _CV)),
        }
    )


def _classes(record: records.Day, like: Settings) -> tuple[VisitClass, ...]:
    """Those that come, walk-ins at least; the day's own rates where it tells them."""
    kinds = {event.kind for event in record.events if isinstance(event, records.Arrive)}
    kinds |= set(record.config.classes) | {"walk_in"}
    order = sorted(kinds, key=lambda kind: (kind != "walk_in", kind))
    told = record.config.classes
    return tuple(
        like.classes[0].model_copy(
            update={
                "id": ClassId(kind),
                "name": {"zh-TW": kind, "en": kind},
                "rate": told[kind].rate if kind in told else 1.0,
                "at_kiosk": True,
            }
        )
        for kind in order
    )


def _counter(
    told: records.CounterOf,
    number: int,
    record: records.Day,
    classes: tuple[VisitClass, ...],
) -> Counter:
    everyone = tuple(visit_class.id for visit_class in classes)
    skills = tuple(ServiceId(s) for s in told.skills) or tuple(
        ServiceId(service) for service in record.config.services
    )
    if told.lanes:
        lanes = [
            CounterLane(
                services=tuple(ServiceId(s) for s in lane.services),
                classes=tuple(ClassId(c) for c in lane.classes),
            )
            for lane in told.lanes
        ]
    elif record.config.discipline == "strict":
        named = [(ClassId(kind),) for kind in _STRICT if kind in everyone]
        lanes = [CounterLane(services=skills, classes=kinds) for kinds in (*named, everyone)]
    else:
        lanes = [CounterLane(services=skills, classes=everyone)]
    return Counter(
        number=CounterId(number),
        name={"zh-TW": told.id, "en": told.id},
        serves=tuple(lanes),
    )
