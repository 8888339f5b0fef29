"""Who is told, when, and who is not: the ladder, and everything that stops it."""

from dataclasses import replace
from datetime import timedelta

from alerts.notices import LONGEST_PAUSE, SHORTEST_PAUSE, Ladder, Rung, back_off, ladder_of
from alerts.pipeline import inhibitor
from alerts.requests import next_look
from queue_monitor.config import Limits
from queue_monitor.domain.watch import AlertState, NoticeKind, NoticeState
from queue_monitor.domain.watch_events import AlertRaised, NoticeClaimed, NoticeQueued, NoticeSent
from tests.alerts.office import DUTY, HEAD, LADDER, WatchedDay, a_day, watching
from tests.config.office import office_with

SERVICE_TOO = watching(services={"b": Limits(waiting_limit=4)}, wait_limit=None)


def firing() -> WatchedDay:
    day = a_day()
    day.come(8)
    return day


def deliver_all(day: WatchedDay) -> None:
    """Everything queued is claimed and sent at this instant."""
    for notice in list(day.floor.watch.notices.values()):
        if notice.state is NoticeState.QUEUED:
            until = day.at + timedelta(seconds=60)
            claimed = NoticeClaimed(at=day.at, notice=notice.id, worker="w", until=until)
            sent = NoticeSent(at=day.at, notice=notice.id)
            day.ask(lambda _f, _at, both=(claimed, sent): both)


def told(day: WatchedDay) -> list[str]:
    return [notice.to for notice in day.notices()]


def come_and_go(day: WatchedDay, times: int) -> None:
    """The line falls under the clear limits for a minute, then grows again."""
    for _ in range(times):
        day.go(3)
        day.passes(seconds=60)
        day.come(3)


# -- the ladder --------------------------------------------------------------------------------


def test_the_episode_and_its_notices_are_one_append() -> None:
    day = a_day()
    day.come(7)
    day.issue()
    assert [type(event) for event in day.look()] == [AlertRaised, NoticeQueued]


def test_the_duty_supervisor_first_the_deputy_at_three_minutes_the_head_at_six() -> None:
    day = firing()
    assert told(day) == ["duty"]
    day.passes(minutes=2, seconds=58)
    assert told(day) == ["duty"]
    day.passes(seconds=1)
    assert told(day) == ["duty", "deputy"]
    day.passes(minutes=3)
    assert told(day) == ["duty", "deputy", "head"]


def test_after_the_last_step_every_ten_minutes_again() -> None:
    day = firing()
    day.passes(minutes=6)
    day.passes(minutes=9, seconds=58)
    assert told(day)[3:] == []
    day.passes(minutes=10, seconds=2)
    assert told(day)[3:] == ["head", "head"]


def test_outside_channels_wait_five_seconds() -> None:
    notice = firing().notices()[0]
    assert notice.due_at - notice.queued_at == timedelta(seconds=5)


def test_a_step_that_follows_at_once_does_not_overtake_the_first() -> None:
    soon = (
        Rung(after=timedelta(0), routes=(DUTY,)),
        Rung(after=timedelta(seconds=2), routes=(HEAD,)),
    )
    day = a_day(watching(wait_limit=None, ladder=Ladder(rungs=soon)))
    day.come(8)
    day.passes(seconds=3)
    assert [n.to for n in day.notices()] == ["duty", "head"]
    assert {n.due_at for n in day.notices()} == {day.alert.since + timedelta(seconds=5)}


def test_what_no_longer_holds_after_five_seconds_is_told_to_nobody() -> None:
    day = firing()
    day.go(3)
    day.passes(seconds=60)
    assert day.notices()[0].state is NoticeState.CANCELLED
    assert day.notices(NoticeKind.RESOLVED) == []


def test_an_acknowledgement_stops_the_ladder_and_what_is_not_yet_sent() -> None:
    day = firing()
    day.ack()
    assert day.notices()[0].state is NoticeState.CANCELLED
    day.passes(minutes=14)
    assert told(day) == ["duty"]


