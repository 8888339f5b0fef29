"""Each rule beside the crowd's: crossed at the instant, not a microsecond before, and over when."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from alerts.conditions import Condition, is_clear, value_now
from alerts.crossings import TICK, breach_at, is_over, subjects_over
from alerts.readings import Heard, Odds, Readings
from alerts.usual import usual_s
from queue_monitor.domain import rules
from queue_monitor.domain.model import ServiceId
from queue_monitor.domain.rulebook import Rule, Scope, ScopeKind
from queue_monitor.domain.slip_events import PrinterChanged
from queue_monitor.domain.slips import PrinterId, PrinterState
from queue_monitor.domain.watch import Alert, AlertState, NoticeKind, notice_id
from queue_monitor.domain.watch_events import AlertRaised, NoticeFailed, NoticeQueued, NoticeSent
from tests.alerts.office import HOOK, a_day
from tests.builders import CLERK, OPENS_AT, PRIORITY, Day

OFFICE = Scope()
FIVE_MIN = timedelta(minutes=5)


def five_minutes(rule: Rule, scope: Scope = OFFICE) -> Condition:
    return Condition(rule=rule, scope=scope, limit=300, clear=300)


def crosses(day: Day, condition: Condition, at: datetime) -> None:
    """It is crossed at `at` and not before, as the floor now stands."""
    assert breach_at(day.floor, condition, day.at) == at
    assert not is_over(day.floor, condition, at - TICK)
    assert is_clear(day.floor, condition, at - TICK)
    assert is_over(day.floor, condition, at)
    assert not is_clear(day.floor, condition, at)


def called() -> Day:
    day = Day()
    day.open()
    day.issue()
    day.passes(minutes=1)
    day.call()
    return day


def test_a_called_number_nobody_began_crosses_five_minutes_after_its_call() -> None:
    day = called()
    crosses(day, five_minutes(Rule.UNSTARTED), day.at + FIVE_MIN + TICK)


def test_sounding_the_call_again_does_not_put_it_off() -> None:
    day = called()
    called_at = day.at
    day.passes(minutes=4)
    day.at_counter(rules.recall)
    crosses(day, five_minutes(Rule.UNSTARTED), called_at + FIVE_MIN + TICK)


def test_a_number_that_was_begun_is_over() -> None:
    day = called()
    day.passes(minutes=6)
    day.at_counter(rules.start)
    assert breach_at(day.floor, five_minutes(Rule.UNSTARTED), day.at) is None
    assert is_clear(day.floor, five_minutes(Rule.UNSTARTED), day.at)


def test_a_service_crosses_at_its_share_of_the_usual_time() -> None:
    day = called()
    day.at_counter(rules.start)
    usual = usual_s(day.floor, ServiceId("a"))
    assert usual is not None
    twice = Condition(rule=Rule.LONG_SERVICE, scope=OFFICE, limit=200, clear=200)
    broken = breach_at(day.floor, twice, day.at)
    assert broken is not None
    expected = day.at + timedelta(seconds=2 * usual)
    assert timedelta(0) < broken - expected <= 2 * TICK
    assert value_now(day.floor, twice, expected) == pytest.approx(200)


def test_the_usual_time_begins_as_the_configuration_says_and_follows_the_day() -> None:
    day = Day()
    day.open()
    nominal = usual_s(day.floor, ServiceId("a"))
    for _ in range(20):
        day.issue()
        day.serve(minutes=1)
    learned = usual_s(day.floor, ServiceId("a"))
    assert nominal is not None
    assert learned is not None
    # Mean 300 s, coefficient of variation 0.6: σ² = ln 1.36, μ = ln 300 − σ²/2, exp(μ + 1.645 σ).
    assert nominal == pytest.approx(640.4, abs=0.1)
    assert learned < nominal / 1.5


def test_time_set_aside_is_no_time_in_service() -> None:
    day = called()
    day.at_counter(rules.start)
    day.passes(minutes=2)
    ticket = day.at_counter(rules.park, reason=None)
    day.passes(minutes=30)
    day.ask(rules.take_up, counter=2, ticket=ticket.id, by=CLERK)
    twice = Condition(rule=Rule.LONG_SERVICE, scope=OFFICE, limit=200)
    usual = usual_s(day.floor, ServiceId("a"))
    assert usual is not None
    assert value_now(day.floor, twice, day.at) == pytest.approx(100 * 120 / usual)


def test_a_counter_is_idle_from_when_it_is_free_and_somebody_waits() -> None:
    day = Day()
    day.open()
    day.passes(minutes=10)
    idle = five_minutes(Rule.IDLE)
    assert breach_at(day.floor, idle, day.at) is None  # nobody waits
    day.issue()
    crosses(day, idle, day.at + FIVE_MIN + TICK)


def test_a_counter_that_has_just_finished_is_given_the_whole_time() -> None:
    day = Day()
    day.open()
    day.issue()
    day.issue()
    day.serve(minutes=20)
    crosses(day, five_minutes(Rule.IDLE), day.at + FIVE_MIN + TICK)


def test_a_counter_is_not_idle_for_whom_it_could_not_serve() -> None:
    day = Day()
    day.open()
    day.ask(
        rules.change_lanes,
        counter=2,
        by=CLERK,
        serves=(replace(day.floor.counters[2].serves[0], services=(ServiceId("b"),)),),  # type: ignore[index]
    )
    day.issue("a")
    assert breach_at(day.floor, five_minutes(Rule.IDLE), day.at) is None
    day.issue("b")
    crosses(day, five_minutes(Rule.IDLE), day.at + FIVE_MIN + TICK)


def test_a_paused_counter_is_not_idle_and_begins_anew_when_it_resumes() -> None:
    day = Day()
    day.open()
    day.issue()
    day.ask(rules.pause_counter, counter=2, by=CLERK, reason="noon")
    assert breach_at(day.floor, five_minutes(Rule.IDLE), day.at) is None
    day.passes(minutes=9)
    day.ask(rules.resume_counter, counter=2, by=CLERK)
    crosses(day, five_minutes(Rule.IDLE), day.at + FIVE_MIN + TICK)


def test_a_number_set_aside_is_forgotten_after_its_time() -> None:
    day = called()
    day.at_counter(rules.start)
    day.at_counter(rules.park, reason=None)
    crosses(day, five_minutes(Rule.PARKED), day.at + FIVE_MIN + TICK)


def test_each_rule_keeps_to_its_scope() -> None:
    day = called()
    own = five_minutes(Rule.UNSTARTED, Scope(kind=ScopeKind.SERVICE, id="a"))
    other = five_minutes(Rule.UNSTARTED, Scope(kind=ScopeKind.SERVICE, id="b"))
    prior = five_minutes(Rule.UNSTARTED, Scope(kind=ScopeKind.CLASS, id=PRIORITY))
    assert breach_at(day.floor, own, day.at) == day.at + FIVE_MIN + TICK
    assert breach_at(day.floor, other, day.at) is None
    assert breach_at(day.floor, prior, day.at) is None


def test_a_device_is_silent_from_its_last_sign_of_life() -> None:
    day = Day()
    day.passes(hours=1)
    heard = Heard(id="k1", name="大門取號機", kind="kiosk", at=day.at)
    silent = replace(five_minutes(Rule.SILENT), readings=Readings(devices=(heard,)))
    crosses(day, silent, day.at + FIVE_MIN + TICK)
    assert [s.device for s in subjects_over(day.floor, silent, day.at)] == ["k1"]


def test_a_device_that_was_off_all_night_is_given_its_time_after_opening() -> None:
    day = Day()
    heard = Heard(id="k1", name="", kind="kiosk", at=OPENS_AT - timedelta(hours=15))
    silent = replace(five_minutes(Rule.SILENT), readings=Readings(devices=(heard,)))
    crosses(day, silent, OPENS_AT + FIVE_MIN + TICK)


def test_devices_that_nobody_has_asked_about_are_neither_silent_nor_well() -> None:
    day = Day()
    assert breach_at(day.floor, five_minutes(Rule.SILENT), day.at) is None
    assert not is_clear(day.floor, five_minutes(Rule.SILENT), day.at)


def test_a_printer_is_silent_from_the_first_of_its_troubles_until_slips_come_out() -> None:
    day = Day()
    silent = replace(five_minutes(Rule.SILENT), readings=Readings(devices=()))

    def turns(state: PrinterState) -> None:
        day.ask(
            lambda _floor, at: (PrinterChanged(at=at, printer=PrinterId("lobby"), state=state),)
        )

    day.passes(hours=1)
    turns(PrinterState.PAPER_LOW)
    assert breach_at(day.floor, silent, day.at) is None
    turns(PrinterState.PAPER_OUT)
    out_at = day.at
    day.passes(minutes=2)
    turns(PrinterState.COVER_OPEN)  # somebody is changing the roll
    crosses(day, silent, out_at + FIVE_MIN + TICK)
    assert [s.device for s in subjects_over(day.floor, silent, day.at)] == ["printer:lobby"]
    turns(PrinterState.READY)
    assert is_clear(day.floor, silent, day.at)


def foreseen(percent: float, at: datetime) -> Condition:
    odds = {OFFICE: Odds(percent=percent, at=at)}
    return Condition(
        rule=Rule.FORECAST, scope=OFFICE, limit=50, clear=30, readings=Readings(odds=odds)
    )


def test_odds_cross_at_the_limit_itself_as_of_the_forecast() -> None:
    day = Day()
    assert breach_at(day.floor, foreseen(50, day.at), day.at) == day.at
    assert breach_at(day.floor, foreseen(49.9, day.at), day.at) is None


def test_odds_between_the_limits_are_neither_over_nor_clear() -> None:
    day = Day()
    assert not is_over(day.floor, foreseen(31, day.at), day.at)
    assert not is_clear(day.floor, foreseen(31, day.at), day.at)
    assert is_clear(day.floor, foreseen(30, day.at), day.at)


def test_a_crowd_that_is_there_is_not_foreseen_anew() -> None:
    day = a_day()
    day.come(8)
    assert day.state is AlertState.FIRING
    assert breach_at(day.floor, foreseen(100, day.at), day.at) is None


def test_odds_that_nobody_knows_leave_the_alert_as_it_is() -> None:
    day = Day()
    unknown = replace(foreseen(90, day.at), readings=Readings())
    assert not is_over(day.floor, unknown, day.at)
    assert not is_clear(day.floor, unknown, day.at)


def failing_channel() -> Day:
    """A notice by webhook that did not get through at 08:01."""
    day = a_day()
    day.come(8)
    assert day.floor.day is not None
    alert: Alert = day.alert
    from alerts.notices import notice

    queued = notice(
        day=day.floor.day.id,
        number=day.floor.watch.last_number + 1,
        alert=alert,
        kind=NoticeKind.FIRING,
        route=HOOK,
        at=day.at,
    )
    day.at = OPENS_AT + timedelta(minutes=1)
    day.ask(lambda _floor, at: (NoticeQueued(at=at, notice=queued),))
    day.ask(
        lambda _floor, at: (
            NoticeFailed(at=at, notice=queued.id, error="x", again_at=at + timedelta(seconds=1)),
        )
    )
    return day


def test_a_channel_fails_from_its_first_failure_that_nothing_followed() -> None:
    day = failing_channel()
    newest = notice_id(day.floor.day.id, day.floor.watch.last_number)  # type: ignore[union-attr]
    day.passes(minutes=2)
    day.ask(lambda _floor, at: (NoticeFailed(at=at, notice=newest, error="x", again_at=None),))
    crosses(day, five_minutes(Rule.CHANNEL), OPENS_AT + timedelta(minutes=6) + TICK)


def test_a_channel_that_delivers_again_is_well() -> None:
    day = failing_channel()
    newest = notice_id(day.floor.day.id, day.floor.watch.last_number)  # type: ignore[union-attr]
    day.ask(lambda _floor, at: (NoticeSent(at=at, notice=newest),))
    assert breach_at(day.floor, five_minutes(Rule.CHANNEL), day.at) is None
    assert is_clear(day.floor, five_minutes(Rule.CHANNEL), day.at)


def test_an_alert_of_any_rule_is_raised_at_its_crossing_and_seen_to() -> None:
    from tests.alerts.office import watching

    day = a_day(watching(waiting_limit=None, wait_limit=None, idle_limit=FIVE_MIN), counters=1)
    day.issue()
    joined_at = day.at
    day.passes(minutes=20)
    assert day.alert.rule is Rule.IDLE
    assert day.alert.crossed_at == day.alert.noticed_at == joined_at + FIVE_MIN + TICK
    day.ask(rules.call_next, counter=1, by=CLERK)
    day.look()
    assert day.alert.state is AlertState.CLEARING
    assert day.passes(minutes=2).alert.state is AlertState.RESOLVED
    assert [type(e) for e in day.looked].count(AlertRaised) == 1
