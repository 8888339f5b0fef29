"""Somebody sets the machine's clock while people wait: no alert, no wait that did not happen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from queue_monitor.domain import events as ev
from queue_monitor.domain.watch_events import AlertRaised
from tests.faults.clocks import clocked
from tests.faults.office import Person, log_of
from tests.support.api import Api
from tests.support.history import History, check, eventually

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import StartServer

TUESDAY_AT_TEN = datetime(2026, 3, 3, 2, 0, tzinfo=UTC)  # in Taipei
A_MOMENT = timedelta(minutes=5)  # longer than the test takes, much shorter than the step


@pytest.mark.parametrize("hours", [1, -1])
def test_a_step_of_the_clock_is_taken_over_only_when_nobody_is_inside(
    start_server: StartServer, tmp_path: Path, hours: int
) -> None:
    server, hands = clocked(start_server, tmp_path, TUESDAY_AT_TEN)
    history, step = History(), timedelta(hours=hours)
    kiosk = Person(server.base_url, history)
    clerk = Person(server.base_url, history, token=server.token("clerk"))

    def now() -> datetime:
        return datetime.fromisoformat(kiosk.look()["at"])

    assert clerk.at(2, "open") is not None
    for _ in range(3):
        kiosk.take()
    hands.set_by(step)
    kiosk.take()  # by the clock that those who wait already stand under
    assert abs(now() - TUESDAY_AT_TEN) < A_MOMENT
    assert 0 <= kiosk.look()["longest_wait_s"] < A_MOMENT.total_seconds()
    for _ in range(4):
        called = clerk.call(2)
        assert called is not None
        assert 0 <= called.expect(200).body["waited_s"] < A_MOMENT.total_seconds()
        clerk.at(2, "start")
        clerk.at(2, "finish")

    eventually("the hour is taken over", lambda: abs(now() - TUESDAY_AT_TEN - step) < A_MOMENT)
    kiosk.take()
    assert 0 <= kiosk.look()["longest_wait_s"] < A_MOMENT.total_seconds()
    with Api(server.base_url) as api:
        api.get("/readyz").expect(200)
    log = log_of(server.data)
    check(history, log)
    events = [event for _, event in log]
    assert not [event for event in events if isinstance(event, AlertRaised | ev.DayClosed)]
    assert abs(events[-1].at - TUESDAY_AT_TEN - step) < A_MOMENT
