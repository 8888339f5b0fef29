"""A board of its own shows its services alone; a sign learns nothing that is not for the lobby."""

from __future__ import annotations

import pytest
from hypothesis import given

from display.board import BoardView, board_view
from queue_monitor.config.screens import Board
from queue_monitor.domain import rules
from queue_monitor.domain.model import CounterId, ServiceId
from tests.builders import Day
from tests.display.test_board import OPEN, SERVICES, STEPS, lived
from tests.kiosk.offices import day, settings

RECORDS = Board(
    id="records",
    name={"zh-TW": "戶籍", "en": "Records"},
    services=(ServiceId("seal"), ServiceId("moving")),
)


def shown(the_day: Day, board: Board | None = RECORDS) -> BoardView:
    return board_view(
        the_day.floor,
        the_day.at,
        settings(),
        OPEN,
        waits=dict.fromkeys(SERVICES),
        shown={},
        board=board,
    )


@given(STEPS)
def test_nothing_of_another_service_is_on_it(steps: list[tuple[str, object]]) -> None:
    the_day = lived(steps)
    view, whole = shown(the_day), shown(the_day, None)
    letters = {service.letter for service in view.services}
    numbers = [
        *(call.number for call in view.calls),
        *(desk.number for desk in view.now_serving if desk.number),
        *view.missed,
    ]
    assert {number[0] for number in numbers} <= letters == {"A", "F"}
    assert view.waiting_total == sum(service.waiting for service in view.services)
    assert view.longest_wait_s <= whole.longest_wait_s
    assert [c.call for c in view.calls] == [c.call for c in whole.calls if c.number[0] in letters]


def test_it_shows_the_desks_it_names_or_else_those_that_serve_it() -> None:
    named = RECORDS.model_copy(update={"counters": (CounterId(9), CounterId(2))})
    assert [desk.counter for desk in shown(day(), named).now_serving] == [2, 9]
    assert [desk.counter for desk in shown(day()).now_serving] == list(range(1, 11))


@pytest.mark.parametrize(
    ("reason", "told"),
    [("break", "break"), ("paperwork", "paperwork"), ("王小明的案件", "other")],
)
def test_a_clerks_own_words_for_a_pause_are_not_for_the_lobby(reason: str, told: str) -> None:
    the_day = day()
    the_day.open(1)
    the_day.ask(rules.pause_counter, counter=1, reason=reason, by=rules.BY_SYSTEM)
    assert shown(the_day, None).now_serving[0].pause_reason == told


def test_a_clerk_is_named_only_if_the_office_says_so() -> None:
    the_day = day()
    the_day.ask(rules.open_counter, counter=1, clerk="c01", by=rules.BY_SYSTEM)
    office = settings()
    quiet = office.model_copy(
        update={"display": office.display.model_copy(update={"clerk_names": False})}
    )
    waits = dict.fromkeys(SERVICES)
    named = board_view(the_day.floor, the_day.at, office, OPEN, waits=waits, shown={})
    unnamed = board_view(the_day.floor, the_day.at, quiet, OPEN, waits=waits, shown={})
    assert named.now_serving[0].clerk_name == "林佳穎"
    assert (unnamed.now_serving[0].clerk_name, unnamed.now_serving[0].clerk_title) == (None, None)
