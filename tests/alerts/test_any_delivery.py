"""Whatever dies, whenever: each notice arrives at least once, and once only if nobody dies."""

from contextlib import suppress
from functools import partial
from threading import Thread

from hypothesis import given
from hypothesis import strategies as st

from alerts.channels.base import Undelivered
from alerts.requests import look
from queue_monitor.domain import rules
from queue_monitor.domain.model import WALK_IN, ServiceId
from queue_monitor.domain.watch import NoticeState
from queue_monitor.office import Office
from tests.alerts.office import COUNTS_ONLY
from tests.alerts.test_delivery import TASKS, Crash, FailingStore, House, SetClock, dies_on_mark
from tests.builders import KIOSK, day_opened

FATES = st.sampled_from(["dies before the send", "dies before the mark", "is refused"])


def a_house() -> House:
    clock, store = SetClock(), FailingStore()
    office = Office(store=store, tasks=TASKS, now=clock.now)
    office.start()
    office.ask(lambda _floor, _at: (day_opened(),))
    request = partial(
        rules.issue,
        service=ServiceId("a"),
        visit_class=WALK_IN,
        language="zh-TW",
        device=KIOSK,
    )
    for _ in range(8):
        office.ask(request)
    office.ask(partial(look, watching=COUNTS_ONLY))
    clock.passes(seconds=5)
    return House(office, clock, store)


def attempt(house: House, fate: str, number: int) -> None:
    """A worker takes it, and meets its fate."""
    worker = house.worker(f"w{number}")
    house.smtp.first = lambda: None
    if fate == "dies before the send":
        house.smtp.first = _die
    elif fate == "is refused":
        house.smtp.first = _refuse
    elif fate == "dies before the mark":
        worker._mark_sent = dies_on_mark  # type: ignore[method-assign, assignment]
    with suppress(Crash):
        house.deliver(worker)


def _die() -> None:
    raise Crash


def _refuse() -> None:
    raise Undelivered("no")


@given(fates=st.lists(FATES, max_size=8))
def test_it_arrives_whatever_became_of_those_who_carried_it(fates: list[str]) -> None:
    house = a_house()
    for number, fate in enumerate(fates):
        attempt(house, fate, number)
        house.clock.passes(minutes=6)  # past any claim and any pause
    attempt(house, "arrives", len(fates))
    house.office.stop()
    assert house.notice.state is NoticeState.SENT
    assert len(house.smtp.sent) == 1 + fates.count("dies before the mark")
    assert {message.id for message in house.smtp.sent} == {house.notice.id}


def test_eight_workers_at_once_send_it_once() -> None:
    house = a_house()
    threads = [Thread(target=house.deliver, args=(house.worker(f"w{n}"),)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    house.office.stop()
    assert len(house.smtp.sent) == 1
