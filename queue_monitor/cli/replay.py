"""`queue-monitor replay`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from queue_monitor.cli.group import Failed
from queue_monitor.cli.places import (
    LocalInstant,
    Place,
    aware,
    config_option,
    data_option,
    now,
    opened,
)
from queue_monitor.cli.tables import minutes, table

if TYPE_CHECKING:
    from queue_monitor.domain.floor import Floor
    from queue_monitor.domain.model import Counter, Ticket
    from queue_monitor.domain.rulebook import Rulebook
    from queue_monitor.store.base import EventStore

_HELP = """The floor as it was at an hour, replayed from the log: who was served where, who waited
and for how long, and which alerts were on. What the board showed can be told for any minute.

\b
  queue-monitor replay --at "2026-11-20 10:32"
  queue-monitor replay --at 10:32                        today
  queue-monitor replay --at "2026-11-20 10:32" --json    for other programs
  queue-monitor replay --at "2026-11-20T02:32:00+00:00"  an instant with its own offset

Hours are the office's local time unless an offset is given. An hour that is yet to come is
answered with the floor as it is now. The log is only read.
"""


@click.command("replay", help=_HELP)
@click.option("--at", type=LocalInstant(), required=True, help="The hour to show.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of tables.")
@config_option
@data_option
def command(*, at: datetime, as_json: bool, config: Path, data: Path | None) -> None:
    """See `_HELP`."""
    from queue_monitor.office import floor_at

    with opened(config, data, must_exist=True) as place:
        asked = aware(at, place.zone)
        instant = _lived_until(place.store, asked)
        floor = floor_at(place.store, instant)
    if floor.day is None:
        raise Failed(f"the log has no business day at or before {at:%Y-%m-%d %H:%M}")
    view = {"asked_at": asked.isoformat(), **_view(floor, instant, place)}
    if instant < asked:
        asked_local = f"{asked.astimezone(place.zone):%Y-%m-%d %H:%M}"
        click.echo(
            f"{asked_local} is yet to come; this is the floor at {view['at_local']}.", err=True
        )
    if as_json:
        click.echo(json.dumps(view, ensure_ascii=False, indent=2))
        return
    for line in _lines(view):
        click.echo(line)


def _lived_until(log: EventStore, asked: datetime) -> datetime:
    """`asked`, or now if that is yet to come: nobody has waited yet in the time between.

    A log may be ahead of this machine's clock (a simulated day, a clock set back): then its end.
    """
    latest = now()
    if asked > latest:
        newest = (event.at for _, event in log.read(after=max(log.last() - 1, 0)))
        latest = max(latest, next(newest, latest))
    return min(asked, latest)


def _view(floor: Floor, at: datetime, place: Place) -> dict[str, Any]:
    """What was there, as plain JSON values; instants in UTC, waits in seconds."""
    from queue_monitor.domain.measures import longest_wait

    assert floor.day is not None
    waiting = floor.waiting()
    return {
        "at": at.isoformat(),
        "at_local": f"{at.astimezone(place.zone):%Y-%m-%d %H:%M:%S}",
        "seq": floor.seq,
        "day": floor.day.id,
        "open": floor.is_open,
        "practice": floor.day.practice,
        "office": dict(place.settings.office.name),
        "issued": floor.issued_count,
        "waiting_total": floor.waiting_count,
        "longest_wait_s": longest_wait(floor, at).total_seconds(),
        "counters": [_counter(floor, c, at, place) for c in floor.counters.values()],
        "services": [_service(floor, str(s.id), s.letter, at, place) for s in floor.plan.services],
        "lines": [_ticket(ticket, at) for ticket in waiting],
        "parked": [_ticket(ticket, at) for ticket in floor.parked()],
        "missed": [_ticket(ticket, at) for ticket in floor.missed()],
        "alerts": [
            {
                "id": alert.id,
                "rule": alert.rule.value,
                "scope": {"kind": alert.scope.kind.value, "id": alert.scope.id},
                "state": alert.state.value,
                "crossed_at": alert.crossed_at.isoformat(),
                "crossed_local": f"{alert.crossed_at.astimezone(place.zone):%H:%M:%S}",
                "value": alert.value,
                "limit": alert.limit,
                "acked_by": alert.acked_by,
            }
            for alert in floor.watch.active()
        ],
        "rules": [] if floor.watch.rules is None else list(_rules(floor.watch.rules, at)),
    }


def _rules(book: Rulebook, at: datetime) -> Iterator[dict[str, Any]]:
    """What e-Eyes went by at that hour, in the rule's unit; what it did not watch left out."""
    from queue_monitor.domain.rulebook import unit_of
    from queue_monitor.domain.timetable import Timetable

    for setting in book.in_force():
        limits = Timetable.of(setting, book.zone).at(at).limits
        if limits.limit is not None:
            yield {
                "rule": setting.rule.value,
                "scope": {"kind": setting.scope.kind.value, "id": setting.scope.id},
                "limit": limits.limit,
                "unit": unit_of(setting.rule).value,
                "changed": book.changed_setting(*setting.key) is not None,
            }


