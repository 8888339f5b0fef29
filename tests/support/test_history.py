"""The checker's own proof: it lets a right office pass and finds each fault that is sown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from threading import Barrier, Lock, Thread
from typing import Any

import pytest

from queue_monitor.domain import rules
from queue_monitor.domain.errors import LineEmpty
from queue_monitor.domain.events import Called, Event, Issued
from queue_monitor.domain.floor import Floor, replay
from queue_monitor.domain.model import WALK_IN, CounterId, ServiceId
from tests.builders import CLERK, KIOSK, OPENS_AT, Day
from tests.support.history import History, Numbered, Untrue, check

CALLERS = 4
TICKETS = 12


class NaiveOffice:
    """Reads the floor, decides, writes: right only while `lock` keeps others out meanwhile."""

    def __init__(self, *, locked: bool) -> None:
        day = Day()
        for counter in range(1, 4):
            day.open(counter)
        self.log: list[tuple[int, Event]] = list(enumerate(day.events, start=1))
        self._lock = Lock() if locked else None
        self._meet = None if locked else Barrier(CALLERS - 1)

    def ask(self, request: Callable[..., Sequence[Event]], /, **arguments: Any) -> list[Event]:
        """Decide and write."""
        if self._lock is None:
            return self._read_then_write(request, arguments)
        with self._lock:
            return self._read_then_write(request, arguments)

    def _read_then_write(
        self, request: Callable[..., Sequence[Event]], arguments: dict[str, Any]
    ) -> list[Event]:
        floor: Floor = replay(self.log)
        events = list(request(floor, OPENS_AT, **arguments))
        if self._meet is not None and request is rules.call_next:
            self._meet.wait(5)  # the fault: between reading and writing others read too
        self.log += enumerate(events, start=len(self.log) + 1)
        return events


def a_day_at(office: NaiveOffice) -> History:
    history = History()
    for number in range(TICKETS):
        asked = history.begin("issue", f"k{number}")
        (event,) = office.ask(
            rules.issue,
            service=ServiceId("a"),
            visit_class=WALK_IN,
            language="en",
            device=KIOSK,
            request=f"{KIOSK} k{number}",
        )
        assert isinstance(event, Issued)
        history.end(asked, 201, {"ticket": event.ticket})

    def call(counter: CounterId) -> None:
        asked = history.begin("call")
        try:
            events = office.ask(rules.call_next, counter=counter, by=CLERK)
        except LineEmpty:
            history.end(asked, 409, None)
            return
        called = events[-1]
        assert isinstance(called, Called)
        history.end(asked, 200, {"ticket": called.ticket, "counter": {"id": counter}})

    clerks = [Thread(target=call, args=(CounterId(n),)) for n in range(1, CALLERS)]
    for clerk in clerks:
        clerk.start()
    for clerk in clerks:
        clerk.join()
    return history


def test_an_office_that_decides_and_writes_in_one_step_passes() -> None:
    office = NaiveOffice(locked=True)
    check(a_day_at(office), office.log)


def test_reading_then_writing_calls_somebody_twice_and_is_found() -> None:
    office = NaiveOffice(locked=False)
    with pytest.raises(Untrue, match=r"went from called to called|called .*, next was|busy"):
        check(a_day_at(office), office.log)


def good() -> tuple[History, list[tuple[int, Event]]]:
    office = NaiveOffice(locked=True)
    return a_day_at(office), office.log


def numbered_anew(log: Numbered) -> list[tuple[int, Event]]:
    return list(enumerate((event for _, event in log), start=1))


def test_an_acknowledged_ticket_that_is_lost_is_found() -> None:
    history, log = good()
    lost = max(i for i, (_, event) in enumerate(log) if isinstance(event, Issued))
    with pytest.raises(Untrue, match="acknowledged and is not in the log"):
        check(history, numbered_anew([*log[:lost], *log[lost + 1 :]]))


def test_an_acknowledged_call_that_is_lost_is_found() -> None:
    history, log = good()
    with pytest.raises(Untrue, match="was acknowledged 1 times, the log has it 0"):
        check(history, log[:-1])


def test_a_number_given_twice_is_found() -> None:
    history, log = good()
    first = next(event for _, event in log if isinstance(event, Issued))
    with pytest.raises(Untrue, match="number given twice"):
        check(history, [*log, (len(log) + 1, first)])


def test_a_repeated_wish_that_gave_two_tickets_is_found() -> None:
    history, log = good()
    issued = [(i, e) for i, (_, e) in enumerate(log) if isinstance(e, Issued)]
    place, second = issued[1]
    log[place] = (log[place][0], replace(second, request=issued[0][1].request))
    with pytest.raises(Untrue, match="ticket for the key twice"):
        check(history, log)


def test_a_refused_wish_that_was_written_is_found() -> None:
    history, log = good()
    history.asked[0].outcome = "refused"
    with pytest.raises(Untrue, match="was refused and is in the log"):
        check(history, log)


def test_a_later_wish_that_came_first_is_found() -> None:
    history, log = good()
    first, second = history.asked[:2]
    first.answer, second.answer = second.answer, first.answer
    first.key, second.key = second.key, first.key
    with pytest.raises(Untrue, match="had been answered"):
        check(history, log)


def test_a_gap_in_the_log_is_found() -> None:
    history, log = good()
    with pytest.raises(Untrue, match="gap"):
        check(history, [*log[:3], *log[4:]])


def test_a_board_that_showed_what_the_log_never_had_is_found() -> None:
    history, log = good()
    history.saw({"seq": len(log), "calls": [{"number": "Z999", "counter": 1}]})
    with pytest.raises(Untrue, match="a board showed"):
        check(history, log)


def test_a_board_that_ran_ahead_of_the_log_is_found() -> None:
    history, log = good()
    history.saw({"seq": len(log) + 1, "calls": []})
    with pytest.raises(Untrue, match="which the log has not"):
        check(history, log)
