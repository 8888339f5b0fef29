"""An alert's life, row by row of the design's table, and at each boundary."""

from datetime import timedelta

import pytest

from alerts.crossings import TICK
from alerts.machine import begin
from alerts.moves import ALERT_MOVES
from alerts.usual import usual_s
from queue_monitor.config import Limits
from queue_monitor.domain import rules
from queue_monitor.domain.days import close_day
from queue_monitor.domain.errors import AlreadyDecided, UnknownAlert
from queue_monitor.domain.events import DayClosed
from queue_monitor.domain.model import ServiceId
from queue_monitor.domain.watch import AlertState, Rule, ScopeKind
from queue_monitor.domain.watch_events import AlertCleared, AlertMoved, AlertRaised
from tests.alerts.office import COUNTS_ONLY, WAITS_ONLY, WatchedDay, a_day, watching
from tests.builders import KIOSK, OPENS_AT

FIRING, ACKED, CLEARING = AlertState.FIRING, AlertState.ACKED, AlertState.CLEARING
RESOLVED, PENDING = AlertState.RESOLVED, AlertState.PENDING
HELD = watching(wait_limit=None, hold=timedelta(seconds=30))


def firing(people: int = 8) -> WatchedDay:
    day = a_day()
    day.come(people)
    assert day.state is FIRING
    return day


def clearing() -> WatchedDay:
    day = firing()
    day.go(3)
    assert day.state is CLEARING
    return day


def resolved() -> WatchedDay:
    day = clearing().passes(seconds=60)
    assert day.state is RESOLVED
    return day


# -- OK ----------------------------------------------------------------------------------------


def test_seven_people_raise_no_alert() -> None:
    day = a_day()
    day.come(7)
    assert day.passes(hours=2).state is None


def test_the_eighth_person_raises_it_at_the_instant_of_joining() -> None:
    day = firing()
    assert day.alert.crossed_at == OPENS_AT + timedelta(seconds=7)
    assert (day.alert.rule, day.alert.value, day.alert.limit) == (Rule.WAITING, 8, 7)


def test_six_hundred_seconds_raise_no_alert_and_a_moment_more_does() -> None:
    day = a_day(WAITS_ONLY)
    day.issue()
    assert day.passes(seconds=600).state is None
    day.passes(microseconds=1)
    assert day.state is FIRING
    assert day.alert.crossed_at == OPENS_AT + timedelta(seconds=600) + TICK


def test_an_alert_noticed_late_bears_the_instant_of_the_crossing() -> None:
    day = a_day(WAITS_ONLY)
    day.issue()
    day.sleeps(minutes=17).look()
    assert day.alert.crossed_at == OPENS_AT + timedelta(minutes=10) + TICK
    assert day.alert.noticed_at == OPENS_AT + timedelta(minutes=17)


def test_a_service_has_its_own_alert() -> None:
    own = Limits(waiting_limit=2)
    day = a_day(watching(services={"b": own}, wait_limit=None))
    day.come(2, "b")
    assert day.state is None
    day.come(1, "b")
    assert (day.alert.scope.kind, day.alert.scope.id) == (ScopeKind.SERVICE, "b")


def test_looking_again_raises_nothing_again() -> None:
    day = firing()
    assert day.look() == []
    assert len([e for e in day.looked if isinstance(e, AlertRaised)]) == 1


# -- PENDING -----------------------------------------------------------------------------------


def test_with_a_hold_time_it_is_pending_first_and_nobody_is_told() -> None:
    day = a_day(HELD)
    day.come(8)
    assert day.state is PENDING
    assert day.notices() == []


def test_back_within_the_hold_time_is_transient_and_nobody_is_told() -> None:
    day = a_day(HELD)
    day.come(8)
    day.go(1)
    assert day.state is AlertState.TRANSIENT
    assert day.passes(minutes=30).notices() == []


def test_held_to_the_end_of_the_hold_time_it_fires_then() -> None:
    day = a_day(HELD)
    day.come(8)
    day.passes(seconds=29)
    moved = [e for e in day.looked if isinstance(e, AlertMoved)]
    assert [(e.to, e.cause, e.since) for e in moved] == [
        (FIRING, "held", OPENS_AT + timedelta(seconds=37))
    ]