def test_a_lapse_begins_the_ladder_anew() -> None:
    day = firing()
    day.ack()
    day.passes(minutes=15)
    assert told(day) == ["duty", "duty"]


def test_worse_begins_the_ladder_anew() -> None:
    day = firing()
    day.ack()
    day.come(4)
    assert told(day) == ["duty", "duty"]


def test_after_a_restart_only_the_newest_overdue_step_is_sent() -> None:
    day = firing()
    day.sleeps(minutes=10)
    day.restart()
    day.look()
    assert told(day) == ["duty", "head"]


def test_a_ladder_without_anybody_tells_nobody_and_sets_no_clock() -> None:
    day = a_day(watching(ladder=Ladder(), wait_limit=None))
    day.come(8)
    assert day.floor.watch.notices == {}
    assert next_look(day.floor, day.at, watching=day.rules_of) is None


# -- inhibition --------------------------------------------------------------------------------


def test_the_offices_alert_mutes_a_services() -> None:
    day = a_day(SERVICE_TOO)
    day.come(4, "a")
    day.come(5, "b")
    office, service = day.floor.watch.alerts.values()
    assert inhibitor(day.floor.watch, service, day.at) == office.id
    assert inhibitor(day.floor.watch, office, day.at) is None


def test_a_muted_alerts_unsent_notice_is_cancelled_and_its_ladder_begins_once_unmuted() -> None:
    day = a_day(SERVICE_TOO)
    day.come(5, "b")
    day.come(3, "a")
    service, office = day.floor.watch.alerts.values()
    of_service = [n for n in day.notices() if n.alert == service.id]
    assert [n.error for n in of_service] == ["inhibited"]
    day.passes(minutes=4)
    day.go(3, "a")
    assert day.floor.watch.alerts[office.id].state is AlertState.CLEARING
    day.passes(seconds=60)
    again = [n for n in day.notices() if n.alert == service.id][1:]
    assert [(n.to, n.step) for n in again] == [("duty", 0)]


# -- resolved ----------------------------------------------------------------------------------


def test_resolved_is_told_to_those_who_were_told_and_to_nobody_else() -> None:
    day = firing()
    day.passes(seconds=5)
    deliver_all(day)
    day.passes(minutes=4)  # the deputy is queued and not reached
    day.go(3)
    day.passes(seconds=60)
    assert [n.to for n in day.notices(NoticeKind.RESOLVED)] == ["duty"]


def test_resolved_is_told_once() -> None:
    day = firing()
    day.passes(seconds=5)
    deliver_all(day)
    day.go(3)
    day.passes(seconds=60)
    deliver_all(day)
    day.passes(hours=2)
    assert len(day.notices(NoticeKind.RESOLVED)) == 1


def test_a_notice_in_flight_at_the_end_is_told_its_end_when_it_has_arrived() -> None:
    day = firing()
    day.passes(seconds=5)
    notice = day.notices()[0]
    until = day.at + timedelta(seconds=90)
    day.ask(lambda _f, at: (NoticeClaimed(at=at, notice=notice.id, worker="w", until=until),))
    day.go(3)
    day.passes(seconds=60)
    assert day.notices(NoticeKind.RESOLVED) == []
    day.ask(lambda _f, at: (NoticeSent(at=at, notice=notice.id),))
    day.look()
    assert [n.to for n in day.notices(NoticeKind.RESOLVED)] == ["duty"]


def test_whoever_may_have_been_told_by_a_worker_that_died_is_told_the_end() -> None:
    day = firing()
    day.passes(seconds=5)
    notice = day.notices()[0]
    until = day.at + timedelta(seconds=60)
    day.ask(lambda _f, at: (NoticeClaimed(at=at, notice=notice.id, worker="w", until=until),))
    day.go(3)
    day.passes(minutes=2)
    assert day.notices()[0].error == "outcome_unknown"
    assert [n.to for n in day.notices(NoticeKind.RESOLVED)] == ["duty"]
    day.passes(hours=1)
    assert len(day.notices(NoticeKind.RESOLVED)) == 1


