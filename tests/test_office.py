"""The one writer: group commit, two writers on one log, refusals and a store that fails."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from threading import Barrier, Thread

import pytest

from queue_monitor.clock import SteadyClock
from queue_monitor.domain import events as ev
from queue_monitor.domain import rules
from queue_monitor.domain.errors import LineEmpty, StoreUnavailable, TryLater
from queue_monitor.domain.events import Event
from queue_monitor.domain.floor import Floor, evolve, replay
from queue_monitor.domain.model import WALK_IN, ClerkId, CounterId, ServiceId, TicketId, TicketState
from queue_monitor.office import Office, floor_at
from queue_monitor.runtime import load
from queue_monitor.store.base import EventStore
from queue_monitor.store.memory import MemoryStore
from queue_monitor.store.sqlite import SqliteStore
from queue_monitor.store.sqlite_file import SqliteFile
from queue_monitor.stream import KEPT
from tests.builders import CLERK, KIOSK, OPENS_AT, day_opened, office_plan

ROUNDS = 1000


def an_office(store: EventStore) -> Office:
    office = Office(store=store, tasks=load("threading"), now=SteadyClock(start=OPENS_AT).now)
    office.start()
    return office


def open_day(office: Office, *, counters: Sequence[int] = (2, 3)) -> None:
    office.ask(lambda _floor, _at: (day_opened(office_plan()),))
    for counter in counters:
        office.ask(partial(rules.open_counter, counter=CounterId(counter), by=CLERK))


def issue(office: Office, service: str = "a") -> TicketId:
    answer = office.ask(
        partial(
            rules.issue,
            service=ServiceId(service),
            visit_class=WALK_IN,
            language="zh-TW",
            device=KIOSK,
        )
    )
    (event,) = answer.events
    assert isinstance(event, ev.Issued)
    return event.ticket


@pytest.fixture
def office() -> Iterator[Office]:
    office = an_office(MemoryStore())
    open_day(office)
    yield office
    office.stop()


def press_next_at_the_same_instant(offices: Sequence[Office], rounds: int) -> list[TicketId]:
    """Counters 2 and 3 each call, start and finish `rounds` times; who was called, in all."""
    called: list[list[TicketId]] = [[], []]
    together = Barrier(2)

    def clerk(n: int, counter: CounterId, office: Office) -> None:
        for _ in range(rounds):
            together.wait()
            answer = office.ask(partial(rules.call_next, counter=counter, by=CLERK))
            called[n].append(answer.events[0].ticket)  # type: ignore[union-attr]
            office.ask(partial(rules.start, counter=counter, by=CLERK))
            office.ask(partial(rules.finish, counter=counter, by=CLERK))

    clerks = [
        Thread(target=clerk, args=(n, CounterId(n + 2), office)) for n, office in enumerate(offices)
    ]
    for thread in clerks:
        thread.start()
    for thread in clerks:
        thread.join()
    return called[0] + called[1]


def test_two_clerks_who_press_next_together_never_share_or_skip_a_ticket(office: Office) -> None:
    issued = [issue(office) for _ in range(2 * ROUNDS)]
    called = press_next_at_the_same_instant([office, office], ROUNDS)
    assert sorted(called) == sorted(issued)
    with pytest.raises(LineEmpty):
        office.ask(partial(rules.call_next, counter=CounterId(2), by=CLERK))


def test_nor_do_two_clerks_at_two_servers_on_one_file(tmp_path: Path) -> None:
    stores = [SqliteStore(SqliteFile(tmp_path / "office.db")) for _ in range(2)]
    first = an_office(stores[0])
    open_day(first)
    second = an_office(stores[1])
    issued = [issue(first) for _ in range(120)]
    called = press_next_at_the_same_instant([first, second], 60)
    assert sorted(called) == sorted(issued)
    seqs = [seq for seq, _ in stores[0].read()]
    assert seqs == list(range(1, len(seqs) + 1))
    first.look()
    issue(first)
    assert first.floor() == replay(stores[0].read())
    for office in (first, second):
        office.stop()


def test_calls_are_in_the_order_of_the_log(office: Office) -> None:
    issued = [issue(office) for _ in range(20)]
    for ticket in issued:
        answer = office.ask(partial(rules.call_next, counter=CounterId(2), by=CLERK))
        assert answer.events[0].ticket == ticket  # type: ignore[union-attr]
        office.ask(partial(rules.start, counter=CounterId(2), by=CLERK))
        office.ask(partial(rules.finish, counter=CounterId(2), by=CLERK))


class FailingStore(MemoryStore):
    """A memory store whose disk is full while `full`."""

    full = False

    def append(self, events: Sequence[Event], *, after: int) -> None:
        if self.full:
            raise StoreUnavailable("disk full")
        super().append(events, after=after)


def test_a_full_disk_is_told_changes_nothing_and_is_got_over() -> None:
    store = FailingStore()
    office = an_office(store)
    open_day(office)
    before = office.floor()
    store.full = True
    with pytest.raises(TryLater):
        issue(office)
    assert office.floor() is before
    store.full = False
    ticket = issue(office)
    assert office.floor().ticket(ticket).number == "A001"
    office.stop()


def test_one_request_that_breaks_does_not_hurt_the_others(office: Office) -> None:
    def broken(floor: Floor, at: datetime) -> Sequence[Event]:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        office.ask(broken)
    ticket = issue(office)
    assert office.floor().ticket(ticket).state is TicketState.WAITING


def test_an_event_that_the_store_cannot_keep_is_told_and_the_office_goes_on(
    office: Office,
) -> None:
    def naive(_floor: Floor, at: datetime) -> Sequence[Event]:
        return (ev.ClerkCame(at=at.replace(tzinfo=None), clerk=ClerkId("c1")),)

    with pytest.raises(ValueError, match="no time zone"):
        office.ask(naive)
    issue(office)
    assert office.floor().waiting_count == 1


def test_a_follower_sees_every_commit_once_in_order(office: Office) -> None:
    follower = office.stream.follower()
    floor = follower.floor
    issued = [issue(office) for _ in range(50)]
    assert follower.wait(1.0)
    commits = follower.take()
    assert commits is not None
    events = [event for commit in commits for event in commit.events]
    assert [event.ticket for event in events if isinstance(event, ev.Issued)] == issued
    for event in events:
        floor = evolve(floor, event)
    assert floor == office.floor()
    assert follower.take() == []


def test_a_follower_that_slept_too_long_starts_again_from_the_newest_floor(office: Office) -> None:
    follower = office.stream.follower()
    for _ in range(KEPT + 1):
        issue(office)
    assert follower.take() is None
    assert follower.floor is office.floor()


def test_a_restart_stands_where_the_log_ends(tmp_path: Path) -> None:
    store = SqliteStore(SqliteFile(tmp_path / "office.db"))
    office = an_office(store)
    open_day(office)
    for _ in range(5):
        issue(office)
    office.stop()
    again = an_office(store)
    assert again.floor() == office.floor()
    ticket = issue(again)
    assert again.floor().ticket(ticket).number == "A006"
    again.stop()


def test_the_floor_at_an_hour_is_what_was_then() -> None:
    store = MemoryStore()
    store.append([day_opened()], after=0)
    floor = replay(store.read())
    for minute in range(5):
        at = OPENS_AT + timedelta(minutes=minute)
        events = rules.issue(
            floor,
            at,
            service=ServiceId("a"),
            visit_class=WALK_IN,
            language="en",
            device=KIOSK,
        )
        store.append(events, after=floor.seq)
        floor = evolve(floor, events[0])
    assert floor_at(store, OPENS_AT + timedelta(minutes=2, seconds=30)).waiting_count == 3
    assert floor_at(store, datetime(2020, 1, 1, tzinfo=UTC)).waiting_count == 0


def test_a_stopped_office_takes_nothing_more(office: Office) -> None:
    office.stop()
    with pytest.raises(TryLater):
        issue(office)
