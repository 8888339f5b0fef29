"""A crowd of phones: whoever is called is told first, and in the end everybody knows everything."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_monitor.domain import rules
from queue_monitor.domain.errors import Refused
from queue_monitor.domain.model import TicketId
from queue_monitor.web.crowd import BATCH, beside, in_turn, moved
from queue_monitor.web.live import REFRESH_EVERY_S
from queue_monitor.web.visitor import TicketView, ticket_place, ticket_view
from tests.builders import KIOSK, Day
from tests.kiosk.offices import day as office_day
from tests.kiosk.offices import settings
from tests.web.test_live import House, changes, follow, opened_house

if TYPE_CHECKING:
    from queue_monitor.domain.floor import Floor


class Drifting(msgspec.Struct, frozen=True):
    """A view that changes by itself."""

    waits: int


SERVICES = ("transcript", "seal")
MOVES = (*SERVICES, "priority", "call", "start", "finish", "miss", "back", "cancel", "more", "pass")


@given(st.lists(st.sampled_from(MOVES), min_size=4, max_size=25))
def test_nobody_is_left_out_whose_view_changed_by_more_than_time(moves: list[str]) -> None:
    day = office_day()
    day.open(1)
    for move in moves:
        before = day.floor
        with suppress(Refused):
            made(day, move)
        phones = list(day.floor.tickets)
        looked_at = {*moved(before, day.floor), *beside(before, day.floor, phones)}
        for id_ in before.tickets:
            if untimed(before, id_, day) != untimed(day.floor, id_, day):
                assert id_ in looked_at, move
                assert place(before, id_) != place(day.floor, id_), move


def made(day: Day, move: str) -> None:
    """One of the things that happen in an office."""
    if move in SERVICES:
        day.issue(move)
    elif move == "priority":
        day.issue("transcript", "priority")
    elif move == "pass":
        day.passes(seconds=40)
    elif move in {"cancel", "more"}:
        first = next(iter(day.floor.waiting()), None)
        if first is not None and move == "cancel":
            day.ask(rules.cancel, ticket=first.id, by=KIOSK)
        elif first is not None:
            day.ask(rules.give_way, ticket=first.id, by=KIOSK, places=2)
    elif move == "back":
        for ticket in day.floor.missed()[:1]:
            day.ask(rules.take_back, ticket=ticket.id, by=KIOSK)
    else:
        verbs = {"call": rules.call_next, "start": rules.start, "finish": rules.finish}
        day.at_counter(verbs.get(move, rules.no_show), 1)


def untimed(floor: Floor, id_: TicketId, day: Day) -> tuple[object, ...]:
    """What its holder sees, at one and the same moment and without a forecast."""
    view: TicketView = ticket_view(floor, floor.ticket(id_), day.at, settings(), wait=None)
    names = set(view.__struct_fields__) - {"seq", "at"}
    return tuple(getattr(view, name) for name in sorted(names))


def place(floor: Floor, id_: TicketId) -> object:
    return ticket_place(floor, floor.ticket(id_), settings())


@pytest.fixture
def crowd() -> Iterator[House]:
    """Where more than three are a crowd."""
    with opened_house(crowd=3) as house:
        yield house


def holders(crowd: House, count: int) -> dict[TicketId, Any]:
    """A phone for each of so many numbers, which has its snapshot."""
    tickets = [crowd.issue() for _ in range(count)]
    phones = {ticket: crowd.connect() for ticket in tickets}
    for ticket, phone in phones.items():
        follow(phone, topic="ticket", token=crowd.tokens.token_of(ticket))
    return phones


def told(phone: Any) -> list[dict[str, Any]]:
    return [change["set"] for change in changes(phone)]


def test_in_a_crowd_those_whose_place_changed_are_told_and_nobody_else(crowd: House) -> None:
    phones = holders(crowd, 6)
    third = list(phones)[2]
    crowd.office.ask(partial(rules.cancel, ticket=third, by=KIOSK))
    crowd.live.send_changes()
    assert [bool(told(phone)) for phone in phones.values()] == [False, False, *[True] * 4]


def test_whoever_is_called_hears_it_before_the_others_are_looked_at(crowd: House) -> None:
    phones = holders(crowd, 6)
    own = [list(phones)[n] for n in (2, 5)]
    for ticket in own:
        crowd.office.ask(partial(rules.cancel, ticket=ticket, by=KIOSK))
    crowd.live._look(drifted=False)
    assert [ticket for ticket, phone in phones.items() if told(phone)] == own
    crowd.live.send_changes()
    assert [ticket for ticket, phone in phones.items() if told(phone)] == list(phones)[3:5]


def test_what_drifts_reaches_each_phone_within_ten_seconds_a_few_at_a_time(crowd: House) -> None:
    drift: list[int] = []
    crowd.live.tickets(lambda *_: Drifting(len(drift)), place=lambda *_: "the same")
    phones = holders(crowd, 40)
    slept: list[float] = []
    drift.append(1)
    crowd.live.send_changes()
    assert not any(told(phone) for phone in phones.values()), "not after each event"
    crowd.live.refresh_for_ever(slept.append, iter((True, False)).__next__)
    assert all(told(phone) for phone in phones.values())
    assert len(slept) == 3
    assert sum(slept) == pytest.approx(REFRESH_EVERY_S)


def test_turns_are_taken_in_order_and_even_nobody_takes_time() -> None:
    rooms = [str(n) for n in range(2 * BATCH + 1)]
    slept: list[float] = []
    assert list(in_turn(rooms, over_s=3.0, sleep=slept.append)) == rooms
    assert slept == [1.0, 1.0, 1.0]
    assert list(in_turn([], over_s=3.0, sleep=slept.append)) == []
    assert slept[3:] == [3.0]
