"""What e-Eyes takes along into a new business day."""

from dataclasses import replace

from queue_monitor.domain.watch import (
    AlertState,
    NoticeState,
    Watch,
    alert_id,
    day_of,
    number_of,
)
from tests.alerts.office import WatchedDay, a_day, opening
from tests.builders import OPENS_AT


def crowded() -> WatchedDay:
    day = a_day(counters=2)
    day.come(8)
    day.propose(opening())
    return day


def full_of_history() -> Watch:
    """Sixty episodes that are over, after one that is not."""
    watch = crowded().floor.watch
    (lasting,) = watch.alerts.values()
    day = day_of(lasting.id)
    over = [
        replace(lasting, id=alert_id(day, n), state=AlertState.RESOLVED) for n in range(100, 160)
    ]
    return replace(watch, alerts={lasting.id: lasting, **{a.id: a for a in over}})


def test_an_episode_that_lasts_is_taken_along_with_its_plan_however_old() -> None:
    watch = replace(full_of_history(), notices={})
    taken = watch.next_day(OPENS_AT)
    assert [a.state for a in taken.active()] == [AlertState.FIRING]
    assert taken.plans == watch.plans


def test_of_what_is_over_the_fifty_newest_are_remembered() -> None:
    taken = full_of_history().next_day(OPENS_AT)
    over = [number_of(a.id) for a in taken.alerts.values() if not a.is_active]
    assert over == list(range(110, 160))


def test_notices_on_their_way_are_taken_along_and_settled_ones_are_not() -> None:
    watch = crowded().floor.watch
    (notice,) = watch.notices.values()
    assert list(watch.next_day(OPENS_AT).notices.values()) == [notice]
    settled = replace(notice, state=NoticeState.SENT)
    assert replace(watch, notices={notice.id: settled}).next_day(OPENS_AT).notices == {}


def test_an_old_notice_takes_its_episode_along() -> None:
    watch = full_of_history()
    (notice,) = watch.notices.values()
    oldest = next(a for a in watch.alerts.values() if not a.is_active)
    about = replace(notice, alert=oldest.id)
    assert oldest.id in replace(watch, notices={about.id: about}).next_day(OPENS_AT).alerts


def test_numbers_begin_again() -> None:
    assert crowded().floor.watch.next_day(OPENS_AT).last_number == 0
