"""Closing time comes while people wait: they are served for an hour yet, then the day ends."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from queue_monitor.domain import events as ev
from queue_monitor.domain.floor import replay
from queue_monitor.domain.model import ENDED, TicketState
from queue_monitor.domain.watch_events import AlertCleared, AlertRaised
from tests.faults.clocks import clocked
from tests.faults.office import Person, log_of
from tests.support.history import History, check, eventually

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import StartServer
    from tests.support.server import Server

TUESDAY_BEFORE_FIVE = datetime(2026, 3, 3, 8, 30, tzinfo=UTC)  # 16:30 in Taipei; open till 17:00
CLOSE_AFTER = timedelta(minutes=60)  # as config.yaml has it


def all_is_over(server: Server) -> bool:
    """The day is closed, and every alert that was ever raised has ended."""
    log = [event for _, event in log_of(server.data)]
    raised = {event.alert.id for event in log if isinstance(event, AlertRaised)}
    cleared = {event.alert for event in log if isinstance(event, AlertCleared)}
    return any(isinstance(event, ev.DayClosed) for event in log) and raised == cleared


def test_at_closing_time_who_waits_is_served_and_then_the_day_ends_for_everybody(
    start_server: StartServer, tmp_path: Path
) -> None:
    server, hands = clocked(start_server, tmp_path, TUESDAY_BEFORE_FIVE)
    history = History()
    kiosk = Person(server.base_url, history)
    clerk = Person(server.base_url, history, token=server.token("clerk"))
    for counter in (2, 3):
        opened = clerk.at(counter, "open")
        assert opened is not None
        opened.expect(200)
    numbers = []
    for _ in range(4):
        taken = kiosk.take()
        assert taken is not None
        numbers.append(taken.expect(201).body["ticket"])
    _, served, called, _ = numbers
    clerk.call(2)
    clerk.at(2, "start")

    hands.let_pass(timedelta(minutes=31))
    late = kiosk.take()
    assert late is not None
    assert late.expect(409).code == "office_closed"
    assert kiosk.look()["waiting_total"] == 3
    for expected in (served, called):
        answer = clerk.call(3)
        assert answer is not None
        assert answer.expect(200).body["ticket"] == expected
        if expected == served:
            clerk.at(3, "start")
            clerk.at(3, "finish")

    hands.let_pass(CLOSE_AFTER)
    eventually(
        "the day ends, and its alerts with it",
        lambda: all_is_over(server),
    )
    log = log_of(server.data)
    check(history, log)
    ends = next(seq for seq, event in log if isinstance(event, ev.DayClosed))
    floor = replay(log[:ends])
    assert all(ticket.state in ENDED for ticket in floor.tickets.values())
    assert [floor.tickets[ticket].state for ticket in numbers] == [
        TicketState.DONE,  # was at the desk until the end
        TicketState.DONE,
        TicketState.EXPIRED,  # called, and did not come
        TicketState.EXPIRED,
    ]
    assert all(counter.clerk is None for counter in floor.counters.values())
    raised = [e.alert.id for _, e in log if isinstance(e, AlertRaised)]  # they waited half an hour
    cleared = {e.alert: e.cause for _, e in log if isinstance(e, AlertCleared)}
    assert raised
    assert set(cleared) == set(raised)
    # A crowd may shorten before the end, by those who were served; else the day ends its alert.
    assert set(cleared.values()) <= {"day_closed", "recovered"}
    assert "day_closed" in cleared.values()