def test_what_was_held_while_nobody_looked_fires_though_it_is_back_by_the_time_of_the_look() -> (
    None
):
    day = a_day(HELD)
    day.come(8)
    day.sleeps(seconds=60)
    day.ask(rules.cancel, ticket=day.floor.waiting()[0].id, by=KIOSK)
    day.look()
    assert (day.state, day.alert.cause) == (FIRING, "held")
    assert day.alert.since == OPENS_AT + timedelta(seconds=37)


def test_after_a_transient_the_next_crossing_is_a_new_episode() -> None:
    day = a_day(HELD)
    day.come(8)
    day.go(1)
    day.come(1)
    states = [alert.state for alert in day.floor.watch.alerts.values()]
    assert states == [AlertState.TRANSIENT, PENDING]


# -- FIRING ------------------------------------------------------------------------------------


def test_six_waiting_keep_it_firing_and_five_clear_it() -> None:
    day = firing()
    day.go(2)
    assert day.state is FIRING
    day.go(1)
    assert day.state is CLEARING


def test_a_long_wait_keeps_a_short_line_firing() -> None:
    day = a_day(watching())
    day.come(8)
    day.passes(minutes=9)
    day.go(3)  # five left, and the oldest of them has waited more than eight minutes
    assert day.alert.state is FIRING


def test_an_acknowledgement_says_who_when_and_until_when() -> None:
    day = firing()
    day.ack()
    assert day.state is ACKED
    assert day.alert.acked_by == "account:chen"
    assert day.alert.acked_at == day.at
    assert day.alert.ack_lapses_at == day.at + timedelta(minutes=15)


# -- ACKED -------------------------------------------------------------------------------------


def test_acknowledging_twice_changes_nothing() -> None:
    day = firing()
    day.ack()
    assert day.ack() == []


def test_a_note_that_comes_too_late_to_be_kept_is_refused() -> None:
    day = firing()
    day.ack(note="I open counter 7")
    assert day.ack(note="I open counter 7") == day.ack() == []  # the same request again
    with pytest.raises(AlreadyDecided):
        day.ack(note="The school class is expected")
    assert day.alert.ack_note == "I open counter 7"


def test_it_lapses_after_fifteen_minutes_and_not_before() -> None:
    day = firing()
    day.ack()
    assert day.passes(minutes=14, seconds=59).state is ACKED
    assert day.passes(seconds=1).state is FIRING
    assert day.alert.cause == "lapsed"


def test_twelve_waiting_is_worse_than_what_was_acknowledged_and_eleven_is_not() -> None:
    day = firing()
    day.ack()
    day.come(3)
    assert day.state is ACKED
    day.come(1)
    assert (day.alert.state, day.alert.cause) == (FIRING, "worse")


def test_twenty_minutes_are_worse() -> None:
    day = a_day(WAITS_ONLY)
    day.issue()
    day.passes(minutes=10, seconds=1)
    day.ack()
    assert day.passes(minutes=9, seconds=58).state is ACKED
    assert day.passes(seconds=1).state is FIRING
    assert day.alert.since == OPENS_AT + timedelta(minutes=20)


def test_what_was_acknowledged_at_thirteen_is_not_worse_at_thirteen() -> None:
    day = firing(13)
    day.ack()
    day.go(1)
    day.come(1)
    assert day.state is ACKED


def test_an_acknowledged_alert_clears_like_any_other() -> None:
    day = firing()
    day.ack()
    day.go(3)
    assert day.state is CLEARING
    assert day.passes(seconds=60).state is RESOLVED


# -- CLEARING ----------------------------------------------------------------------------------


def test_after_sixty_seconds_it_is_resolved_and_not_before() -> None:
    day = clearing()
    began_at = day.at
    assert day.passes(seconds=59).state is CLEARING
    assert day.passes(seconds=1).state is RESOLVED
    assert day.alert.resolved_at == began_at + timedelta(seconds=60)


def test_a_breach_while_clearing_leads_back_silently() -> None:
    day = clearing()
    told = len(day.notices())
    day.come(3)
    assert (day.alert.state, day.alert.cause) == (FIRING, "breached")
    assert len(day.notices()) == told


def test_a_breach_while_clearing_leads_an_acknowledged_alert_back_to_acknowledged() -> None:
    day = firing()
    day.ack()
    day.go(3)
    day.come(3)
    assert day.state is ACKED


def test_between_the_limits_it_goes_on_clearing() -> None:
    day = clearing()
    day.come(2)
    assert day.state is CLEARING


def test_an_acknowledgement_while_clearing_is_kept_for_a_breach() -> None:
    day = clearing()
    day.ack()
    assert day.state is CLEARING
    day.come(3)
    assert day.state is ACKED


