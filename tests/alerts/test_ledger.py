"""The month's report from the log, and the appraisals it sums."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from alerts import ledger
from alerts.appraiser import appraised, due, record
from alerts.report_routes import month_bounds
from queue_monitor.domain import rules
from queue_monitor.domain.days import close_day
from queue_monitor.domain.floor import replay
from queue_monitor.domain.model import ActorId, CounterId
from queue_monitor.domain.watch_ids import AlertId
from queue_monitor.store.memory import MemoryStore
from tests.alerts.office import WatchedDay, a_day, opening, watching

MARCH = month_bounds("2026-03", ZoneInfo("Asia/Taipei"))


def helped() -> WatchedDay:
    """A day with one episode that a helper relieved, over and done with."""
    day = a_day(watching(wait_limit=None), counters=1)
    day.come(9)
    day.ack()
    day.passes(minutes=2)
    day.propose(opening(2, "c4"))
    day.accept()
    day.clerk_comes("c4")
    for _ in range(4):
        for counter in (1, 2):
            day.call(counter)
            day.at_counter(rules.start, counter)
        day.passes(minutes=3)
        for counter in (1, 2):
            day.at_counter(rules.finish, counter)
        day.look()
    day.passes(minutes=2)
    by = rules.By(actor=ActorId("account:c4"))
    day.ask(rules.close_counter, counter=CounterId(2), by=by)
    day.look()
    return day


def stored(day: WatchedDay) -> MemoryStore:
    store = MemoryStore()
    store.append(day.events, after=0)
    return store


def test_an_episode_is_appraised_once_when_it_and_its_help_are_over() -> None:
    day = helped()
    (alert,) = due(day.floor)
    told = appraised(stored(day), alert=alert, floor=day.floor)
    assert told is not None
    assert told.saved_s > 0
    day.ask(partial(record, alert=alert.id, appraisal=told))
    assert due(day.floor) == []
    assert day.alert.appraisal == told
    assert day.ask(partial(record, alert=alert.id, appraisal=told)) == []


def test_nothing_is_appraised_while_help_is_at_work() -> None:
    day = a_day(watching(wait_limit=None), counters=1)
    day.come(9)
    day.propose(opening(2, "c4"))
    day.accept()
    day.clerk_comes("c4")
    day.go(9)
    day.passes(minutes=3)
    assert due(day.floor) == []


def test_an_appraisal_outlives_a_restart() -> None:
    day = helped()
    (alert,) = due(day.floor)
    told = appraised(stored(day), alert=alert, floor=day.floor)
    assert told is not None
    day.ask(partial(record, alert=alert.id, appraisal=told))
    again = replay(stored(day).read())
    assert again.watch.alerts[alert.id].appraisal == told


def test_a_month_is_summed_from_the_log() -> None:
    day = helped()
    (alert,) = due(day.floor)
    told = appraised(stored(day), alert=alert, floor=day.floor)
    assert told is not None
    day.ask(partial(record, alert=alert.id, appraisal=told))
    day.ask(close_day)
    book = ledger.Ledger()
    for _ in range(2):  # read, and remembered
        (march,) = book.month(stored(day), *MARCH)
        sums = ledger.sums([march])
        assert (sums.episodes, sums.applied, sums.helps) == (1, 1, {"c4": 1})
        assert sums.to_act_s == 122.0
        assert (sums.saved_s, sums.helper_s) == (told.saved_s, told.helper_s)
    april = month_bounds("2026-04", ZoneInfo("Asia/Taipei"))
    assert book.month(stored(day), *april) == []


def test_an_episode_of_an_earlier_day_is_found_in_the_log() -> None:
    day = helped()
    store = stored(day)
    alert = day.alert.id
    found = ledger.find(store, alert, replay([]))
    assert found is not None
    assert (found[0].id, [p.alert for p in found[1]]) == (alert, [alert])
    assert ledger.find(store, AlertId("2026-03-04.e99"), replay([])) is None
    assert ledger.find(store, AlertId("2026-03-01.e1"), replay([])) is None


def test_a_month_begins_and_ends_by_the_offices_clock() -> None:
    first, after = MARCH
    assert first == datetime(2026, 2, 28, 16, 0, tzinfo=UTC)
    assert after - first == timedelta(days=31)
    december = month_bounds("2026-12", ZoneInfo("Asia/Taipei"))
    assert december[1] == datetime(2026, 12, 31, 16, 0, tzinfo=UTC)