def _counter(floor: Floor, counter: Counter, at: datetime, place: Place) -> dict[str, Any]:
    ticket = floor.in_hand(counter.id)
    planned = place.settings.counter(counter.id)
    clerk = place.settings.clerk(counter.clerk) if counter.clerk is not None else None
    begun_at = None if ticket is None else ticket.started_at or ticket.called_at
    return {
        "id": counter.id,
        "name": {} if planned is None else dict(planned.name),
        "status": counter.status.value,
        "reason": counter.reason,
        "clerk": counter.clerk,
        "clerk_name": counter.clerk if clerk is None else clerk.name,
        "number": None if ticket is None else ticket.number,
        "state": None if ticket is None else ticket.state.value,
        "for_s": None if begun_at is None else (at - begun_at).total_seconds(),
        "served_today": counter.finished,
    }


def _service(floor: Floor, service: str, letter: str, at: datetime, place: Place) -> dict[str, Any]:
    from queue_monitor.domain.measures import longest_wait
    from queue_monitor.domain.model import ServiceId

    id_ = ServiceId(service)
    known = place.settings.service(id_)
    return {
        "id": service,
        "letter": letter,
        "name": {} if known is None else dict(known.name),
        "waiting": floor.count_waiting(service=id_),
        "longest_wait_s": longest_wait(floor, at, service=id_).total_seconds(),
        "open_counters": len(floor.serving_counters(id_)),
    }


def _ticket(ticket: Ticket, at: datetime) -> dict[str, Any]:
    return {
        "ticket": ticket.id,
        "number": ticket.number,
        "service": ticket.service,
        "class": ticket.visit_class,
        "state": ticket.state.value,
        "waiting_since": ticket.waiting_since.isoformat(),
        "waited_s": (at - ticket.waiting_since).total_seconds(),
    }


def _lines(view: dict[str, Any]) -> Iterator[str]:
    """The tables for a person."""
    state = "開放中 open" if view["open"] else "已結束 closed"
    practice = "  練習 practice" if view["practice"] else ""
    yield f"{view['office'].get('zh-TW', '')}  {view['at_local']}  {state}{practice}"
    yield (
        f"等候 waiting {view['waiting_total']}   最久 longest {minutes(view['longest_wait_s'])}   "
        f"已取號 issued {view['issued']}   日誌 log #{view['seq']}"
    )
    yield ""
    counters = [
        (
            str(counter["id"]),
            counter["status"],
            counter["clerk_name"] or "–",
            counter["number"] or "–",
            counter["state"] or "–",
            minutes(counter["for_s"]),
            str(counter["served_today"]),
        )
        for counter in view["counters"]
    ]
    head = ("櫃檯", "status", "clerk", "目前叫號", "state", "for", "辦畢")
    yield from table(head, counters, numbers=(0, 5, 6))
    yield ""
    services = [
        (
            service["letter"],
            service["name"].get("zh-TW", service["id"]),
            service["name"].get("en", ""),
            str(service["waiting"]),
            minutes(service["longest_wait_s"]) if service["waiting"] else "–",
            str(service["open_counters"]),
        )
        for service in view["services"]
    ]
    yield from table(
        ("", "服務項目", "service", "等候", "最久", "開櫃"), services, numbers=(3, 4, 5)
    )
    yield from _asides(view)


def _asides(view: dict[str, Any]) -> Iterator[str]:
    for name, key in (("隊列 line", "lines"), ("保留 parked", "parked"), ("過號 missed", "missed")):
        tickets = view[key]
        if tickets:
            yield ""
            yield f"{name}: " + "  ".join(
                f"{ticket['number']} {minutes(ticket['waited_s'])}" for ticket in tickets
            )
    for alert in view["alerts"]:
        where = alert["scope"]["id"] or "office"
        yield ""
        yield (
            f"警示 alert: {alert['rule']} ({where}) {alert['state']} since "
            f"{alert['crossed_local']}, {alert['value']:g} against a limit of {alert['limit']:g}"
        )
    if view["rules"]:
        yield ""
        yield "規則 rules: " + "  ".join(map(_rule_told, view["rules"]))


def _rule_told(rule: dict[str, Any]) -> str:
    where = f"{rule['scope']['id']}/" if rule["scope"]["id"] else ""
    mark = " (changed)" if rule["changed"] else ""
    return f"{where}{rule['rule']} {rule['limit']:g} {rule['unit']}{mark}"