# -- RESOLVED ----------------------------------------------------------------------------------


def test_a_breach_ten_minutes_later_reopens_the_same_episode() -> None:
    day = resolved()
    day.come(2)
    day.passes(minutes=10, seconds=-2)
    day.come(1)
    assert day.alert.cause == "reopened"
    assert len(day.alert.reopenings) == 1


def test_a_breach_more_than_ten_minutes_later_is_a_new_episode() -> None:
    day = resolved()
    day.come(2)
    day.passes(minutes=10)
    day.come(1)
    states = [alert.state for alert in day.floor.watch.alerts.values()]
    assert states == [RESOLVED, FIRING]


def test_what_is_over_cannot_be_acknowledged() -> None:
    with pytest.raises(AlreadyDecided):
        resolved().ack()


def test_nobody_acknowledges_what_is_not_there() -> None:
    day, other = a_day(), firing()
    with pytest.raises(UnknownAlert):
        day.ack(other.alert)


def test_a_reopening_that_does_not_hold_leaves_it_resolved() -> None:
    day = a_day(HELD)
    day.come(8)
    day.passes(seconds=30)
    day.go(3)
    day.passes(seconds=60)
    day.come(3)
    assert day.state is PENDING
    day.go(1)
    assert day.state is RESOLVED
    assert day.alert.reopenings == ()


# -- the day's end -----------------------------------------------------------------------------


@pytest.mark.parametrize("start", [firing, clearing])
def test_closing_time_ends_it_as_day_closed(start: type[WatchedDay]) -> None:
    day = start()
    day.ask(close_day)
    day.look()
    assert (day.alert.state, day.alert.cause) == (RESOLVED, "day_closed")
    assert day.alert.resolved_at == day.at


def test_an_acknowledged_alert_ends_with_the_day_too() -> None:
    day = firing()
    day.ack()
    day.ask(lambda floor, at: (DayClosed(at=at, day=floor.day.id),))
    day.look()
    assert day.alert.cause == "day_closed"


def test_after_closing_nothing_is_raised() -> None:
    day = a_day(WAITS_ONLY)
    day.issue()
    day.ask(lambda floor, at: (DayClosed(at=at, day=floor.day.id),))
    assert day.passes(hours=3).state is None


# -- a restart, and a machine that slept -------------------------------------------------------


def pending() -> WatchedDay:
    day = a_day(HELD)
    day.come(8)
    return day


def acked() -> WatchedDay:
    day = firing()
    day.ack()
    return day


@pytest.mark.parametrize("start", [pending, firing, acked, clearing, resolved])
def test_a_restart_goes_on_in_the_same_state_and_resets_no_timer(
    start: type[WatchedDay],
) -> None:
    stayed, restarted = start(), start()
    restarted.passes(seconds=20)
    stayed.passes(seconds=20)
    restarted.restart()
    assert restarted.floor.watch == stayed.floor.watch
    assert restarted.look() == []
    stayed.passes(minutes=20)
    restarted.passes(minutes=20)
    assert restarted.events == stayed.events


def test_deadlines_missed_in_sleep_bear_their_own_instants() -> None:
    day = firing()
    day.ack()
    acked_at = day.at
    day.sleeps(minutes=40).look()
    assert day.alert.cause == "lapsed"
    assert day.alert.since == acked_at + timedelta(minutes=15)


def test_an_alert_that_cleared_before_the_sleep_resolved_within_it() -> None:
    day = clearing()
    began_at = day.at
    day.sleeps(hours=1).look()
    assert day.alert.resolved_at == began_at + timedelta(seconds=60)


def test_a_wait_that_broke_the_limit_after_it_had_cleared_reopens_it_in_order() -> None:
    day = a_day(WAITS_ONLY)
    day.issue()
    day.passes(minutes=5).issue()
    day.passes(minutes=6)
    day.go(1)
    assert day.state is CLEARING
    day.sleeps(minutes=30).look()
    kinds = [
        (type(e), e.cause) for e in day.looked[-20:] if isinstance(e, AlertMoved | AlertCleared)
    ]
    assert kinds[-2:] == [(AlertCleared, "recovered"), (AlertMoved, "reopened")]
    assert day.alert.since == OPENS_AT + timedelta(minutes=15) + TICK


