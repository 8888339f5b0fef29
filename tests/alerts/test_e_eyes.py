"""The watcher: sleeps exactly, is one of many, is watched itself."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

import pytest

from alerts import requests
from alerts.crossings import TICK
from alerts.e_eyes import Watchdog, Watcher
from alerts.requests import look, look_blind
from alerts.watching import Watching
from queue_monitor.domain import rules
from queue_monitor.domain.errors import TryLater
from queue_monitor.domain.events import DayClosed, Event
from queue_monitor.domain.model import WALK_IN, DayId, ServiceId
from queue_monitor.domain.watch import Alert, AlertState, Rule
from queue_monitor.domain.watch_events import AlertRaised
from queue_monitor.office import Office
from queue_monitor.runtime import load
from queue_monitor.store.memory import MemoryStore
from queue_monitor.web.health import Heartbeat
from tests.alerts.office import SUPERVISOR, WAITS_ONLY, a_day, watching
from tests.alerts.test_delivery import FailingStore, SetClock
from tests.builders import KIOSK, OPENS_AT, day_opened

TASKS = load("threading")
BOTH = watching()


class Seconds:
    """Monotonic seconds that a test sets."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def an_office(store: MemoryStore, clock: SetClock) -> Office:
    office = Office(store=store, tasks=TASKS, now=clock.now)
    office.start()
    return office


def issue(office: Office) -> None:
    office.ask(
        partial(
            rules.issue,
            service=ServiceId("a"),
            visit_class=WALK_IN,
            language="zh-TW",
            device=KIOSK,
        )
    )


def watcher(
    office: Office,
    clock: SetClock,
    seconds: Seconds,
    *,
    rules_of: Watching = BOTH,
    heartbeat: Heartbeat | None = None,
) -> Watcher:
    return Watcher(
        office=office,
        tasks=TASKS,
        hours=clock,
        watching=rules_of,
        heartbeat=heartbeat or Heartbeat(),
        monotonic=seconds,
    )


def watchdog(office: Office, eyes: Watcher, heartbeat: Heartbeat) -> Watchdog:
    return Watchdog(
        office=office,
        tasks=TASKS,
        watching=BOTH,
        heartbeat=heartbeat,
        hours=SetClock(),
        silent_s=lambda: eyes.silent_s,
    )


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def office(clock: SetClock) -> Iterator[Office]:
    office = an_office(FailingStore(), clock)
    office.ask(lambda _floor, _at: (day_opened(),))
    yield office
    office.stop()


def alerts(office: Office) -> list[Alert]:
    return list(office.floor().watch.alerts.values())


# -- sleeping ----------------------------------------------------------------------------------


def test_it_sleeps_until_the_wait_would_break_the_limit(
    office: Office, clock: SetClock, seconds: Seconds
) -> None:
    eyes = watcher(office, clock, seconds, rules_of=WAITS_ONLY)
    issue(office)
    clock.passes(minutes=9, seconds=58)
    assert eyes.look() == pytest.approx(2.000001)
    clock.passes(seconds=2)
    assert alerts(office) == []
    assert eyes.look() == pytest.approx(0.001)  # a microsecond is left: not a spin
    clock.at += TICK
    eyes.look()
    assert [alert.rule for alert in alerts(office)] == [Rule.WAIT]


def test_with_nothing_ahead_it_only_beats(
    office: Office, clock: SetClock, seconds: Seconds
) -> None:
    heartbeat = Heartbeat()
    eyes = watcher(office, clock, seconds, heartbeat=heartbeat)
    assert eyes.look() == 5.0
    assert heartbeat.last_seen_at == clock.at


def test_each_look_counts(office: Office, clock: SetClock, seconds: Seconds) -> None:
    eyes = watcher(office, clock, seconds)
    seconds.now += 7
    assert eyes.silent_s == 7
    eyes.look()
    assert eyes.silent_s == 0


def test_the_loop_sees_the_eighth_person_by_itself(
    office: Office, clock: SetClock, seconds: Seconds
) -> None:
    running = [True]
    eyes = watcher(office, clock, seconds)
    follower = office.stream.follower()
    TASKS.spawn(eyes.run, lambda: running[0])
    for _ in range(8):
        issue(office)
    for _ in range(50):
        if alerts(office):
            break
        follower.wait(0.1)
        follower.take()
    running[0] = False
    assert [alert.value for alert in alerts(office)] == [8]


def test_a_store_that_is_away_is_asked_again_and_not_counted_as_a_look(
    office: Office, clock: SetClock, seconds: Seconds
) -> None:
    store = office._store
    assert isinstance(store, FailingStore)
    eyes = watcher(office, clock, seconds)
    for _ in range(8):
        issue(office)
    store.refuse = lambda event: isinstance(event, AlertRaised)
    seconds.now += 3
    with pytest.raises(TryLater):
        eyes.look()
    assert eyes.silent_s == 3
    store.refuse = lambda _event: False
    eyes.look()
    assert len(alerts(office)) == 1


