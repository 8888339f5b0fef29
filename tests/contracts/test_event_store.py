"""The promises of EventStore, kept by every store."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import islice
from threading import Barrier

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from queue_monitor.domain.errors import StaleFloor, StoreUnavailable
from queue_monitor.domain.events import Event
from queue_monitor.store.base import EventStore
from tests.contracts.stores import StoreKind
from tests.store.events import KINDS, NOON, any_of, day_opened, issued


@pytest.fixture
def store(kind: StoreKind) -> EventStore:
    return kind.store()


def test_an_empty_log_ends_at_nothing(store: EventStore) -> None:
    assert store.last() == 0
    assert list(store.read()) == []
    assert store.day_start() == 0


def test_numbers_start_at_one_and_have_no_gaps(store: EventStore) -> None:
    store.append([issued(1)], after=0)
    store.append([issued(2), issued(3)], after=1)
    assert list(store.read()) == [(1, issued(1)), (2, issued(2)), (3, issued(3))]
    assert store.last() == 3


def test_reading_goes_on_after_a_number(store: EventStore) -> None:
    store.append([issued(1), issued(2), issued(3)], after=0)
    assert list(store.read(after=2)) == [(3, issued(3))]
    assert list(store.read(after=3)) == []
    assert list(store.read(after=99)) == []


def test_a_taken_number_is_stale_and_nothing_is_written(store: EventStore) -> None:
    store.append([issued(1)], after=0)
    with pytest.raises(StaleFloor):
        store.append([issued(2), issued(3)], after=0)
    assert store.last() == 1


def test_no_gap_can_be_made(store: EventStore) -> None:
    with pytest.raises(StoreUnavailable, match="ends at 0, before 5"):
        store.append([issued()], after=5)
    assert store.last() == 0


def test_all_or_none_is_written_when_one_cannot_be_kept(store: EventStore) -> None:
    naive = issued(2, at=datetime(2026, 3, 4))  # noqa: DTZ001
    with pytest.raises(ValueError, match="time zone"):
        store.append([issued(1), naive], after=0)
    assert store.last() == 0
    store.append([issued(1)], after=0)


def test_two_writers_with_one_floor_have_one_winner(kind: StoreKind) -> None:
    one, other = kind.store(), kind.store()
    one.append([issued(1)], after=0)
    with pytest.raises(StaleFloor):
        other.append([issued(2)], after=0)
    other.append([issued(2)], after=1)
    assert [seq for seq, _ in one.read()] == [1, 2]


def test_of_writers_at_once_exactly_one_wins_each_number(kind: StoreKind) -> None:
    stores = [kind.store() for _ in range(4)]
    barrier = Barrier(len(stores))

    def write(writer: int) -> list[int]:
        barrier.wait()
        won = []
        for after in range(50):
            try:
                stores[writer].append([issued(writer)], after=after)
            except StaleFloor:
                continue
            except StoreUnavailable:  # a faster writer is not here yet: the log ends before
                while stores[writer].last() < after:
                    pass
                continue
            won.append(after + 1)
        return won

    with ThreadPoolExecutor(len(stores)) as pool:
        won = list(pool.map(write, range(len(stores))))
    log = dict(stores[0].read())
    assert sorted(seq for wins in won for seq in wins) == list(log) == list(range(1, len(log) + 1))
    for writer, wins in enumerate(won):
        assert all(log[seq] == issued(writer) for seq in wins)


def test_a_huge_batch_is_one_append(store: EventStore) -> None:
    events = [issued(n) for n in range(1, 12_001)]
    store.append(events, after=0)
    assert [event for _, event in store.read()] == events
    assert store.last() == 12_000


def test_appending_nothing_writes_nothing(store: EventStore) -> None:
    store.append([], after=0)
    assert store.last() == 0
    store.append([issued()], after=0)
    with pytest.raises(StaleFloor):
        store.append([], after=0)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=10)
@given(events=st.lists(st.sampled_from(KINDS).flatmap(any_of), max_size=8))
def test_any_events_come_back_as_they_went_in(store: EventStore, events: list[Event]) -> None:
    after = store.last()
    store.append(events, after=after)
    assert [event for _, event in store.read(after=after)] == events


def test_every_script_is_kept(store: EventStore) -> None:
    text = "戶政 Tiếng Việt ไทย 𠮷 🧾 \x00 '\"; DROP TABLE events"
    store.append([issued(language=text)], after=0)
    assert next(store.read())[1] == issued(language=text)


def test_a_slow_reader_holds_nobody_up_and_sees_what_comes(store: EventStore) -> None:
    store.append([issued(n) for n in range(2_500)], after=0)
    reader = store.read()
    seen = [seq for seq, _ in islice(reader, 10)]
    store.append([issued()], after=2_500)
    seen += [seq for seq, _ in reader]
    assert seen == list(range(1, 2_502))


def test_a_reader_may_stop_half_way(store: EventStore) -> None:
    store.append([issued(1), issued(2)], after=0)
    for _ in range(100):
        assert next(store.read()) == (1, issued(1))
    store.append([issued(3)], after=2)


def test_the_day_starts_at_its_latest_opening(store: EventStore) -> None:
    hours = [NOON + timedelta(hours=n) for n in range(4)]
    events: list[Event] = [issued(), day_opened(hours[1]), issued(), day_opened(hours[3]), issued()]
    store.append(events, after=0)
    assert store.day_start() == 4
    assert store.day_start(before=5) == 4
    assert store.day_start(before=4) == 2
    assert store.day_start(before=2) == 0
    assert store.day_start(at=hours[3]) == 4
    assert store.day_start(at=hours[2]) == 2
    assert store.day_start(at=hours[1] - timedelta(microseconds=1)) == 0
    assert store.day_start(before=3, at=hours[3]) == 2


def test_own_writing_is_not_news(store: EventStore) -> None:
    store.append([issued()], after=0)
    assert not store.changed_elsewhere()
    assert not store.changed_elsewhere()


@pytest.mark.parametrize(
    "use",
    [
        lambda store: store.append([issued()], after=0),
        lambda store: list(store.read()),
        lambda store: store.last(),
        lambda store: store.day_start(),
    ],
)
def test_a_closed_store_says_so(store: EventStore, use: Callable[[EventStore], object]) -> None:
    store.close()
    store.close()
    with pytest.raises(StoreUnavailable, match="closed"):
        use(store)