def test_an_unsent_resolved_notice_is_cancelled_when_the_episode_reopens() -> None:
    day = firing()
    day.passes(seconds=5)
    deliver_all(day)
    come_and_go(day, 1)
    assert [n.error for n in day.notices(NoticeKind.RESOLVED)] == ["reopened"]


# -- unstable ----------------------------------------------------------------------------------


def test_three_reopenings_are_told_each_and_the_fourth_is_called_unstable() -> None:
    day = firing()
    come_and_go(day, 3)
    assert told(day) == ["duty"] * 4
    come_and_go(day, 1)
    assert told(day) == ["duty"] * 4
    assert [n.to for n in day.notices(NoticeKind.UNSTABLE)] == ["duty"]
    assert day.alert.unstable_until == day.alert.fired_at + timedelta(minutes=30)  # type: ignore[operator]


def test_while_unstable_there_is_a_digest_every_half_hour_and_nothing_else() -> None:
    day = firing()
    come_and_go(day, 4)
    queued = len(day.floor.watch.notices)
    come_and_go(day, 5)
    assert len([n for n in day.notices() if n.state is NoticeState.QUEUED]) == 0
    assert len(day.floor.watch.notices) == queued
    day.passes(minutes=30)
    assert len(day.notices(NoticeKind.DIGEST)) == 1


def test_half_an_hour_without_a_reopening_makes_it_steady() -> None:
    day = firing()
    come_and_go(day, 4)
    day.ack()
    day.passes(minutes=61)
    assert day.alert.unstable_until is None


def test_four_reopenings_spread_over_more_than_half_an_hour_are_not_unstable() -> None:
    day = firing()
    for _ in range(4):
        come_and_go(day, 1)
        day.passes(minutes=10)
    assert day.notices(NoticeKind.UNSTABLE) == []


# -- practice, settings, pauses ----------------------------------------------------------------


def test_in_practice_only_the_first_step_is_told() -> None:
    day = a_day()
    assert day.floor.day is not None
    day.floor = replace(day.floor, day=replace(day.floor.day, practice=True))
    day.come(8)
    day.passes(hours=1)
    assert told(day) == ["duty"]


def test_ids_are_unique_and_hold_no_slash() -> None:
    day = firing()
    day.passes(minutes=7)
    ids = [*day.floor.watch.alerts, *day.floor.watch.notices]
    assert len(set(ids)) == len(ids)
    assert not any("/" in identity for identity in ids)


def test_the_ladder_of_the_settings_has_only_channels_that_are_switched_on() -> None:
    assert ladder_of(office_with()).rungs == ()
    on = ladder_of(
        office_with(
            ("enabled: false\n    host", "enabled: true\n    host"),
            ("    user: queue-monitor\n    password: {env: QUEUE_MONITOR_SMTP_PASSWORD}\n", ""),
        )
    )
    assert [(r.after, [*r.posts, *(w.to for w in r.routes)]) for r in on.rungs] == [
        (timedelta(0), ["duty_supervisor"]),
        (timedelta(minutes=3), ["deputy"]),
        (timedelta(minutes=6), ["head"]),
    ]


def test_pauses_double_from_a_second_to_five_minutes() -> None:
    pauses = [back_off(n, jitter=1.0) for n in range(1, 12)]
    assert pauses[:4] == [timedelta(seconds=s) for s in (1, 2, 4, 8)]
    assert pauses[-1] == LONGEST_PAUSE
    assert back_off(1, jitter=0.0) == SHORTEST_PAUSE
    assert back_off(40, jitter=0.0) == LONGEST_PAUSE / 2


def test_steps_are_counted_from_the_alert() -> None:
    assert [LADDER.after(n) for n in range(5)] == [timedelta(minutes=m) for m in (0, 3, 6, 16, 26)]