def test_a_breach_within_the_minute_goes_before_the_end_however_late_both_are_noticed() -> None:
    day = a_day(WAITS_ONLY)
    day.issue()
    day.passes(minutes=2, seconds=30).issue()
    day.passes(minutes=7, seconds=45)
    day.go(1)  # the other has waited 7:45
    assert day.state is CLEARING
    day.rules_of = watching(waiting_limit=None, clear_hold=timedelta(minutes=3))
    day.sleeps(hours=1).look()
    assert (day.state, day.alert.cause) == (FIRING, "breached")
    assert day.alert.since == OPENS_AT + timedelta(minutes=12, seconds=30) + TICK


def test_people_who_left_before_a_crash_cleared_every_alert_when_they_left() -> None:
    day = a_day(watching(services={"b": Limits(waiting_limit=4)}))
    day.issue("a")
    day.passes(minutes=9, seconds=55)
    day.come(8, "b")
    assert len(day.floor.watch.active()) == 3
    left_at = day.at
    for ticket in day.floor.waiting()[:8]:
        day.ask(rules.cancel, ticket=ticket.id, by=KIOSK)  # and nobody has looked yet
    day.sleeps(minutes=5).restart()
    day.look()
    over = [(a.state, a.resolved_at) for a in day.floor.watch.alerts.values()]
    assert over == [(RESOLVED, left_at + timedelta(seconds=60))] * 3


def test_what_had_cleared_before_a_sleep_is_over_though_waits_have_grown_since() -> None:
    day = a_day(watching())
    day.come(8)
    day.at = OPENS_AT + timedelta(minutes=1)
    for ticket in day.floor.waiting()[:3]:
        day.ask(rules.cancel, ticket=ticket.id, by=KIOSK)  # and nobody has looked yet
    day.sleeps(minutes=8).look()  # nine minutes: too long to clear now, too short for an alert
    assert (day.state, day.alert.resolved_at) == (RESOLVED, OPENS_AT + timedelta(minutes=2))


def test_an_active_episode_is_not_begun_again() -> None:
    day = firing()
    (condition,) = COUNTS_ONLY.conditions
    assert begin(day.floor, condition, day.at, COUNTS_ONLY.life) is None


def test_a_second_watcher_finds_nothing_to_do() -> None:
    one, other = a_day(), a_day()
    one.come(7)
    other.come(7)
    one.issue()
    first = one.look()
    assert [type(e) for e in first][:1] == [AlertRaised]
    assert one.look() == []


# -- the table ---------------------------------------------------------------------------------


def test_the_table_has_every_state_and_leads_nowhere_else() -> None:
    assert set(ALERT_MOVES) == set(AlertState)
    assert ALERT_MOVES[AlertState.TRANSIENT] == frozenset()
    assert AlertState.ACKED not in ALERT_MOVES[PENDING] | ALERT_MOVES[RESOLVED]


def test_how_long_a_counter_was_idle_is_recorded_once_it_calls_again() -> None:
    day = a_day(watching(waiting_limit=None, wait_limit=None, idle_limit=timedelta(minutes=5)))
    day.open()
    day.issue()
    day.issue()
    day.passes(minutes=12, seconds=30)
    assert day.state is FIRING
    assert day.alert.worst == pytest.approx(300)
    day.call()
    day.look()
    assert day.state is CLEARING
    assert day.alert.worst == pytest.approx(750)
    day.at_counter(rules.start)
    day.at_counter(rules.finish)
    day.passes(minutes=4)  # over, and idle again: of that time only what passes the limit is new
    assert day.state is RESOLVED
    day.passes(minutes=3)
    assert day.state is FIRING
    assert day.alert.value == pytest.approx(300)
    day.ack()
    day.passes(minutes=10)
    day.call()
    day.look()
    assert day.state is CLEARING
    assert day.alert.worst == pytest.approx(17 * 60)


def test_how_long_a_service_was_is_recorded_once_it_is_done() -> None:
    day = a_day(watching(waiting_limit=None, wait_limit=None, long_service_limit=200))
    day.open()
    day.issue()
    day.call()
    day.at_counter(rules.start)
    day.passes(minutes=60)
    assert day.alert.worst == pytest.approx(200, abs=1)
    usual = usual_s(day.floor, ServiceId("a"))
    assert usual is not None
    day.at_counter(rules.finish)
    day.look()
    assert day.alert.worst == pytest.approx(100 * 3600 / usual)


def test_the_worst_of_an_episode_is_recorded_when_it_ends() -> None:
    day = firing(11)
    day.go(6)
    day.passes(seconds=60)
    assert day.alert.worst == 11
