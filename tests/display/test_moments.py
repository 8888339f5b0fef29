"""What a phone is told of a visit, moment by moment."""

from __future__ import annotations

from display.moments import Kind, message, moment_of
from queue_monitor.domain import rules
from queue_monitor.domain.model import TicketId
from tests.builders import KIOSK, OPENS_AT, Day


def told(day: Day, ticket: TicketId) -> tuple[Kind, str] | None:
    """The moment, and the title in English."""
    held = day.ticket(ticket)
    moment = moment_of(day.floor, held)
    if moment is None:
        return None
    shown = message(day.floor, held, moment.kind, at=day.at, zone="Asia/Taipei", say=str)
    return moment.kind, shown["title"]


def test_next_but_two_then_the_call_then_nothing() -> None:
    day = Day()
    day.open()
    *_before, own = (day.passes(seconds=1).issue().id for _ in range(5))
    assert told(day, own) is None
    day.serve()
    assert told(day, own) is None
    day.serve()
    assert told(day, own) == (Kind.SOON, "A005 · 2 more people, then it is your turn")
    day.serve()
    assert told(day, own) == (Kind.SOON, "A005 · 1 more person, then it is your turn")
    day.serve()
    assert told(day, own) == (Kind.SOON, "A005 · You are next. Please stay near the counters.")
    day.call()
    assert told(day, own) == (Kind.CALLED, "A005 · Please go to counter 2")
    day.at_counter(rules.start)
    assert told(day, own) is None


def test_next_but_two_is_one_moment_however_many_are_left_and_a_recall_another() -> None:
    day = Day()
    day.open()
    *_before, own = (day.passes(seconds=1).issue().id for _ in range(3))
    keys = set()
    for _ in range(2):
        keys.add(moment_of(day.floor, day.ticket(own)))
        day.serve()
    assert len(keys) == 1
    day.call()
    keys.add(moment_of(day.floor, day.ticket(own)))
    day.at_counter(rules.recall)
    keys.add(moment_of(day.floor, day.ticket(own)))
    assert len(keys) == 3


def test_a_call_that_was_taken_back_is_told_so() -> None:
    day = Day()
    day.open()
    own = day.issue().id
    before = moment_of(day.floor, day.ticket(own))
    day.call()
    day.at_counter(rules.undo)
    assert told(day, own) == (Kind.SOON, "A001 · You are next. Please stay near the counters.")
    assert moment_of(day.floor, day.ticket(own)) != before


def test_missed_and_back_in_line() -> None:
    day = Day()
    day.open()
    own, *_others = (day.passes(seconds=1).issue().id for _ in range(9))
    day.call()
    day.at_counter(rules.no_show)
    held = day.ticket(own)
    shown = message(day.floor, held, Kind.MISSED, at=day.at, zone="Asia/Taipei", say=str)
    assert shown["body"].startswith("Your number is good until 08:30.")
    assert shown["at"] == day.at.isoformat() > OPENS_AT.isoformat()
    day.ask(rules.take_back, ticket=own, by=KIOSK)
    day.ask(rules.give_way, ticket=own, places=3, by=KIOSK)
    assert told(day, own) == (Kind.BACK, "A001 · You are in line again")
