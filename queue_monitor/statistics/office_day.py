"""A day of the log in the office-day/1 format: what forecasts are trained and scored on.

`day_records` says how the events of the log become those of the format.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta, tzinfo
from typing import Final

from queue_monitor.domain import events as ev
from queue_monitor.domain.model import ServiceId
from queue_monitor.statistics.day_records import Record, Teller, clock_s, lanes_of, skills_of
from queue_monitor.store.base import EventStore

FORMAT: Final = "office-day/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeFacts:
    """What an office knows beforehand and the log does not."""

    zone: tzinfo
    opens: time = time(8, 0)
    closes: time = time(17, 0)
    max_waiting: int = 7
    max_wait: timedelta = timedelta(minutes=10)
    names: Mapping[ServiceId, str] = field(default_factory=dict)


def day_log(store: EventStore, wanted: date, *, practice: bool = False) -> list[ev.Event]:
    """The events of the latest opening of the business day `wanted`; none if it was not open.

    `practice`: of its latest practice instead.
    """
    before = None
    while start := store.day_start(before=before):
        opened = next(event for _, event in store.read(after=start - 1))
        assert isinstance(opened, ev.DayOpened)
        if opened.date == wanted and opened.practice is practice:
            return list(day_from(store, start))
        if opened.date < wanted:
            break
        before = start
    return []


def day_from(store: EventStore, start: int) -> Iterator[ev.Event]:
    """The events of the day whose DayOpened has the number `start`."""
    for seq, event in store.read(after=start - 1):
        if seq > start and isinstance(event, ev.DayOpened):
            return
        yield event


def office_day(events: Iterable[ev.Event], facts: OfficeFacts) -> Record:
    """The day that `events` (from its DayOpened on) tell. Raises ValueError for anything else."""
    log = list(events)
    if not log or not isinstance(log[0], ev.DayOpened):
        raise ValueError("a day begins with DayOpened")
    opened = log[0]
    teller = Teller(opened, zone=facts.zone, closes=facts.closes)
    for event in log:
        teller.tell(event)
    return {
        "format": FORMAT,
        "config": config_record(opened, facts, teller.slots),
        "events": teller.records,
    }


def config_record(opened: ev.DayOpened, facts: OfficeFacts, slots: list[Record]) -> Record:
    """What is known beforehand, as the format has it; `lanes` and `classes` are the product's own.

    A counter takes by its lanes, of which its skills are the union.
    """
    plan = opened.plan
    return {
        "date": opened.date.isoformat(),
        "practice": opened.practice,
        "open": clock_s(facts.opens),
        "close": clock_s(facts.closes),
        "limits": {
            "max_waiting": facts.max_waiting,
            "max_wait_s": facts.max_wait.total_seconds(),
        },
        "discipline": plan.discipline.value,
        "classes": {visit_class.id: {"rate": visit_class.rate} for visit_class in plan.classes},
        "services": {
            service.id: {
                "name": facts.names.get(service.id, service.id),
                "mean_s": service.mean_service.total_seconds(),
                "cv": service.service_cv,
            }
            for service in plan.services
        },
        "counters": [
            {
                "id": str(counter.id),
                "skills": skills_of(counter.serves),
                "lanes": lanes_of(counter.serves),
                **_breaks(counter.breaks),
            }
            for counter in plan.counters
        ],
        "appointments": slots,
    }


def _breaks(breaks: tuple[tuple[str, str], ...]) -> Record:
    spans = [[clock_s(time.fromisoformat(hour)) for hour in pair] for pair in breaks]
    return {"planned_break": spans[0], "planned_breaks": spans} if spans else {}