# -- two watchers ------------------------------------------------------------------------------


def test_two_watchers_in_two_processes_raise_one_episode(clock: SetClock, seconds: Seconds) -> None:
    store = MemoryStore()
    one = an_office(store, clock)
    one.ask(lambda _floor, _at: (day_opened(),))
    for _ in range(8):
        issue(one)
    other = an_office(store, clock)
    eyes = [watcher(office, clock, seconds) for office in (one, other, one, other)]
    for each in eyes:
        each.look()
    for office in (one, other):
        office.stop()
    raised = [event for _, event in store.read() if isinstance(event, AlertRaised)]
    assert len(raised) == 1


# -- blind -------------------------------------------------------------------------------------


def blinded(
    office: Office, clock: SetClock, seconds: Seconds
) -> tuple[Watcher, Watchdog, Heartbeat]:
    heartbeat = Heartbeat()
    eyes = watcher(office, clock, seconds, heartbeat=heartbeat)
    eyes.look()
    dog = watchdog(office, eyes, heartbeat)
    seconds.now += 15.1
    clock.passes(seconds=15.1)
    dog.guard()
    return eyes, dog, heartbeat


def test_fifteen_seconds_without_a_look_are_not_yet_blind(
    office: Office, clock: SetClock, seconds: Seconds
) -> None:
    heartbeat = Heartbeat()
    eyes = watcher(office, clock, seconds, heartbeat=heartbeat)
    eyes.look()
    seconds.now += 15
    watchdog(office, eyes, heartbeat).guard()
    assert alerts(office) == []
    assert not heartbeat.blind


def test_longer_than_that_is_itself_an_alert_raised_once_and_told(
    office: Office, clock: SetClock, seconds: Seconds
) -> None:
    _, dog, heartbeat = blinded(office, clock, seconds)
    dog.guard()
    (alert,) = alerts(office)
    assert (alert.rule, alert.state) == (Rule.BLIND, AlertState.FIRING)
    assert alert.value == pytest.approx(15.1)
    assert heartbeat.blind
    assert [n.to for n in office.floor().watch.notices.values()] == ["duty"]


def test_it_never_resolves_by_itself(office: Office, clock: SetClock, seconds: Seconds) -> None:
    eyes, _, heartbeat = blinded(office, clock, seconds)
    clock.passes(hours=2)
    eyes.look()
    (alert,) = alerts(office)
    assert alert.state is AlertState.FIRING
    assert not heartbeat.blind


def test_it_ends_once_a_person_knows_and_e_eyes_looks_again(
    office: Office, clock: SetClock, seconds: Seconds
) -> None:
    eyes, dog, _ = blinded(office, clock, seconds)
    acknowledge(office, alerts(office)[0])
    dog.guard()
    assert alerts(office)[0].state is AlertState.ACKED
    eyes.look()
    assert (alerts(office)[0].state, alerts(office)[0].cause) == (AlertState.RESOLVED, "seeing")


def test_while_it_stays_blind_the_acknowledgement_lapses(
    office: Office, clock: SetClock, seconds: Seconds
) -> None:
    _, dog, _ = blinded(office, clock, seconds)
    acknowledge(office, alerts(office)[0])
    clock.passes(minutes=15)
    dog.guard()
    assert (alerts(office)[0].state, alerts(office)[0].cause) == (AlertState.FIRING, "lapsed")


def test_the_end_of_the_day_does_not_end_it() -> None:
    day = a_day(BOTH)
    day.ask(partial(look_blind, silent=timedelta(seconds=20), watching=BOTH))
    day.ask(lambda floor, at: rules_close(at, floor.day.id if floor.day else ""))
    day.look()
    assert day.state is AlertState.FIRING


def rules_close(at: datetime, day: str) -> tuple[Event, ...]:
    return (DayClosed(at=at, day=DayId(day)),)


def acknowledge(office: Office, alert: Alert) -> None:
    office.ask(
        partial(requests.acknowledge, alert=alert.id, by=SUPERVISOR, note=None, watching=BOTH)
    )


def test_a_day_that_turns_while_an_episode_lasts_ends_it_as_day_closed() -> None:
    day = a_day()
    day.come(8)
    day.sleeps(hours=24)
    opened = day_opened()
    turned = opened.__class__(
        at=day.at,
        day=type(opened.day)("2026-03-05"),
        date=opened.date + timedelta(days=1),
        practice=False,
        plan=opened.plan,
        watch=day.floor.watch.next_day(day.at),
    )
    day.ask(lambda _floor, _at: (turned,))
    day.look()
    (alert,) = day.floor.watch.alerts.values()
    assert (alert.state, alert.cause) == (AlertState.RESOLVED, "day_closed")
    assert alert.resolved_at == day.at
    assert day.at > OPENS_AT


def test_a_second_look_on_the_same_floor_has_nothing_to_say() -> None:
    day = a_day(BOTH)
    day.come(8)
    assert list(look(day.floor, day.at, watching=BOTH)) == []
