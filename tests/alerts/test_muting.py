"""What is told to nobody: silences with an end, quiet hours, and the graver alert."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from alerts import delivery, silences
from alerts.requests import next_look
from alerts.watching import Watching
from queue_monitor.config import Limits, QuietHours, QuietSpan
from queue_monitor.domain.days import close_day
from queue_monitor.domain.errors import (
    AlreadyDecided,
    NotWatched,
    SilenceTooLong,
    UnknownSilence,
)
from queue_monitor.domain.events import Event
from queue_monitor.domain.watch import (
    AlertState,
    NoticeKind,
    NoticeState,
    Rule,
    Scope,
    ScopeKind,
    Silence,
    SilenceId,
)
from queue_monitor.domain.watch_events import AlertSilenced, SilenceLifted
from tests.alerts.office import LADDER, SUPERVISOR, WatchedDay, a_day, opening, watching
from tests.alerts.test_notices import come_and_go
from tests.builders import OPENS_AT

OFFICE = Scope()
SERVICE_B = Scope(kind=ScopeKind.SERVICE, id="b")
SERVICE_TOO = watching(services={"b": Limits(waiting_limit=4)}, wait_limit=None)


def silence(day: WatchedDay, scope: Scope = OFFICE, **span: float) -> list[Event]:
    return day.ask(
        silences.silence,
        scope=scope,
        rule=Rule.WAITING,
        until=day.at + timedelta(**span),
        reason="a school class comes",
        by=SUPERVISOR,
        watching=day.rules_of,
    )


def lift(day: WatchedDay, which: SilenceId | None = None) -> list[Event]:
    return day.ask(
        silences.lift_silence,
        silence=which or newest(day).id,
        by=SUPERVISOR,
        watching=day.rules_of,
    )


def newest(day: WatchedDay) -> Silence:
    return list(day.floor.watch.silences.values())[-1]


def firing() -> WatchedDay:
    day = a_day()
    day.come(8)
    return day


def sent(day: WatchedDay) -> list[tuple[str, str]]:
    """Kind and recipient of all that has left the house."""
    known = day.floor.watch.notices.values()
    return [(n.kind.value, n.to) for n in known if n.state is NoticeState.SENT]


def runs(day: WatchedDay, **span: float) -> WatchedDay:
    """Time goes by, and a worker sends each notice the moment it may be sent."""
    until = day.at + timedelta(**span)
    while day.at < until:
        ahead = (
            next_look(day.floor, day.at, watching=day.rules_of),
            delivery.next_ready(day.floor, day.at),
            until,
        )
        day.at = min(instant for instant in ahead if instant is not None)
        day.look()
        for notice in delivery.ready(day.floor, day.at):
            day.ask(delivery.claim, notice=notice.id, worker="w", ladder=day.rules_of.ladder)
            day.ask(delivery.sent, notice=notice.id)
    return day


# -- a silence ---------------------------------------------------------------------------------


def test_a_silence_says_who_why_and_until_when() -> None:
    day = firing()
    (event,) = [e for e in silence(day, minutes=30) if isinstance(e, AlertSilenced)]
    known = event.silence
    assert (known.by, known.reason) == (SUPERVISOR, "a school class comes")
    assert (known.begun_at, known.until) == (day.at, day.at + timedelta(minutes=30))
    assert (known.scope, known.rule) == (OFFICE, Rule.WAITING)


def test_a_silenced_alert_is_recorded_and_lives_on_and_tells_nobody() -> None:
    day = a_day()
    silence(day, hours=1)
    day.come(8)
    states = [day.state]
    day.passes(minutes=50)
    assert day.notices() == []
    day.go(3)
    day.passes(seconds=60)
    assert [*states, day.state] == [AlertState.FIRING, AlertState.RESOLVED]
    assert day.floor.watch.notices == {}


def test_what_was_not_yet_sent_is_withdrawn_when_it_is_silenced() -> None:
    day = firing()
    silence(day, hours=1)
    assert [(n.state, n.error) for n in day.notices()] == [(NoticeState.CANCELLED, "silenced")]


def test_it_ends_by_itself_and_what_still_fires_is_then_told_from_the_first_step() -> None:
    day = firing()
    silence(day, minutes=30)
    ends_at = newest(day).until
    assert runs(day, minutes=29, seconds=59).notices()[1:] == []
    runs(day, seconds=6)
    assert [(n.to, n.step, n.queued_at) for n in day.notices()[1:]] == [("duty", 0, ends_at)]
    assert sent(day) == [("firing", "duty")]


def test_after_a_silence_only_the_newest_overdue_step_is_told() -> None:
    day = firing()
    runs(day, minutes=4)
    assert sent(day) == [("firing", "duty"), ("firing", "deputy")]
    silence(day, minutes=20)
    runs(day, minutes=21)
    assert sent(day)[2:] == [("firing", "head")]


def test_lifting_it_early_tells_at_once() -> None:
    day = firing()
    silence(day, hours=2)
    day.passes(minutes=1)
    events = lift(day)
    assert isinstance(events[0], SilenceLifted)
    assert [n.queued_at for n in day.notices()[1:]] == [day.at]
    assert (newest(day).lifted_by, newest(day).lifted_at) == (SUPERVISOR, day.at)


def test_lifting_twice_changes_nothing_and_what_has_ended_cannot_be_lifted() -> None:
    day = firing()
    silence(day, minutes=5)
    lift(day)
    assert lift(day) == []
    silence(day, minutes=5)
    day.passes(minutes=5)
    with pytest.raises(AlreadyDecided):
        lift(day)
    with pytest.raises(UnknownSilence):
        lift(day, SilenceId("2026-03-04.s99"))


def test_of_two_silences_the_longer_one_holds() -> None:
    day = firing()
    silence(day, minutes=60)
    silence(day, minutes=5)
    day.passes(minutes=30)
    assert day.notices()[1:] == []


def test_a_silence_mutes_its_own_key_and_no_other() -> None:
    day = a_day(SERVICE_TOO)
    silence(day, SERVICE_B, hours=1)
    day.come(8, "b")
    told = {day.floor.watch.alerts[n.alert].scope for n in day.notices()}
    assert told == {OFFICE}


def test_who_was_told_before_hears_of_the_end_when_the_silence_is_over() -> None:
    day = firing()
    runs(day, seconds=6)
    silence(day, minutes=30)
    ends_at = newest(day).until
    day.go(3)
    runs(day, minutes=10)
    assert day.state is AlertState.RESOLVED
    assert sent(day) == [("firing", "duty")]
    runs(day, minutes=21)
    assert sent(day)[1:] == [("resolved", "duty")]
    assert day.notices(NoticeKind.RESOLVED)[-1].due_at == ends_at


@pytest.mark.parametrize("seconds", [0, -60, 12 * 3600 + 1])
def test_a_silence_must_end_and_soon(seconds: int) -> None:
    day = firing()
    with pytest.raises(SilenceTooLong):
        silence(day, seconds=seconds)
    assert day.floor.watch.silences == {}


def test_what_nothing_watches_cannot_be_silenced() -> None:
    with pytest.raises(NotWatched):
        silence(firing(), Scope(kind=ScopeKind.SERVICE, id="zzz"), minutes=5)


def test_a_silence_survives_a_restart_and_the_turn_of_the_day() -> None:
    day = firing()
    silence(day, hours=3)
    silence(day, minutes=1)
    day.passes(minutes=2)
    day.restart()
    assert [s.holds(day.at) for s in day.floor.watch.silences.values()] == [True, False]
    assert len(day.floor.watch.next_day(day.at).silences) == 1


def test_a_silence_does_not_stop_a_remedy() -> None:
    day = firing()
    silence(day, hours=1)
    assert day.propose(opening()) is not None


# -- inhibition --------------------------------------------------------------------------------


def test_a_silenced_office_alert_mutes_no_service() -> None:
    day = a_day(SERVICE_TOO)
    silence(day, OFFICE, hours=1)
    day.come(8, "b")
    service = next(a for a in day.floor.watch.alerts.values() if a.scope == SERVICE_B)
    assert [n.alert for n in day.notices() if n.is_underway] == [service.id]


def test_a_muted_service_alert_that_comes_and_goes_is_called_unstable_to_nobody() -> None:
    day = a_day(SERVICE_TOO)
    silence(day, SERVICE_B, hours=3)
    day.come(5, "b")
    for _ in range(4):
        day.go(3, "b")
        day.passes(seconds=60)
        day.come(3, "b")
    service = next(a for a in day.floor.watch.alerts.values() if a.scope == SERVICE_B)
    assert service.unstable_until is not None
    assert [n for n in day.floor.watch.notices.values() if n.alert == service.id] == []


# -- quiet hours -------------------------------------------------------------------------------


def quiet(begin: str, end: str) -> Watching:
    """The usual rules, and quiet hours by the clock in UTC."""
    span = QuietSpan.model_validate({"from": begin, "to": end})
    rules_of = watching(wait_limit=None)
    return replace(
        rules_of, ladder=replace(rules_of.ladder, quiet=QuietHours(spans=(span,), zone="UTC"))
    )


def hour(minutes: float) -> str:
    return f"{OPENS_AT + timedelta(minutes=minutes):%H:%M}"


def test_in_quiet_hours_the_alert_is_on_screen_and_nobody_outside_is_told() -> None:
    day = a_day(quiet(hour(0), hour(60)))
    day.come(8)
    runs(day, minutes=50)
    assert day.state is AlertState.FIRING
    assert day.floor.watch.notices == {}


def test_when_they_end_what_still_fires_is_told_once() -> None:
    day = a_day(quiet(hour(0), hour(60)))
    day.come(8)
    runs(day, minutes=61)
    assert sent(day) == [("firing", "duty")]
    assert day.notices()[0].queued_at == OPENS_AT + timedelta(minutes=60)


def test_what_was_acknowledged_or_over_by_then_is_told_to_nobody() -> None:
    for acknowledged in (True, False):
        day = a_day(quiet(hour(0), hour(10)))
        day.come(8)
        day.passes(minutes=5)
        if acknowledged:
            day.ack()
        else:
            day.go(3)
        runs(day, minutes=6)
        assert day.floor.watch.notices == {}


def test_a_notice_that_quiet_hours_overtake_is_withdrawn_and_its_step_told_afterwards() -> None:
    day = a_day(quiet(hour(4), hour(60)))
    day.come(8)
    runs(day, minutes=3, seconds=30)  # the deputy was told at three minutes
    assert sent(day) == [("firing", "duty"), ("firing", "deputy")]
    runs(day, minutes=58)
    assert sent(day)[2:] == [("firing", "head")]


def test_a_retry_is_not_sent_in_quiet_hours() -> None:
    day = a_day(quiet(hour(1), hour(30)))
    day.come(8)
    day.at = day.notices()[0].due_at
    key = day.notices()[0].id
    day.ask(delivery.claim, notice=key, worker="w", ladder=LADDER)
    day.ask(
        delivery.failed,
        notice=key,
        worker="w",
        error="refused",
        for_good=False,
        jitter=1.0,
        ladder=LADDER,
    )
    day.at = OPENS_AT + timedelta(minutes=1)
    day.look()
    assert day.notices()[0].error == "quiet_hours"
    runs(day, minutes=28)
    assert sent(day) == []
    runs(day, minutes=2)
    assert sent(day) == [("firing", "duty")]  # nobody had been told: from the first step


def test_that_it_is_over_waits_for_the_morning() -> None:
    day = a_day(quiet(hour(2), hour(60)))
    day.come(8)
    runs(day, minutes=3)
    day.go(3)
    runs(day, minutes=10)
    assert sent(day) == [("firing", "duty")]
    runs(day, minutes=50)
    assert sent(day)[1:] == [("resolved", "duty")]


def test_that_it_is_over_waits_even_when_the_day_turns_in_quiet_hours() -> None:
    day = a_day(quiet(hour(2), hour(60)))
    day.come(8)
    runs(day, minutes=3)
    day.ask(close_day)
    day.look()
    carried = day.floor.watch.next_day(day.at)
    assert [(n.kind, n.due_at) for n in carried.notices.values()] == [
        (NoticeKind.RESOLVED, OPENS_AT + timedelta(minutes=60))
    ]


def test_e_eyes_wakes_when_quiet_hours_begin_and_when_they_end() -> None:
    day = a_day(quiet(hour(1), hour(30)))
    day.come(8)

    def wakes() -> datetime | None:
        return next_look(day.floor, day.at, watching=day.rules_of)

    day.passes(seconds=10)
    assert wakes() == OPENS_AT + timedelta(minutes=1)
    day.passes(minutes=2)
    assert wakes() == OPENS_AT + timedelta(minutes=30)


def test_an_alert_that_comes_and_goes_in_quiet_hours_is_called_unstable_on_screen_alone() -> None:
    day = a_day(quiet(hour(0), hour(90)))
    day.come(8)
    come_and_go(day, 4)
    assert day.alert.unstable_until is not None
    assert day.floor.watch.notices == {}
