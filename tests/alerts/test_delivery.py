"""At least once: claimed, sent, then marked, whoever dies in between."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest

from alerts import delivery
from alerts.channels.base import Channel, Message, Undelivered
from alerts.outbox import Outbox
from alerts.requests import look
from queue_monitor.domain import rules
from queue_monitor.domain.errors import StoreUnavailable, TryLater
from queue_monitor.domain.events import Event
from queue_monitor.domain.floor import Floor
from queue_monitor.domain.model import WALK_IN, ServiceId
from queue_monitor.domain.watch import Notice, NoticeKind, NoticeState
from queue_monitor.domain.watch_events import NoticeClaimed, NoticeSent
from queue_monitor.office import Office
from queue_monitor.runtime import load
from queue_monitor.store.memory import MemoryStore
from tests.alerts.office import COUNTS_ONLY, LADDER, a_day
from tests.builders import KIOSK, OPENS_AT, day_opened

TASKS = load("threading")


class Crash(BaseException):
    """The process dies here."""


@dataclass
class SetClock:
    """An hour that a test sets."""

    at: datetime = OPENS_AT

    def now(self) -> datetime:
        return self.at

    def real_s(self, span: timedelta) -> float:
        return max(span.total_seconds(), 0.0)

    def passes(self, **span: float) -> None:
        self.at += timedelta(**span)


@dataclass
class Listening:
    """A channel that keeps what it is given, after it did what the test wants."""

    sent: list[Message] = field(default_factory=list)
    first: Callable[[], None] = lambda: None

    def send(self, message: Message) -> None:
        self.first()
        self.sent.append(message)


class FailingStore(MemoryStore):
    """A store that now and then cannot write."""

    refuse: Callable[[Event], bool] = staticmethod(lambda _event: False)

    def append(self, events: Any, *, after: int) -> None:
        if any(self.refuse(event) for event in events):
            raise StoreUnavailable("full")
        super().append(events, after=after)


@dataclass
class House:
    """An office with an alert and its first notice due, and workers to deliver it."""

    office: Office
    clock: SetClock
    store: FailingStore
    smtp: Listening = field(default_factory=Listening)
    webhook: Listening = field(default_factory=Listening)

    def worker(self, name: str = "w1") -> Outbox:
        channels: dict[str, Channel] = {"smtp": self.smtp, "webhook": self.webhook}
        return Outbox(
            office=self.office,
            tasks=TASKS,
            hours=self.clock,
            channels=channels,
            compose=compose,
            ladder=LADDER,
            worker=name,
            jitter=lambda: 1.0,
        )

    @property
    def notice(self) -> Notice:
        return next(iter(self.office.floor().watch.notices.values()))

    def deliver(self, worker: Outbox | None = None) -> None:
        (worker or self.worker()).deliver(self.notice.id)


def compose(_floor: Floor, notice: Notice) -> Message:
    return Message(id=notice.id, to=(notice.to,), subject="!", text="!", at=notice.queued_at)


@pytest.fixture
def house() -> Iterator[House]:
    clock, store = SetClock(), FailingStore()
    office = Office(store=store, tasks=TASKS, now=clock.now)
    office.start()
    office.ask(lambda _floor, _at: (day_opened(),))
    for _ in range(8):
        office.ask(
            partial(
                rules.issue,
                service=ServiceId("a"),
                visit_class=WALK_IN,
                language="zh-TW",
                device=KIOSK,
            )
        )
    office.ask(partial(look, watching=COUNTS_ONLY))
    clock.passes(seconds=5)
    yield House(office, clock, store)
    office.stop()


# -- claims ------------------------------------------------------------------------------------


def test_before_it_is_due_nobody_may_take_it() -> None:
    day = a_day()
    day.come(8)
    day.at = day.alert.fired_at or day.at
    assert delivery.ready(day.floor, day.at + timedelta(seconds=4)) == []
    assert len(delivery.ready(day.floor, day.at + timedelta(seconds=5))) == 1


def test_of_two_workers_one_has_the_claim() -> None:
    day = a_day()
    day.come(8)
    day.passes(seconds=5)
    claim = partial(delivery.claim, notice=day.notices()[0].id, ladder=LADDER)
    assert [type(e) for e in day.ask(partial(claim, worker="one"))] == [NoticeClaimed]
    assert day.ask(partial(claim, worker="other")) == []


def test_while_the_alert_is_clearing_its_notice_waits() -> None:
    day = a_day()
    day.come(8)
    day.go(3)
    day.at += timedelta(seconds=30)
    assert delivery.ready(day.floor, day.at) == []
    day.come(3)
    day.at += timedelta(seconds=30)
    assert len(delivery.ready(day.floor, day.at)) == 1


# -- at least once -----------------------------------------------------------------------------


def test_a_notice_is_claimed_then_sent_then_marked(house: House) -> None:
    def mid() -> None:
        assert house.notice.state is NoticeState.CLAIMED

    house.smtp.first = mid
    house.deliver()
    assert [m.id for m in house.smtp.sent] == [house.notice.id]
    assert house.notice.state is NoticeState.SENT
    alert = house.office.floor().watch.alerts[house.notice.alert]
    assert [told.to for told in alert.told] == ["duty"]


def test_delivered_again_it_is_not_sent_again(house: House) -> None:
    house.deliver()
    house.deliver(house.worker("w2"))
    assert len(house.smtp.sent) == 1


def test_a_crash_before_the_send_is_made_good_by_another_worker(house: House) -> None:
    def dies() -> None:
        raise Crash

    house.smtp.first = dies
    with pytest.raises(Crash):
        house.deliver()
    house.smtp.first = lambda: None
    house.deliver(house.worker("w2"))
    assert house.smtp.sent == []  # the claim still stands
    house.clock.passes(seconds=60)
    house.deliver(house.worker("w2"))
    assert len(house.smtp.sent) == 1
    assert house.notice.state is NoticeState.SENT


def test_a_crash_between_send_and_mark_sends_twice_and_never_loses(house: House) -> None:
    worker = house.worker()
    worker._mark_sent = dies_on_mark  # type: ignore[method-assign, assignment]
    with pytest.raises(Crash):
        house.deliver(worker)
    assert len(house.smtp.sent) == 1
    house.clock.passes(seconds=60)
    house.deliver(house.worker("w2"))
    assert {m.id for m in house.smtp.sent} == {house.notice.id}
    assert len(house.smtp.sent) == 2
    assert house.notice.state is NoticeState.SENT


def dies_on_mark(_notice: object) -> None:
    raise Crash


def test_a_store_that_cannot_take_the_claim_sends_nothing(house: House) -> None:
    house.store.refuse = lambda event: isinstance(event, NoticeClaimed)
    with pytest.raises(TryLater):
        house.deliver()
    assert house.smtp.sent == []


def test_a_mark_is_tried_again_when_the_store_is_away_for_a_moment(house: House) -> None:
    refused: list[Event] = []

    def once(event: Event) -> bool:
        if isinstance(event, NoticeSent) and not refused:
            refused.append(event)
            return True
        return False

    house.store.refuse = once
    house.deliver()
    assert (len(refused), len(house.smtp.sent)) == (1, 1)
    assert house.notice.state is NoticeState.SENT


def test_the_failure_of_a_worker_whose_claim_ran_out_changes_nothing(house: House) -> None:
    claim = partial(delivery.claim, notice=house.notice.id, ladder=LADDER)
    house.office.ask(partial(claim, worker="w1"))
    house.clock.passes(seconds=60)
    house.office.ask(partial(claim, worker="w2"))
    late = partial(
        delivery.failed,
        notice=house.notice.id,
        worker="w1",
        error="no",
        for_good=True,
        jitter=0.0,
        ladder=LADDER,
    )
    assert house.office.ask(late).events == ()
    assert house.notice.worker == "w2"


# -- failures ----------------------------------------------------------------------------------


def fails(*, for_good: bool = False) -> Callable[[], None]:
    def fail() -> None:
        raise Undelivered("no", for_good=for_good)

    return fail


def test_a_failure_is_tried_again_later_and_later(house: House) -> None:
    house.smtp.first = fails()
    pauses = []
    for _ in range(4):
        house.deliver()
        assert house.notice.state is NoticeState.RETRYING
        pauses.append((house.notice.due_at - house.clock.at).total_seconds())
        house.clock.at = house.notice.due_at
    assert pauses == [1, 2, 4, 8]
    house.smtp.first = lambda: None
    house.deliver()
    assert house.notice.state is NoticeState.SENT


def test_a_failure_for_good_is_dead_lettered_and_told_over_another_channel(house: House) -> None:
    house.smtp.first = fails(for_good=True)
    house.deliver()
    assert house.notice.state is NoticeState.DEAD
    (other,) = (
        n for n in house.office.floor().watch.notices.values() if n.kind is NoticeKind.UNDELIVERED
    )
    assert (other.channel, other.to, other.about) == ("webhook", "duty", house.notice.id)


def test_after_twenty_four_hours_it_is_dead_lettered(house: House) -> None:
    house.smtp.first = fails()
    house.deliver()
    house.clock.passes(hours=24)
    house.smtp.first = lambda: None
    house.deliver()
    assert house.smtp.sent == []
    assert house.notice.state is NoticeState.DEAD


def test_the_failure_of_that_notice_is_told_to_nobody(house: House) -> None:
    house.smtp.first = house.webhook.first = fails(for_good=True)
    house.deliver()
    other = list(house.office.floor().watch.notices.values())[-1]
    house.worker().deliver(other.id)
    assert len(house.office.floor().watch.notices) == 2


def test_a_channel_that_was_switched_off_is_a_failure_for_good(house: House) -> None:
    worker = house.worker()
    worker._channels = {}
    house.deliver(worker)
    assert house.notice.state is NoticeState.DEAD


def test_the_loop_delivers_what_is_due_by_itself(house: House) -> None:
    running = [True]
    arrived = TASKS.promise()
    house.smtp.first = lambda: arrived.set(True)
    worker = house.worker()
    TASKS.spawn(worker.run, lambda: running[0])
    assert arrived.wait(5.0)
    running[0] = False


# -- workers that die --------------------------------------------------------------------------


@dataclass
class Graveyard:
    """A roll on which some are dead."""

    gone: set[str] = field(default_factory=set)

    def join(self, worker: str) -> None:
        """They are alive then."""

    def dead(self, workers: Collection[str]) -> frozenset[str]:
        return frozenset(self.gone & set(workers))

    def strike(self, workers: Collection[str]) -> None:
        self.gone -= set(workers)


def dies_while_sending(house: House) -> None:
    """Worker w1 has claimed the notice, and is no more."""

    def dies() -> None:
        raise Crash

    house.smtp.first = dies
    with pytest.raises(Crash):
        house.deliver()
    house.smtp.first = lambda: None


def test_what_a_dead_worker_had_claimed_is_sent_at_once_and_no_fault_of_the_channel(
    house: House,
) -> None:
    dies_while_sending(house)
    worker = house.worker("w2")
    worker._roll = Graveyard({"w1"})
    worker._take_over()
    assert (house.notice.state, house.notice.error) == (NoticeState.RETRYING, "outcome_unknown")
    assert house.notice.may_have_arrived
    assert not house.office.floor().watch.channel("smtp").is_failing
    house.deliver(worker)
    assert len(house.smtp.sent) == 1
    assert house.notice.state is NoticeState.SENT


def test_what_a_living_worker_has_claimed_is_left_to_it(house: House) -> None:
    dies_while_sending(house)
    worker = house.worker("w2")
    worker._roll = Graveyard()
    worker._take_over()
    assert house.notice.state is NoticeState.CLAIMED


def test_whoever_may_have_been_told_by_a_dead_worker_is_told_the_end(house: House) -> None:
    dies_while_sending(house)
    worker = house.worker("w2")
    worker._roll = Graveyard({"w1"})
    worker._take_over()
    for ticket in [t.id for t in house.office.floor().waiting()]:
        house.office.ask(partial(rules.cancel, ticket=ticket, by=KIOSK))
    house.office.ask(partial(look, watching=COUNTS_ONLY))
    house.clock.passes(minutes=2)
    house.office.ask(partial(look, watching=COUNTS_ONLY))
    kinds = [(n.kind, n.to) for n in house.office.floor().watch.notices.values()]
    assert (NoticeKind.RESOLVED, "duty") in kinds


def test_a_fault_in_a_channel_is_a_failure_and_tried_again(house: House) -> None:
    def breaks() -> None:
        raise ValueError("a fault of ours")

    house.smtp.first = breaks
    house.deliver()
    assert house.notice.state is NoticeState.RETRYING
    assert len(house.notice.failures) == 1


def now(house: House) -> NoticeState:
    """Where the notice is."""
    return house.notice.state


def test_an_orderly_stop_waits_for_what_is_being_sent(house: House) -> None:
    worker, sending, may_end = house.worker(), TASKS.promise(), TASKS.promise()

    def slow() -> None:
        sending.set(True)
        may_end.wait(5.0)

    house.smtp.first = slow
    running = [True]
    TASKS.spawn(worker.run, lambda: running[0])
    assert sending.wait(5.0)
    running[0] = False
    worker.settle(0.05)
    assert now(house) is NoticeState.CLAIMED  # it waits no longer than it was told
    may_end.set(True)
    worker.settle(5.0)
    assert now(house) is NoticeState.SENT
